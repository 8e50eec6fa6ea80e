package dev.nabla.lang.numpy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.PythonText;

/**
 * What numpy prints for an array, character for character, under its default options.
 *
 * @see <a href="https://numpy.org/doc/2.4/reference/generated/numpy.array2string.html">numpy.array2string</a>
 */
final class ArrayText {
    private static final int PRECISION = 8;
    private static final int THRESHOLD = 1000;
    private static final int EDGE = 3;
    private static final int WIDTH = 75;
    private static final String PREFIX = "array(";

    private final NdArray array;
    private final String separator;
    private final boolean summarized;
    private final IntFunction<String> element;

    private ArrayText(NdArray array, String separator) {
        this.array = array;
        this.separator = separator;
        this.summarized = array.size() > THRESHOLD;
        List<Integer> shown = new ArrayList<>();
        collect(0, array.offset(), shown);
        this.element = format(shown);
    }

    /** {@code str(a)} */
    static String str(NdArray a) {
        if (a.rank() == 0) {
            return PyScalar.of(dev.nabla.engine.Tensor.of(a)).str();
        }
        return a.size() == 0 ? "[]" : new ArrayText(a, " ").rows(0, a.offset(), " ", WIDTH);
    }

    /** {@code repr(a)} */
    static String repr(NdArray a) {
        StringBuilder b = new StringBuilder(PREFIX);
        boolean sized = a.size() > 0 || a.rank() == 1;
        b.append(a.size() == 0 ? "[]" : a.rank() == 0 ? new ArrayText(a, ", ").element.apply(a.offset())
                : new ArrayText(a, ", ").rows(0, a.offset(), " ".repeat(PREFIX.length() + 1), WIDTH - 1));
        List<String> extras = new ArrayList<>();
        if (!sized || a.size() > THRESHOLD) {
            extras.add("shape=" + Arrays.sizes(a.shape()).repr());
        }
        DType d = a.dtype();
        if (a.size() == 0 || d == DType.FLOAT32 || d == DType.INT32) {
            extras.add("dtype=" + d.torchName());
        }
        if (extras.isEmpty()) {
            return b.append(')').toString();
        }
        String extra = String.join(", ", extras) + ")";
        b.append(',');
        int last = b.length() - (b.lastIndexOf("\n") + 1);
        return b.append(last + extra.length() + 1 > WIDTH ? "\n" + " ".repeat(PREFIX.length()) : " ").append(extra).toString();
    }

    private int edge(int dim) {
        return summarized && 2 * EDGE < array.dim(dim) ? EDGE : 0;
    }

    /** The places in storage of the elements that are shown. */
    private void collect(int dim, int at, List<Integer> out) {
        if (dim == array.rank()) {
            out.add(at);
            return;
        }
        int edge = edge(dim);
        int n = array.dim(dim);
        for (int i = 0; i < n; i++) {
            if (edge == 0 || i < edge || i >= n - edge) {
                collect(dim + 1, at + i * array.stride(dim), out);
            }
        }
    }

    // ---- brackets and lines ---------------------------------------------------------------------------------------

    private String rows(int dim, int at, String indent, int room) {
        if (dim == array.rank()) {
            return element.apply(at);
        }
        String nextIndent = indent + " ";
        int nextRoom = room - 1;
        int edge = edge(dim);
        int n = array.dim(dim);
        StringBuilder text = new StringBuilder();
        String bare = separator.stripTrailing();
        if (dim == array.rank() - 1) {
            int most = room - Math.max(bare.length(), 1);
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < n; i++) {
                if (edge > 0 && i == edge) {
                    extend(text, line, "...", most, indent);
                    line.append(separator);
                    i = n - edge;
                }
                extend(text, line, rows(dim + 1, at + i * array.stride(dim), nextIndent, nextRoom), most, indent);
                line.append(i < n - 1 ? separator : "");
            }
            text.append(line);
        } else {
            String lines = bare + "\n".repeat(array.rank() - dim - 1);
            for (int i = 0; i < n; i++) {
                if (edge > 0 && i == edge) {
                    text.append(indent).append("...").append(lines);
                    i = n - edge;
                }
                text.append(indent).append(rows(dim + 1, at + i * array.stride(dim), nextIndent, nextRoom)).append(i < n - 1 ? lines : "");
            }
        }
        return "[" + text.substring(indent.length()) + "]";
    }

    private static void extend(StringBuilder text, StringBuilder line, String word, int most, String indent) {
        if (line.length() + word.length() > most && line.length() > indent.length()) {
            text.append(line.toString().stripTrailing()).append('\n');
            line.setLength(0);
            line.append(indent);
        }
        line.append(word);
    }

    // ---- elements -------------------------------------------------------------------------------------------------

    private IntFunction<String> format(List<Integer> shown) {
        DType d = array.dtype();
        if (d == DType.BOOL) {
            return at -> array.storage().getLong(at) == 0 ? "False" : array.rank() == 0 ? "True" : " True";
        }
        if (!d.isFloat()) {
            int most = shown.stream().mapToInt(at -> Long.toString(array.storage().getLong(at)).length()).max().orElse(0);
            return at -> padded(Long.toString(array.storage().getLong(at)), most);
        }
        return floats(shown);
    }

    private static String padded(String s, int most) {
        return " ".repeat(Math.max(0, most - s.length())) + s;
    }

    private IntFunction<String> floats(List<Integer> shown) {
        double[] all = shown.stream().mapToDouble(at -> array.storage().getDouble(at)).toArray();
        double[] finite = java.util.Arrays.stream(all).filter(Double::isFinite).toArray();
        double[] sizes = java.util.Arrays.stream(finite).filter(v -> v != 0).map(Math::abs).toArray();
        double max = java.util.Arrays.stream(sizes).max().orElse(1);
        double min = java.util.Arrays.stream(sizes).min().orElse(1);
        boolean scientific = max >= 1e8 || min < 1e-4 || max / min > 1000;
        List<String> texts = new ArrayList<>();
        for (double v : finite) {
            texts.add(scientific ? mantissa(v) : positional(v));
        }
        int left = texts.stream().mapToInt(t -> t.indexOf('.')).max().orElse(0);
        int digits = texts.stream().mapToInt(t -> t.length() - t.indexOf('.') - 1).max().orElse(0);
        int exponent = scientific ? java.util.Arrays.stream(finite).mapToInt(v -> exponentText(v).length() - 1).max().orElse(2) : 0;
        int right = scientific ? exponent + 2 + digits : digits;
        int offset = right + 1;
        boolean negative = java.util.Arrays.stream(all).anyMatch(v -> v == Double.NEGATIVE_INFINITY);
        int room = finite.length == all.length ? left : Math.max(left, Math.max(3 - offset, 3 + (negative ? 1 : 0) - offset));
        return at -> {
            double v = array.storage().getDouble(at);
            if (!Double.isFinite(v)) {
                return padded(PythonText.of(v), room + right + 1);
            }
            if (scientific) {
                String m = mantissa(v);
                String zeros = "0".repeat(digits - (m.length() - m.indexOf('.') - 1));
                String e = exponentText(v);
                return padded(m + zeros + "e" + e.charAt(0) + "0".repeat(exponent - (e.length() - 1)) + e.substring(1), room + right + 1);
            }
            String p = positional(v);
            int point = p.indexOf('.');
            return padded(p.substring(0, point), room) + p.substring(point) + " ".repeat(digits - (p.length() - point - 1));
        };
    }

    /** The fewest digits that read back as the same number in its dtype, as a decimal. */
    private BigDecimal shortest(double v) {
        return new BigDecimal(array.dtype() == DType.FLOAT32 ? Float.toString((float) v) : Double.toString(v));
    }

    /** With at most 8 digits after the point, without zeros at the end. */
    private String positional(double v) {
        BigDecimal d = shortest(v).stripTrailingZeros();
        if (d.scale() > PRECISION) {
            d = new BigDecimal(v).setScale(PRECISION, RoundingMode.HALF_EVEN).stripTrailingZeros();
        }
        String s = d.abs().setScale(Math.max(d.scale(), 0), RoundingMode.UNNECESSARY).toPlainString();
        return (sign(v) ? "-" : "") + (s.indexOf('.') < 0 ? s + "." : s);
    }

    private static boolean sign(double v) {
        return v < 0 || v == 0 && 1 / v < 0;
    }

    private BigDecimal digits(double v) {
        BigDecimal d = shortest(v).stripTrailingZeros();
        return d.precision() <= PRECISION + 1 ? d
                : new BigDecimal(v).round(new java.math.MathContext(PRECISION + 1, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
    }

    /** The digits before the exponent, one of them before the point. */
    private String mantissa(double v) {
        String all = v == 0 ? "0" : digits(v).unscaledValue().abs().toString();
        return (sign(v) ? "-" : "") + all.charAt(0) + "." + all.substring(1);
    }

    /** With its sign and at least two digits. */
    private String exponentText(double v) {
        BigDecimal d = digits(v);
        int e = v == 0 ? 0 : d.precision() - d.scale() - 1;
        String s = Integer.toString(Math.abs(e));
        return (e < 0 ? "-" : "+") + (s.length() < 2 ? "0" + s : s);
    }

    /** A float32 by itself. */
    static String single(double v) {
        float f = (float) v;
        if (!Float.isFinite(f)) {
            return PythonText.of(v);
        }
        return PythonText.of(Double.parseDouble(Float.toString(f)));
    }
}
