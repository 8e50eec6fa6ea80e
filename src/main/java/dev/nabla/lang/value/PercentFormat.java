package dev.nabla.lang.value;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * {@code format % values}.
 *
 * @see <a href="https://docs.python.org/3.11/library/stdtypes.html#printf-style-string-formatting">printf-style formatting</a>
 */
final class PercentFormat {
    private final String format;
    private final List<Object> values;
    private final @Nullable PyDict mapping;
    private int next;
    private int at;

    private PercentFormat(String format, Object values) {
        this.format = format;
        this.values = values instanceof PyTuple t ? t.items() : List.of(values);
        this.mapping = values instanceof PyDict d ? d : null;
    }

    static String of(String format, Object values) {
        return new PercentFormat(format, values).run(values);
    }

    private String run(Object given) {
        StringBuilder b = new StringBuilder();
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                b.append(c);
            } else {
                b.append(field());
                Run.current().take(16);
            }
        }
        if (next < values.size() && mapping == null && (given instanceof PyTuple || next == 0)) {
            throw PyError.type("not all arguments converted during string formatting");
        }
        return b.toString();
    }

    private Object argument() {
        if (next >= values.size()) {
            throw PyError.type("not enough arguments for format string");
        }
        return values.get(next++);
    }

    private char peek() {
        if (at >= format.length()) {
            throw PyError.value("incomplete format");
        }
        return format.charAt(at);
    }

    private String field() {
        Object value = null;
        if (peek() == '(') {
            int end = format.indexOf(')', at);
            if (mapping == null) {
                throw PyError.type("format requires a mapping");
            }
            if (end < 0) {
                throw PyError.value("incomplete format key");
            }
            value = mapping.item(format.substring(at + 1, end));
            at = end + 1;
        }
        StringBuilder flags = new StringBuilder();
        while ("#0- +".indexOf(peek()) >= 0) {
            flags.append(format.charAt(at++));
        }
        String width = count();
        if (width.startsWith("-")) {
            flags.append('-');
            width = width.substring(1);
        }
        String precision = "";
        if (peek() == '.') {
            at++;
            precision = "." + count();
            precision = precision.equals(".") ? ".0" : precision;
        }
        while ("hlL".indexOf(peek()) >= 0) {
            at++;
        }
        char type = format.charAt(at++);
        if (type == '%') {
            return "%";
        }
        return converted(value == null ? argument() : value, flags.toString(), width, precision, type);
    }

    private String count() {
        if (peek() == '*') {
            at++;
            return Long.toString(Numbers.index(argument()));
        }
        int from = at;
        while (Character.isDigit(peek())) {
            at++;
        }
        return format.substring(from, at);
    }

    private String converted(Object v, String flags, String width, String precision, char type) {
        boolean left = flags.contains("-");
        String align = left ? "<" : ">";
        String sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        String zero = flags.contains("0") && !left ? "0" : "";
        String hash = flags.contains("#") ? "#" : "";
        return switch (type) {
            case 's', 'r', 'a' -> FormatSpec.format(
                    type == 's' ? Values.str(v) : type == 'r' ? Values.repr(v) : Quotes.ascii(Values.repr(v)), align + width + precision);
            case 'c' -> FormatSpec.format(v instanceof String s ? s : Character.toString((int) Numbers.index(v)), align + width);
            case 'd', 'i', 'u', 'x', 'X', 'o' -> whole(v, flags, width, precision, type);
            case 'e', 'E', 'f', 'F', 'g', 'G' ->
                    FormatSpec.format(Numbers.real(v),
                            (left ? "<" : zero.isEmpty() ? ">" : "") + sign + hash + zero + width + precision + type);
            default ->
                    throw PyError.value(String.format(Locale.ROOT, "unsupported format character '%c' (0x%x) at index %d", type, (int) type,
                            at - 1));
        };
    }

    private static String whole(Object v, String flags, String width, String precision, char type) {
        boolean decimal = type == 'd' || type == 'i' || type == 'u';
        if (!Numbers.isNumber(v) && !(v instanceof Numbers.Indexed) || !decimal && v instanceof Double) {
            throw PyError.type("%" + type + " format: " + (decimal ? "a real number" : "an integer") + " is required, not "
                    + Values.typeName(v));
        }
        Object whole = v instanceof Double d ? Numbers.truncated(d) : v instanceof Numbers.Indexed i ? i.toInt() : v;
        String body = FormatSpec.format(whole, (decimal || !flags.contains("#") ? "" : "#") + (decimal ? 'd' : type));
        String digits = body.startsWith("-") ? body.substring(1) : body;
        if (!precision.isEmpty()) {
            digits = "0".repeat(Math.max(0, Integer.parseInt(precision.substring(1)) - digits.length())) + digits;
        }
        String head = body.startsWith("-") ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        int missing = (width.isEmpty() ? 0 : Integer.parseInt(width)) - head.length() - digits.length();
        boolean left = flags.contains("-");
        String pad = !flags.contains("0") || left || missing <= 0 ? "" : "0".repeat(missing);
        return FormatSpec.format(head + pad + digits, (left ? "<" : ">") + width);
    }
}
