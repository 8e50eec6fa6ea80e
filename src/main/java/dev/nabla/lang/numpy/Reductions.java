package dev.nabla.lang.numpy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyTuple;

import static dev.nabla.lang.value.Builtin.function;
import static dev.nabla.lang.value.Builtin.method;

/**
 * What makes one number of many: of all elements, or along an axis. Sums are added up in numpy's order: pairwise along the last axis or over
 * all elements, one after the other along any other axis.
 *
 * @see <a href="https://numpy.org/doc/2.4/reference/routines.statistics.html">Statistics</a>
 */
final class Reductions {
    private static final int BLOCK = 128;

    /** The elements that become one: floats in a, integers in n. */
    private record Lane(double[] a, long[] n, boolean isFloat, boolean single, boolean inOrder, double ddof) {
        int size() {
            return isFloat ? a.length : n.length;
        }

        double rounded(double v) {
            return single ? (float) v : v;
        }
    }

    /** The number that a lane becomes: a Double, Long or Boolean. */
    private interface Rule {
        Object of(Lane lane);
    }

    /**
     * @param result null where it is the operand's dtype, or int64 for sums of bools
     * @param empty the message where there is no element; null where there is a number all the same
     */
    private record Row(Rule rule, @Nullable DType result, boolean always64, @Nullable String empty) {
    }

    private static final Map<String, Row> ROWS = Map.ofEntries(
            Map.entry("sum", new Row(l -> l.isFloat ? (Object) sum(l, l.a) : (Object) sum(l.n), null, true, null)),
            Map.entry("prod", new Row(Reductions::product, null, true, null)),
            Map.entry("mean", new Row(l -> mean(l), DType.FLOAT64, false, null)),
            Map.entry("var", new Row(l -> variance(l), DType.FLOAT64, false, null)),
            Map.entry("std", new Row(l -> l.rounded(Math.sqrt(variance(l))), DType.FLOAT64, false, null)),
            Map.entry("median", new Row(l -> median(l), DType.FLOAT64, false, null)),
            Map.entry("max", new Row(l -> extreme(l, true), null, false, "maximum which has no identity")),
            Map.entry("min", new Row(l -> extreme(l, false), null, false, "minimum which has no identity")),
            Map.entry("argmax", new Row(l -> place(l, true), DType.INT64, true, "argmax")),
            Map.entry("argmin", new Row(l -> place(l, false), DType.INT64, true, "argmin")),
            Map.entry("any", new Row(l -> truths(l) > 0, DType.BOOL, true, null)),
            Map.entry("all", new Row(l -> truths(l) == l.size(), DType.BOOL, true, null)),
            Map.entry("count_nonzero", new Row(l -> (long) truths(l), DType.INT64, true, null)));
    private static final List<String> METHODS =
            List.of("sum", "prod", "mean", "var", "std", "max", "min", "argmax", "argmin", "any", "all");

    private Reductions() {
    }

    /** As functions of numpy. */
    static List<Builtin> functions() {
        List<Builtin> out = new ArrayList<>();
        ROWS.keySet().forEach(name -> out.add(function(name + "(a, axis=None, dtype=None, out=None, keepdims=False, ddof=0)",
                a -> reduce(name, a.get(0), a, 1))));
        out.add(function("amax(a, axis=None, dtype=None, out=None, keepdims=False, ddof=0)", a -> reduce("max", a.get(0), a, 1)));
        out.add(function("amin(a, axis=None, dtype=None, out=None, keepdims=False, ddof=0)", a -> reduce("min", a.get(0), a, 1)));
        return out;
    }

    /** As methods of arrays. */
    static List<Builtin> methods() {
        return METHODS.stream().map(name -> method(name + "(axis=None, dtype=None, out=None, keepdims=False, ddof=0)",
                a -> reduce(name, a.self(), a, 0))).toList();
    }

    private static Object reduce(String name, Object x, Given a, int from) {
        if (a.has(from + 2)) {
            throw PyError.type(name + "(): out= is not part of Nabla's subset of numpy; it returns its result");
        }
        NdArray array = Arrays.value(x);
        if (a.has(from + 1)) {
            array = array.to(NpType.dtype(a.get(from + 1)));
        }
        Row row = java.util.Objects.requireNonNull(ROWS.get(name));
        return Arrays.result(reduce(row, array, a.get(from), a.flag(from + 3), a.real(from + 4)));
    }

    /** The reduction of that name over all elements. */
    static Object all(String name, NdArray x) {
        return Arrays.result(reduce(java.util.Objects.requireNonNull(ROWS.get(name)), x, None.NONE, false, 0));
    }

    private static NdArray reduce(Row row, NdArray x, Object axis, boolean keep, double ddof) {
        boolean[] gone = new boolean[x.rank()];
        if (axis == None.NONE) {
            java.util.Arrays.fill(gone, true);
        } else {
            for (Object d : axis instanceof PyTuple t ? t.items() : List.of(axis)) {
                gone[Arrays.axis(d, x.rank())] = true;
            }
        }
        List<Integer> order = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        List<Integer> shape = new ArrayList<>();
        int n = 1;
        for (int d = 0; d < x.rank(); d++) {
            if (gone[d]) {
                n *= x.dim(d);
            } else {
                order.add(d);
                kept.add(x.dim(d));
            }
            if (!gone[d] || keep) {
                shape.add(gone[d] ? 1 : x.dim(d));
            }
        }
        for (int d = 0; d < x.rank(); d++) {
            if (gone[d]) {
                order.add(d);
            }
        }
        if (n == 0 && row.empty != null) {
            throw PyError.value(row.empty.startsWith("arg") ? "attempt to get " + row.empty + " of an empty sequence"
                    : "zero-size array to reduction operation " + row.empty);
        }
        boolean last = x.rank() == 0 || gone[x.rank() - 1];
        NdArray lanes = x.permuted(order.stream().mapToInt(Integer::intValue).toArray()).copy();
        DType own = x.dtype();
        DType result = row.result == null ? row.always64 && !own.isFloat() ? DType.INT64 : own
                : row.result == DType.FLOAT64 && !row.always64 && own == DType.FLOAT32 ? DType.FLOAT32 : row.result;
        NdArray out = NdArray.zeros(result, Shape.of(kept.stream().mapToInt(Integer::intValue).toArray()));
        for (int i = 0; i < out.size(); i++) {
            set(out, i, row.rule.of(lane(lanes, i * n, n, !last, ddof)));
        }
        return out.reshaped(Shape.of(shape.stream().mapToInt(Integer::intValue).toArray()));
    }

    private static Lane lane(NdArray x, int from, int n, boolean inOrder, double ddof) {
        boolean real = x.dtype().isFloat();
        double[] a = new double[real ? n : 0];
        long[] whole = new long[real ? 0 : n];
        for (int i = 0; i < n; i++) {
            if (real) {
                a[i] = x.getDouble(from + i);
            } else {
                whole[i] = x.getLong(from + i);
            }
        }
        return new Lane(a, whole, real, x.dtype() == DType.FLOAT32, inOrder, ddof);
    }

    private static void set(NdArray out, int i, Object v) {
        if (v instanceof Double d) {
            out.storage().setDouble(i, d);
        } else {
            out.storage().setLong(i, Numbers.index(v));
        }
    }

    // ---- rules ----------------------------------------------------------------------------------------------------

    private static double sum(Lane l, double[] a) {
        if (!l.inOrder) {
            return pairwise(l, a, 0, a.length);
        }
        double s = 0;
        for (double v : a) {
            s = l.rounded(s + v);
        }
        return s;
    }

    /** Halves of what is more than a block, eight partial sums within one. */
    private static double pairwise(Lane l, double[] a, int from, int n) {
        if (n < 8) {
            double s = 0;
            for (int i = 0; i < n; i++) {
                s = l.rounded(s + a[from + i]);
            }
            return s;
        }
        if (n > BLOCK) {
            int half = n / 2 - n / 2 % 8;
            return l.rounded(pairwise(l, a, from, half) + pairwise(l, a, from + half, n - half));
        }
        double[] r = java.util.Arrays.copyOfRange(a, from, from + 8);
        int i = 8;
        for (; i < n - n % 8; i += 8) {
            for (int k = 0; k < 8; k++) {
                r[k] = l.rounded(r[k] + a[from + i + k]);
            }
        }
        double s = l.rounded(l.rounded(l.rounded(r[0] + r[1]) + l.rounded(r[2] + r[3]))
                + l.rounded(l.rounded(r[4] + r[5]) + l.rounded(r[6] + r[7])));
        for (; i < n; i++) {
            s = l.rounded(s + a[from + i]);
        }
        return s;
    }

    private static long sum(long[] n) {
        long s = 0;
        for (long v : n) {
            s += v;
        }
        return s;
    }

    private static Object product(Lane l) {
        double p = 1;
        for (double v : l.a) {
            p = l.rounded(p * v);
        }
        long q = 1;
        for (long v : l.n) {
            q *= v;
        }
        return l.isFloat ? (Object) p : (Object) q;
    }

    private static double[] reals(Lane l) {
        return l.isFloat ? l.a : java.util.Arrays.stream(l.n).asDoubleStream().toArray();
    }

    private static double mean(Lane l) {
        double[] a = reals(l);
        return l.rounded(sum(l, a) / a.length);
    }

    /** Σ(x − mean)²/(n − ddof) */
    private static double variance(Lane l) {
        double mean = mean(l);
        double[] squares = reals(l).clone();
        for (int i = 0; i < squares.length; i++) {
            double d = l.rounded(squares[i] - mean);
            squares[i] = l.rounded(d * d);
        }
        return l.rounded(sum(l, squares) / Math.max(squares.length - l.ddof, 0));
    }

    private static double median(Lane l) {
        double[] a = reals(l).clone();
        java.util.Arrays.sort(a);
        int n = a.length;
        if (n == 0 || Double.isNaN(a[n - 1])) {
            return Double.NaN;
        }
        return n % 2 == 1 ? a[n / 2] : l.rounded((a[n / 2 - 1] + a[n / 2]) / 2);
    }

    private static Object extreme(Lane l, boolean largest) {
        long at = place(l, largest);
        return l.isFloat ? (Object) l.a[(int) at] : (Object) l.n[(int) at];
    }

    private static long place(Lane l, boolean largest) {
        int best = 0;
        for (int i = 1; i < l.size(); i++) {
            boolean better = l.isFloat
                    ? !Double.isNaN(l.a[best]) && (Double.isNaN(l.a[i]) || (largest ? l.a[i] > l.a[best] : l.a[i] < l.a[best]))
                    : largest ? l.n[i] > l.n[best] : l.n[i] < l.n[best];
            best = better ? i : best;
        }
        return best;
    }

    private static int truths(Lane l) {
        int n = 0;
        for (double v : l.a) {
            n += v != 0 ? 1 : 0;
        }
        for (long v : l.n) {
            n += v != 0 ? 1 : 0;
        }
        return n;
    }

}
