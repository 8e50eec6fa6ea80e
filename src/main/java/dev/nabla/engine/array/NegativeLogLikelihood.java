package dev.nabla.engine.array;

import org.jspecify.annotations.Nullable;

/**
 * −w[t]·x[t] for each place of a batch, where t is the place's class. Log probabilities are laid out [C], [N, C] or [N, C, d₁, …], classes
 * like them without C. A place of the ignored class has weight 0.
 */
public final class NegativeLogLikelihood {
    private final int classes;
    private final int inner;
    private final long[] targets;
    private final double[] weights;
    private final double total;

    /**
     * @param inputs the shape of the log probabilities
     * @param target int64, of that shape without the dimension of the classes
     * @param weight one number for each class, or null for ones
     * @throws TorchError IndexError for a class out of range
     */
    public NegativeLogLikelihood(Shape inputs, NdArray target, @Nullable NdArray weight, long ignored) {
        int rank = inputs.rank();
        classes = inputs.dim(rank == 1 ? 0 : 1);
        int between = 1;
        for (int i = 2; i < rank; i++) {
            between *= inputs.dim(i);
        }
        inner = between;
        targets = target.toLongs();
        weights = new double[targets.length];
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            long t = targets[i];
            if (t == ignored) {
                targets[i] = -1;
                continue;
            }
            if (t < 0 || t >= classes) {
                throw TorchError.index("Target " + t + " is out of bounds.");
            }
            weights[i] = weight == null ? 1 : weight.getDouble((int) t);
            sum += weights[i];
        }
        total = sum;
    }

    /** The sum of the weights of all places. */
    public double total() {
        return total;
    }

    /** One loss for each place, in the target's shape. */
    public NdArray each(NdArray x, Shape shape) {
        NdArray y = NdArray.zeros(x.dtype(), shape);
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] >= 0) {
                y.storage().setDouble(i, -weights[i] * x.getDouble(at(i)));
            }
        }
        return y;
    }

    /** The sum of the losses. */
    public double sum(NdArray x) {
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] >= 0) {
                sum -= weights[i] * x.getDouble(at(i));
            }
        }
        return sum;
    }

    /**
     * The adjoint map: the gradient of {@code scale · loss} by the log probabilities.
     *
     * @param g one number for all places or one for each
     */
    public NdArray adjoint(NdArray g, Shape inputs, double scale) {
        NdArray x = NdArray.zeros(g.dtype(), inputs);
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] >= 0) {
                x.storage().setDouble(at(i), -weights[i] * scale * g.getDouble(g.rank() == 0 ? 0 : i));
            }
        }
        return x;
    }

    /** Row-major number of the element that place i picks. */
    private int at(int i) {
        return (i / inner * classes + (int) targets[i]) * inner + i % inner;
    }
}
