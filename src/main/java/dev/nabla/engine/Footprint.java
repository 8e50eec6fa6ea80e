package dev.nabla.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/**
 * Counts the bytes of everything that can be reached from some tensors: storages, functions with what they saved, gradients (those under way in a
 * running backward too), and the record. Each object counts once, storages exactly, what stands around them by its usual size on a 64-bit JVM.
 */
public final class Footprint {
    private static final int TENSOR = 64;
    private static final int ARRAY = 40;
    private static final int STORAGE = 40;
    private static final int FUNCTION = 96;
    private static final int EDGE = 24;
    private static final int SAVED = 12;
    private static final int APPLICATION = 64;
    private static final int OPERAND = 4;
    private static final int COMPUTED = 40;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> ahead = new ArrayDeque<>();
    private long bytes;

    private Footprint() {
    }

    /** Bytes of all that tensors and functions of the graph hold, directly or not. */
    public static long of(Collection<?> tensors) {
        Footprint f = new Footprint();
        tensors.forEach(f::reach);
        for (Object o = f.ahead.poll(); o != null; o = f.ahead.poll()) {
            f.count(o);
        }
        return f.bytes;
    }

    private void reach(@Nullable Object o) {
        if (o != null && seen.add(o)) {
            ahead.push(o);
        }
    }

    private void array(@Nullable NdArray a) {
        if (a != null && seen.add(a)) {
            bytes += ARRAY;
            if (seen.add(a.storage())) {
                bytes += STORAGE + a.storage().bytes();
            }
        }
    }

    private void tensors(@Nullable Tensor[] all) {
        for (Tensor t : all) {
            reach(t);
        }
    }

    private void count(Object o) {
        switch (o) {
            case Tensor t -> {
                bytes += TENSOR;
                array(t.data());
                reach(t.grad());
                reach(t.edgeOrNull());
                reach(t.origin());
                if (t.view() != null) {
                    reach(t.view().source());
                }
            }
            case Node n -> count(n);
            case Computed c -> {
                bytes += COMPUTED;
                array(c.small());
                reach(c.application());
            }
            case Application a -> {
                bytes += APPLICATION + (long) OPERAND * a.inputs().size();
                a.inputs().forEach(this::reach);
            }
            default -> throw new IllegalStateException(o.getClass().getName());
        }
    }

    private void count(Node n) {
        bytes += FUNCTION + (long) EDGE * n.edges();
        for (int i = 0; i < n.edges(); i++) {
            reach(n.next(i));
        }
        tensors(n.retained());
        for (Visit v = n.visit; v != null; v = v.outer) {
            tensors(v.grads);
        }
        if (n instanceof OpNode op) {
            bytes += (long) SAVED * op.savedTensors().length;
            tensors(op.savedTensors());
        }
        reach(n.variable());
    }
}
