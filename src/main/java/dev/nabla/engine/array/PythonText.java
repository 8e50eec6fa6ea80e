package dev.nabla.engine.array;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Values as Python spells them: {@code 1e-05}, {@code True}, {@code None}. */
public final class PythonText {
    private PythonText() {
    }

    /** {@code str(v)} of a Long, Double, Boolean, String, list (as a tuple) or null. */
    public static String of(@Nullable Object v) {
        return switch (v) {
            case null -> "None";
            case Boolean b -> b ? "True" : "False";
            case Double d -> of(d.doubleValue());
            case List<?> list when list.size() == 1 -> "(" + of(list.getFirst()) + ",)";
            case List<?> list -> list.stream().map(PythonText::of).collect(Collectors.joining(", ", "(", ")"));
            default -> v.toString();
        };
    }

    /** {@code repr(v)}: the fewest digits that read back as the same float, with an exponent below 1e-4 and from 1e16 on. */
    public static String of(double v) {
        if (Double.isNaN(v)) {
            return "nan";
        }
        if (Double.isInfinite(v)) {
            return v > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(v);
        if (size != 0 && (size < 1e-4 || size >= 1e16)) {
            BigDecimal d = new BigDecimal(Double.toString(v)).stripTrailingZeros();
            if (d.precision() == 2) {
                // Java writes two digits where one is enough: 4.9E-324.
                BigDecimal one = d.round(new MathContext(1)).stripTrailingZeros();
                d = one.doubleValue() == v ? one : d;
            }
            String digits = d.unscaledValue().abs().toString();
            int exponent = digits.length() - 1 - d.scale();
            String power = (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
            return (v < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + power;
        }
        String plain = v == 0 ? "0.0" : new BigDecimal(Double.toString(v)).stripTrailingZeros().toPlainString();
        return v == 0 && 1 / v < 0 ? "-0.0" : plain.contains(".") ? plain : plain + ".0";
    }

    /** {@code type(v).__name__}. */
    public static String typeOf(@Nullable Object v) {
        return switch (v) {
            case null -> "NoneType";
            case Long _,Integer _ -> "int";
            case Double _ -> "float";
            case Boolean _ -> "bool";
            case String _ -> "str";
            case List<?> _ -> "list";
            default -> "dict";
        };
    }
}
