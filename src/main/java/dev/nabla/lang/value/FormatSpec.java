package dev.nabla.lang.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.nabla.engine.array.PythonText;

/**
 * Python's format specification, {@code [[fill]align][sign][z][#][0][width][grouping][.precision][type]}.
 *
 * @see <a href="https://docs.python.org/3.11/library/string.html#format-specification-mini-language">Format specification</a>
 */
record FormatSpec(String fill, char align, char sign, boolean noNegativeZero, boolean alternate, boolean zero, int width, char grouping,
        int precision, char type) {
    private static final Pattern FORM =
            Pattern.compile("(?s)(?:(.)?([<>=^]))?([+\\- ])?(z)?(#)?(0)?(\\d+)?([,_])?(?:\\.(\\d+))?(.)?", Pattern.UNICODE_CASE);
    private static final int MOST = 10_000_000;

    /** {@code format(v, spec)} */
    static String format(Object v, String spec) {
        if (v instanceof PyObject o) {
            return o.format(spec);
        }
        if (spec.isEmpty()) {
            return Values.str(v);
        }
        if (v == None.NONE) {
            throw PyError.type("unsupported format string passed to NoneType.__format__");
        }
        FormatSpec s = parse(spec);
        return switch (v) {
            case String text -> s.text(text);
            case Double d -> s.real(d, v);
            case Boolean b when s.type == 0 -> s.number(Values.str(b), false);
            default -> s.integer(Numbers.big(v), v);
        };
    }

    private static FormatSpec parse(String spec) {
        Matcher m = FORM.matcher(spec);
        if (!m.matches()) {
            boolean dot = spec.matches("(?s).*\\.(\\D.*)?");
            throw PyError.value(dot ? "Format specifier missing precision" : "Invalid format specifier");
        }
        String align = m.group(2);
        return new FormatSpec(m.group(1) == null ? " " : m.group(1), align == null ? 0 : align.charAt(0),
                m.group(3) == null ? '-' : m.group(3).charAt(0), m.group(4) != null, m.group(5) != null, m.group(6) != null,
                count(m.group(7)), m.group(8) == null ? 0 : m.group(8).charAt(0), m.group(9) == null ? -1 : count(m.group(9)),
                m.group(10) == null ? 0 : m.group(10).charAt(0));
    }

    private static int count(String digits) {
        if (digits == null) {
            return 0;
        }
        if (digits.length() > 8 || Integer.parseInt(digits) > MOST) {
            throw digits.length() > 18 ? PyError.value("Too many decimal digits in format string")
                    : new OverBudget(OverBudget.Kind.MEMORY, "a text padded to " + digits + " characters is too long");
        }
        return Integer.parseInt(digits);
    }

    private PyError unknown(Object v) {
        return PyError.value("Unknown format code '" + type + "' for object of type '" + Values.typeName(v) + "'");
    }

    String text(String s) {
        if (type != 0 && type != 's') {
            throw unknown(s);
        }
        if (sign != '-') {
            throw PyError
                    .value(sign == ' ' ? "Space not allowed in string format specifier" : "Sign not allowed in string format specifier");
        }
        if (align == '=') {
            throw PyError.value("'=' alignment not allowed in string format specifier");
        }
        if (alternate) {
            throw PyError.value("Alternate form (#) not allowed in string format specifier");
        }
        if (grouping != 0) {
            throw PyError.value("Cannot specify '" + grouping + "' with 's'.");
        }
        String shown =
                precision < 0 || s.codePointCount(0, s.length()) <= precision ? s : s.substring(0, s.offsetByCodePoints(0, precision));
        return padded("", shown, align == 0 ? '<' : align, zero && align == 0 ? "0" : fill);
    }

    private String padded(String head, String body, char where, String with) {
        int missing = width - head.length() - body.codePointCount(0, body.length());
        if (missing <= 0) {
            return head + body;
        }
        return switch (where) {
            case '<' -> head + body + with.repeat(missing);
            case '^' -> with.repeat(missing / 2) + head + body + with.repeat(missing - missing / 2);
            case '=' -> head + with.repeat(missing) + body;
            default -> with.repeat(missing) + head + body;
        };
    }

    /** Sign, prefix and digits, grouped and padded. */
    private String number(String digits, boolean negative) {
        return number("", digits, negative);
    }

    private String number(String prefix, String digits, boolean negative) {
        String head = (negative ? "-" : sign == '-' ? "" : String.valueOf(sign)) + prefix;
        char where = align == 0 ? zero ? '=' : '>' : align;
        String with = zero && align == 0 ? "0" : fill;
        String body = digits;
        if (grouping != 0) {
            int end = 0;
            while (end < digits.length() && Character.digit(digits.charAt(end), 16) >= 0) {
                end++;
            }
            int size = type == 'x' || type == 'X' || type == 'o' || type == 'b' ? 4 : 3;
            String whole = digits.substring(0, end);
            String tail = digits.substring(end);
            if (where == '=' && with.equals("0")) {
                while (grouped(whole, size).length() + tail.length() + head.length() < width) {
                    whole = "0" + whole;
                }
            }
            body = grouped(whole, size) + tail;
        }
        return padded(head, body, where, with);
    }

    private String grouped(String digits, int size) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % size == 0) {
                b.append(grouping);
            }
            b.append(digits.charAt(i));
        }
        return b.toString();
    }

    private String integer(BigInteger n, Object v) {
        BigInteger size = n.abs();
        boolean negative = n.signum() < 0;
        if (precision >= 0 && "bcdoxXn".indexOf(type == 0 ? 'd' : type) >= 0) {
            throw PyError.value("Precision not allowed in integer format specifier");
        }
        return switch (type) {
            case 0, 'd', 'n' -> number(size.toString(), negative);
            case 'b' -> number(alternate ? "0b" : "", size.toString(2), negative);
            case 'o' -> number(alternate ? "0o" : "", size.toString(8), negative);
            case 'x' -> number(alternate ? "0x" : "", size.toString(16), negative);
            case 'X' -> number(alternate ? "0X" : "", size.toString(16).toUpperCase(Locale.ROOT), negative);
            case 'c' -> padded("", Character.toString(n.intValueExact()), align == 0 ? '<' : align, fill);
            case 'e', 'E', 'f', 'F', 'g', 'G', '%' -> real(Numbers.real(v), v);
            default -> throw unknown(v);
        };
    }

    String real(double d, Object v) {
        if (type != 0 && "eEfFgG%n".indexOf(type) < 0) {
            throw unknown(v);
        }
        boolean negative = d < 0 || d == 0 && 1 / d < 0;
        String digits = Double.isNaN(d) ? "nan" : Double.isInfinite(d) ? "inf" : digits(Math.abs(d));
        if (Double.isNaN(d)) {
            negative = false;
        }
        if (type == 'E' || type == 'F' || type == 'G') {
            digits = digits.toUpperCase(Locale.ROOT);
        }
        if (type == '%' && !Double.isFinite(d)) {
            digits += "%";
        }
        if (noNegativeZero && negative && digits.matches("[0.%]*")) {
            negative = false;
        }
        return number(digits, negative);
    }

    private String digits(double d) {
        int places = precision < 0 ? 6 : precision;
        return switch (type) {
            case 'f', 'F' -> fixed(d, places) + (alternate && places == 0 ? "." : "");
            case '%' -> fixedPercent(d, places) + "%";
            case 'e', 'E' -> exponential(d, places);
            case 'g', 'G', 'n' -> general(d, Math.max(1, places), false);
            default -> precision < 0 ? PythonText.of(d) : general(d, Math.max(1, precision), true);
        };
    }

    private static String fixedPercent(double d, int places) {
        double hundred = d * 100;
        return Double.isInfinite(hundred) ? "inf" : fixed(hundred, places);
    }

    /** The exact value rounded half to even. */
    static String fixed(double d, int places) {
        return new BigDecimal(d).setScale(places, RoundingMode.HALF_EVEN).toPlainString();
    }

    static String exponential(double d, int places) {
        BigDecimal r = new BigDecimal(d).round(new MathContext(places + 1, RoundingMode.HALF_EVEN));
        int exponent = r.signum() == 0 ? 0 : r.precision() - r.scale() - 1;
        String mantissa = r.signum() == 0 ? BigDecimal.ZERO.setScale(places).toPlainString()
                : r.movePointLeft(exponent).setScale(places, RoundingMode.HALF_EVEN).toPlainString();
        return mantissa + exponent(exponent);
    }

    private static String exponent(int e) {
        return (e < 0 ? "e-" : "e+") + (Math.abs(e) < 10 ? "0" : "") + Math.abs(e);
    }

    /** @param real whether a whole number keeps its point, as without a type */
    private String general(double d, int digits, boolean real) {
        BigDecimal r = new BigDecimal(d).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = r.signum() == 0 ? 0 : r.precision() - r.scale() - 1;
        boolean scientific = exponent < -4 || exponent >= (real && digits > exponent ? Integer.MAX_VALUE : digits);
        BigDecimal shown = scientific ? r.movePointLeft(exponent) : r;
        String text = alternate ? shown.setScale(scientific ? digits - 1 : Math.max(0, digits - 1 - exponent), RoundingMode.HALF_EVEN)
                .toPlainString() : r.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
        if (real && !scientific && !text.contains(".")) {
            text += ".0";
        }
        return text + (scientific ? exponent(exponent) : "");
    }
}
