package dev.nabla.engine.array;

/** Kernels that fold elements along dimensions. */
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
        return Shape.of(java.util.Arrays.copyOf(dims, n));
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

    /**
     * The sums over the marked dimensions, in x's dtype; float32 is added up in double, float64 pairwise.
     */
    public static NdArray sum(NdArray x, boolean[] over, boolean keepdim) {
        NdArray rows = rows(x, over);
        NdArray y = NdArray.zeros(x.dtype(), shape(x.shape(), over, keepdim));
        int n = rows.dim(1);
        Storage s = rows.storage();
        for (int i = 0; i < rows.dim(0); i++) {
            int at = rows.offset() + i * n;
            if (x.dtype().isFloat()) {
                y.storage().setDouble(i, pairwise(s, at, n));
            } else {
                long sum = 0;
                for (int j = 0; j < n; j++) {
                    sum += s.getLong(at + j);
                }
                y.storage().setLong(i, sum);
            }
        }
        return y;
    }

    /** The sum of a run of floats; blocks of 128 added up in a row, their sums in pairs. */
    public static double pairwise(Storage s, int at, int n) {
        if (n > 128) {
            int half = n / 2 / 128 * 128 + (n / 2 < 128 ? n / 2 : 0);
            return pairwise(s, at, half) + pairwise(s, at + half, n - half);
        }
        double sum = 0;
        if (s.dtype() == DType.FLOAT64) {
            double[] a = s.doubles();
            for (int j = at; j < at + n; j++) {
                sum += a[j];
            }
        } else {
            float[] a = s.floats();
            for (int j = at; j < at + n; j++) {
                sum += a[j];
            }
        }
        return sum;
    }
}
