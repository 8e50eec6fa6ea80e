package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

/** What one run of backward knows of one node. */
final class Visit {
    final Object owner;
    /** Gradients that are still to arrive. */
    int awaited;
    boolean queued;
    /** Whether a wanted tensor lies behind this node. */
    boolean needed;
    /** Whether the gradient arriving here is wanted itself. */
    boolean capture;
    /** Sums of what has arrived, by result. */
    final @Nullable Tensor[] grads;
    /** The visit of a run that was interrupted to make this one. */
    final @Nullable Visit outer;

    Visit(Object owner, int outputs, @Nullable Visit outer) {
        this.owner = owner;
        this.grads = new Tensor[outputs];
        this.outer = outer;
    }
}
