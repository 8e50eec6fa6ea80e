package dev.nabla.session;

import java.util.Map;
import java.util.WeakHashMap;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;

/** Remembers when backward ran and since when each tensor is without a gradient, to be able to say why it has none. */
final class GradientHistory {
    private final Workspace workspace;
    private long runs;
    /** Number of runs before the tensor was there, or before its gradient was cleared. */
    private final Map<Tensor, Long> since = new WeakHashMap<>();

    GradientHistory(Workspace workspace) {
        this.workspace = workspace;
    }

    /** A tensor was named. */
    void seen(Tensor t) {
        if (runs > 0 && since.putIfAbsent(t, runs) == null) {
            workspace.onUndo(() -> since.remove(t));
        }
    }

    /** A tensor's gradient was set to null. */
    void cleared(Tensor t) {
        Long before = since.put(t, runs);
        workspace.onUndo(() -> {
            if (before == null) {
                since.remove(t);
            } else {
                since.put(t, before);
            }
        });
    }

    void backwardRan() {
        workspace.onUndo(() -> runs--);
        runs++;
    }

    /** Why the tensor has no gradient; null where it has one. */
    @Nullable
    GradReason reason(Tensor t) {
        if (t.grad() != null) {
            return null;
        }
        if (!t.requiresGrad()) {
            return GradReason.NOT_DIFFERENTIABLE;
        }
        if (!t.isLeaf() && !t.retainsGrad()) {
            return GradReason.NOT_A_LEAF;
        }
        return runs > since.getOrDefault(t, 0L) ? GradReason.NO_PATH : GradReason.BACKWARD_NOT_RUN;
    }
}
