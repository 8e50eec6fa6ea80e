package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

/**
 * A function of the backward graph: takes the gradients of a call's results, gives those of its operands.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.graph.Node">torch.autograd.graph.Node</a>
 */
public abstract sealed class Node permits OpNode, AccumulateGrad, AsStrided, CopySlices {
    private static final Tensor[] NOTHING = {};

    private final long sequence;
    private @Nullable Tensor[] retained = NOTHING;
    /** Where a running backward keeps what it knows of this node. */
    @Nullable
    Visit visit;

    Node(long sequence) {
        this.sequence = sequence;
    }

    /** The newest runs first; accumulation into leaves as soon as it can. */
    long sequence() {
        return sequence;
    }

    /** PyTorch's name: {@code MulBackward0}. */
    public abstract String name();

    /** Number of functions that gradients are passed on to. */
    public abstract int edges();

    /** The function that gradient i is passed on to, or null where none is needed. */
    public abstract @Nullable Node next(int i);

    /** Which result of {@link #next} the gradient is of. */
    public abstract int nextIndex(int i);

    /** The leaf that gradients end in here (PyTorch's {@code AccumulateGrad.variable}), or null for the function of an op. */
    public @Nullable Tensor variable() {
        return null;
    }

    /** The op that this is the function of, or null for the end of the graph. */
    public @Nullable Op op() {
        return null;
    }

    /**
     * What this function of an op passes on for other gradients than those that arrived; frees nothing.
     *
     * @return the gradients of the operands, null where not needed or undefined
     */
    public final @Nullable Tensor[] pass(@Nullable Tensor[] gradients) {
        return run(gradients);
    }

    /** Whether it keeps values that its rule reads, which a backward without {@code retain_graph} frees. */
    public boolean isSaving() {
        return false;
    }

    abstract int outputs();

    /** The gradients of the operands. */
    abstract @Nullable Tensor[] run(@Nullable Tensor[] grads);

    /** Lets go of what was saved; says how to undo it to the workspace. */
    abstract void release();

    void retain(int output, @Nullable Tensor tensor) {
        if (retained.length == 0) {
            retained = new Tensor[outputs()];
        }
        retained[output] = tensor;
    }

    @Nullable
    Tensor[] retained() {
        return retained;
    }

    @Nullable
    Tensor retained(int output) {
        return retained.length == 0 ? null : retained[output];
    }
}
