package dev.nabla.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What the layers of torch.nn.functional do beside computing values and gradients, and at the ends of their range. */
class LayerTest {
    private static Tensor call(String op, Map<String, ? extends Object> params, @Nullable Tensor... inputs) {
        Op o = Objects.requireNonNull(Ops.named(op), op);
        return o.invoke(Params.of(o.row().signature(), params), inputs)[0];
    }

    private static Tensor constant(double... values) {
        return Tensor.of(NdArray.of(Shape.of(values.length), values));
    }

    private static double[] grad(Tensor t) {
        return Objects.requireNonNull(t.grad()).data().toDoubles();
    }

    private static void in(Runnable test) {
        new Workspace().run(test);
    }

    @Test
    void crossEntropyOfLargeLogitsIsFinite() {
        in(() -> {
            Tensor logits = Tensor.leaf(NdArray.of(Shape.of(2, 2), 1e4, -1e4, 1e4, -1e4).to(DType.FLOAT32), true);
            Tensor loss = call("cross_entropy", Map.of(), logits, Tensor.of(NdArray.of(Shape.of(2), 0L, 1L)));
            assertThat(loss.data().getDouble(0)).isEqualTo(1e4);
            Autograd.backward(loss);
            assertThat(grad(logits)).containsExactly(0, 0, 0.5, -0.5);
        });
    }

    @Test
    void binaryCrossEntropyOfLargeLogitsIsFinite() {
        in(() -> {
            Tensor logits = Tensor.leaf(NdArray.of(Shape.of(3), 1e4, -1e4, 1e4), true);
            Tensor loss = call("binary_cross_entropy_with_logits", Map.of("reduction", "sum"), logits, constant(1, 0, 0));
            assertThat(loss.data().getDouble(0)).isEqualTo(1e4);
            Autograd.backward(loss);
            assertThat(grad(logits)).containsExactly(0, 0, 1);
        });
    }

    private static final NdArray BATCH = NdArray.of(Shape.of(3, 1), 1.0, 2.0, 6.0);

    private static Tensor batchNorm(Tensor x, Tensor mean, Tensor variance) {
        return call("batch_norm", Map.of("training", true), x, mean, variance);
    }

    @Test
    void batchNormMovesItsRunningStatistics() {
        in(() -> {
            Tensor mean = constant(0);
            Tensor variance = constant(1);
            batchNorm(Tensor.of(BATCH), mean, variance);
            assertThat(mean.data().getDouble(0)).isEqualTo(0.3, within(1e-15));
            assertThat(variance.data().getDouble(0)).isEqualTo(0.9 + 0.1 * 7, within(1e-15));
        });
    }

    @Test
    void runningStatisticsAreTakenBackWithTheRequest() {
        Workspace w = new Workspace();
        w.run(() -> {
            Tensor mean = constant(0);
            Tensor variance = constant(1);
            w.begin();
            batchNorm(Tensor.of(BATCH), mean, variance);
            w.rollback();
            assertThat(mean.data().getDouble(0)).isZero();
            assertThat(variance.data().getDouble(0)).isOne();
        });
    }

    @Test
    void anotherForwardPassDoesNotSpoilTheFirstOnesBackward() {
        in(() -> {
            Tensor mean = constant(0);
            Tensor variance = constant(1);
            Tensor x = Tensor.leaf(BATCH, true);
            Tensor first = batchNorm(x, mean, variance);
            batchNorm(Tensor.of(BATCH), mean, variance);
            Autograd.backward(first.sum());
            assertThat(grad(x)).containsExactly(new double[]{0, 0, 0}, within(1e-12));
        });
    }

    @Test
    void instanceNormAveragesItsStatisticsOverTheSamplesAndCountsAsAWrite() {
        in(() -> {
            Tensor mean = constant(0);
            Tensor variance = constant(1);
            Tensor x = Tensor.of(NdArray.of(Shape.of(2, 1, 2), 0.0, 2.0, 4.0, 8.0));
            call("instance_norm", Map.of("momentum", 1.0), x, mean, variance);
            assertThat(mean.data().getDouble(0)).isEqualTo(3.5);
            assertThat(variance.data().getDouble(0)).isEqualTo(5);
            assertThat(mean.data().storage().version()).isEqualTo(1);
        });
    }

    @Test
    void attentionOfHeadsHasNoSecondDerivative() {
        in(() -> {
            Tensor q = Tensor.leaf(Examples.array(1, 1, 2, 3), true);
            Tensor y = call("scaled_dot_product_attention", Map.of(), q, q, q).sum();
            Tensor g =
                    Objects.requireNonNull(Autograd.grad(List.of(y), List.of(q), null, new Autograd.Options(true, true), false).getFirst());
            assertThatThrownBy(() -> Autograd.backward(g.sum())).isInstanceOf(TorchError.class)
                    .hasMessage("derivative for aten::_scaled_dot_product_flash_attention_for_cpu_backward is not implemented");
        });
    }

    @Test
    void whatHasNoDerivativeByItsWeightRefusesOne() {
        in(() -> {
            Tensor weight = Tensor.leaf(NdArray.of(Shape.of(2), 1.0, 1.0), true);
            assertThatThrownBy(() -> call("binary_cross_entropy", Map.of(), constant(0.3, 0.4), constant(0, 1), weight)).hasMessage(
                    "The function 'binary_cross_entropy' is not differentiable with respect to argument 'weight'. "
                            + "This input cannot have requires_grad True.");
        });
    }
}
