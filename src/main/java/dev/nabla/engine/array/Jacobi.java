package dev.nabla.engine.array;

import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Eigenvalues and singular values by Jacobi's rotations: pairs of rows and columns are turned against each other until nothing is left off the
 * diagonal. Slower than a reduction to tridiagonal form, but short, and at least as accurate (Demmel and Veselić, "Jacobi's method is more
 * accurate than QR", 1992).
 */
final class Jacobi {
    private static final int SWEEPS = 60;
    private static final double EPSILON = Math.ulp(1.0) / 2;

    private Jacobi() {
    }

    /** Cosine and sine of the angle that makes the element between two diagonal elements zero. */
    private record Rotation(double c, double s) {
        static Rotation between(double pp, double pq, double qq) {
            double zeta = (qq - pp) / (2 * pq);
            double t = Math.copySign(1 / (Math.abs(zeta) + Math.hypot(1, zeta)), zeta);
            double c = 1 / Math.hypot(1, t);
            return new Rotation(c, c * t);
        }

        /** Turns the lines of n elements that begin at p and q. */
        void turn(int n, double[] x, int p, int q, int step) {
            for (int i = 0; i < n; i++, p += step, q += step) {
                double u = x[p];
                double v = x[q];
                x[p] = c * u - s * v;
                x[q] = s * u + c * v;
            }
        }
    }

    /** A power of two near the largest element, by which a matrix is divided so that squares neither overflow nor vanish. */
    private static double scale(double[] a) {
        double largest = 0;
        for (double x : a) {
            largest = Math.max(largest, Math.abs(x));
        }
        return largest == 0 || !Double.isFinite(largest) ? 1 : Math.scalb(1.0, Math.getExponent(largest));
    }

    /** As {@link Lapack#eigh}. Of the two signs of an eigenvector the one is taken whose last component is not negative. */
    static int eigh(int n, double[] a, double[] values, boolean vectors) {
        double scale = scale(a);
        double square = 0;
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double x = a[i + j * n] / scale;
                a[i + j * n] = x;
                a[j + i * n] = x;
                square += x * x;
            }
        }
        double[] v = identity(n);
        double negligible = EPSILON * EPSILON * Math.sqrt(square);
        boolean turned = true;
        for (int sweep = 0; turned; sweep++) {
            if (sweep == SWEEPS) {
                return 1;
            }
            turned = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    double pp = a[p + p * n];
                    double qq = a[q + q * n];
                    double pq = a[p + q * n];
                    if (Math.abs(pq) <= negligible || Math.abs(pq) <= EPSILON * Math.sqrt(Math.abs(pp)) * Math.sqrt(Math.abs(qq))) {
                        continue;
                    }
                    turned = true;
                    Rotation r = Rotation.between(pp, pq, qq);
                    r.turn(n, a, p * n, q * n, 1);
                    r.turn(n, a, p, q, n);
                    a[p + q * n] = 0;
                    a[q + p * n] = 0;
                    r.turn(n, v, p * n, q * n, 1);
                }
            }
        }
        int[] order = order(n, i -> a[i + i * n]);
        for (int k = 0; k < n; k++) {
            values[k] = a[order[k] + order[k] * n] * scale;
        }
        if (vectors) {
            for (int k = 0; k < n; k++) {
                double sign = v[order[k] * n + n - 1] < 0 ? -1 : 1;
                for (int i = 0; i < n; i++) {
                    a[i + k * n] = sign * v[i + order[k] * n];
                }
            }
        }
        return 0;
    }

    private static double[] identity(int n) {
        double[] v = new double[n * n];
        for (int i = 0; i < n; i++) {
            v[i + i * n] = 1;
        }
        return v;
    }

    private static int[] order(int n, java.util.function.IntToDoubleFunction key) {
        return IntStream.range(0, n).boxed().sorted(java.util.Comparator.comparingDouble(key::applyAsDouble)).mapToInt(i -> i).toArray();
    }

    /** As {@link Lapack#svd}. */
    static int svd(int m, int n, double[] a, double[] values, double @Nullable [] u, double @Nullable [] vt) {
        if (m < n) {
            double[] v = vt == null ? null : new double[vt.length];
            double[] ut = u == null ? null : new double[u.length];
            int info = svd(n, m, transposed(m, n, a), values, v, ut);
            if (u != null && vt != null && v != null && ut != null) {
                int rows = vt.length / n;
                System.arraycopy(transposed(n, rows, v), 0, vt, 0, vt.length);
                System.arraycopy(transposed(m, m, ut), 0, u, 0, u.length);
            }
            return info;
        }
        double[] right = identity(n);
        double scale = scale(a);
        for (int i = 0; i < a.length; i++) {
            a[i] /= scale;
        }
        // A column this short is the rounding error of longer ones and has no direction of its own.
        double negligible = m * EPSILON * Math.sqrt(MatrixProduct.dot(a.length, a, 0, 1, a, 0, 1));
        if (!orthogonalize(m, n, a, right, negligible)) {
            return 1;
        }
        double[] lengths = new double[n];
        for (int j = 0; j < n; j++) {
            lengths[j] = Math.sqrt(MatrixProduct.dot(m, a, j * m, 1, a, j * m, 1));
        }
        int[] order = order(n, j -> -lengths[j]);
        for (int k = 0; k < n; k++) {
            values[k] = lengths[order[k]] * scale;
        }
        if (u == null || vt == null) {
            return 0;
        }
        int known = 0;
        for (int k = 0; k < n; k++) {
            int j = order[k];
            for (int i = 0; i < n; i++) {
                vt[k + i * n] = right[i + j * n];
            }
            if (lengths[j] > negligible) {
                for (int i = 0; i < m; i++) {
                    u[i + k * m] = a[i + j * m] / lengths[j];
                }
                known = k + 1;
            }
        }
        complete(m, known, u.length / Math.max(m, 1), u);
        return 0;
    }

    private static double[] transposed(int m, int n, double[] a) {
        double[] t = new double[m * n];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                t[j + i * n] = a[i + j * m];
            }
        }
        return t;
    }

    /** Turns pairs of columns until all are orthogonal (Hestenes' method), and the columns of {@code right} likewise. */
    private static boolean orthogonalize(int m, int n, double[] a, double[] right, double negligible) {
        double tolerance = EPSILON * Math.sqrt(m);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean turned = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    double pp = MatrixProduct.dot(m, a, p * m, 1, a, p * m, 1);
                    double qq = MatrixProduct.dot(m, a, q * m, 1, a, q * m, 1);
                    double pq = MatrixProduct.dot(m, a, p * m, 1, a, q * m, 1);
                    if (Math.abs(pq) <= tolerance * Math.sqrt(pp) * Math.sqrt(qq) || Math.min(pp, qq) <= negligible * negligible) {
                        continue;
                    }
                    turned = true;
                    Rotation r = Rotation.between(pp, pq, qq);
                    r.turn(m, a, p * m, q * m, 1);
                    r.turn(n, right, p * n, q * n, 1);
                }
            }
            if (!turned) {
                return true;
            }
        }
        return false;
    }

    /** Fills the columns from {@code known} on so that all are orthonormal: each time the unit vector that the others span least of. */
    private static void complete(int m, int known, int columns, double[] u) {
        for (int k = known; k < columns; k++) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < m; i++) {
                double spanned = MatrixProduct.dot(k, u, i, m, u, i, m);
                if (spanned < least) {
                    least = spanned;
                    best = i;
                }
            }
            int at = k * m;
            u[at + best] = 1;
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < k; j++) {
                    double f = MatrixProduct.dot(m, u, j * m, 1, u, at, 1);
                    for (int i = 0; i < m; i++) {
                        u[at + i] -= f * u[j * m + i];
                    }
                }
            }
            double length = Math.sqrt(MatrixProduct.dot(m, u, at, 1, u, at, 1));
            for (int i = 0; i < m; i++) {
                u[at + i] /= length;
            }
        }
    }
}
