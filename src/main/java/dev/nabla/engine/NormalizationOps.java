package dev.nabla.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.LayerNorm;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.Softmax;
import dev.nabla.engine.array.SoftmaxGradient;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.fused;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Rescalings of a tensor along dimensions: to a sum of 1, to mean 0 and variance 1, to a norm of 1. */
enum NormalizationOps implements Op {
    SOFTMAX(primitive("softmax(Tensor input, int? dim=None, *, Dtype? dtype=None)", c -> softmax(c, "softmax", Softmax::softmax))
            .vjp(Row.out(0), f -> softmaxGradient(f.g(), f.out(0), softmaxDim(f.params(), f.shape(0))))
            .example(Map.of("dim", -1L), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 0.5, -1.0, 0.0))
            .loops().doc("exp(x) divided by its sum along the dimension.").derivative("out·(g − Σ g·out)")),
    LOG_SOFTMAX(primitive("log_softmax(Tensor input, int? dim=None, *, Dtype? dtype=None)", c -> softmax(c, "log_softmax",
            Softmax::logSoftmax))
            .vjp(Row.out(0), f -> f.g().sub(f.out(0).exp().mul(f.g().sum(true, softmaxDim(f.params(), f.shape(0))))))
            .example(Map.of("dim", -1L), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 0.5, -1.0, 0.0))
            .loops().doc("The logarithm of softmax, finite where softmax itself underflows.").derivative("g − exp(out)·Σ g")),
    SAFE_SOFTMAX(primitive("_safe_softmax(Tensor input, int dim)", c -> softmax(c, "softmax", Softmax::safeSoftmax))
            .vjp(Row.out(0), f -> softmaxGradient(f.g(), f.out(0), softmaxDim(f.params(), f.shape(0)))).gradFn("SafeSoftmaxBackward0")
            .example(Map.of("dim", -1L), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 0.5, -1.0, 0.0))
            .loops().doc("Softmax, but 0 along a line of nothing but −∞.").derivative("out·(g − Σ g·out)")),
    SOFTMIN(composite("softmin(Tensor input, int? dim=None, *, Dtype? dtype=None)", c -> new Tensor[]{
        SOFTMAX.call(c.params().given(), c.in(0).neg())})
            .example(Map.of("dim", 0L), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0))
            .doc("Softmax of −x.").derivative("−out·(g − Σ g·out)")),
    LAYER_NORM(primitive("layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1e-05)",
            NormalizationOps::layerNorm)
            .jointly(Row.in(0) | Row.in(1), NormalizationOps::layerNormGradients)
            .flatIn(Row.in(0) | Row.in(1) | Row.in(2)).undefinedThere().gradFn("NativeLayerNormBackward0")
            .example(Map.of("normalized_shape", List.of(3L)), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 4.0, 0.5, -1.0, 0.0),
                    NdArray.of(Shape.of(3), 1.0, 0.5, 2.0), NdArray.of(Shape.of(3), 0.0, 0.1, 0.2))
            .doc("Each row of the trailing dimensions brought to mean 0 and variance 1, times a weight plus a bias.")
            .derivative("(h − mean h − z·mean(h·z))/σ with h = g·w and z = (x − mean)/σ; Σ g·z; Σ g")),
    LAYER_NORM_BACKWARD(fused("_layer_norm_backward(Tensor grad, Tensor input, Tensor? weight, int[] normalized_shape, float eps)",
            NormalizationOps::layerNormBackward, NormalizationOps::layerNormDerivative).gradFn("NativeLayerNormBackwardBackward0")
            .example(Map.of("normalized_shape", List.of(3L), "eps", 1e-5), NdArray.of(Shape.of(2, 3), 0.3, -1.0, 0.7, 1.0, 0.2, -0.4),
                    NdArray.of(Shape.of(2, 3), 1.0, 2.0, 4.0, 0.5, -1.0, 0.0), NdArray.of(Shape.of(3), 1.0, 0.5, 2.0))
            .doc("The gradients of layer_norm by its input, weight and bias.")
            .derivative("that of (h − mean h − z·mean(h·z))/σ; Σ g·z; Σ g")),
    GROUP_NORM(primitive("group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1e-05)",
            NormalizationOps::groupNorm)
            .jointly(Row.in(0) | Row.in(1),
                    f -> Standardization.ofChannelGroups(f.shape(0), f.params().integer("num_groups")).gradients(f, 1,
                            f.params().real("eps")))
            .gradFn("NativeGroupNormBackward0")
            .example(Map.of("num_groups", 1L), NdArray.of(Shape.of(1, 2, 2), 1.0, 2.0, 4.0, 0.5), NdArray.of(Shape.of(2), 1.0, 0.5), null)
            .doc("Each group of neighbouring channels of each sample brought to mean 0 and variance 1; weight and bias for each channel.")
            .derivative("(h − mean h − z·mean(h·z))/σ with h = g·w and z = (x − mean)/σ; Σ g·z; Σ g")),
    BATCH_NORM(composite("batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight=None, Tensor? bias=None, "
            + "bool training=False, float momentum=0.1, float eps=1e-05)", BatchNormalization::batchNorm)
            .example(Map.of("training", true), NdArray.of(Shape.of(3, 2), 1.0, 2.0, 4.0, 0.5, -1.0, 0.0), null, null,
                    NdArray.of(Shape.of(2),
                            1.0, 0.5),
                    NdArray.of(Shape.of(2), 0.0, 0.1))
            .doc("Each channel, the second dimension, brought to mean 0 and variance 1 over the batch in training, by the running statistics else.")
            .derivative("in training (h − mean h − z·mean(h·z))/σ with h = g·w, else h/σ; Σ g·z; Σ g")),
    NATIVE_BATCH_NORM(primitive("native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, "
            + "bool training, float momentum, float eps)", BatchNormalization::run)
            .jointly(Row.in(0) | Row.in(1) | Row.in(3) | Row.in(4), BatchNormalization::gradients).flatIn(Row.in(0) | Row.in(1))
            .undefinedThere()
            .example(Map.of("training", true, "momentum", 0.1, "eps", 1e-5), NdArray.of(Shape.of(3, 1, 2), 1.0, 2.0, 4.0, 0.5, -1.0, 0.0),
                    NdArray.of(Shape.of(1), 0.5), null, null, null)
            .doc("What batch_norm and instance_norm compute; in training the running statistics are moved towards the batch's.")
            .derivative("in training (h − mean h − z·mean(h·z))/σ with h = g·w, else h/σ; Σ g·z; Σ g")),
    INSTANCE_NORM(composite("instance_norm(Tensor input, Tensor? running_mean=None, Tensor? running_var=None, Tensor? weight=None, "
            + "Tensor? bias=None, bool use_input_stats=True, float momentum=0.1, float eps=1e-05)", BatchNormalization::instanceNorm)
            .example(Map.of(), NdArray.of(Shape.of(1, 2, 3), 1.0, 2.0, 4.0, 0.5, -1.0, 0.0), null, null, NdArray.of(Shape.of(2), 1.0, 0.5),
                    null)
            .doc("Each channel of each sample brought to mean 0 and variance 1.")
            .derivative("(h − mean h − z·mean(h·z))/σ with h = g·w; Σ g·z; Σ g")),
    RMS_NORM(composite("rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None)", NormalizationOps::rmsNorm)
            .example(Map.of("normalized_shape", List.of(3L)), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 4.0, 0.5, -1.0, 0.0),
                    NdArray.of(Shape.of(
                            3), 1.0, 0.5, 2.0))
            .doc("Each row of the trailing dimensions divided by its root mean square, times a weight.")
            .derivative("(h − z·mean(h·z))/r with h = g·w, z = x/r and r = √(mean x² + eps); Σ g·z")),
    LOCAL_RESPONSE_NORM(composite("local_response_norm(Tensor input, int size, float alpha=0.0001, float beta=0.75, float k=1.0)",
            NormalizationOps::localResponseNorm)
            .example(Map.of("size", 2L, "alpha", 0.5), NdArray.of(Shape.of(1, 3, 2), 1.0, 2.0, 4.0, 0.5, -1.0, 0.0))
            .doc("x/(k + alpha·m)^beta, where m is the mean of the squares over `size` neighbouring channels.")
            .derivative("through the quotient and the mean")),
    NORMALIZE(composite("normalize(Tensor input, float p=2.0, int dim=1, float eps=1e-12)", NormalizationOps::unit)
            .example(Map.of("dim", 0L), NdArray.of(Shape.of(3), 1.0, 2.0, -2.0))
            .doc("x divided by its p-norm along the dimension, the norm being at least eps.")
            .derivative("(g − out·Σ g·out)/‖x‖ for p = 2"));

    private final Row row;

    NormalizationOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private interface SoftmaxKernel {
        NdArray run(NdArray x, int dim);
    }

    private static NdArray[] softmax(Call c, String name, SoftmaxKernel kernel) {
        int dim = softmaxDim(c.params(), c.shape(0));
        DType dtype = c.params().declares("dtype") ? c.params().dtype("dtype") : null;
        NdArray x = dtype == null ? c.array(0) : c.array(0).to(dtype);
        if (x.size() == 0) {
            return one(NdArray.zeros(x.dtype(), x.shape()));
        }
        Rows.refuse(!x.dtype().isFloat(), name + (dim >= x.rank() - 1 ? "_lastdim" : "") + "_kernel_impl", x.dtype());
        return one(kernel.run(x, dim));
    }

    /** Without a dimension, the one that torch.nn.functional takes for historical reasons: 1 for matrices and batches of images. */
    private static int softmaxDim(Params p, Shape shape) {
        int rank = shape.rank();
        if (p.get("dim") == null) {
            return rank == 0 || rank == 1 || rank == 3 ? 0 : 1;
        }
        return Dims.wrap(p.integer("dim"), rank);
    }

    private static Tensor softmaxGradient(Tensor g, Tensor y, int dim) {
        Workspace w = Workspace.current();
        boolean isSeen = w.isGradEnabled() || w.recording() != Workspace.Recording.NONE;
        if (!isSeen && SoftmaxGradient.isFor(g.data(), y.data(), dim)) {
            return Tensor.of(SoftmaxGradient.of(g.data(), y.data()));
        }
        return y.mul(g.sub(g.mul(y).sum(true, dim)));
    }

    // ---- mean 0 and variance 1 ------------------------------------------------------------------------------------

    private static Standardization rows(Shape x, Params p) {
        return Standardization.ofRows(x, Standardization.normalizedShape(p).length);
    }

    private static NdArray[] layerNorm(Call c) {
        int[] normalized = Standardization.normalizedShape(c.params());
        Standardization.checkRows(c, normalized, "*, ", true);
        Rows.refuse(!c.dtype(0).isFloat(), "LayerNormKernelImpl", c.dtype(0));
        Standardization.checkDtypes(c.dtype(0), c.inOrNull(1), c.inOrNull(2));
        return one(new LayerNorm(c.array(0), Shape.of(normalized).size(), c.arrayOrNull(1), c.params().real("eps")).forward(c.arrayOrNull(
                2)));
    }

    private static @Nullable Tensor[] layerNormGradients(Frame f) {
        Map<String, Object> params = Map.of("normalized_shape", Standardization.normalizedShape(f.params()), "eps", f.params().real("eps"));
        Tensor[] all = LAYER_NORM_BACKWARD.apply(Params.of(LAYER_NORM_BACKWARD.row().signature(), params), f.g(), f.in(0),
                f.has(1) ? f.in(1) : null);
        @Nullable
        Tensor[] out = new @Nullable Tensor[f.count()];
        for (int i = 0; i < 3; i++) {
            out[i] = f.needs(i) ? all[i] : null;
        }
        return out;
    }

    private static NdArray[] layerNormBackward(Call c) {
        Shape affine = Shape.of(Standardization.normalizedShape(c.params()));
        return new LayerNorm(c.array(1), affine.size(), c.arrayOrNull(2), c.params().real("eps")).gradients(c.array(0), affine);
    }

    /** What the kernel computes, in verbs. */
    private static Tensor[] layerNormDerivative(Call c) {
        Standardization rows = rows(c.shape(1), c.params());
        return rows.gradients(c.in(0), c.in(1), c.inOrNull(2), c.params().real("eps"));
    }

    private static NdArray[] groupNorm(Call c) {
        Shape x = c.shape(0);
        int groups = c.params().integer("num_groups");
        if (x.rank() < 2) {
            throw TorchError.shape("Expected at least 2 dimensions for input tensor but received " + x.rank());
        }
        if (groups == 0) {
            throw TorchError.value("integer division or modulo by zero");
        }
        int channels = x.dim(1);
        int each = Math.floorDiv(x.dim(0) * channels, groups);
        int[] sizes = x.with(0, each).with(1, groups).dims();
        if (each > 0 && Shape.of(sizes).size() == groups) {
            throw TorchError.value("Expected more than 1 value per channel when training, got input size " + Arrays.toString(sizes));
        }
        if (groups < 0) {
            throw TorchError.argument("Expected num groups to be greater than 0, got " + groups);
        }
        if (channels % groups != 0) {
            throw TorchError.shape("Expected number of channels in input to be divisible by num_groups, but got input of shape " + x
                    + " and num_groups=" + groups);
        }
        for (int k = 1; k <= 2; k++) {
            String name = k == 1 ? "weight" : "bias";
            if (c.has(k) && !c.shape(k).equals(Shape.of(channels))) {
                throw TorchError
                        .shape("Expected " + name + " to be a vector of size equal to the number of channels in input, but got " + name
                                + " of shape " + c.shape(k) + " and input of shape " + x);
            }
        }
        return normalize(c, "GroupNormKernelImpl", Standardization.ofChannelGroups(x, groups));
    }

    private static NdArray[] normalize(Call c, String kernel, Standardization groups) {
        DType dtype = c.dtype(0);
        Rows.refuse(!dtype.isFloat(), kernel, dtype);
        Standardization.checkDtypes(dtype, c.inOrNull(1), c.inOrNull(2));
        return one(groups.normalize(c.array(0), c.params().real("eps"), c.arrayOrNull(1), c.arrayOrNull(2)));
    }

    // ---- a norm of 1 ----------------------------------------------------------------------------------------------

    private static Tensor[] rmsNorm(Call c) {
        int[] normalized = Standardization.normalizedShape(c.params());
        Tensor x = c.in(0);
        if (normalized.length > x.shape().rank()) {
            throw TorchError.value("Input tensor must have at least " + normalized.length + " dimensions, but got " + x.shape().rank());
        }
        Standardization.checkRows(c, normalized, "*", false);
        Rows.refuse(!x.dtype().isFloat(), "rms_norm", x.dtype());
        double eps = c.params().get("eps") != null ? c.params().real("eps") : x.dtype() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
        Tensor square = x.pow(Tensor.number(2L)).mean(true, rows(x.shape(), c.params()).dims());
        Tensor y = x.mul(square.add(eps).rsqrt());
        Tensor w = c.inOrNull(1);
        Tensor z = w == null ? y : y.mul(w);
        return new Tensor[]{z.dtype() == x.dtype() ? z : z.to(x.dtype())};
    }

    private static Tensor[] localResponseNorm(Call c) {
        Tensor x = c.in(0);
        int rank = x.shape().rank();
        if (rank < 3) {
            throw TorchError.value("Expected 3D or higher dimensionality                          input (got " + rank + " dimensions)");
        }
        if (x.shape().size() == 0) {
            return new Tensor[]{x};
        }
        int size = c.params().integer("size");
        int n = x.shape().dim(0);
        int channels = x.shape().dim(1);
        Tensor squares = x.mul(x).reshape(Shape.of(n, 1, channels, x.shape().size() / n / channels));
        Tensor padded = squares.pad(0, 0, size / 2, (size - 1) / 2);
        Tensor means =
                PoolingOps.AVG_POOL2D.call(Map.of("kernel_size", new int[]{size, 1}, "stride", new int[]{1, 1}), padded).reshape(x.shape());
        Tensor divisor = means.mul(c.params().real("alpha")).add(c.params().real("k")).pow(c.params().real("beta"));
        return new Tensor[]{x.div(divisor)};
    }

    private static Tensor[] unit(Call c) {
        Tensor x = c.in(0);
        int dim = c.params().integer("dim");
        return new Tensor[]{x.div(x.norm(c.params().real("p"), true, dim).clampMin(c.params().real("eps")).expand(x.shape()))};
    }
}
