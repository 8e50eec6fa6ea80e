package dev.nabla.engine.array;

import java.util.Arrays;

/** Orthogonal decompositions of whole batches {@code [..., m, n]} of float32 or float64, computed in double and rounded once. */
public final class Decompositions {
    private Decompositions() {
    }

    /**
     * {@code A = Q·R} with k columns of Q: {@code [..., m, k]}, {@code [..., k, n]}.
     *
     * @param complete whether k is m, else min(m, n)
     * @param q whether Q is wanted; else it is an empty array
     */
    public static NdArray[] qr(NdArray a, boolean complete, boolean q) {
        Batch in = new Batch(a);
        int m = in.rows;
        int n = in.columns;
        int least = Math.min(m, n);
        int k = complete ? m : least;
        Batch left = in.like(q ? m : 0, q ? k : 0);
        Batch right = in.like(k, n);
        Lapack lapack = Lapack.kernels();
        for (int i = 0; i < in.count; i++) {
            double[] x = in.read(i);
            double[] tau = new double[least];
            lapack.qr(m, n, x, tau);
            double[] r = new double[k * n];
            for (int j = 0; j < n; j++) {
                System.arraycopy(x, j * m, r, j * k, Math.min(j + 1, least));
            }
            right.write(i, r);
            if (q) {
                double[] reflected = Arrays.copyOf(x, m * k);
                lapack.formQ(m, k, least, reflected, tau);
                left.write(i, reflected);
            }
        }
        return new NdArray[]{q ? left.array : NdArray.zeros(a.dtype(), Shape.of(0)), right.array};
    }

    /**
     * {@code A = U·diag(S)·Vh}, S descending: {@code [..., m, k]}, {@code [..., k]}, {@code [..., k, n]}, k = min(m, n).
     *
     * @param full whether U and Vh are square
     * @param vectors whether U and Vh are wanted; else they are empty arrays
     * @param info one code a matrix: 0, or not 0 where it contains a NaN or the iteration does not converge
     */
    public static NdArray[] svd(NdArray a, boolean full, boolean vectors, int[] info) {
        Batch in = new Batch(a);
        int m = in.rows;
        int n = in.columns;
        int k = Math.min(m, n);
        int p = vectors ? full ? m : k : 0;
        int q = vectors ? full ? n : k : 0;
        Batch left = in.like(vectors ? m : 0, p);
        Batch right = in.like(q, vectors ? n : 0);
        NdArray values = NdArray.zeros(a.dtype(), in.shape(k));
        for (int i = 0; i < in.count; i++) {
            double[] x = in.read(i);
            double[] s = new double[k];
            double[] u = new double[left.rows * p];
            double[] v = new double[q * right.columns];
            if (Batch.hasNaN(x)) {
                info[i] = -4;
            } else if (!Batch.isFinite(x)) {
                Arrays.fill(s, Double.NaN);
                Arrays.fill(u, Double.NaN);
                Arrays.fill(v, Double.NaN);
            } else if (k > 0) {
                info[i] = Lapack.kernels().svd(m, n, x, s, vectors ? u : null, vectors ? v : null);
            } else if (vectors && full) {
                ones(m, u);
                ones(n, v);
            }
            left.write(i, u);
            right.write(i, v);
            put(s, values, i);
        }
        return new NdArray[]{left.array, values, right.array};
    }

    private static void ones(int n, double[] a) {
        for (int d = 0; d < n; d++) {
            a[d + d * n] = 1;
        }
    }

    private static void put(double[] s, NdArray to, int i) {
        for (int j = 0; j < s.length; j++) {
            to.storage().setDouble(i * s.length + j, s[j]);
        }
    }

    /**
     * Eigenvalues {@code [..., n]}, ascending, and eigenvectors, as columns {@code [..., n, n]}, of symmetric matrices.
     *
     * @param lower whether the lower triangle is read, else the upper
     * @param vectors whether the eigenvectors are wanted; else they are an empty array
     * @param info one code a matrix: not 0 where the iteration does not converge
     */
    public static NdArray[] eigh(NdArray a, boolean lower, boolean vectors, int[] info) {
        Batch in = new Batch(a);
        int n = in.rows;
        Batch out = in.like(vectors ? n : 0, vectors ? n : 0);
        NdArray values = NdArray.zeros(a.dtype(), in.shape(n));
        for (int i = 0; i < in.count; i++) {
            double[] x = lower ? in.read(i) : in.readRows(i);
            double[] w = new double[n];
            if (Batch.isFinite(x)) {
                info[i] = Lapack.kernels().eigh(n, x, w, vectors);
            } else {
                Arrays.fill(w, Double.NaN);
                Arrays.fill(x, Double.NaN);
            }
            if (vectors) {
                out.write(i, x);
            }
            put(w, values, i);
        }
        return new NdArray[]{values, out.array};
    }
}
