package dev.nabla.engine.array;

/** What follows from a singular value decomposition {@code A = U·diag(S)·Vh} of a batch of float64 matrices. */
public final class PseudoInverse {
    private PseudoInverse() {
    }

    /**
     * {@code V·diag(1/S)·Uᵀ}; values of which the absolute value is not above {@code max(atol, rtol·largest)} give 0 instead.
     *
     * @param s one row of values a matrix, of either sign
     */
    public static NdArray of(NdArray u, NdArray s, NdArray vh, double atol, double rtol) {
        NdArray scaled = u.copy();
        int k = u.dim(u.rank() - 1);
        int rows = u.dim(u.rank() - 2);
        double[] x = scaled.storage().doubles();
        double[] values = s.contiguous().storage().doubles();
        for (int i = 0; k > 0 && i < values.length / k; i++) {
            double least = least(values, i * k, k, atol, rtol);
            for (int j = 0; j < k; j++) {
                double v = values[i * k + j];
                double inverse = Math.abs(v) <= least ? 0 : 1 / v;
                for (int r = 0; r < rows; r++) {
                    x[(i * rows + r) * k + j] *= inverse;
                }
            }
        }
        return MatrixProduct.of(vh.mT(), scaled.mT());
    }

    private static double least(double[] values, int at, int n, double atol, double rtol) {
        double largest = 0;
        for (int j = at; j < at + n; j++) {
            largest = Math.max(largest, Math.abs(values[j]));
        }
        return Math.max(atol, rtol * largest);
    }

    /** How many singular values of each matrix are above {@code rcond·largest}. */
    public static long[] ranks(NdArray s, double rcond) {
        int k = s.dim(s.rank() - 1);
        double[] values = s.contiguous().storage().doubles();
        long[] ranks = new long[s.shape().without(s.rank() - 1).size()];
        for (int i = 0; i < ranks.length; i++) {
            double least = least(values, i * k, k, 0, rcond);
            for (int j = 0; j < k; j++) {
                ranks[i] += values[i * k + j] > least ? 1 : 0;
            }
        }
        return ranks;
    }

    /** The sums of squares of the columns of {@code A·X − B}. */
    public static NdArray residuals(NdArray a, NdArray x, NdArray b) {
        NdArray r = b.copy();
        MatrixProduct.accumulate(a, x, -1, r);
        boolean[] over = new boolean[r.rank()];
        over[r.rank() - 2] = true;
        return Reductions.sum(Elementwise.map(r, DType.FLOAT64, v -> v * v), over, false);
    }
}
