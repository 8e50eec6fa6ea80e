package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

/** The end of the backward graph: adds what arrives to a leaf's gradient. */
final class AccumulateGrad extends Node {
    private final Tensor leaf;

    AccumulateGrad(Tensor leaf) {
        super(Long.MAX_VALUE);
        this.leaf = leaf;
    }

    @Override
    public Tensor variable() {
        return leaf;
    }

    @Override
    public String name() {
        return "AccumulateGrad";
    }

    @Override
    public int edges() {
        return 0;
    }

    @Override
    public @Nullable Node next(int i) {
        throw new IndexOutOfBoundsException(i);
    }

    @Override
    public int nextIndex(int i) {
        throw new IndexOutOfBoundsException(i);
    }

    @Override
    int outputs() {
        return 1;
    }

    @Override
    @Nullable
    Tensor[] run(@Nullable Tensor[] grads) {
        Tensor g = grads[0];
        if (g != null) {
            Accumulation.into(leaf, g);
        }
        return new Tensor[0];
    }

    @Override
    void release() {
    }
}
