package dev.nabla.session;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Application;
import dev.nabla.engine.Computed;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;

/**
 * The record read backwards from the names: which source has which name, and from which sources something differentiable was computed. Worked out
 * when first asked, kept up while names are only added, forgotten when one goes.
 */
final class Lineage {
    private final Names names;
    private @Nullable IdentityHashMap<Source, String> nameOf;
    private @Nullable Set<Source> used;
    /** Given tensors that lost their name to another: what one more forward pass would take in their place. */
    private final Map<Tensor, String> replaced = new WeakHashMap<>();

    Lineage(Names names) {
        this.names = names;
    }

    void forget() {
        nameOf = null;
        used = null;
    }

    void added(String name, Tensor tensor) {
        if (nameOf != null) {
            nameOf.putIfAbsent(tensor.source(), name);
        }
        if (used != null) {
            note(tensor.source(), used);
        }
    }

    void replaced(NamedTensor before) {
        if (before.tensor().origin() == null) {
            replaced.put(before.tensor(), before.name());
        }
        forget();
    }

    @Nullable
    String nameOf(Source source) {
        IdentityHashMap<Source, String> known = nameOf;
        if (known == null) {
            known = new IdentityHashMap<>();
            for (NamedTensor b : names.all()) {
                known.putIfAbsent(b.tensor().source(), b.name());
            }
            nameOf = known;
        }
        return known.get(source);
    }

    /** The name that a given tensor lost to another, or null. */
    @Nullable
    String lost(Tensor t) {
        return replaced.get(t);
    }

    void restore(Tensor t, String lost) {
        replaced.put(t, lost);
    }

    /** The tensor that now has the name of a given one that was replaced, or null where it is still the same. */
    @Nullable
    Tensor present(Source source) {
        if (!(source instanceof Tensor given) || nameOf(given) != null) {
            return null;
        }
        String name = replaced.get(given);
        NamedTensor now = name == null ? null : names.get(name);
        return now == null ? null : now.tensor();
    }

    /** Whether something differentiable that is still within reach of a name was computed from it. */
    boolean isUsed(Source source) {
        Set<Source> known = used;
        if (known == null) {
            known = Collections.newSetFromMap(new IdentityHashMap<>());
            for (NamedTensor b : names.all()) {
                note(b.tensor().source(), known);
            }
            used = known;
        }
        return known.contains(source);
    }

    /** Adds what is used on the way to a source; what was added before was followed before. */
    private static void note(Source from, Set<Source> known) {
        Deque<Application> ahead = new ArrayDeque<>();
        follow(from, ahead);
        for (Application a = ahead.poll(); a != null; a = ahead.poll()) {
            for (Source input : a.inputs()) {
                if (input != null && known.add(input)) {
                    follow(input, ahead);
                }
            }
        }
    }

    private static void follow(Source s, Deque<Application> ahead) {
        if (s instanceof Computed c && c.gradFn() != null) {
            ahead.push(c.application());
        }
    }
}
