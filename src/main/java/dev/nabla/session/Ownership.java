package dev.nabla.session;

import java.util.Collection;
import java.util.IdentityHashMap;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.Storage;

/** Tensors that a running job has taken: until it gives them back, whatever would change them is refused. */
public final class Ownership {
    private final Lineage lineage;
    private final IdentityHashMap<Tensor, String> owners = new IdentityHashMap<>();

    Ownership(Lineage lineage) {
        this.lineage = lineage;
    }

    /**
     * Takes tensors, all or none.
     *
     * @param owner said to whoever wants to change them
     * @throws Refusal leaf_in_use if one is taken
     */
    public void take(Collection<Tensor> tensors, String owner) {
        tensors.forEach(this::check);
        tensors.forEach(t -> owners.put(t, owner));
    }

    public void giveBack(Collection<Tensor> tensors) {
        tensors.forEach(owners::remove);
    }

    /** @throws Refusal leaf_in_use if the tensor, or another on its storage, is taken */
    public void check(Tensor t) {
        checkWrite(t.data().storage());
    }

    void checkWrite(Storage storage) {
        if (owners.isEmpty()) {
            return;
        }
        owners.forEach((t, owner) -> {
            if (t.data().storage() == storage) {
                throw inUse(t, owner);
            }
        });
    }

    /** @throws Refusal leaf_in_use if the name stands for a tensor that is taken, and is to stand for another or for none */
    void checkName(@Nullable NamedTensor named, @Nullable Tensor now) {
        String owner = named == null || named.tensor() == now ? null : owners.get(named.tensor());
        if (named != null && owner != null) {
            throw inUse(named.tensor(), owner);
        }
    }

    private Refusal inUse(Tensor t, String owner) {
        String name = lineage.nameOf(t.source());
        return new Refusal(Refusal.Kind.LEAF_IN_USE, (name == null ? "a leaf" : name) + " is a parameter of the running job " + owner);
    }
}
