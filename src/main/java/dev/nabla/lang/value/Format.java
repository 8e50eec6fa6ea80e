package dev.nabla.lang.value;

/** Formatting as programs ask for it. */
public final class Format {
    private Format() {
    }

    /** {@code format(v, spec)} */
    public static String of(Object v, String spec) {
        return FormatSpec.format(v, spec);
    }

    /** {@code v!r}, {@code v!s} or {@code v!a}; the value itself for 0. */
    public static Object converted(Object v, char conversion) {
        return switch (conversion) {
            case 'r' -> Values.repr(v);
            case 's' -> Values.str(v);
            case 'a' -> Quotes.ascii(Values.repr(v));
            default -> v;
        };
    }
}
