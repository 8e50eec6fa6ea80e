package dev.nabla.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * The function of a view whose base was changed in place after the view was taken: the view's gradient flows to the base as it is now.
 */
final class AsStrided extends Node {
    private final Shape shape;
    private final DType dtype;
    private final Tensor.View view;
    private final @Nullable Node next;
    private final int nextIndex;

    AsStrided(long sequence, Tensor base, Tensor.View view) {
        super(sequence);
        this.shape = base.shape();
        this.dtype = base.dtype();
        this.view = view;
        this.next = base.edge();
        this.nextIndex = base.outputIndex();
    }

    /** One of a snapshot. */
    AsStrided(long sequence, Shape shape, DType dtype, Tensor.View view, @Nullable Node next, int nextIndex) {
        super(sequence);
        this.shape = shape;
        this.dtype = dtype;
        this.view = view;
        this.next = next;
        this.nextIndex = nextIndex;
    }

    Shape shape() {
        return shape;
    }

    DType dtype() {
        return dtype;
    }

    Tensor.View view() {
        return view;
    }

    /** A gradient of the view in the place it has in the base; zeros elsewhere. */
    static Tensor spread(Tensor g, Shape shape, DType dtype, Tensor.View view) {
        Tensor base = Tensor.leaf(NdArray.zeros(dtype, shape), true);
        Workspace w = Workspace.current();
        Tensor taken = w.withGrad(true, () -> view.takenFrom(base));
        Tensor spread = Autograd.partials(List.of(taken), List.of(base), List.of(g), w.isGradEnabled())[0];
        return java.util.Objects.requireNonNull(spread);
    }

    @Override
    public String name() {
        return "AsStridedBackward0";
    }

    @Override
    public int edges() {
        return 1;
    }

    @Override
    public @Nullable Node next(int i) {
        return next;
    }

    @Override
    public int nextIndex(int i) {
        return nextIndex;
    }

    @Override
    int outputs() {
        return 1;
    }

    @Override
    @Nullable
    Tensor[] run(@Nullable Tensor[] grads) {
        Tensor g = grads[0];
        if (g == null) {
            return new Tensor[1];
        }
        // A gradient that passes unchanged is a tensor of its own all the same.
        Tensor spread = spread(g, shape, dtype, view);
        return new Tensor[]{spread.data().storage() == g.data().storage() ? spread.copy() : spread};
    }

    @Override
    void release() {
    }
}
