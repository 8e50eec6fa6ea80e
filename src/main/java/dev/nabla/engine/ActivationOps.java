package dev.nabla.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.ToDoubleFunction;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.SpecialFunctions;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.array.UnaryFunction;

import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.fused;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.output;
import static dev.nabla.engine.Rows.points;
import static dev.nabla.engine.Rows.primitive;
import static dev.nabla.engine.Rows.unary;

/** Activation functions of neural networks. In rules: g is the gradient arriving, x the operand, y the result, p the params. */
enum ActivationOps implements Op {
    SIGMOID(unary("sigmoid", UnaryFunction.SIGMOID, output((g, y) -> g.mul(y.rsub(1).mul(y))))
            .doc("The logistic function 1/(1 + e⁻ˣ).").derivative("g·(1 − out)·out")),
    RELU(primitive("relu(Tensor input)", ActivationOps::relu).elementwise()
            .vjp(Row.out(0), f -> f.g().except(f.out(0).le(0))).flatIn(Row.out(0))
            .example(Map.of(), points(-2, -0.6, 0.6, 2))
            .inPlace().loops().doc("The operand where it is positive, else 0.").derivative("g where out > 0, else 0")),
    RELU6(primitive("relu6(Tensor input)", c -> hardtanh(c, 0, 6)).elementwise()
            .vjp(Row.in(0), f -> f.g().except(outside(f.in(0), 0, 6))).flatIn(Row.in(0)).gradFn("HardtanhBackward0")
            .example(Map.of(), points(-2, 0.5, 4, 7))
            .loops().doc("The operand clamped to between 0 and 6.").derivative("g where 0 < x < 6, else 0")),
    HARDTANH(primitive("hardtanh(Tensor input, Number min_val=-1.0, Number max_val=1.0)",
            c -> hardtanh(c, c.params().real("min_val"), c.params().real("max_val"))).elementwise()
            .vjp(Row.in(0), f -> f.g().except(outside(f.in(0), f.params().real("min_val"), f.params().real("max_val"))))
            .flatIn(Row.in(0))
            .example(Map.of(), points(-2.0, -0.5, 0.5, 2.0))
            .inPlace(r -> r.anew()
                    .vjp(Row.out(0), f -> f.g().except(outside(f.out(0), f.params().real("min_val"), f.params().real("max_val"))))
                    .flatIn(Row.out(0)))
            .loops().doc("The operand clamped to between min_val and max_val.")
            .derivative("g where min_val < x < max_val, else 0")),
    THRESHOLD(primitive("threshold(Tensor input, Number threshold, Number value)", ActivationOps::threshold).elementwise()
            .vjp(Row.in(0), f -> f.g().except(f.in(0).le(f.params().real("threshold")))).flatIn(Row.in(0))
            .example(Map.of("threshold", 0.3, "value", 5.0), points(-2.0, -0.5, 0.5, 2.0))
            .inPlace(r -> r.gradFn("ThresholdBackward1")).loops()
            .doc("The operand where it is above the threshold, else the value.").derivative("g where x > threshold, else 0")),
    LEAKY_RELU(activation("leaky_relu(Tensor input, Number negative_slope=0.01)", "leaky_relu_cpu", ActivationOps::leaky,
            (g, x, p) -> g.where(x.gt(0), g.mul(p.real("negative_slope"))))
            .example(Map.of(), points(-2, -0.6, 0.6, 2))
            .flatIn(Row.in(0))
            .doc("The operand where it is positive, else negative_slope times it.").derivative("g where x > 0, else negative_slope·g")),
    ELU(activation("elu(Tensor input, Number alpha=1.0)", "elu_cpu",
            p -> elu(p.real("alpha"), 1, 1), (g, x, p) -> eluGradient(g, x, p.real("alpha"), 1, 1))
            .inPlace(r -> ofResult(r, p -> p.real("alpha"), 1, _ -> 1).gradFn("EluBackward1"))
            .doc("The operand where it is positive, else alpha·(eˣ − 1).").derivative("g where x > 0, else g·alpha·eˣ")),
    CELU(activation("celu(Tensor input, Number alpha=1.0)", "elu_cpu",
            p -> elu(p.real("alpha"), 1, 1 / nonzero(p.real("alpha"))),
            (g, x, p) -> eluGradient(g, x, p.real("alpha"), 1, 1 / p.real("alpha")))
            .inPlace(r -> ofResult(r, p -> p.real("alpha"), 1, p -> 1 / p.real("alpha")).gradFn("CeluBackward1"))
            .doc("The operand where it is positive, else alpha·(exp(x/alpha) − 1).")
            .derivative("g where x > 0, else g·exp(x/alpha)")),
    SELU(activation("selu(Tensor input)", "elu_cpu",
            _ -> elu(Const.SELU_ALPHA, Const.SELU_SCALE, 1), (g, x, _) -> eluGradient(g, x, Const.SELU_ALPHA, Const.SELU_SCALE, 1))
            .gradFn("EluBackward0")
            .inPlace(r -> ofResult(r, _ -> Const.SELU_ALPHA, Const.SELU_SCALE, _ -> 1).gradFn("EluBackward1"))
            .doc("elu with alpha 1.673 and the result times 1.0507, which keeps activations normalized.")
            .derivative("1.0507·g where x > 0, else 1.7581·g·eˣ")),
    GELU(activation("gelu(Tensor input, *, str approximate='none')", "GeluKernelImpl",
            p -> isTanh(p) ? ActivationOps::geluTanh : x -> 0.5 * x * SpecialFunctions.erfc(-x * Const.ROOT_HALF),
            ActivationOps::geluGradient)
            .example(Map.of(), points(-1.0, 0.3, 2.0))
            .example(Map.of("approximate", "tanh"), points(-1.0, 0.3, 2.0))
            .doc("x·Φ(x), where Φ is the normal distribution, or its approximation by 'tanh'.").derivative("g·(Φ(x) + x·φ(x))")),
    SILU(activation("silu(Tensor input)", "silu_cpu", _ -> x -> x / (1 + Math.exp(-x)), ActivationOps::siluGradient)
            .doc("x·sigmoid(x).").derivative("g·σ·(1 + x·(1 − σ)), σ = sigmoid(x)")),
    MISH(activation("mish(Tensor input)", "mish_cpu", _ -> x -> x * Math.tanh(SpecialFunctions.softplus(x)), ActivationOps::mishGradient)
            .doc("x·tanh(softplus(x)).").derivative("g·(t + x·σ·(1 − t²)), t = tanh(softplus(x)), σ = sigmoid(x)")),
    SOFTPLUS(activation("softplus(Tensor input, Number beta=1, Number threshold=20)", "softplus_cpu", ActivationOps::softplus,
            ActivationOps::softplusGradient)
            .example(Map.of("beta", 2.0, "threshold", 3L), points(-1, 0.3, 1, 2))
            .doc("log(1 + exp(beta·x))/beta; x itself where beta·x is above the threshold.").derivative("g·sigmoid(beta·x)")),
    LOGSIGMOID(activation("logsigmoid(Tensor input)", "log_sigmoid_cpu", _ -> x -> -SpecialFunctions.softplus(-x),
            (g, x, _) -> g.mul(x.neg().sigmoid())).gradFn("LogSigmoidBackward0")
            .doc("log(sigmoid(x)) without overflow.").derivative("g·sigmoid(−x)")),
    SOFTSIGN(composite("softsign(Tensor input)", c -> new Tensor[]{c.in(0).div(c.in(0).abs().add(1))})
            .example(Map.of(), points(-2, -0.6, 0.6, 2))
            .doc("x/(1 + |x|).").derivative("g/(1 + |x|)²")),
    TANHSHRINK(composite("tanhshrink(Tensor input)", c -> new Tensor[]{c.in(0).sub(c.in(0).tanh())})
            .doc("x − tanh(x).").derivative("g·tanh²(x)")),
    HARDSIGMOID(activation("hardsigmoid(Tensor input)", "hardsigmoid_cpu", _ -> x -> clamp(x + 3, 0, 6) / 6,
            (g, x, _) -> hardsigmoidGradient(g, x)).once()
            .example(Map.of(), points(-4, -1, 0.5, 2, 4))
            .doc("x/6 + 1/2 clamped to between 0 and 1.").derivative("g/6 where −3 < x < 3, else 0")),
    HARDSIGMOID_BACKWARD(primitive("hardsigmoid_backward(Tensor grad_output, Tensor input)",
            c -> one(Elementwise.combine(c.array(0), c.array(1), c.shape(0), (g, x) -> x > -3 && x < 3 ? g * Const.SIXTH : 0)))
            .underivable().loops()
            .example(Map.of(), points(1, 2, 3, 4), points(-4, -1, 0.5, 4))
            .doc("The gradient of hardsigmoid.")),
    HARDSWISH(activation("hardswish(Tensor input)", "hardswish_cpu", _ -> x -> x * clamp(x + 3, 0, 6) / 6, ActivationOps::hardswishGradient)
            .example(Map.of(), points(-4, -1, 0.5, 2, 4))
            .doc("x·hardsigmoid(x).").derivative("g·(x/3 + 1/2) where −3 < x < 3; g above, 0 below")),
    SOFTSHRINK(primitive("softshrink(Tensor input, Number lambd=0.5)", ActivationOps::softshrink).elementwise()
            .vjp(Row.in(0), f -> f.g().except(f.in(0).abs().le(f.params().real("lambd")))).flatIn(Row.in(0))
            .example(Map.of(), points(-2, -0.3, 0.3, 2))
            .loops().doc("The operand moved towards 0 by lambd, and 0 within lambd of it.").derivative("g where |x| > lambd, else 0")),
    HARDSHRINK(activation("hardshrink(Tensor input, Number lambd=0.5)", "hardshrink_cpu", ActivationOps::hardshrink,
            (g, x, p) -> g.except(x.abs().le(p.real("lambd"))))
            .example(Map.of(), points(-2, -0.3, 0.3, 2))
            .flatIn(Row.in(0)).doc("The operand, and 0 within lambd of 0.").derivative("g where |x| > lambd, else 0")),
    GLU(fused("glu(Tensor input, int dim=-1)", ActivationOps::gated)
            .example(Map.of("dim", 0L), points(1, -2, 0.5, 0.7))
            .doc("The first half of the operand along the dimension times the sigmoid of the second half.")
            .derivative("g·σ(b) for the first half; g·a·σ(b)·(1 − σ(b)) for the second")),
    PRELU(primitive("prelu(Tensor input, Tensor weight)", ActivationOps::prelu)
            .vjp(Row.in(0) | Row.in(1), f -> preluGradient(f.g(), f.in(0), perChannel(f)))
            .vjp(Row.in(0) | Row.in(1),
                    f -> f.g().mul(f.in(0).except(f.in(0).ge(0))).sumTo(channels(f.shape(0), f.shape(1))).reshape(f.shape(1)))
            .flatIn(Row.in(0) | Row.in(1)).gradFn("PreluKernelBackward0")
            .example(Map.of(), NdArray.of(Shape.of(2, 2), 1.0, -2.0, -0.5, 0.7), points(0.25, 0.5))
            .doc("The operand where it is positive, else weight times it; one weight, or one for each channel (dimension 1).")
            .derivative("g where x > 0, else weight·g; 0 where x > 0, else x·g"));

    /** Constants, in a class of their own because an enum's constants are made before its other fields. */
    private static final class Const {
        static final double SELU_ALPHA = 1.6732632423543772;
        static final double SELU_SCALE = 1.0507009873554805;
        static final double ROOT_HALF = 0.7071067811865476;
        static final double ROOT_TWO_OVER_PI = 0.7978845608028654;
        static final double CUBIC = 0.044715;
        /** In float32 whatever the dtype, as in PyTorch's kernel. */
        static final double SIXTH = 1 / 6f;
    }

    /** A rule that reads the operand and the params. */
    @FunctionalInterface
    private interface Slope {
        Tensor gradient(Tensor g, Tensor x, Params p);
    }

    private final Row row;

    ActivationOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    /**
     * A function of one real variable and params that refuses integers.
     *
     * @param kernel PyTorch's name for it in the message
     */
    private static Row activation(String signature, String kernel, Function<Params, DoubleUnaryOperator> function, Slope slope) {
        return primitive(signature, c -> {
            DoubleUnaryOperator f = function.apply(c.params());
            Rows.refuse(!c.dtype(0).isFloat(), kernel, c.dtype(0));
            return one(Elementwise.map(c.array(0), c.dtype(0), f));
        }).loops().elementwise().vjp(Row.in(0), f -> slope.gradient(f.g(), f.in(0), f.params()));
    }

    // ---- of straight pieces ---------------------------------------------------------------------------------------

    private static double clamp(double x, double low, double high) {
        return x < low ? low : x > high ? high : x;
    }

    private static Tensor outside(Tensor x, double low, double high) {
        return x.le(low).logicalOr(x.ge(high));
    }

    private static NdArray[] relu(Call c) {
        if (c.dtype(0) == DType.BOOL) {
            throw TorchError.dtype("Boolean inputs not supported for relu");
        }
        return one(Rows.keep(c, UnaryFunction.RELU, x -> Math.max(x, 0)));
    }

    private static NdArray[] hardtanh(Call c, double low, double high) {
        if (low > high) {
            throw TorchError.value("min_val cannot be greater than max_val").at("min_val");
        }
        if (c.dtype(0) == DType.BOOL) {
            throw TorchError.dtype("Bool inputs not supported for hardtanh");
        }
        return one(Rows.keep(c, x -> clamp(x, low, high), x -> Math.clamp(x, (long) low, (long) high)));
    }

    private static NdArray[] threshold(Call c) {
        Rows.refuse(c.dtype(0) == DType.BOOL, "threshold_cpu", c.dtype(0));
        double limit = c.params().real("threshold");
        double value = c.params().real("value");
        LongUnaryOperator whole = x -> x <= (long) limit ? (long) value : x;
        return one(Rows.keep(c, x -> x <= limit ? value : x, whole));
    }

    private static DoubleUnaryOperator leaky(Params p) {
        double slope = p.real("negative_slope");
        return x -> x > 0 ? x : x * slope;
    }

    private static DoubleUnaryOperator hardshrink(Params p) {
        double l = p.real("lambd");
        return x -> x >= -l && x <= l ? 0 : x;
    }

    private static NdArray[] softshrink(Call c) {
        DType dtype = c.dtype(0);
        Rows.refuse(!dtype.isFloat(), "softshrink_check", dtype);
        double l = c.params().real("lambd");
        if (!(l >= 0)) {
            throw TorchError.argument("lambda must be in range [0, " + (dtype == DType.FLOAT32 ? "3.40282e+38" : "1.79769e+308")
                    + "] for input dtype " + dtype.scalarName() + ", but found " + brief(l)).at("lambd");
        }
        return one(Elementwise.map(c.array(0), dtype, x -> x > l ? x - l : x < -l ? x + l : x * 0));
    }

    /** A number below zero, or NaN, as C++ streams print it by default: six digits at most. */
    private static String brief(double x) {
        return Double.isNaN(x) ? "nan" : Double.isInfinite(x) ? "-inf"
                : new BigDecimal(x).round(new MathContext(6)).stripTrailingZeros().toPlainString();
    }

    private static Tensor hardsigmoidGradient(Tensor g, Tensor x) {
        return HARDSIGMOID_BACKWARD.call(g, x);
    }

    private static Tensor hardswishGradient(Tensor g, Tensor x, Params p) {
        Tensor middle = x.div(3).add(0.5);
        return g.mul(middle.where(x.lt(3), Tensor.number(1.0)).except(x.le(-3)));
    }

    // ---- exponential units ------------------------------------------------------------------------------------------

    private static double nonzero(double alpha) {
        if (alpha == 0) {
            throw TorchError.argument("ZeroDivisionError: alpha cannot be 0 for CELU").at("alpha");
        }
        return alpha;
    }

    private static DoubleUnaryOperator elu(double alpha, double scale, double inputScale) {
        return x -> x > 0 ? x * scale : Math.expm1(x * inputScale) * (alpha * scale);
    }

    /** In place the operand is gone: the slope of the left branch in terms of the result, {@code inputScale·(out + alpha·scale)}. */
    private static Row ofResult(Row row, ToDoubleFunction<Params> alpha, double scale, ToDoubleFunction<Params> inputScale) {
        return row.anew().vjp(Row.out(0), f -> {
            double a = alpha.applyAsDouble(f.params());
            if (a < 0) {
                throw TorchError.argument("In-place elu backward calculation is triggered with a negative slope which is not supported. "
                        + "This is caused by calling in-place forward function with a negative slope, "
                        + "please call out-of-place version instead.");
            }
            Tensor slope = f.out(0).add(a * scale).mul(inputScale.applyAsDouble(f.params()));
            return f.g().mul(slope).where(f.out(0).le(0), f.g().mul(scale));
        });
    }

    private static Tensor eluGradient(Tensor g, Tensor x, double alpha, double scale, double inputScale) {
        // The slope of the left branch is constant at 0 itself, by PyTorch's convention.
        Tensor z = x.where(x.lt(0)).mul(inputScale);
        return g.mul(z.exp().mul(alpha * scale * inputScale)).where(x.le(0), g.mul(scale));
    }

    // ---- smooth units -----------------------------------------------------------------------------------------------

    private static boolean isTanh(Params p) {
        return switch (p.text("approximate")) {
            case "none" -> false;
            case "tanh" -> true;
            default -> throw TorchError.argument("approximate argument must be either none or tanh.").at("approximate");
        };
    }

    private static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Const.ROOT_TWO_OVER_PI * (x + Const.CUBIC * x * x * x)));
    }

    private static Tensor geluGradient(Tensor g, Tensor x, Params p) {
        if (isTanh(p)) {
            Tensor square = x.mul(x);
            Tensor t = square.mul(Const.CUBIC).add(1).mul(x).mul(Const.ROOT_TWO_OVER_PI).tanh();
            Tensor slope = square.mul(3 * Const.CUBIC).add(1).mul(Const.ROOT_TWO_OVER_PI);
            return g.mul(t.add(1).add(x.mul(t.mul(t).rsub(1)).mul(slope)).mul(0.5));
        }
        Tensor distribution = x.mul(Const.ROOT_HALF).erf().add(1).mul(0.5);
        Tensor density = x.mul(x).mul(-0.5).exp().mul(Const.ROOT_TWO_OVER_PI / 2);
        return g.mul(distribution.add(x.mul(density)));
    }

    private static Tensor siluGradient(Tensor g, Tensor x, Params p) {
        Tensor s = x.sigmoid();
        return g.mul(s.mul(s.rsub(1).mul(x).add(1)));
    }

    private static Tensor mishGradient(Tensor g, Tensor x, Params p) {
        Tensor t = x.exp().log1p().tanh();
        return g.mul(t.add(x.mul(x.sigmoid()).mul(t.mul(t).rsub(1))));
    }

    private static DoubleUnaryOperator softplus(Params p) {
        double beta = p.real("beta");
        double threshold = p.real("threshold");
        return x -> x * beta > threshold ? x : SpecialFunctions.softplus(x * beta) / beta;
    }

    private static Tensor softplusGradient(Tensor g, Tensor x, Params p) {
        double threshold = p.real("threshold");
        Tensor z = x.mul(p.real("beta"));
        return g.where(z.gt(threshold), g.mul(z.maskedFill(z.ge(threshold), threshold).sigmoid()));
    }

    private static Tensor[] gated(Call c) {
        if (c.shape(0).isScalar()) {
            throw TorchError.shape("glu does not support scalars because halving size must be even");
        }
        int dim = c.dim("dim", c.shape(0).rank());
        int size = c.shape(0).dim(dim);
        if (size % 2 != 0) {
            throw TorchError.shape("Halving dimension must be even, but dimension " + dim + " is size " + size);
        }
        Rows.refuse(!c.dtype(0).isFloat(), "glu_cpu", c.dtype(0));
        Tensor gate = c.in(0).narrow(dim, size / 2, size / 2);
        return new Tensor[]{c.in(0).narrow(dim, 0, size / 2).mul(gate.sigmoid())};
    }

    // ---- one weight for each channel --------------------------------------------------------------------------------

    /** The weight's shape beside the input's: its size at dimension 1. */
    private static Shape channels(Shape input, Shape weight) {
        if (weight.size() == 1 || input.rank() < 2) {
            return weight.size() == 1 ? Shape.SCALAR : weight;
        }
        int[] dims = new int[input.rank()];
        Arrays.fill(dims, 1);
        dims[1] = weight.size();
        return Shape.of(dims);
    }

    private static Tensor perChannel(Frame f) {
        return f.in(1).reshape(channels(f.shape(0), f.shape(1)));
    }

    /** PyTorch's slope at 0 is the weight; that slope's own derivative there, however, that of the right branch. */
    private static Tensor preluGradient(Tensor g, Tensor x, Tensor w) {
        Tensor right = g.where(x.ge(0), g.mul(w));
        return right.add(g.mul(w.sub(1)).where(x.eq(0)).detach());
    }

    private static NdArray[] prelu(Call c) {
        Shape input = c.shape(0);
        Shape weight = c.shape(1);
        if (c.dtype(0) != c.dtype(1)) {
            throw TorchError
                    .dtype("prelu: Type promoting not supported. Got " + c.dtype(0).scalarName() + " and " + c.dtype(1).scalarName());
        }
        if (weight.rank() > 1) {
            throw TorchError.shape("prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = " + weight.rank());
        }
        if (weight.size() != 1) {
            if (input.rank() == 0) {
                throw TorchError.shape("Not allow zero-dim input tensor.");
            }
            int size = input.rank() > 1 ? input.dim(1) : 1;
            if (size != weight.size()) {
                throw TorchError.shape("Mismatch of parameter numbers and input channel size. Found parameter numbers = " + weight.size()
                        + " and channel size = " + size + ".");
            }
        }
        Rows.refuse(!c.dtype(0).isFloat(), "prelu_cpu", c.dtype(0));
        NdArray w = c.array(1).contiguous().reshaped(channels(input, weight));
        return one(Elementwise.combine(c.array(0), w.broadcastTo(input), input, (x, a) -> x > 0 ? x : a * x));
    }
}
