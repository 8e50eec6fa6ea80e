package dev.nabla.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.Storage;

/** Tensors that running jobs have taken: until one gives them back, whatever would change them is refused. */
final class Ownership {
    private final Lineage lineage;
    private final Map<String, Taken> byJob = new LinkedHashMap<>();

    /**
     * What a job has.
     *
     * @param label said to whoever wants to change a leaf
     * @param loss what is descended, null for an expression
     */
    record Taken(String label, List<Tensor> leaves, @Nullable Tensor loss) {
    }

    Ownership(Lineage lineage) {
        this.lineage = lineage;
    }

    /**
     * A job takes tensors, all or none.
     *
     * @throws Refusal leaf_in_use if one is taken
     */
    void take(String job, Taken taken) {
        // A job that comes back finds its leaves its own.
        byJob.remove(job);
        taken.leaves.forEach(this::check);
        byJob.put(job, taken);
    }

    /** A job gives back what it has; null where it has nothing. */
    @Nullable
    Taken giveBack(String job) {
        return byJob.remove(job);
    }

    /** Who has what. */
    Map<String, Taken> all() {
        return byJob;
    }

    /** All tensors that jobs have. */
    List<Tensor> tensors() {
        List<Tensor> all = new ArrayList<>();
        byJob.values().forEach(t -> {
            all.addAll(t.leaves);
            if (t.loss != null) {
                all.add(t.loss);
            }
        });
        return all;
    }

    /** @throws Refusal leaf_in_use if the tensor, or another on its storage, is taken */
    void check(Tensor t) {
        checkWrite(t.data().storage());
    }

    void checkWrite(Storage storage) {
        for (Taken taken : byJob.values()) {
            for (Tensor t : taken.leaves) {
                if (t.data().storage() == storage) {
                    throw inUse(t, taken);
                }
            }
        }
    }

    /** @throws Refusal leaf_in_use if the name stands for a tensor that is taken, and is to stand for another or for none */
    void checkName(@Nullable NamedTensor named, @Nullable Tensor now) {
        if (named == null || named.tensor() == now) {
            return;
        }
        for (Taken taken : byJob.values()) {
            if (taken.leaves.contains(named.tensor())) {
                throw inUse(named.tensor(), taken);
            }
        }
    }

    private Refusal inUse(Tensor t, Taken by) {
        String name = lineage.nameOf(t.source());
        return new Refusal(Refusal.Kind.LEAF_IN_USE, (name == null ? "a leaf" : name) + " is a parameter of the running job " + by.label);
    }
}
