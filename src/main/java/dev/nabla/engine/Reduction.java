package dev.nabla.engine;

import java.util.Arrays;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Reductions;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** How the losses of a batch become one. */
enum Reduction {
    NONE, MEAN, SUM;

    /** The parameters of most losses, of which the first two are an older way to say the third. */
    static final String PARAMS = "bool? size_average=None, bool? reduce=None, str reduction='mean'";

    /**
     * @throws TorchError ValueError for another word
     */
    static Reduction named(String name) {
        return switch (name) {
            case "none" -> NONE;
            case "mean", "elementwise_mean" -> MEAN;
            case "sum" -> SUM;
            default -> throw TorchError.value(name + " is not a valid value for reduction");
        };
    }

    /** What {@code reduction} says, or the older {@code size_average} and {@code reduce} where the op has them and one is given. */
    static Reduction of(Params p) {
        boolean older = p.declares("size_average") && (p.get("size_average") != null || p.get("reduce") != null);
        if (!older) {
            return named(p.text("reduction"));
        }
        if (Boolean.FALSE.equals(p.get("reduce"))) {
            return NONE;
        }
        return Boolean.FALSE.equals(p.get("size_average")) ? SUM : MEAN;
    }

    NdArray of(NdArray losses) {
        if (this == NONE) {
            return losses;
        }
        boolean[] all = new boolean[losses.rank()];
        Arrays.fill(all, true);
        NdArray sum = Reductions.sum(losses, all, false);
        return this == SUM ? sum : NdArray.scalar(losses.dtype(), sum.getDouble(0) / losses.size());
    }

    Tensor of(Tensor losses) {
        return switch (this) {
            case NONE -> losses;
            case MEAN -> losses.mean();
            case SUM -> losses.sum();
        };
    }

    /** The gradient arriving at the single losses, as one number for all or one for each. */
    Tensor spread(Tensor g, Shape losses) {
        if (this != MEAN) {
            return g;
        }
        // A mean of nothing passes nothing on, where 0/0 would pass NaN on.
        return losses.size() == 0 ? g.expand(losses) : g.div(Tensor.number((double) losses.size()));
    }
}
