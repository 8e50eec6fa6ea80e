package dev.nabla.engine.array;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Kernels that fold elements along dimensions. Floats are folded in double and rounded once. */
public final class Reductions {
    private Reductions() {
    }

    /** The shape left when the marked dimensions are folded away, or kept with size 1. */
    public static Shape shape(Shape shape, boolean[] over, boolean keepdim) {
        int[] dims = new int[shape.rank()];
        int n = 0;
        for (int i = 0; i < shape.rank(); i++) {
            if (!over[i]) {
                dims[n++] = shape.dim(i);
            } else if (keepdim) {
                dims[n++] = 1;
            }
        }
        return Shape.of(Arrays.copyOf(dims, n));
    }

    /** How many elements are folded into one. */
    public static int count(Shape shape, boolean[] over) {
        int n = 1;
        for (int i = 0; i < shape.rank(); i++) {
            n *= over[i] ? shape.dim(i) : 1;
        }
        return n;
    }

    /** The array with the marked dimensions moved behind the others, contiguous, as a matrix: kept elements × folded elements. */
    public static NdArray rows(NdArray x, boolean[] over) {
        int[] order = new int[x.rank()];
        int n = 0;
        int outer = 1;
        int inner = 1;
        for (int i = 0; i < order.length; i++) {
            if (!over[i]) {
                order[n++] = i;
                outer *= x.dim(i);
            }
        }
        for (int i = 0; i < order.length; i++) {
            if (over[i]) {
                order[n++] = i;
                inner *= x.dim(i);
            }
        }
        return x.permuted(order).contiguous().reshaped(Shape.of(outer, inner));
    }

    /** The sums over the marked dimensions, in x's dtype; integers wrap around, booleans are or-ed. */
    public static NdArray sum(NdArray x, boolean[] over, boolean keepdim) {
        return x.dtype().isFloat() ? sum(x, over, keepdim, 1) : foldLongs(x, over, keepdim, 0, Long::sum);
    }

    /** The sums of floats over the marked dimensions, each divided by a number. */
    private static NdArray sum(NdArray x, boolean[] over, boolean keepdim, double divisor) {
        NdArray y = NdArray.zeros(x.dtype(), shape(x.shape(), over, keepdim));
        if (Lines.areEven(x, over)) {
            Tape.run(new SumLoop(y, x, over, divisor));
        } else {
            Tape.run(new SumLoop(y, rows(x, over), new boolean[]{false, true}, divisor));
        }
        return y;
    }

    /** The sums of what is not NaN, of a float array. */
    public static NdArray nansum(NdArray x, boolean[] over, boolean keepdim) {
        return result(x, over, keepdim, Sums.of(x, over, (a, n, _, _) -> {
            for (int i = 0; i < n; i++) {
                a[i] = Double.isNaN(a[i]) ? 0 : a[i];
            }
        }));
    }

    /** The means of a float array; NaN where there is nothing, and as in PyTorch infinite where x's dtype cannot hold the sum. */
    public static NdArray mean(NdArray x, boolean[] over, boolean keepdim) {
        return sum(x, over, keepdim, count(x.shape(), over));
    }

    private static double[] means(NdArray x, boolean[] over) {
        double[] sums = Sums.of(x, over, null);
        double n = count(x.shape(), over);
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= n;
        }
        return sums;
    }

    /** Variances and means. */
    public record Moments(NdArray variance, NdArray mean) {
    }

    /**
     * The variance Σ(x − mean)²/max(0, n − correction) and the mean of a float array, in two passes.
     *
     * @param after applied to the variance before it is rounded: the identity, or √
     */
    public static Moments moments(NdArray x, boolean[] over, double correction, boolean keepdim, DoubleUnaryOperator after) {
        double[] means = means(x, over);
        double[] squares = Sums.of(x, over, (a, n, first, step) -> {
            for (int i = 0; i < n; i++) {
                double d = a[i] - means[first + i * step];
                a[i] = d * d;
            }
        });
        double divisor = Math.max(0, count(x.shape(), over) - correction);
        for (int i = 0; i < squares.length; i++) {
            squares[i] = after.applyAsDouble(squares[i] / divisor);
        }
        return new Moments(result(x, over, keepdim, squares), result(x, over, keepdim, means));
    }

    /** The products over the marked dimensions, in x's dtype; integers wrap around. */
    public static NdArray prod(NdArray x, boolean[] over, boolean keepdim) {
        if (!x.dtype().isFloat()) {
            return foldLongs(x, over, keepdim, 1, (a, b) -> a * b);
        }
        Lines lines = Lines.along(x, over);
        NdArray y = NdArray.zeros(x.dtype(), shape(x.shape(), over, keepdim));
        double[] block = new double[Math.min(lines.length(), 1024)];
        for (int i = 0; i < lines.count(); i++, lines.next()) {
            double product = 1;
            for (int from = 0; from < lines.length(); from += block.length) {
                int n = Math.min(block.length, lines.length() - from);
                lines.load(block, from, n);
                for (int j = 0; j < n; j++) {
                    product *= block[j];
                }
            }
            y.storage().setDouble(i, product);
        }
        return y;
    }

    private static NdArray foldLongs(NdArray x, boolean[] over, boolean keepdim, long start, java.util.function.LongBinaryOperator f) {
        Lines lines = Lines.along(x, over);
        Storage s = lines.storage();
        NdArray y = NdArray.zeros(x.dtype(), shape(x.shape(), over, keepdim));
        for (int i = 0; i < lines.count(); i++, lines.next()) {
            long folded = start;
            for (int j = 0, p = lines.at(); j < lines.length(); j++, p += lines.step()) {
                folded = f.applyAsLong(folded, s.getLong(p));
            }
            y.storage().setLong(i, folded);
        }
        return y;
    }

    /** Whether all elements are true (not 0), as bool. */
    public static NdArray all(NdArray x, boolean[] over, boolean keepdim) {
        return quantifier(x, over, keepdim, false);
    }

    /** Whether any element is true (not 0), as bool. */
    public static NdArray any(NdArray x, boolean[] over, boolean keepdim) {
        return quantifier(x, over, keepdim, true);
    }

    /** Whether an element of this truth is found decides: any looks for a true one, all fails at a false one. */
    private static NdArray quantifier(NdArray x, boolean[] over, boolean keepdim, boolean sought) {
        Lines lines = Lines.along(x, over);
        Storage s = lines.storage();
        NdArray y = NdArray.zeros(DType.BOOL, shape(x.shape(), over, keepdim));
        boolean[] t = y.storage().bools();
        for (int i = 0; i < lines.count(); i++, lines.next()) {
            boolean found = false;
            for (int j = 0, p = lines.at(); j < lines.length() && !found; j++, p += lines.step()) {
                found = s.getDouble(p) != 0 == sought;
            }
            t[i] = found == sought;
        }
        return y;
    }

    /** How many elements are not 0, as int64. */
    public static NdArray countNonzero(NdArray x, boolean[] over) {
        Lines lines = Lines.along(x, over);
        Storage s = lines.storage();
        NdArray y = NdArray.zeros(DType.INT64, shape(x.shape(), over, false));
        long[] counts = y.storage().longs();
        for (int i = 0; i < lines.count(); i++, lines.next()) {
            for (int j = 0, p = lines.at(); j < lines.length(); j++, p += lines.step()) {
                counts[i] += s.getDouble(p) != 0 ? 1 : 0;
            }
        }
        return y;
    }

    /**
     * The p-norms (Σ|x|ᵖ)^(1/p) of a float array: for 0 the number of elements that are not 0, for ±∞ the largest or smallest |x|.
     */
    public static NdArray norm(NdArray x, double p, boolean[] over, boolean keepdim) {
        if (Double.isInfinite(p)) {
            return Extremes.values(Elementwise.map(x, x.dtype(), Math::abs), over, keepdim, p > 0);
        }
        double[] sums = Sums.of(x, over, power(p));
        if (p == 2) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = Math.sqrt(sums[i]);
            }
        } else if (p != 0 && p != 1) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = Math.pow(sums[i], 1 / p);
            }
        }
        return result(x, over, keepdim, sums);
    }

    private static Sums.BlockMap power(double p) {
        if (p == 0) {
            return (a, n, _, _) -> {
                for (int i = 0; i < n; i++) {
                    a[i] = a[i] != 0 ? 1 : 0;
                }
            };
        }
        if (p == 1) {
            return (a, n, _, _) -> {
                for (int i = 0; i < n; i++) {
                    a[i] = Math.abs(a[i]);
                }
            };
        }
        if (p == 2) {
            return (a, n, _, _) -> {
                for (int i = 0; i < n; i++) {
                    a[i] *= a[i];
                }
            };
        }
        return (a, n, _, _) -> {
            for (int i = 0; i < n; i++) {
                a[i] = Math.pow(Math.abs(a[i]), p);
            }
        };
    }

    /** log Σ exp(x) of a float array; the largest element is taken out first, so that nothing overflows. */
    public static NdArray logsumexp(NdArray x, boolean[] over, boolean keepdim) {
        if (count(x.shape(), over) == 0) {
            return NdArray.full(x.dtype(), shape(x.shape(), over, keepdim), Double.NEGATIVE_INFINITY);
        }
        double[] largest = Extremes.values(x, over, false, true).toDoubles();
        for (int i = 0; i < largest.length; i++) {
            largest[i] = Double.isInfinite(largest[i]) ? 0 : largest[i];
        }
        double[] sums = Sums.of(x, over, (a, n, first, step) -> {
            for (int i = 0; i < n; i++) {
                a[i] = Math.exp(a[i] - largest[first + i * step]);
            }
        });
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.log(sums[i]) + largest[i];
        }
        return result(x, over, keepdim, sums);
    }

    private static NdArray result(NdArray x, boolean[] over, boolean keepdim, double[] values) {
        NdArray y = NdArray.zeros(x.dtype(), shape(x.shape(), over, keepdim));
        Storage s = y.storage();
        for (int i = 0; i < values.length; i++) {
            s.setDouble(i, values[i]);
        }
        return y;
    }
}
