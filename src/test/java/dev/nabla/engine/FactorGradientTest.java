package dev.nabla.engine;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Derivatives that a difference quotient can judge only with care: of functions that read one triangle, through symmetric matrices; of vectors
 * that have a free sign, through products in which it cancels.
 */
class FactorGradientTest {
    private static Tensor symmetric(Tensor x) {
        return x.add(x.mT());
    }

    private static Tensor positive(Tensor x) {
        return x.matmul(x.mT()).add(Squares.identity(3, x.dtype()));
    }

    private static Tensor[] apply(Op op, Map<String, Object> params, Tensor x) {
        return op.apply(Params.of(op.row().signature(), params), x);
    }

    private static Tensor factor(Tensor x) {
        return x.tril(0).add(Squares.identity(3, x.dtype()).mul(2));
    }

    private static Tensor weighted(Tensor x, int seed) {
        return x.mul(Tensor.of(new GradientCheck().draw(x.shape(), seed, seed + 1))).sum();
    }

    /** U·f(S)·Vᵀ: no sign of a vector matters. */
    private static Tensor svd(Tensor x, boolean full) {
        Tensor[] usv = apply(LinalgOps.SVD, Map.of("full_matrices", full), x);
        int k = usv[1].shape().dim(usv[1].shape().rank() - 1);
        Tensor u = usv[0].narrow(-1, 0, k);
        Tensor v = usv[2].narrow(-2, 0, k);
        return weighted(u.mul(usv[1].sin().unsqueeze(-2)).matmul(v), 0).add(weighted(usv[1], 1));
    }

    private static Tensor eigh(Tensor x, String triangle) {
        Tensor[] wv = apply(LinalgOps.EIGH, Map.of("UPLO", triangle), symmetric(x));
        return weighted(wv[1].mul(wv[0].sin().unsqueeze(-2)).matmul(wv[1].mT()), 0).add(weighted(wv[0], 1));
    }

    private static Tensor qr(Tensor x, String mode) {
        Tensor[] qr = apply(LinalgOps.QR, Map.of("mode", mode), x);
        return weighted(qr[0], 0).add(weighted(qr[1], 1));
    }

    static Stream<Arguments> functions() {
        return Stream.of(
                function("cholesky", 3, 3, x -> weighted(LinalgOps.CHOLESKY.call(positive(x)), 0)),
                function("cholesky, upper", 3, 3, x -> weighted(LinalgOps.CHOLESKY.call(Map.of("upper", true), positive(x)), 0)),
                function("eigvalsh", 3, 3, x -> weighted(LinalgOps.EIGVALSH.call(symmetric(x)), 0)),
                function("eigh", 3, 3, x -> eigh(x, "L")),
                function("eigh, upper", 3, 3, x -> eigh(x, "U")),
                function("svd, square", 3, 3, x -> svd(x, false)),
                function("svd, tall", 4, 2, x -> svd(x, false)),
                function("svd, wide", 2, 4, x -> svd(x, false)),
                function("svd, tall and full", 4, 2, x -> svd(x, true)),
                function("svd, wide and full", 2, 4, x -> svd(x, true)),
                function("qr, square", 3, 3, x -> qr(x, "complete")),
                function("qr, tall", 4, 2, x -> qr(x, "reduced")),
                function("qr, wide", 2, 4, x -> qr(x, "reduced")),
                function("pinv, hermitian", 3, 3, x -> weighted(LinalgOps.PINV.call(Map.of("hermitian", true), symmetric(x)), 0)),
                function("cholesky_solve", 3, 3, x -> weighted(LinalgOps.CHOLESKY_SOLVE.call(x.matmul(x.mT()).sin(), factor(x)), 0)),
                function("det, singular", 3, 3, x -> LinalgOps.DET.call(x.mul(Tensor.of(NdArray.of(Shape.of(3, 1), 1.0, 1.0, 0.0))))),
                function("lstsq, residuals", 4, 2, FactorGradientTest::residuals));
    }

    private static Tensor residuals(Tensor x) {
        Tensor b = Tensor.of(NdArray.of(Shape.of(4), 1.0, -2.0, 0.5, 3.0)).mul(x.select(1, 0));
        Tensor[] all = LinalgOps.LSTSQ.apply(Params.of(LinalgOps.LSTSQ.row().signature(), Map.of("driver", "gels")), x, b.sin());
        return all[1].sum().add(weighted(all[0], 0));
    }

    private static Arguments function(String name, int m, int n, UnaryOperator<Tensor> f) {
        return Arguments.of(name, m, n, f);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void agreesWithDifferences(String name, int m, int n, UnaryOperator<Tensor> f) {
        new Workspace().run(() -> assertThat(new GradientCheck().check(xs -> f.apply(xs.getFirst()), List.of(Examples.array(m, n)), 2)).as(
                name).isNull());
    }
}
