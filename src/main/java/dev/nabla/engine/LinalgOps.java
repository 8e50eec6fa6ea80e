package dev.nabla.engine;

import java.util.Map;

import dev.nabla.engine.array.LinearSystems;
import dev.nabla.engine.array.MatrixExponential;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

import static dev.nabla.engine.Row.in;
import static dev.nabla.engine.Row.out;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Functions of whole matrices: inverses, solutions of linear systems, factorizations. All work on batches {@code [..., m, n]}. */
enum LinalgOps implements Op {
    INV_EX(primitive("inv_ex(Tensor A, *, bool check_errors=False)", Squares::invEx).gradFn("LinalgInvExBackward0")
            .vjp(out(0), f -> Squares.inverseRule(f.g(), f.out(0)))
            .example(Map.of(), regular())
            .doc("The inverse and a code: 0, or which diagonal element of U in P·L·U is zero.").derivative("−A⁻ᵀ·g·A⁻ᵀ")),
    INVERSE(composite("inverse(Tensor input)", Squares::inverse)
            .example(Map.of(), regular())
            .doc("The inverse of square matrices.").derivative("−A⁻ᵀ·g·A⁻ᵀ")),
    DET(primitive("det(Tensor input)", c -> one(LinearSystems.determinant(Squares.square(c, "linalg.det"))))
            .gradFn("LinalgDetBackward0")
            .vjp(in(0) | out(0), f -> Squares.detRule(f.g(), f.in(0), f.out(0)))
            .example(Map.of(), regular())
            .example(Map.of(), NdArray.of(Shape.of(3, 3), 3.0, 1, 2, 1, -2, 0.5, 4, -1, 2.5))
            .doc("The determinant of square matrices.").derivative("g·det(A)·A⁻ᵀ")),
    SLOGDET(primitive("slogdet(Tensor input)", c -> LinearSystems.logDeterminant(Squares.square(c, "linalg.slogdet")))
            .gradFn("LinalgSlogdetBackward0")
            .jointly(in(0) | out(0), Squares::slogdetRule)
            .example(Map.of(), regular())
            .doc("The sign of the determinant and the logarithm of its absolute value.").derivative("g·A⁻ᵀ")),
    LOGDET(composite("logdet(Tensor input)", Squares::logdet)
            .example(Map.of(), regular())
            .doc("The logarithm of the determinant; NaN where that is negative.").derivative("g·A⁻ᵀ")),
    CHOLESKY(primitive("cholesky(Tensor A, *, bool upper=False)", Factors::cholesky).gradFn("LinalgCholeskyExBackward0").symmetric()
            .vjp(out(0), f -> Factors.choleskyRule(f.g(), f.out(0), f.params().flag("upper")))
            .example(Map.of(), positive())
            .example(Map.of("upper", true), positive())
            .doc("The triangular factor L of A = L·Lᵀ; one triangle of A is read.")
            .derivative("the symmetric part of L⁻ᵀ·Φ(Lᵀ·g)·L⁻¹, Φ the lower triangle with half its diagonal")),
    SOLVE(primitive("solve(Tensor A, Tensor B, *, bool left=True)", Solutions::solve).gradFn("LinalgSolveExBackward0")
            .jointly(in(0) | out(0), Solutions::solveRule)
            .example(Map.of(), regular(), Examples.array(3, 2))
            .example(Map.of("left", false), regular(), Examples.array(2, 3))
            .example(Map.of(), regular(), Examples.array(3))
            .doc("X in A·X = B, or in X·A = B.").derivative("−A⁻ᵀ·g·Xᵀ; A⁻ᵀ·g")),
    SOLVE_TRIANGULAR(primitive("solve_triangular(Tensor A, Tensor B, *, bool upper, bool left=True, bool unitriangular=False)",
            Solutions::solveTriangular).gradFn("LinalgSolveTriangularBackward0")
            .jointly(in(0) | out(0), Solutions::triangularRule)
            .example(Map.of("upper", true), regular(), Examples.array(3, 2))
            .example(Map.of("upper", false, "left", false), regular(), Examples.array(2, 3))
            .example(Map.of("upper", false, "unitriangular", true), regular(), Examples.array(3, 1))
            .doc("X in A·X = B, or in X·A = B, with a triangular A, of which only that triangle is read.")
            .derivative("−A⁻ᵀ·g·Xᵀ in the triangle; A⁻ᵀ·g")),
    CHOLESKY_SOLVE(primitive("cholesky_solve(Tensor B, Tensor L, bool upper=False)", Solutions::choleskySolve)
            .jointly(in(0) | in(1) | out(0), Solutions::choleskySolveRule)
            .example(Map.of(), Examples.array(1, 2), NdArray.of(Shape.of(1, 1), 2.0))
            .doc("X in L·Lᵀ·X = B, L a factor as cholesky gives it.").derivative("A⁻¹·g; −(A⁻¹·g·Xᵀ + X·gᵀ·A⁻¹)·L")),
    LSTSQ(primitive("lstsq(Tensor A, Tensor B, *, float? rcond=None, str? driver=None)", LeastSquares::lstsq).gradFn("LinalgLstsqBackward0")
            .jointly(in(0) | in(1) | out(0), LeastSquares::lstsqRule).constantResult(3)
            .example(Map.of(), tall(), Examples.array(4, 2))
            .doc("X that minimizes ‖A·X − B‖, of the smallest norm; with residuals, rank and singular values where the driver gives them.")
            .derivative("that of pinv(A)·B; pinv(A)ᵀ·g")),
    PINV(primitive("pinv(Tensor A, *, float? atol=None, float? rtol=None, bool hermitian=False)", LeastSquares::pinv)
            .gradFn("LinalgPinvBackward0")
            .vjp(in(0) | out(0), f -> LeastSquares.pinvRule(f.g(), f.in(0), f.out(0)))
            .example(Map.of(), tall())
            .doc("The pseudo-inverse P of Moore and Penrose; singular values up to max(atol, rtol·the largest) count as zero.")
            .derivative("−Pᵀ·g·Pᵀ + (I−A·P)·gᵀ·P·Pᵀ + Pᵀ·P·gᵀ·(I−P·A)")),
    LINALG_SVD(primitive("_linalg_svd(Tensor A, bool full_matrices=False, bool compute_uv=True)", Factors::svd)
            .jointly(out(0) | out(1) | out(2), Factors::svdRule)
            .example(Map.of(), tall())
            .doc("The singular value decomposition, with or without vectors.").derivative("as svd")),
    SVD(composite("svd(Tensor A, bool full_matrices=True)", Factors::svdWithVectors)
            .example(Map.of(), NdArray.of(Shape.of(2, 2), 1.0, 0.5, 0.5, 2))
            .example(Map.of("full_matrices", false), tall())
            .doc("The singular value decomposition A = U·diag(S)·Vh.")
            .derivative("U·(skew(Uᵀ·gU)/E·S + S·skew(Vᵀ·gV)/E + diag(gS))·Vh, E_ij = S_j² − S_i²; and the part outside the vectors' span")),
    SVDVALS(composite("svdvals(Tensor A)", Factors::svdvals)
            .example(Map.of(), tall())
            .doc("The singular values, largest first.").derivative("U·diag(g)·Vh")),
    LINALG_EIGH(primitive("_linalg_eigh(Tensor A, str UPLO='L', bool compute_v=True)", Factors::eigh)
            .jointly(out(0) | out(1), Factors::eighRule).symmetric()
            .example(Map.of(), positive())
            .doc("Eigenvalues and vectors of symmetric matrices, with or without the vectors.").derivative("as eigh")),
    EIGH(composite("eigh(Tensor A, str UPLO='L')", Factors::eighWithVectors).symmetric()
            .example(Map.of(), NdArray.of(Shape.of(2, 2), 2.0, 1, 1, 3))
            .example(Map.of(), positive())
            .doc("Eigenvalues, smallest first, and eigenvectors, as columns of V, of symmetric matrices; one triangle is read.")
            .derivative("V·(skew(Vᵀ·gV)/E + diag(gL))·Vᵀ, E_ij = L_j − L_i")),
    EIGVALSH(composite("eigvalsh(Tensor A, str UPLO='L')", Factors::eigvalsh).symmetric()
            .example(Map.of(), positive())
            .doc("The eigenvalues of symmetric matrices, smallest first.").derivative("V·diag(g)·Vᵀ")),
    QR(primitive("qr(Tensor A, str mode='reduced')", Factors::qr).gradFn("LinalgQrBackward0")
            .jointly(out(0) | out(1), Factors::qrRule)
            .example(Map.of(), tall())
            .example(Map.of(), Examples.array(2, 3))
            .doc("A = Q·R with orthonormal columns of Q and an upper triangle R.")
            .derivative("(gQ + Q·copyltu(R·gRᵀ − gQᵀ·Q))·R⁻ᵀ, copyltu(M) the lower triangle of M mirrored")),
    MATRIX_EXP(primitive("matrix_exp(Tensor input)", c -> one(MatrixExponential.of(Squares.square(c, "linalg.matrix_exp"))))
            .gradFn("LinalgMatrixExpBackward0")
            .vjp(in(0), f -> Squares.exponentialRule(f.g(), f.in(0)))
            .example(Map.of(), Examples.array(3, 3))
            .doc("The matrix exponential I + A + A²/2! + A³/3! + … for square matrices.")
            .derivative("the upper right block of exp([[Aᵀ, g], [0, Aᵀ]])")),
    IDENTITY_LIKE(primitive("_identity_like(Tensor input)", Squares::identityLike).gradFn("torch::autograd::CopyBackwards")
            .vjp(f -> f.g().zerosLike())
            .example(Map.of(), Examples.array(2, 2))
            .doc("Identity matrices: the power 0.").derivative("0")),
    MATRIX_POWER(composite("matrix_power(Tensor A, int n)", Squares::power)
            .example(Map.of("n", 3L), Examples.array(2, 2))
            .example(Map.of("n", -2L), regular())
            .doc("The product of n equal square matrices, or of n inverses for a negative n.").derivative("Σ over i of (Aᵀ)ⁱ·g·(Aᵀ)ⁿ⁻¹⁻ⁱ"));

    private final Row row;

    LinalgOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    // ---- examples -------------------------------------------------------------------------------------------------

    private static NdArray regular() {
        return NdArray.of(Shape.of(3, 3), 2.0, 0.5, -1, 0.25, 3, 1, 1, -0.5, 2.5);
    }

    private static NdArray positive() {
        return NdArray.of(Shape.of(3, 3), 4.0, 1, 0.5, 1, 3, -0.5, 0.5, -0.5, 2);
    }

    private static NdArray tall() {
        return NdArray.of(Shape.of(4, 2), 1.0, 0.5, -0.5, 2, 1.5, -1, 0.25, 1);
    }
}
