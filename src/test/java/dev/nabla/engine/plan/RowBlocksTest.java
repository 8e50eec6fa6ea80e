package dev.nabla.engine.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import dev.nabla.engine.Autograd;
import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Params;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.Team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Losses over many rows: run in blocks, they are what the eager engine finds up to rounding, and the same however many threads help. */
class RowBlocksTest {
    private final Random random = new Random(5);
    private final Map<Source, NdArray> parameters = new LinkedHashMap<>();

    @Test
    void divideLeastSquares() {
        Tensor x = data(5000, 20);
        Tensor y = data(5000);
        Tensor w = parameter(20);
        Tensor b = parameter();
        check(true, given -> apply("mean", Map.of(), square(x.matmul(given.apply(w)).add(given.apply(b)).sub(y))));
    }

    @Test
    void divideSumsOfTheParametersOwnRows() {
        Tensor x = parameter(40_000);
        check(true, given -> {
            Tensor v = given.apply(x);
            return apply("sum", Map.of(), v.mul(v.sin()).add(v.neg().mul(v).exp()));
        });
    }

    @Test
    void divideALayerWithItsBiasAndAClassification() {
        Tensor x = data(600, 70);
        long[] classes = new long[600];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = random.nextInt(5);
        }
        Tensor target = Tensor.of(NdArray.of(Shape.of(600), classes));
        Tensor w = parameter(33, 70);
        Tensor b = parameter(33);
        Tensor v = parameter(5, 33);
        check(true, given -> {
            Tensor hidden = apply("relu", Map.of(), apply("linear", Map.of(), x, given.apply(w), given.apply(b)));
            return apply("cross_entropy", Map.of(), apply("linear", Map.of(), hidden, given.apply(v)), target);
        });
    }

    @Test
    void goOnAfterTheSum() {
        Tensor x = data(3000, 12);
        Tensor w = parameter(12);
        check(true, given -> {
            Tensor v = given.apply(w);
            return apply("sum", Map.of(), square(x.matmul(v))).mul(1e-3).add(apply("sum", Map.of(), square(v)));
        });
    }

    @Test
    void leaveWholeWhatLooksBackAtTheSum() {
        Tensor x = data(3000, 12);
        Tensor w = parameter(12);
        check(false, given -> apply("mean", Map.of(), square(x.matmul(given.apply(w)))).sqrt());
    }

    private Tensor data(int... dims) {
        return Tensor.of(normal(dims));
    }

    private Tensor parameter(int... dims) {
        Tensor t = Tensor.leaf(normal(dims), true);
        parameters.put(t, t.data().copy());
        return t;
    }

    private NdArray normal(int... dims) {
        NdArray a = NdArray.zeros(DType.FLOAT32, Shape.of(dims));
        for (int i = 0; i < a.size(); i++) {
            a.storage().setDouble(i, random.nextGaussian() / Math.sqrt(dims.length == 2 ? dims[1] : 1));
        }
        return a;
    }

    private static Tensor square(Tensor t) {
        return t.pow(Tensor.number(2L));
    }

    static Tensor apply(String name, Map<String, ?> params, Tensor... operands) {
        Op op = java.util.Objects.requireNonNull(Ops.named(name));
        return op.invoke(Params.of(op.row().signature(), params), operands)[0];
    }

    private void check(boolean inBlocks, Function<Function<Tensor, Tensor>, Tensor> loss) {
        Forward forward = given -> loss.apply(t -> java.util.Objects.requireNonNull(given.get(t)));
        new Workspace().run(() -> {
            Plan plan = Plan.trace(forward, parameters, Map.of(), Map.of());
            assertThat(plan.isInBlocks()).isEqualTo(inBlocks);
            List<double[]> together = results(plan);
            compare(together, eager(forward));
            // Whoever is in the team already works alone.
            List<List<double[]>> alone = new ArrayList<>();
            Team.run(2, i -> {
                if (i == 0) {
                    alone.add(results(plan));
                }
            });
            for (int k = 0; k < together.size(); k++) {
                assertThat(alone.getFirst().get(k)).isEqualTo(together.get(k));
            }
        });
    }

    private List<double[]> results(Plan plan) {
        List<double[]> all = new ArrayList<>();
        all.add(new double[]{plan.run()});
        for (int i = 0; i < parameters.size(); i++) {
            all.add(java.util.Objects.requireNonNull(plan.gradient(i)).toDoubles());
        }
        return all;
    }

    private List<double[]> eager(Forward forward) {
        Map<Source, Tensor> given = new LinkedHashMap<>();
        parameters.forEach((s, a) -> given.put(s, Tensor.leaf(a.copy(), true)));
        Tensor loss = forward.loss(given);
        List<double[]> all = new ArrayList<>();
        all.add(loss.data().toDoubles());
        Autograd.grad(List.of(loss), List.copyOf(given.values()), null, Autograd.Options.DEFAULT, false)
                .forEach(g -> all.add(java.util.Objects.requireNonNull(g).data().toDoubles()));
        return all;
    }

    private static void compare(List<double[]> got, List<double[]> want) {
        for (int k = 0; k < want.size(); k++) {
            double size = 0;
            for (double v : want.get(k)) {
                size = Math.max(size, Math.abs(v));
            }
            for (int i = 0; i < want.get(k).length; i++) {
                assertThat(got.get(k)[i]).isCloseTo(want.get(k)[i], within(2e-6 * size));
            }
        }
    }
}
