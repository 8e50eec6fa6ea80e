package dev.nabla.engine.array;

import org.jspecify.annotations.Nullable;

/**
 * The loops of the negative log likelihood −w[t]·x[t], where t is the class of each place of a batch. Log probabilities are laid out [C], [N, C] or
 * [N, C, d₁, …], classes (int64) like them without C. A place of the ignored class has weight 0.
 */
public abstract sealed class ClassLoop extends Loop {
    private final int target;
    private final @Nullable NdArray weight;
    private final long ignored;
    private final int classes;
    private final int inner;

    /**
     * @param inputs the shape of the log probabilities
     * @param target which operand has the classes; the next one, if there is one, is a weight for each class
     */
    private ClassLoop(NdArray result, Shape inputs, int target, long ignored, NdArray... operands) {
        super(result, operands);
        this.target = target;
        this.weight = operands.length > target + 1 ? operands[target + 1] : null;
        this.ignored = ignored;
        int rank = inputs.rank();
        this.classes = inputs.dim(rank == 1 ? 0 : 1);
        int between = 1;
        for (int i = 2; i < rank; i++) {
            between *= inputs.dim(i);
        }
        this.inner = between;
    }

    private static NdArray[] operands(@Nullable NdArray weight, NdArray... others) {
        if (weight == null) {
            return others;
        }
        NdArray[] all = java.util.Arrays.copyOf(others, others.length + 1);
        all[others.length] = weight;
        return all;
    }

    /** {@code −w[t]·x[t]} for each place. */
    public static NdArray each(NdArray x, NdArray target, @Nullable NdArray weight, long ignored) {
        NdArray y = NdArray.zeros(x.dtype(), target.shape());
        Tape.run(new Each(y, ignored, operands(weight, x, target)));
        return y;
    }

    /** Σ w[t], of a dtype. */
    public static NdArray total(DType dtype, Shape inputs, NdArray target, @Nullable NdArray weight, long ignored) {
        NdArray y = NdArray.zeros(dtype, Shape.SCALAR);
        Tape.run(new Total(y, inputs, ignored, operands(weight, target)));
        return y;
    }

    /**
     * The adjoint map of {@link #each}: −w[t]·g at the class of each place, else 0.
     *
     * @param g one number for all places or one for each
     */
    public static NdArray adjoint(NdArray g, Shape inputs, NdArray target, @Nullable NdArray weight, long ignored) {
        NdArray x = NdArray.zeros(g.dtype(), inputs);
        Tape.run(new Adjoint(x, ignored, operands(weight, g, target)));
        return x;
    }

    final int places() {
        return operand(target).size();
    }

    final long ignored() {
        return ignored;
    }

    /**
     * The class of place i, or −1 where it is ignored.
     *
     * @throws TorchError IndexError for a class out of range
     */
    final int target(int i) {
        long t = operand(target).getLong(i);
        if (t == ignored) {
            return -1;
        }
        if (t < 0 || t >= classes) {
            throw TorchError.index("Target " + t + " is out of bounds.");
        }
        return (int) t;
    }

    final double weight(int t) {
        return weight == null ? 1 : weight.getDouble(t);
    }

    /** Row-major number of the element of class t at place i. */
    final int at(int i, int t) {
        return (i / inner * classes + t) * inner + i % inner;
    }

    /** See {@link #each}. */
    public static final class Each extends ClassLoop {
        Each(NdArray result, long ignored, NdArray... operands) {
            super(result, operands[0].shape(), 1, ignored, operands);
        }

        @Override
        public void run() {
            NdArray x = operand(0);
            Storage y = result().storage();
            for (int i = 0; i < places(); i++) {
                int t = target(i);
                y.setDouble(result().offset() + i, t < 0 ? 0 : -weight(t) * x.getDouble(at(i, t)));
            }
        }

        @Override
        public Each on(NdArray otherResult, NdArray... otherOperands) {
            return new Each(otherResult, ignored(), otherOperands);
        }
    }

    /** See {@link #total}. */
    public static final class Total extends ClassLoop {
        private final Shape inputs;

        Total(NdArray result, Shape inputs, long ignored, NdArray... operands) {
            super(result, inputs, 0, ignored, operands);
            this.inputs = inputs;
        }

        @Override
        public void run() {
            double sum = 0;
            for (int i = 0; i < places(); i++) {
                int t = target(i);
                sum += t < 0 ? 0 : weight(t);
            }
            result().storage().setDouble(result().offset(), sum);
        }

        @Override
        public Total on(NdArray otherResult, NdArray... otherOperands) {
            return new Total(otherResult, inputs, ignored(), otherOperands);
        }
    }

    /** See {@link #adjoint}. */
    public static final class Adjoint extends ClassLoop {
        Adjoint(NdArray result, long ignored, NdArray... operands) {
            super(result, result.shape(), 1, ignored, operands);
        }

        @Override
        public void run() {
            NdArray g = operand(0);
            result().fill(0);
            Storage x = result().storage();
            for (int i = 0; i < places(); i++) {
                int t = target(i);
                if (t >= 0) {
                    x.setDouble(result().offset() + at(i, t), -weight(t) * g.getDouble(g.rank() == 0 ? 0 : i));
                }
            }
        }

        @Override
        public Adjoint on(NdArray otherResult, NdArray... otherOperands) {
            return new Adjoint(otherResult, ignored(), otherOperands);
        }
    }
}
