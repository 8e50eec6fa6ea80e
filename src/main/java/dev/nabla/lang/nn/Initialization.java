package dev.nabla.lang.nn;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.nabla.engine.Ops;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.torch.PyDType;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.written;

/**
 * torch.nn.init: how parameters begin. The fans of a weight are the numbers of inputs and outputs that one element of it stands between.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.init.html">torch.nn.init</a>
 */
final class Initialization {
    static final List<Builtin> ROWS = List.of(
            written("calculate_gain(nonlinearity, param=None)", a -> gain(a.get(0), a.get(1))),
            written("uniform_(tensor, a=0.0, b=1.0, generator=None)", a -> uniform(a, a.real(1), a.real(2))),
            written("normal_(tensor, mean=0.0, std=1.0, generator=None)", a -> normal(a, a.real(1), a.real(2))),
            written("constant_(tensor, val)", a -> filled(a, a.real(1))),
            written("ones_(tensor)", a -> filled(a, 1)),
            written("zeros_(tensor)", a -> filled(a, 0)),
            written("eye_(tensor)", Initialization::identity),
            written("xavier_uniform_(tensor, gain=1.0, generator=None)", a -> {
                double std = a.real(1) * Math.sqrt(2.0 / (fan(a, 1) + fan(a, 0)));
                double bound = Math.sqrt(3.0) * std;
                return uniform(a, -bound, bound);
            }),
            written("xavier_normal_(tensor, gain=1.0, generator=None)",
                    a -> normal(a, 0, a.real(1) * Math.sqrt(2.0 / (fan(a, 1) + fan(a, 0))))),
            written("kaiming_uniform_(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None)", a -> {
                double bound = Math.sqrt(3.0) * kaiming(a);
                return uniform(a, -bound, bound);
            }),
            written("kaiming_normal_(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None)",
                    a -> normal(a, 0, kaiming(a))));

    private Initialization() {
    }

    // ---- what layers begin with -----------------------------------------------------------------------------------

    /** The dtype that a layer's parameters have. */
    static DType dtype(Object given) {
        return given instanceof PyDType d ? d.dtype() : Workspace.current().defaultDtype();
    }

    static PyParameter filled(DType dtype, double value, int... dims) {
        return PyParameter.of(Tensor.leaf(NdArray.full(dtype, Shape.of(dims), value), true));
    }

    static PyParameter uniform(DType dtype, double bound, int... dims) {
        Tensor t = Tensor.leaf(NdArray.zeros(dtype, Shape.of(dims)), true);
        draw("uniform_", Map.of("from", -bound, "to", bound), t);
        return PyParameter.of(t);
    }

    static PyParameter normal(DType dtype, int... dims) {
        Tensor t = Tensor.leaf(NdArray.zeros(dtype, Shape.of(dims)), true);
        draw("normal_", Map.of("mean", 0.0, "std", 1.0), t);
        return PyParameter.of(t);
    }

    /** The bound of a weight with so many inputs: kaiming_uniform_ with a = √5. Its mathematics is 1/√inputs, its rounding is not. */
    static double weightBound(long inputs) {
        return inputs == 0 ? 0 : Math.sqrt(3.0) * (Math.sqrt(2.0 / (1 + 5)) / Math.sqrt((double) inputs));
    }

    private static void draw(String op, Map<String, Double> params, Tensor t) {
        Workspace.current().withGrad(false, () -> Objects.requireNonNull(Ops.named(op)).call(params, t));
    }

    // ---- torch.nn.init --------------------------------------------------------------------------------------------

    private static Tensor tensor(Given a) {
        if (a.get(0) instanceof PyTensor t) {
            return t.tensor();
        }
        throw PyError.attribute("'" + Values.typeName(a.get(0)) + "' object has no attribute 'dim'");
    }

    private static Object uniform(Given a, double from, double to) {
        draw("uniform_", Map.of("from", from, "to", to), tensor(a));
        return a.get(0);
    }

    private static Object normal(Given a, double mean, double std) {
        draw("normal_", Map.of("mean", mean, "std", std), tensor(a));
        return a.get(0);
    }

    private static Object filled(Given a, double value) {
        Workspace.current().withGrad(false, () -> Objects.requireNonNull(Ops.named("fill_")).call(tensor(a), Tensor.number(value)));
        return a.get(0);
    }

    private static Object identity(Given a) {
        Tensor t = tensor(a);
        if (t.shape().rank() != 2) {
            throw PyError.value("Only tensors with 2 dimensions are supported");
        }
        t.assign(Objects.requireNonNull(Ops.named("eye")).call(Map.of("n", (long) t.shape().dim(0), "m", (long) t.shape().dim(1))).data());
        return a.get(0);
    }

    /** @param dim 1 for the number of inputs, 0 for that of outputs */
    private static double fan(Given a, int dim) {
        Shape s = tensor(a).shape();
        if (s.rank() < 2) {
            throw PyError.value("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
        }
        long field = 1;
        for (int i = 2; i < s.rank(); i++) {
            field *= s.dim(i);
        }
        return s.dim(dim) * field;
    }

    private static double kaiming(Given a) {
        String mode = a.text(2).toLowerCase(java.util.Locale.ROOT);
        if (!mode.equals("fan_in") && !mode.equals("fan_out")) {
            throw PyError.value("Mode " + mode + " not supported, please use one of ['fan_in', 'fan_out']");
        }
        double fan = fan(a, mode.equals("fan_in") ? 1 : 0);
        return dev.nabla.lang.value.Numbers.real(gain(a.get(3), a.get(1))) / Math.sqrt(fan);
    }

    private static Object gain(Object nonlinearity, Object param) {
        return switch (Values.str(nonlinearity)) {
            case "linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid" -> 1L;
            case "tanh" -> 5.0 / 3;
            case "relu" -> Math.sqrt(2.0);
            case "leaky_relu" -> {
                if (param != None.NONE && !(param instanceof Long) && !(param instanceof Double)) {
                    throw PyError.value("negative_slope " + Values.str(param) + " not a valid number");
                }
                double slope = param == None.NONE ? 0.01 : dev.nabla.lang.value.Numbers.real(param);
                yield Math.sqrt(2.0 / (1 + Math.pow(slope, 2)));
            }
            case "selu" -> 0.75;
            default -> throw PyError.value("Unsupported nonlinearity " + Values.str(nonlinearity));
        };
    }
}
