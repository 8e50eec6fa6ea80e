package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.SpecialFunctions;
import dev.nabla.engine.array.TorchError;

/** The two losses of {@link LossOps} for targets t between 0 and 1: of probabilities x, and of logits x that sigmoid makes probabilities. */
final class BinaryCrossEntropy {
    private static final double LEAST_LOG = -100;
    private static final double LEAST_VARIANCE = 1e-12;

    private BinaryCrossEntropy() {
    }

    // ---- of probabilities -----------------------------------------------------------------------------------------

    static NdArray[] ofProbabilities(Call c) {
        Shape shape = c.shape(0);
        if (!shape.equals(c.shape(1))) {
            throw TorchError.value("Using a target size (torch.Size(" + c.shape(1) + ")) that is different to the input size (torch.Size("
                    + shape + ")) is deprecated. Please ensure they have the same size.");
        }
        Reduction reduction = Reduction.of(c.params());
        ClassLosses.refuseGradient(c, 2, "binary_cross_entropy", "weight");
        DType dtype = c.dtype(0);
        Tensor weight = c.inOrNull(2);
        if (weight != null && !Broadcasting.expands(weight.shape(), shape)) {
            throw TorchError
                    .shape("output with shape " + shape + " doesn't match the broadcast shape " + Broadcasting.of(weight.shape(), shape));
        }
        if (c.dtype(1) != dtype) {
            throw TorchError.dtype("Found dtype " + c.dtype(1).scalarName() + " but expected " + dtype.scalarName());
        }
        Rows.refuse(!dtype.isFloat(), "binary_cross_entropy", dtype);
        refuseOutside(c.array(0), "input");
        refuseOutside(c.array(1), "target");
        NdArray losses = Elementwise.combine(c.array(0), c.array(1), shape, BinaryCrossEntropy::ofProbability);
        return Rows.one(reduction.of(weight == null ? losses : weighted(losses, weight)));
    }

    private static double ofProbability(double x, double t) {
        return (t - 1) * Math.max(Math.log1p(-x), LEAST_LOG) - t * Math.max(Math.log(x), LEAST_LOG);
    }

    private static void refuseOutside(NdArray x, String name) {
        boolean inside = true;
        for (int i = 0; i < x.size() && inside; i++) {
            double v = x.getDouble(i);
            inside = v >= 0 && v <= 1;
        }
        if (!inside) {
            throw TorchError.argument("all elements of " + name + " should be between 0 and 1");
        }
    }

    static Tensor gradient(Frame f) {
        return LossOps.BINARY_CROSS_ENTROPY_BACKWARD.call(weighted(f), f.in(0), f.in(1));
    }

    static Tensor gradientOfTarget(Frame f) {
        return weighted(f).mul(f.in(0).neg().log1p().sub(f.in(0).log()));
    }

    static NdArray[] slope(Call c) {
        return Rows.one(Elementwise.combine(c.array(0), c.array(1), c.array(2), c.shape(1),
                (g, x, t) -> g * (x - t) / Math.max(x * (1 - x), LEAST_VARIANCE)));
    }

    static @Nullable Tensor[] slopeGradients(Frame f) {
        Tensor x = f.in(1);
        Tensor t = f.in(2);
        Tensor variance = x.mul(x.rsub(1)).clampMin(LEAST_VARIANCE);
        Tensor g = f.g().mul(f.in(0)).div(variance);
        Tensor curvature = x.mul(x).sub(x.mul(t).mul(2)).add(t).div(variance);
        return new @Nullable Tensor[]{f.g().mul(x.sub(t)).div(variance), g.mul(curvature), g.neg()};
    }

    // ---- of logits ------------------------------------------------------------------------------------------------

    static NdArray[] ofLogits(Call c) {
        Shape shape = c.shape(0);
        if (!shape.equals(c.shape(1))) {
            throw TorchError
                    .value("Target size (torch.Size(" + c.shape(1) + ")) must be the same as input size (torch.Size(" + shape + "))");
        }
        Reduction reduction = Reduction.of(c.params());
        ClassLosses.refuseGradient(c, 2, "binary_cross_entropy_with_logits", "weight");
        ClassLosses.refuseGradient(c, 3, "binary_cross_entropy_with_logits", "pos_weight");
        Rows.refuse(!c.dtype(0).isFloat(), "log_sigmoid_cpu", c.dtype(0));
        DType dtype = c.dtype(1);
        if (dtype == DType.BOOL) {
            throw TorchError.dtype("Subtraction, the `-` operator, with a bool tensor is not supported. "
                    + "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
        }
        if (!dtype.isFloat()) {
            throw TorchError
                    .dtype("result type " + c.dtype(0).scalarName() + " can't be cast to the desired output type " + dtype.scalarName());
        }
        NdArray x = c.array(0).to(dtype);
        Tensor positive = c.inOrNull(3);
        NdArray p = positive == null ? NdArray.scalar(dtype, 1.0) : positive.data().to(dtype);
        Shape wide = Broadcasting.of(p.shape(), shape);
        if (!wide.equals(shape)) {
            throw TorchError.shape("output with shape " + shape + " doesn't match the broadcast shape " + wide);
        }
        NdArray losses = positive == null
                ? Elementwise.combine(x, c.array(1), shape, (v, t) -> (1 - t) * v + SpecialFunctions.softplus(-v))
                : Elementwise.combine(x, c.array(1), p, shape,
                        (v, t, q) -> (1 - t) * v + ((q - 1) * t + 1) * SpecialFunctions.softplus(-v));
        Tensor weight = c.inOrNull(2);
        return Rows.one(reduction.of(weight == null ? losses : weighted(losses, weight)));
    }

    static @Nullable Tensor[] gradientsOfLogits(Frame f) {
        Tensor x = f.in(0);
        Tensor t = f.in(1);
        Tensor g = weighted(f);
        if (!f.has(3)) {
            return new @Nullable Tensor[]{
                f.needs(0) ? g.mul(x.sigmoid().sub(t)) : null,
                f.needs(1) ? g.mul(x.neg()) : null, null, null};
        }
        Tensor p = f.in(3);
        return new @Nullable Tensor[]{
            f.needs(0) ? g.mul(t.rsub(1).sub(p.sub(1).mul(t).add(1).mul(x.neg().sigmoid()))) : null,
            f.needs(1) ? g.mul(x.neg().logSigmoid().sub(p.mul(x.logSigmoid()))) : null, null, null};
    }

    // ---- weights --------------------------------------------------------------------------------------------------

    private static NdArray weighted(NdArray losses, Tensor weight) {
        Shape wide = Broadcasting.of(losses.shape(), weight.shape());
        if (!wide.equals(losses.shape())) {
            throw TorchError.shape("output with shape " + losses.shape() + " doesn't match the broadcast shape " + wide);
        }
        return Elementwise.combine(losses, weight.data().to(losses.dtype()), wide, (l, w) -> l * w);
    }

    /** The gradient arriving at the single losses before they were weighed. */
    private static Tensor weighted(Frame f) {
        Tensor g = Reduction.of(f.params()).spread(f.g(), f.shape(0));
        return f.has(2) ? g.mul(f.in(2)) : g;
    }
}
