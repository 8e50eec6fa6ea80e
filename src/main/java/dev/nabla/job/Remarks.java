package dev.nabla.job;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Sentences to be said in the reader's language, each by its key and the numbers in it. */
public record Remarks(List<Remark> remarks) {

    /** @param numbers as they are shown */
    public record Remark(String key, List<String> numbers) {
    }

    static Remarks none() {
        return new Remarks(new ArrayList<>());
    }

    Remarks say(String key, Object... numbers) {
        List<String> shown = new ArrayList<>();
        for (Object n : numbers) {
            shown.add(n instanceof Double d ? number(d) : String.valueOf(n));
        }
        remarks.add(new Remark("diagnosis." + key, shown));
        return this;
    }

    /** Four significant digits. */
    static String number(double v) {
        if (!Double.isFinite(v)) {
            return Double.toString(v);
        }
        BigDecimal rounded = new BigDecimal(v).round(new MathContext(4));
        boolean isPlain = v == 0 || Math.abs(v) >= 1e-4 && Math.abs(v) < 1e7;
        return isPlain ? rounded.stripTrailingZeros().toPlainString() : rounded.stripTrailingZeros().toString();
    }
}
