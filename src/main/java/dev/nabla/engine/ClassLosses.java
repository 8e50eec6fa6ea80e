package dev.nabla.engine;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Arithmetic;
import dev.nabla.engine.array.ClassLoop;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Reductions;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** The losses of {@link LossOps} for classes: input [C], [N, C] or [N, C, d₁, …], one class for each place. */
final class ClassLosses {
    private ClassLosses() {
    }

    /**
     * @throws TorchError RuntimeError where PyTorch has no derivative by an operand that requires grad
     */
    static void refuseGradient(Call c, int operand, String function, String argument) {
        if (c.needsGrad(operand)) {
            throw TorchError.argument("The function '" + function + "' is not differentiable with respect to argument '" + argument
                    + "'. This input cannot have requires_grad True.");
        }
    }

    // ---- negative log likelihood ----------------------------------------------------------------------------------

    static NdArray[] nll(Call c) {
        Reduction reduction = Reduction.of(c.params());
        Shape x = c.shape(0);
        Shape t = c.shape(1);
        checkShapes(x, t);
        boolean flat = x.rank() <= 2;
        Tensor weight = c.inOrNull(2);
        int classes = x.dim(x.rank() == 1 ? 0 : 1);
        if (weight != null && !weight.shape().equals(Shape.of(classes))) {
            throw TorchError.shape(flat
                    ? "weight tensor should be defined either for all " + classes
                            + " classes or no classes but got weight tensor of shape: "
                            + weight.shape()
                    : "weight tensor should be defined either for all or no classes");
        }
        refuseGradient(c, 2, flat ? "nll_loss_forward" : "nll_loss2d_forward", "weight");
        DType dtype = c.dtype(0);
        Rows.refuse(!dtype.isFloat(), flat ? "nll_loss_out_frame" : "nll_loss2d_forward_out_frame", dtype);
        if (c.dtype(1) != DType.INT64) {
            throw TorchError.dtype("expected target dtype to be Long or Byte, but got " + c.dtype(1).scalarName());
        }
        if (weight != null && weight.dtype() != dtype) {
            throw TorchError.dtype("expected scalar type " + dtype.scalarName() + " but found " + weight.dtype().scalarName());
        }
        long ignored = c.params().integer("ignore_index");
        NdArray w = c.arrayOrNull(2);
        NdArray losses = ClassLoop.each(c.array(0), c.array(1), w, ignored);
        if (reduction == Reduction.NONE) {
            return Rows.one(losses);
        }
        boolean[] all = new boolean[losses.rank()];
        java.util.Arrays.fill(all, true);
        NdArray sum = Reductions.sum(losses, all, false);
        return Rows.one(reduction == Reduction.SUM ? sum
                : Elementwise.combine(sum, ClassLoop.total(dtype, x, c.array(1), w, ignored), Shape.SCALAR, Arithmetic.DIVIDE));
    }

    private static void checkShapes(Shape x, Shape t) {
        int rank = x.rank();
        if (rank < 1) {
            throw TorchError.value("Expected 1 or more dimensions (got 0)");
        }
        if (rank == 1) {
            if (t.rank() > 1) {
                throw TorchError.shape("0D or 1D target tensor expected, multi-target not supported");
            }
            if (t.size() != 1) {
                throw TorchError.value("For 1D input, 1D target must have size 1, but got target size: " + t.size());
            }
            return;
        }
        int batch = t.rank() == 0 ? 0 : t.dim(0);
        if (x.dim(0) != batch) {
            throw TorchError.value("Expected input batch_size (" + x.dim(0) + ") to match target batch_size (" + batch + ").");
        }
        Shape expected = x.without(1);
        if (rank == 2 && t.rank() > 1) {
            throw TorchError.shape("0D or 1D target tensor expected, multi-target not supported");
        }
        if (rank == 4 && t.rank() != 3) {
            throw TorchError.shape("only batches of spatial targets supported (3D tensors) but got targets of dimension: " + t.rank());
        }
        if (!t.equals(expected)) {
            throw TorchError.shape(rank == 4
                    ? "size mismatch (got input: " + x + " , target: " + t
                    : "Expected target size " + expected + ", got " + t);
        }
    }

    static String nllName(Call c) {
        int rank = c.shape(0).rank();
        boolean viewed = rank != 4 && Reduction.of(c.params()) == Reduction.NONE;
        return rank <= 2 ? "NllLossBackward0" : viewed ? "ViewBackward0" : "NllLoss2DBackward0";
    }

    static Tensor nllGradient(Frame f) {
        return LossOps.NLL_LOSS_BACKWARD
                .call(Map.of("input_size", f.shape(0).dims(), "ignore_index", (long) f.params().integer("ignore_index"),
                        "reduction", word(Reduction.of(f.params()))), f.g(), f.in(1), f.has(2) ? f.in(2) : null);
    }

    private static String word(Reduction r) {
        return switch (r) {
            case NONE -> "none";
            case MEAN -> "mean";
            case SUM -> "sum";
        };
    }

    static NdArray[] nllBackward(Call c) {
        Shape inputs = Shape.of(java.util.Objects.requireNonNull(c.params().ints("input_size")));
        long ignored = c.params().integer("ignore_index");
        NdArray g = c.array(0);
        if (Reduction.of(c.params()) == Reduction.MEAN) {
            g = Elementwise.combine(g, ClassLoop.total(g.dtype(), inputs, c.array(1), c.arrayOrNull(2), ignored), g.shape(),
                    Arithmetic.DIVIDE);
        }
        return Rows.one(ClassLoop.adjoint(g, inputs, c.array(1), c.arrayOrNull(2), ignored));
    }

    static Tensor nllAgain(Frame f) {
        return LossOps.NLL_LOSS.call(
                Map.of("ignore_index", (long) f.params().integer("ignore_index"), "reduction", f.params().text("reduction")),
                f.g(), f.in(1), f.has(2) ? f.in(2) : null);
    }

    // ---- cross entropy --------------------------------------------------------------------------------------------

    static Tensor[] crossEntropy(Call c) {
        Reduction reduction = Reduction.of(c.params());
        Tensor x = c.in(0);
        Tensor t = c.in(1);
        double smoothing = c.params().real("label_smoothing");
        boolean probabilities = x.shape().equals(t.shape());
        if (probabilities && !t.dtype().isFloat()) {
            throw TorchError.dtype("Expected floating point type for target with class probabilities, got " + t.dtype().scalarName());
        }
        if (probabilities && c.params().integer("ignore_index") >= 0) {
            throw TorchError.argument("ignore_index is not supported for floating point target");
        }
        if (smoothing > 1 || probabilities && smoothing < 0) {
            throw TorchError.argument("label_smoothing must be between 0.0 and 1.0. Got: " + smoothing);
        }
        int rank = x.shape().rank();
        int dim = rank == 1 ? 0 : 1;
        Tensor weight = c.inOrNull(2);
        int classes = rank == 0 ? 1 : x.shape().dim(dim);
        if (probabilities && weight != null && !weight.shape().equals(Shape.of(classes))) {
            throw TorchError.shape("cross_entropy: weight tensor should be defined either for all " + classes
                    + " classes or no classes but got weight tensor of shape: " + weight.shape());
        }
        Tensor logs = NormalizationOps.LOG_SOFTMAX.call(Map.of("dim", (long) dim), x);
        Tensor along = weight == null ? null : weight.reshape(alongClasses(classes, dim, rank));
        Tensor loss;
        if (probabilities) {
            Tensor target = smoothing > 0 ? t.mul(1 - smoothing).add(smoothing / classes) : t;
            loss = ofProbabilities(logs, target, along, dim, reduction);
        } else {
            Map<String, Object> params = Map.of("ignore_index", (long) c.params().integer("ignore_index"), "reduction", word(reduction));
            loss = LossOps.NLL_LOSS.call(params, logs, t, weight);
            if (smoothing > 0) {
                loss = loss.mul(1 - smoothing).add(uniform(c, logs, along, dim, reduction).mul(smoothing / classes));
            }
        }
        return new Tensor[]{loss};
    }

    private static Shape alongClasses(int classes, int dim, int rank) {
        int[] dims = new int[rank];
        java.util.Arrays.fill(dims, 1);
        dims[dim] = classes;
        return Shape.of(dims);
    }

    private static Tensor ofProbabilities(Tensor logs, Tensor target, @Nullable Tensor weight, int dim, Reduction reduction) {
        Tensor each = logs.mul(target);
        Tensor weighed = weight == null ? each : each.mul(weight);
        return switch (reduction) {
            case NONE -> weighed.sum(false, dim).neg();
            case SUM -> weighed.sum().neg();
            case MEAN -> ArithmeticOps.DIV_NUMBER
                    .call(Map.of("other", (double) logs.shape().size() / logs.shape().dim(dim)), weighed.sum().neg());
        };
    }

    /** The cross entropy against the same probability for each class, times their number. */
    private static Tensor uniform(Call c, Tensor logs, @Nullable Tensor weight, int dim, Reduction reduction) {
        Tensor t = c.in(1);
        Tensor all = (weight == null ? logs : logs.mul(weight)).sum(false, dim).neg();
        Tensor each = all.except(t.eq(Tensor.number((long) c.params().integer("ignore_index"))));
        return switch (reduction) {
            case NONE -> each;
            case SUM -> each.sum();
            case MEAN -> each.sum().div(totalWeight(c, logs));
        };
    }

    /** Σ w[t] over the places that are not ignored. */
    private static Tensor totalWeight(Call c, Tensor logs) {
        Map<String, Object> params = Map.of("ignore_index", (long) c.params().integer("ignore_index"), "reduction", "sum");
        return LossOps.NLL_LOSS.call(params, logs.onesLike().neg(), c.in(1), c.inOrNull(2));
    }
}
