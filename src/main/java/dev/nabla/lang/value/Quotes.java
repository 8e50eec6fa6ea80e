package dev.nabla.lang.value;

/** {@code repr(str)} */
final class Quotes {
    private Quotes() {
    }

    static String repr(String s) {
        char quote = s.indexOf('\'') >= 0 && s.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder b = new StringBuilder(s.length() + 2).append(quote);
        s.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> b.append("\\\\");
                case '\n' -> b.append("\\n");
                case '\r' -> b.append("\\r");
                case '\t' -> b.append("\\t");
                default -> {
                    if (c == quote) {
                        b.append('\\').append(quote);
                    } else if (isPrintable(c)) {
                        b.appendCodePoint(c);
                    } else {
                        b.append(c < 0x100 ? String.format("\\x%02x", c) : c < 0x10000 ? String.format("\\u%04x", c)
                                : String.format("\\U%08x", c));
                    }
                }
            }
        });
        return b.append(quote).toString();
    }

    /** {@code ascii(v)} of a repr. */
    static String ascii(String repr) {
        StringBuilder b = new StringBuilder();
        repr.codePoints().forEach(c -> {
            if (c < 128) {
                b.append((char) c);
            } else {
                b.append(c < 0x100 ? String.format("\\x%02x", c) : c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\U%08x", c));
            }
        });
        return b.toString();
    }

    static boolean isPrintable(int c) {
        return c == ' ' || switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED, //
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
