package dev.nabla.session;

import java.util.Map;
import java.util.WeakHashMap;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;

/** Remembers when backward ran and since when each tensor is without a gradient, to be able to say why it has none. */
final class GradientHistory {
    private long runs;
    private long runsBefore;
    /** Number of runs before the tensor was there, or before its gradient was cleared. */
    private final Map<Tensor, Long> since = new WeakHashMap<>();
    /** The same before the request that is at work; −1 where nothing was known. */
    private final Map<Tensor, Long> sinceBefore = new WeakHashMap<>();
    private boolean undoing;

    /** From here on changes can be taken back. */
    void begin() {
        undoing = true;
        runsBefore = runs;
    }

    void commit() {
        undoing = false;
        sinceBefore.clear();
    }

    void rollback() {
        sinceBefore.forEach((t, before) -> {
            if (before < 0) {
                since.remove(t);
            } else {
                since.put(t, before);
            }
        });
        runs = runsBefore;
        commit();
    }

    long runs() {
        return runs;
    }

    /** Since which run a tensor has been without a gradient, or null where it never had to be noted. */
    @Nullable
    Long since(Tensor t) {
        return since.get(t);
    }

    void restore(long ran) {
        runs = ran;
    }

    void restore(Tensor t, long run) {
        since.put(t, run);
    }

    /** A tensor was named. */
    void seen(Tensor t) {
        if (runs > 0 && !since.containsKey(t)) {
            cleared(t);
        }
    }

    /** A tensor's gradient was set to null. */
    void cleared(Tensor t) {
        Long before = since.put(t, runs);
        if (undoing) {
            sinceBefore.putIfAbsent(t, before == null ? -1 : before);
        }
    }

    void backwardRan() {
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
