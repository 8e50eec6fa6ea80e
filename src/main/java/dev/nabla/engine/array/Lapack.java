package dev.nabla.engine.array;

import org.jspecify.annotations.Nullable;

/**
 * Factorizations of one matrix of doubles, in place. Matrices are column-major without gaps: element (i, j) of m rows stands at {@code i + j·m}.
 * Conventions, signs included, are LAPACK's.
 *
 * @see <a href="https://www.netlib.org/lapack/lug/">LAPACK Users' Guide</a>
 */
sealed interface Lapack permits OpenBlas, PlainLapack {
    /** The implementation of this process: OpenBLAS where it can be loaded, else plain Java. */
    static Lapack kernels() {
        return OpenBlas.isPresent() ? OpenBlas.INSTANCE : PlainLapack.INSTANCE;
    }

    /**
     * {@code P·L·U}, rows exchanged for the largest pivot.
     *
     * @param a n×n; becomes U on and above the diagonal, L (whose diagonal is 1) below
     * @param pivots becomes, for each i, the row (from 1) that was exchanged with row i
     * @return 0, or the number (from 1) of the first diagonal element of U that is zero
     */
    int lu(int n, double[] a, int[] pivots);

    /**
     * Solves {@code A·X = B} (or {@code Aᵀ·X = B}) by a factorization of {@link #lu}.
     *
     * @param b n×columns; becomes X
     */
    void luSolve(int n, double[] lu, int[] pivots, int columns, double[] b, boolean transposed);

    /**
     * {@code L·Lᵀ} of a symmetric matrix, of which the lower triangle is read.
     *
     * @param a n×n; its lower triangle becomes L, the rest is left
     * @return 0, or the order of the first leading minor that is not positive
     */
    int cholesky(int n, double[] a);

    /**
     * Solves {@code A·X = B} (or {@code Aᵀ·X = B}) with a triangular matrix.
     *
     * @param b n×columns; becomes X
     * @param unit whether the diagonal counts as ones
     */
    void triangularSolve(int n, double[] a, int columns, double[] b, boolean lower, boolean transposed, boolean unit);

    /**
     * {@code Q·R} by Householder reflections {@code I − tau·v·vᵀ}.
     *
     * @param a m×n; becomes R on and above the diagonal, the vectors v (without their leading 1) below
     * @param tau of length min(m, n)
     */
    void qr(int m, int n, double[] a, double[] tau);

    /**
     * The first n columns of the product of reflections.
     *
     * @param a m×n, its first columns as {@link #qr} left them; becomes Q
     */
    void formQ(int m, int n, int reflectors, double[] a, double[] tau);

    /**
     * Eigenvalues, ascending, and eigenvectors of a symmetric matrix, of which the lower triangle is read.
     *
     * @param a n×n; with {@code vectors}, column j becomes the eigenvector of value j; else destroyed
     * @return 0, or not 0 if the iteration does not converge
     */
    int eigh(int n, double[] a, double[] values, boolean vectors);

    /**
     * {@code U·diag(values)·Vᵀ}, values descending.
     *
     * @param a m×n; destroyed
     * @param values of length k = min(m, n)
     * @param u m×k, or m×m together with vt n×n; null together with vt if only the values are wanted
     * @param vt k×n, or n×n
     * @return 0, or not 0 if the iteration does not converge
     */
    int svd(int m, int n, double[] a, double[] values, double @Nullable [] u, double @Nullable [] vt);
}
