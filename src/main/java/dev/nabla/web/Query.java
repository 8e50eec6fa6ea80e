package dev.nabla.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** Query parameters. */
public final class Query {
    private Query() {
    }

    /** The value of that word, or null where the parameter is absent. */
    public static <T> @Nullable T oneOf(String parameter, @Nullable String text, T[] values, Function<T, String> word) {
        if (text == null) {
            return null;
        }
        for (T v : values) {
            if (word.apply(v).equals(text)) {
                return v;
            }
        }
        throw new Problem(ProblemCode.BAD_VALUE, parameter + " is one of " + String.join(", ", Arrays.stream(values).map(word).toList()),
                null);
    }

    /** {@code true}, {@code false}, or null where the parameter is absent. */
    public static @Nullable Boolean bool(String parameter, @Nullable String text) {
        return oneOf(parameter, text, new Boolean[]{true, false}, b -> Boolean.toString(b));
    }

    /** A whole number from 1 to {@code most}, or {@code otherwise} where the parameter is absent. */
    public static int count(String parameter, @Nullable String text, int otherwise, int most) {
        if (text == null) {
            return otherwise;
        }
        try {
            int n = Integer.parseInt(text);
            if (n >= 1 && n <= most) {
                return n;
            }
        } catch (NumberFormatException e) {
            // Said below, with what is out of range.
        }
        throw new Problem(ProblemCode.BAD_VALUE, parameter + " is a whole number from 1 to " + most, null);
    }

    /** A name as a segment of a path. */
    public static String encoded(String name) {
        return UriUtils.encodePathSegment(name, StandardCharsets.UTF_8);
    }
}
