package dev.nabla.engine.array;

/**
 * Solutions of linear systems, for whole batches {@code [..., m, n]} of float32 or float64. Everything is computed in double and rounded once.
 * A system that has no solution gives infinities and NaNs, and a code that says where.
 */
public final class LinearSystems {
    private LinearSystems() {
    }

    /**
     * The inverses.
     *
     * @param info one code a matrix: 0, or the number (from 1) of the first zero on the diagonal of U
     */
    public static NdArray inverse(NdArray a, int[] info) {
        Batch in = new Batch(a);
        Batch out = in.like(in.rows, in.rows);
        int n = in.rows;
        for (int i = 0; i < in.count; i++) {
            double[] identity = new double[n * n];
            for (int d = 0; d < n; d++) {
                identity[d + d * n] = 1;
            }
            info[i] = solve(n, in.read(i), n, identity);
            out.write(i, identity);
        }
        return out.array;
    }

    private static int solve(int n, double[] a, int columns, double[] b) {
        int[] pivots = new int[n];
        Lapack lapack = Lapack.kernels();
        int info = lapack.lu(n, a, pivots);
        lapack.luSolve(n, a, pivots, columns, b, false);
        return Math.max(info, 0);
    }

    /**
     * X in {@code A·X = B}.
     *
     * @param a {@code [..., n, n]}, b: {@code [..., n, k]} with the same leading sizes
     * @param info one code a matrix: not 0 where A is singular
     */
    public static NdArray solve(NdArray a, NdArray b, int[] info) {
        Batch left = new Batch(a);
        Batch right = new Batch(b);
        Batch out = right.like(right.rows, right.columns);
        for (int i = 0; i < out.count; i++) {
            double[] x = right.read(i);
            info[i] = solve(left.rows, left.read(i), right.columns, x);
            out.write(i, x);
        }
        return out.array;
    }

    /** X in {@code A·X = B} with triangular A, of which the other triangle is not read; sizes as in {@link #solve}. */
    public static NdArray solveTriangular(NdArray a, NdArray b, boolean upper, boolean unit) {
        Batch left = new Batch(a);
        Batch right = new Batch(b);
        Batch out = right.like(right.rows, right.columns);
        for (int i = 0; i < out.count; i++) {
            double[] x = right.read(i);
            Lapack.kernels().triangularSolve(left.rows, left.read(i), right.columns, x, !upper, false, unit);
            out.write(i, x);
        }
        return out.array;
    }

    /** X in {@code L·Lᵀ·X = B} (upper: {@code Uᵀ·U·X = B}); sizes as in {@link #solve}. */
    public static NdArray solveCholesky(NdArray factor, NdArray b, boolean upper) {
        Batch left = new Batch(factor);
        Batch right = new Batch(b);
        Batch out = right.like(right.rows, right.columns);
        Lapack lapack = Lapack.kernels();
        for (int i = 0; i < out.count; i++) {
            double[] f = left.read(i);
            double[] x = right.read(i);
            lapack.triangularSolve(left.rows, f, right.columns, x, !upper, upper, false);
            lapack.triangularSolve(left.rows, f, right.columns, x, !upper, !upper, false);
            out.write(i, x);
        }
        return out.array;
    }

    /** The determinants. */
    public static NdArray determinant(NdArray a) {
        Batch in = new Batch(a);
        NdArray out = NdArray.zeros(a.dtype(), in.shape());
        for (int i = 0; i < in.count; i++) {
            double[] lu = in.read(i);
            int n = in.rows;
            double det = factor(n, lu);
            for (int d = 0; d < n; d++) {
                det *= lu[d + d * n];
            }
            out.storage().setDouble(i, det);
        }
        return out;
    }

    /** Factorizes in place and gives the sign of the permutation. */
    private static int factor(int n, double[] a) {
        int[] pivots = new int[n];
        int _ = Lapack.kernels().lu(n, a, pivots);
        int sign = 1;
        for (int d = 0; d < n; d++) {
            sign = pivots[d] == d + 1 ? sign : -sign;
        }
        return sign;
    }

    /** The signs of the determinants, and the logarithms of their absolute values. */
    public static NdArray[] logDeterminant(NdArray a) {
        Batch in = new Batch(a);
        NdArray signs = NdArray.zeros(a.dtype(), in.shape());
        NdArray logs = NdArray.zeros(a.dtype(), in.shape());
        for (int i = 0; i < in.count; i++) {
            double[] lu = in.read(i);
            int n = in.rows;
            double sign = factor(n, lu);
            double log = 0;
            for (int d = 0; d < n; d++) {
                double u = lu[d + d * n];
                sign *= Double.isNaN(u) ? 0 : Math.signum(u);
                log += Math.log(Math.abs(u));
            }
            signs.storage().setDouble(i, sign);
            logs.storage().setDouble(i, log);
        }
        return new NdArray[]{signs, logs};
    }

    /**
     * L in {@code A = L·Lᵀ}, or its transpose; the lower triangle of A (or the upper) is read.
     *
     * @param info one code a matrix: 0, or the order of the first leading minor that is not positive
     */
    public static NdArray cholesky(NdArray a, boolean upper, int[] info) {
        Batch in = new Batch(a);
        Batch out = in.like(in.rows, in.rows);
        Batch written = upper ? new Batch(out.array.mT()) : out;
        int n = in.rows;
        for (int i = 0; i < in.count; i++) {
            double[] l = upper ? in.readRows(i) : in.read(i);
            info[i] = Lapack.kernels().cholesky(n, l);
            for (int j = 1; j < n; j++) {
                for (int k = 0; k < j; k++) {
                    l[k + j * n] = 0;
                }
            }
            written.write(i, l);
        }
        return out.array;
    }
}
