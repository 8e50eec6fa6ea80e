package dev.nabla.engine.array;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Both implementations: factors are what they should be and multiply to the matrix. */
class LapackTest {
    private static final double EXACT = 1e-12;

    private final Random random = new Random(11);

    static Stream<Lapack> implementations() {
        return Stream.concat(Stream.of(PlainLapack.INSTANCE), OpenBlas.isPresent() ? Stream.of(OpenBlas.INSTANCE) : Stream.empty());
    }

    private static Stream<Arguments> squares() {
        return implementations().flatMap(l -> IntStream.of(1, 2, 3, 7, 90).mapToObj(n -> Arguments.of(l, n)));
    }

    private static Stream<Arguments> shapes() {
        int[][] sizes = {{1, 1}, {3, 3}, {5, 2}, {2, 5}, {1, 4}, {4, 1}, {70, 30}, {30, 70}};
        return implementations().flatMap(l -> Stream.of(sizes).map(s -> Arguments.of(l, s[0], s[1])));
    }

    private double[] matrix(int m, int n) {
        return random.doubles((long) m * n, -1, 1).toArray();
    }

    /** m×k times k×n, column-major. */
    private static double[] product(int m, int k, int n, double[] a, double[] b) {
        double[] c = new double[m * n];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                c[i + j * m] = MatrixProduct.dot(k, a, i, m, b, j * k, 1);
            }
        }
        return c;
    }

    private static double[] transposed(int m, int n, double[] a) {
        double[] t = new double[m * n];
        for (int p = 0; p < t.length; p++) {
            t[p / m + p % m * n] = a[p];
        }
        return t;
    }

    private static void assertOrthonormalColumns(int m, int n, double[] q) {
        double[] gram = product(n, m, n, transposed(m, n, q), q);
        for (int p = 0; p < gram.length; p++) {
            assertThat(gram[p]).isEqualTo(p % n == p / n ? 1 : 0, within(EXACT));
        }
    }

    @ParameterizedTest
    @MethodSource("squares")
    void solvesByLu(Lapack lapack, int n) {
        double[] a = matrix(n, n);
        double[] x = matrix(n, 2);
        for (boolean transposed : new boolean[]{false, true}) {
            double[] b = product(n, n, 2, transposed ? transposed(n, n, a) : a, x);
            double[] lu = a.clone();
            int[] pivots = new int[n];
            assertThat(lapack.lu(n, lu, pivots)).isZero();
            lapack.luSolve(n, lu, pivots, 2, b, transposed);
            assertThat(b).containsExactly(x, within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void namesTheZeroPivot(Lapack lapack) {
        assertThat(lapack.lu(3, new double[]{1, 2, 0, 2, 4, 0, 0, 0, 1}, new int[3])).isEqualTo(2);
        assertThat(lapack.cholesky(2, new double[]{1, 2, 2, 1})).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("squares")
    void factorizesByCholesky(Lapack lapack, int n) {
        double[] root = matrix(n, n);
        double[] a = product(n, n, n, root, transposed(n, n, root));
        for (int i = 0; i < n; i++) {
            a[i + i * n] += 1;
        }
        double[] l = a.clone();
        assertThat(lapack.cholesky(n, l)).isZero();
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < j; i++) {
                l[i + j * n] = 0;
            }
        }
        assertThat(product(n, n, n, l, transposed(n, n, l))).containsExactly(a, within(EXACT * n));
    }

    @ParameterizedTest
    @MethodSource("squares")
    void solvesTriangles(Lapack lapack, int n) {
        for (int form = 0; form < 8; form++) {
            boolean lower = (form & 1) != 0;
            boolean transposed = (form & 2) != 0;
            boolean unit = (form & 4) != 0;
            double[] a = matrix(n, n);
            double[] triangle = a.clone();
            for (int p = 0; p < a.length; p++) {
                int i = p % n;
                int j = p / n;
                a[p] += i == j ? n : 0;
                triangle[p] = i == j ? unit ? 1 : a[p] : (lower ? i > j : i < j) ? a[p] /= n : 0;
            }
            double[] x = matrix(n, 3);
            double[] b = product(n, n, 3, transposed ? transposed(n, n, triangle) : triangle, x);
            lapack.triangularSolve(n, a, 3, b, lower, transposed, unit);
            assertThat(b).containsExactly(x, within(EXACT));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void factorizesByReflections(Lapack lapack, int m, int n) {
        int k = Math.min(m, n);
        double[] a = matrix(m, n);
        double[] qr = a.clone();
        double[] tau = new double[k];
        lapack.qr(m, n, qr, tau);
        double[] r = new double[m * n];
        for (int j = 0; j < n; j++) {
            System.arraycopy(qr, j * m, r, j * m, Math.min(j + 1, k));
        }
        double[] q = java.util.Arrays.copyOf(qr, m * m);
        lapack.formQ(m, m, k, q, tau);
        assertOrthonormalColumns(m, m, q);
        assertThat(product(m, m, n, q, r)).containsExactly(a, within(EXACT));
    }

    @ParameterizedTest
    @MethodSource("squares")
    void findsEigenvectors(Lapack lapack, int n) {
        double[] half = matrix(n, n);
        double[] a = new double[n * n];
        for (int p = 0; p < a.length; p++) {
            a[p] = half[p] + half[p / n + p % n * n];
        }
        double[] v = a.clone();
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < j; i++) {
                v[i + j * n] = Double.NaN;
            }
        }
        double[] values = new double[n];
        assertThat(lapack.eigh(n, v, values, true)).isZero();
        assertThat(values).isSorted();
        assertOrthonormalColumns(n, n, v);
        double[] scaled = v.clone();
        for (int p = 0; p < scaled.length; p++) {
            scaled[p] *= values[p / n];
        }
        assertThat(product(n, n, n, scaled, transposed(n, n, v))).containsExactly(a, within(EXACT * 10));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void findsSingularVectors(Lapack lapack, int m, int n) {
        double[] a = matrix(m, n);
        assertSingular(lapack, m, n, a, false);
        assertSingular(lapack, m, n, a, true);
        assertSingular(lapack, m, n, new double[m * n], true);
        double[] ones = new double[m * n];
        java.util.Arrays.fill(ones, 1e200);
        assertSingular(lapack, m, n, ones, true);
    }

    private static void assertSingular(Lapack lapack, int m, int n, double[] a, boolean full) {
        int k = Math.min(m, n);
        int p = full ? m : k;
        int q = full ? n : k;
        double[] values = new double[k];
        double[] u = new double[m * p];
        double[] vt = new double[q * n];
        assertThat(lapack.svd(m, n, a.clone(), values, u, vt)).isZero();
        assertThat(transposed(k, 1, values)).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertOrthonormalColumns(m, p, u);
        assertOrthonormalColumns(n, q, transposed(q, n, vt));
        double[] back = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int t = 0; t < k; t++) {
                    back[i + j * m] += u[i + t * m] * values[t] * vt[t + j * q];
                }
            }
        }
        assertThat(back).containsExactly(a, within(EXACT * 10 * Math.max(1, values[0])));
        double[] alone = new double[k];
        assertThat(lapack.svd(m, n, a.clone(), alone, null, null)).isZero();
        assertThat(alone).containsExactly(values, within(EXACT * 10 * Math.max(1, values[0])));
    }
}
