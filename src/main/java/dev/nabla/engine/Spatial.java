package dev.nabla.engine;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** Arguments with one number for each spatial dimension, or one for all. */
final class Spatial {
    private Spatial() {
    }

    /**
     * The numbers given; a single one is repeated for each of n dimensions.
     *
     * @throws TorchError TypeError if one is no int
     */
    static int[] of(Params p, String name, int n) {
        Object v = p.get(name);
        if (v instanceof Long || v instanceof Integer) {
            int[] all = new int[n];
            Arrays.fill(all, number(name, v));
            return all;
        }
        return switch (v) {
            case null -> new int[0];
            case int[] a -> a.clone();
            case long[] a -> Arrays.stream(a).mapToInt(x -> number(name, x)).toArray();
            case List<?> list -> list.stream().mapToInt(x -> number(name, x)).toArray();
            default -> throw wrongType(name, v);
        };
    }

    private static int number(String name, @Nullable Object v) {
        if (v instanceof Integer i) {
            return i;
        }
        if (v instanceof Long l) {
            return Math.clamp(l, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        throw wrongType(name, v);
    }

    private static TorchError wrongType(String name, @Nullable Object v) {
        return TorchError.type("argument '" + name + "' must be tuple of ints, not " + Params.pythonType(v)).at(name);
    }

    /** The last n sizes of a shape. */
    static int[] tail(Shape shape, int n) {
        int[] dims = shape.dims();
        return Arrays.copyOfRange(dims, dims.length - n, dims.length);
    }

    /** A list of one number extended to n. */
    static int[] repeated(int[] a, int n) {
        if (a.length != 1) {
            return a;
        }
        int[] all = new int[n];
        Arrays.fill(all, a[0]);
        return all;
    }

    static boolean any(int[] a, java.util.function.IntPredicate p) {
        return Arrays.stream(a).anyMatch(p);
    }

    /** {@code 3 x 4}. */
    static String by(int[] a) {
        return Arrays.stream(a).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
    }

    /** {@code (3, 4)}, as Python prints a tuple. */
    static String tuple(int[] a) {
        return Arrays.stream(a).mapToObj(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
}
