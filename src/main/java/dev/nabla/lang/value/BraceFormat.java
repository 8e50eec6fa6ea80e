package dev.nabla.lang.value;

/**
 * {@code '{} {name:spec}'.format(…)}.
 *
 * @see <a href="https://docs.python.org/3.11/library/string.html#format-string-syntax">Format string syntax</a>
 */
final class BraceFormat {
    private final Given arguments;
    private int next;
    private boolean manual;

    private BraceFormat(Given arguments) {
        this.arguments = arguments;
    }

    static String of(String format, Given arguments) {
        return new BraceFormat(arguments).run(format, 2);
    }

    private String run(String format, int depth) {
        if (depth == 0) {
            throw PyError.value("Max string recursion exceeded");
        }
        StringBuilder b = new StringBuilder();
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '{' && c != '}') {
                b.append(c);
                continue;
            }
            if (at < format.length() && format.charAt(at) == c) {
                b.append(c);
                at++;
                continue;
            }
            if (c == '}') {
                throw PyError.value("Single '}' encountered in format string");
            }
            int end = fieldEnd(format, at);
            b.append(field(format.substring(at, end), depth));
            Run.current().take(16);
            at = end + 1;
        }
        return b.toString();
    }

    private static int fieldEnd(String format, int from) {
        int open = 1;
        for (int i = from; i < format.length(); i++) {
            open += format.charAt(i) == '{' ? 1 : format.charAt(i) == '}' ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        throw PyError.value(from == format.length() ? "Single '{' encountered in format string" : "expected '}' before end of string");
    }

    private String field(String field, int depth) {
        int bang = field.indexOf('!');
        int colon = field.indexOf(':');
        if (bang >= 0 && colon >= 0 && colon < bang) {
            bang = -1;
        }
        int nameEnd = bang >= 0 ? bang : colon >= 0 ? colon : field.length();
        Object value = value(field.substring(0, nameEnd));
        if (bang >= 0) {
            if (bang + 1 >= field.length()) {
                throw PyError.value("end of string while looking for conversion specifier");
            }
            char conversion = field.charAt(bang + 1);
            value = switch (conversion) {
                case 'r' -> Values.repr(value);
                case 's' -> Values.str(value);
                case 'a' -> Quotes.ascii(Values.repr(value));
                default -> throw PyError.value("Unknown conversion specifier '" + conversion + "'");
            };
        }
        return FormatSpec.format(value, colon < 0 ? "" : run(field.substring(colon + 1), depth - 1));
    }

    private Object value(String name) {
        int end = 0;
        while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
            end++;
        }
        Object v = first(name.substring(0, end));
        while (end < name.length()) {
            int from = end + 1;
            if (name.charAt(end) == '.') {
                end = from;
                while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
                    end++;
                }
                v = Values.attribute(v, name.substring(from, end));
            } else {
                int close = name.indexOf(']', from);
                if (close < 0) {
                    throw PyError.value("Missing ']' in format string");
                }
                String key = name.substring(from, close);
                v = Values.item(v, key.matches("\\d+") ? (Object) Long.valueOf(key) : key);
                end = close + 1;
            }
        }
        return v;
    }

    private Object first(String name) {
        if (!name.isEmpty() && !name.matches("\\d+")) {
            Object v = arguments.keywords().get(name);
            if (v == null) {
                throw new PyError("KeyError", Values.repr(name));
            }
            return v;
        }
        if (name.isEmpty() ? manual : next > 0) {
            throw PyError.value(name.isEmpty() ? "cannot switch from manual field specification to automatic field numbering"
                    : "cannot switch from automatic field numbering to manual field specification");
        }
        manual = !name.isEmpty();
        int i = name.isEmpty() ? next++ : Integer.parseInt(name);
        if (i >= arguments.rest().length) {
            throw PyError.index("Replacement index " + i + " out of range for positional args tuple");
        }
        return arguments.rest()[i];
    }
}
