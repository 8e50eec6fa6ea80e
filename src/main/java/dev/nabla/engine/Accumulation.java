package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/** How a new gradient joins the one a tensor already has. */
final class Accumulation {
    private Accumulation() {
    }

    /**
     * The first gradient is stored; a later one is added in place to a leaf's, seen by everyone who holds the gradient, unless the gradient itself
     * is being differentiated (create_graph). That of a computed tensor is replaced by the sum.
     */
    static void into(Tensor target, Tensor g) {
        Tensor old = target.grad();
        Workspace w = Workspace.current();
        if (old == null) {
            target.grad(w.isGradEnabled() ? copied(g, target.isLeaf()) : Tensor.of(owned(g.data())));
        } else if (w.isGradEnabled() || !target.isLeaf()) {
            target.grad(old.add(g));
        } else {
            NdArray sum = old.add(g).data();
            w.beforeWrite(old.data().storage());
            old.data().assign(sum);
            old.data().storage().bump();
        }
    }

    /** An array that nobody else writes to; gradients passed on unchanged share theirs. */
    private static NdArray owned(NdArray a) {
        return a.copy();
    }

    /** A copy with history: of a leaf's gradient PyTorch shows it as copied into place, of another's as a clone. */
    private static Tensor copied(Tensor g, boolean leaf) {
        return (leaf ? ShapeOps.COPIED : ShapeOps.CLONE).call(g);
    }

    static @Nullable Tensor sum(@Nullable Tensor a, @Nullable Tensor b) {
        return a == null ? b : b == null ? a : a.add(b);
    }
}
