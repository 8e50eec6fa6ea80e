package dev.nabla.lang.nn;

import java.util.List;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.value.Values;

/**
 * Functions of one variable as layers.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.html#non-linear-activations-weighted-sum-nonlinearity">Non-linear activations</a>
 */
final class ActivationLayers {
    static final List<LayerType> ROWS = List.of(
    // @formatter:off
            row("ReLU(inplace=False)").applies("relu", "input", "inplace").showsInPlace(),
            row("ReLU6(inplace=False)").applies("relu6", "input", "inplace").showsInPlace(),
            row("LeakyReLU(negative_slope=0.01, inplace=False)").applies("leaky_relu", "input", "negative_slope", "inplace")
                    .showsInPlace("negative_slope"),
            row("ELU(alpha=1.0, inplace=False)").applies("elu", "input", "alpha", "inplace").showsInPlace("alpha"),
            row("CELU(alpha=1.0, inplace=False)").applies("celu", "input", "alpha", "inplace").showsInPlace("alpha"),
            row("SELU(inplace=False)").applies("selu", "input", "inplace").showsInPlace(),
            row("GELU(approximate='none')").applies("gelu", "input", "approximate").shows("approximate"),
            row("SiLU(inplace=False)").applies("silu", "input", "inplace").showsInPlace(),
            row("Mish(inplace=False)").applies("mish", "input", "inplace").showsInPlace(),
            row("Sigmoid(*args, **kwargs)").applies("sigmoid", "input"),
            row("Tanh(*args, **kwargs)").applies("tanh", "input"),
            row("Softplus(beta=1.0, threshold=20.0)").applies("softplus", "input", "beta", "threshold").shows("beta", "threshold"),
            row("Softsign(*args, **kwargs)").applies("softsign", "input"),
            row("Softmax(dim=None)").applies("softmax", "input", "dim").shows("dim"),
            row("LogSoftmax(dim=None)").applies("log_softmax", "input", "dim").shows("dim"),
            row("Softmin(dim=None)").applies("softmin", "input", "dim").shows("dim"),
            row("LogSigmoid(*args, **kwargs)").applies("logsigmoid", "input"),
            row("Hardtanh(min_val=-1.0, max_val=1.0, inplace=False)").applies("hardtanh", "input", "min_val", "max_val", "inplace")
                    .showsInPlace("min_val", "max_val"),
            row("Hardsigmoid(inplace=False)").applies("hardsigmoid", "input", "inplace"),
            row("Hardswish(inplace=False)").applies("hardswish", "input", "inplace"),
            row("Hardshrink(lambd=0.5)").applies("hardshrink", "input", "lambd").shows(l -> Values.str(l.get("lambd"))),
            row("Softshrink(lambd=0.5)").applies("softshrink", "input", "lambd").shows(l -> Values.str(l.get("lambd"))),
            row("Tanhshrink(*args, **kwargs)").applies("tanhshrink", "input"),
            row("Threshold(threshold, value, inplace=False)").applies("threshold", "input", "threshold", "value", "inplace")
                    .showsInPlace("threshold", "value"),
            row("GLU(dim=-1)").applies("glu", "input", "dim").shows("dim"),
            row("PReLU(num_parameters=1, init=0.25, device=None, dtype=None)").setup((layer, a) -> layer.set("weight", PyParameter.of(
                    Tensor.leaf(NdArray.full(Initialization.dtype(a.get(3)), Shape.of(a.size(0)), a.real(1)), true))))
                    .applies("prelu", "input", "weight").shows("num_parameters"));
            // @formatter:on

    private ActivationLayers() {
    }

    private static LayerType row(String signature) {
        return LayerType.of("activation", signature);
    }
}
