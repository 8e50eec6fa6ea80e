package dev.nabla.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What functions keep for backward beyond what their rules read, against what PyTorch 2.13 was seen to answer. */
class SavedValuesTest {
    private static Tensor call(String op, Map<String, ? extends Object> params, @Nullable Tensor... inputs) {
        Op o = Objects.requireNonNull(Ops.named(op), op);
        return o.invoke(Params.of(o.row().signature(), params), inputs)[0];
    }

    private static Tensor image() {
        return Tensor.leaf(NdArray.of(Shape.of(1, 1, 2, 2), 1.0, -2.0, 3.0, 0.5), true);
    }

    private static Tensor applied(String op, Tensor x) {
        Map<String, Object> params = switch (op) {
            case "avg_pool2d", "max_pool2d" -> Map.of("kernel_size", 2L);
            case "adaptive_avg_pool2d", "adaptive_max_pool2d" -> Map.of("output_size", 2L);
            case "pad" -> Map.of("pad", List.of(1L, 1L, 0L, 1L), "mode", "reflect");
            case "threshold" -> Map.of("threshold", 0.1, "value", 7.0);
            default -> Map.of();
        };
        return call(op, params, x);
    }

    private static Tensor differentiableGradient(Tensor y, Tensor x) {
        return Objects.requireNonNull(Autograd.grad(List.of(y), List.of(x), null, new Autograd.Options(true, true), false).getFirst());
    }

    @ParameterizedTest
    @CsvSource({"avg_pool2d", "max_pool2d", "adaptive_avg_pool2d", "adaptive_max_pool2d", "pad", "hardshrink", "threshold"})
    void theOperandIsKeptThoughTheGradientDoesNotVaryWithIt(String op) {
        new Workspace().run(() -> {
            Tensor x = image();
            Tensor y = applied(op, x).sum();
            Workspace.current().withGrad(false, () -> call("add_", Map.of(), x, Tensor.number(1L)));
            assertThatThrownBy(() -> Autograd.backward(y)).isInstanceOf(TorchError.class)
                    .hasMessageStartingWith(
                            "one of the variables needed for gradient computation has been modified by an inplace operation");
            Tensor again = applied(op, x).sum();
            Autograd.backward(again);
            assertThatThrownBy(() -> Autograd.backward(again)).isInstanceOf(TorchError.class)
                    .hasMessageStartingWith("Trying to backward through the graph a second time");
        });
    }

    @ParameterizedTest
    @CsvSource({"relu,Relu", "relu6,Hardtanh", "hardtanh,Hardtanh", "threshold,Threshold", "leaky_relu,LeakyRelu", "softshrink,Softshrink",
        "hardshrink,Hardshrink", "avg_pool2d,AvgPool2D", "max_pool2d,MaxPool2DWithIndices", "pad,ReflectionPad2D"})
    void aPiecewiseLinearOpHasASecondGradientOfZeros(String op, String function) {
        new Workspace().run(() -> {
            Tensor x = image();
            Tensor y = applied(op, x).sum();
            Tensor dx = differentiableGradient(y, x);
            assertThat(dx.requiresGrad()).isTrue();
            assertThat(Objects.requireNonNull(dx.gradFn()).name()).isEqualTo(function + "BackwardBackward0");
            Autograd.backward(dx.sum());
            assertThat(Objects.requireNonNull(x.grad()).data().toDoubles()).containsOnly(0);
        });
    }

    @Test
    void hardsigmoidHasNoSecondGradient() {
        new Workspace().run(() -> {
            Tensor x = image();
            Tensor y = call("hardsigmoid", Map.of(), x).sum();
            Tensor dx = differentiableGradient(y, x);
            assertThatThrownBy(() -> Autograd.backward(dx.sum())).isInstanceOf(TorchError.class)
                    .hasMessage("derivative for aten::hardsigmoid_backward is not implemented");
        });
    }

    @Test
    void smoothL1LossWithoutBetaIsL1Loss() {
        new Workspace().run(() -> {
            Tensor x = image();
            Tensor y = call("smooth_l1_loss", Map.of("beta", 0.0), x, x.detach().add(1));
            Workspace.current().withGrad(false, () -> call("add_", Map.of(), x, Tensor.number(1L)));
            Autograd.backward(y);
            assertThat(Objects.requireNonNull(x.grad()).data().toDoubles()).containsOnly(-0.25);
        });
    }

    @Test
    void huberLossIsOfTheInputsTypeAndItsGradientAsksForOneType() {
        new Workspace().run(() -> {
            Tensor x = image();
            Tensor y = call("huber_loss", Map.of(), x, Tensor.of(NdArray.of(Shape.of(1), 1L)));
            assertThat(y.dtype()).isEqualTo(x.dtype());
            assertThatThrownBy(() -> Autograd.backward(y)).isInstanceOf(TorchError.class)
                    .hasMessage("Found dtype Long but expected Double");
        });
    }

    @Test
    void lossesOfDifferencesTakeTruthValuesAsTargets() {
        new Workspace().run(() -> {
            Tensor x = image();
            Autograd.backward(call("mse_loss", Map.of("reduction", "sum"), x, x.detach().gt(0)));
            assertThat(Objects.requireNonNull(x.grad()).data().toDoubles()).containsExactly(0, -4, 4, -1);
        });
    }

    @Test
    void whatWasWrittenThroughAViewRunsBackwardOnce() {
        new Workspace().run(() -> {
            Tensor y = image().add(1);
            call("add_", Map.of(), y.select(0, 0), Tensor.number(1L));
            Tensor sum = y.sum();
            Autograd.backward(sum);
            assertThatThrownBy(() -> Autograd.backward(sum)).isInstanceOf(TorchError.class)
                    .hasMessageStartingWith("Trying to backward through the graph a second time");
        });
    }

    @Test
    void theLogDeterminantOfASingularMatrixHasNoSecondGradient() {
        new Workspace().run(() -> {
            Tensor a = Tensor.leaf(NdArray.of(Shape.of(2, 2), 1.0, 1.0, 1.0, 1.0), true);
            Tensor y = call("logdet", Map.of(), a);
            assertThatThrownBy(() -> differentiableGradient(y, a)).isInstanceOf(TorchError.class)
                    .hasMessage("torch.linalg.solve: The solver failed because the input matrix is singular.");
        });
    }

    @Test
    void lossesOfDifferencesBroadcastBeforeTheyChooseAType() {
        new Workspace().run(() -> {
            Tensor x = Tensor.of(NdArray.of(Shape.of(2), 0.5, 1.5).to(DType.FLOAT32));
            Tensor t = Tensor.of(NdArray.of(Shape.SCALAR, 1.0));
            assertThat(call("mse_loss", Map.of(), x, t).dtype()).isEqualTo(DType.FLOAT64);
            assertThat(call("l1_loss", Map.of(), t, x).dtype()).isEqualTo(DType.FLOAT64);
        });
    }
}
