package dev.nabla.engine.array;

import org.jspecify.annotations.Nullable;

/** Factorizations in plain Java, for where OpenBLAS cannot be loaded. */
final class PlainLapack implements Lapack {
    static final PlainLapack INSTANCE = new PlainLapack();

    private PlainLapack() {
    }

    /** {@code y ← y + f·x} over n elements from q and p. */
    private static void add(int n, double f, double[] x, int p, double[] y, int q) {
        for (int i = 0; i < n; i++) {
            y[q + i] += f * x[p + i];
        }
    }

    private static double dot(int n, double[] x, int p, double[] y, int q) {
        return MatrixProduct.dot(n, x, p, 1, y, q, 1);
    }

    @Override
    public int lu(int n, double[] a, int[] pivots) {
        int info = 0;
        for (int j = 0; j < n; j++) {
            int p = j;
            for (int i = j + 1; i < n; i++) {
                if (Math.abs(a[i + j * n]) > Math.abs(a[p + j * n])) {
                    p = i;
                }
            }
            pivots[j] = p + 1;
            exchangeRows(n, n, a, j, p);
            double pivot = a[j + j * n];
            if (pivot == 0) {
                info = info == 0 ? j + 1 : info;
                continue;
            }
            for (int i = j + 1; i < n; i++) {
                a[i + j * n] /= pivot;
            }
            for (int c = j + 1; c < n; c++) {
                add(n - j - 1, -a[j + c * n], a, j + 1 + j * n, a, j + 1 + c * n);
            }
        }
        return info;
    }

    private static void exchangeRows(int n, int columns, double[] a, int i, int j) {
        if (i == j) {
            return;
        }
        for (int c = 0; c < columns; c++) {
            double t = a[i + c * n];
            a[i + c * n] = a[j + c * n];
            a[j + c * n] = t;
        }
    }

    @Override
    public void luSolve(int n, double[] lu, int[] pivots, int columns, double[] b, boolean transposed) {
        if (transposed) {
            triangularSolve(n, lu, columns, b, false, true, false);
            triangularSolve(n, lu, columns, b, true, true, true);
            for (int i = n - 1; i >= 0; i--) {
                exchangeRows(n, columns, b, i, pivots[i] - 1);
            }
        } else {
            for (int i = 0; i < n; i++) {
                exchangeRows(n, columns, b, i, pivots[i] - 1);
            }
            triangularSolve(n, lu, columns, b, true, false, true);
            triangularSolve(n, lu, columns, b, false, false, false);
        }
    }

    @Override
    public int cholesky(int n, double[] a) {
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < j; k++) {
                add(n - j, -a[j + k * n], a, j + k * n, a, j + j * n);
            }
            double d = a[j + j * n];
            if (!(d > 0)) {
                return j + 1;
            }
            double root = Math.sqrt(d);
            for (int i = j; i < n; i++) {
                a[i + j * n] /= root;
            }
        }
        return 0;
    }

    @Override
    public void triangularSolve(int n, double[] a, int columns, double[] b, boolean lower, boolean transposed, boolean unit) {
        boolean forward = lower != transposed;
        for (int c = 0; c < columns; c++) {
            int at = c * n;
            for (int s = 0; s < n; s++) {
                int j = forward ? s : n - 1 - s;
                // The rest of column j: below the diagonal of a lower triangle, above that of an upper one.
                int from = lower ? j + 1 : 0;
                int count = lower ? n - j - 1 : j;
                if (transposed) {
                    double x = b[at + j] - dot(count, a, from + j * n, b, at + from);
                    b[at + j] = unit ? x : x / a[j + j * n];
                } else {
                    double x = unit ? b[at + j] : b[at + j] / a[j + j * n];
                    b[at + j] = x;
                    add(count, -x, a, from + j * n, b, at + from);
                }
            }
        }
    }

    @Override
    public void qr(int m, int n, double[] a, double[] tau) {
        for (int j = 0; j < Math.min(m, n); j++) {
            int d = j + j * m;
            int below = m - j - 1;
            double rest = norm(below, a, d + 1);
            if (rest == 0) {
                tau[j] = 0;
                continue;
            }
            double alpha = a[d];
            double beta = -Math.copySign(Math.hypot(alpha, rest), alpha);
            tau[j] = (beta - alpha) / beta;
            for (int i = 1; i <= below; i++) {
                a[d + i] /= alpha - beta;
            }
            a[d] = beta;
            for (int c = j + 1; c < n; c++) {
                reflect(below, a, d, tau[j], a, j + c * m);
            }
        }
    }

    /** {@code y ← (I − tau·v·vᵀ)·y}, v = (1, the elements behind p). */
    private static void reflect(int below, double[] v, int p, double tau, double[] y, int q) {
        double f = tau * (y[q] + dot(below, v, p + 1, y, q + 1));
        y[q] -= f;
        add(below, -f, v, p + 1, y, q + 1);
    }

    /** The 2-norm, without overflow. */
    private static double norm(int n, double[] x, int p) {
        double largest = 0;
        for (int i = p; i < p + n; i++) {
            largest = Math.max(largest, Math.abs(x[i]));
        }
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (int i = p; i < p + n; i++) {
            double y = x[i] / largest;
            sum += y * y;
        }
        return largest * Math.sqrt(sum);
    }

    @Override
    public void formQ(int m, int n, int reflectors, double[] a, double[] tau) {
        double[] q = new double[m * n];
        for (int c = 0; c < n; c++) {
            q[c + c * m] = 1;
            for (int j = Math.min(reflectors - 1, c); j >= 0; j--) {
                reflect(m - j - 1, a, j + j * m, tau[j], q, j + c * m);
            }
        }
        System.arraycopy(q, 0, a, 0, q.length);
    }

    @Override
    public int eigh(int n, double[] a, double[] values, boolean vectors) {
        return Jacobi.eigh(n, a, values, vectors);
    }

    @Override
    public int svd(int m, int n, double[] a, double[] values, double @Nullable [] u, double @Nullable [] vt) {
        return Jacobi.svd(m, n, a, values, u, vt);
    }
}
