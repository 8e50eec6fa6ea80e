package dev.nabla.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** One page of a list. */
public record Page<T>(@JsonProperty(value = "items", required = true) List<T> items,
        @JsonProperty("next_cursor") @Nullable String nextCursor) {
    private static final int USUAL = 50;
    private static final int MOST = 200;

    /** What a client asks for. */
    public record Request(int limit, long after) {
        /**
         * @param limit 1 to 200, or null for 50
         * @param cursor what the page before gave as {@code next_cursor}, or null for the first page
         */
        public static Request of(@Nullable String limit, @Nullable String cursor) {
            return of(limit, cursor, MOST);
        }

        /** The same with another upper limit. */
        public static Request of(@Nullable String limit, @Nullable String cursor, int most) {
            return new Request(limit == null ? Math.min(USUAL, most) : (int) number("limit", limit, 1, most),
                    cursor == null || cursor.isEmpty() ? -1 : number("cursor", cursor, 0, Long.MAX_VALUE));
        }

        private static long number(String name, String text, long low, long high) {
            try {
                long n = Long.parseLong(text);
                if (n >= low && n <= high) {
                    return n;
                }
            } catch (NumberFormatException notANumber) {
                // Answered below, like a number out of range.
            }
            throw new Problem(ProblemCode.BAD_VALUE, name.equals("limit") ? "limit must be between " + low + " and " + high
                    : "not a cursor of this list: \"" + Json.shortened(text) + "\"", null);
        }
    }

    /** The page of a list that never changes. */
    public static <S, T> Page<T> of(List<S> all, Request request, Function<? super S, T> shown) {
        int from = (int) Math.min(request.after + 1, all.size());
        int to = Math.min(from + request.limit, all.size());
        return new Page<>(all.subList(from, to).stream().map(shown).toList(), to == all.size() ? null : Integer.toString(to - 1));
    }

    /**
     * The page of a list whose items are in order.
     *
     * @param key a number of each item, growing along the list
     * @param shown what is answered of an item
     */
    public static <S, T> Page<T> of(Iterable<S> all, ToLongFunction<? super S> key, Request request, Function<? super S, T> shown) {
        List<T> items = new ArrayList<>();
        long last = -1;
        for (S item : all) {
            long k = key.applyAsLong(item);
            if (k <= request.after) {
                continue;
            }
            if (items.size() == request.limit) {
                return new Page<>(items, Long.toString(last));
            }
            items.add(shown.apply(item));
            last = k;
        }
        return new Page<>(items, null);
    }
}
