package dev.nabla.lang.value;

import java.util.IdentityHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.nabla.engine.Tensor;

/** Copies values with all that they hold: what is one object stays one, and nothing is shared that can change. */
public final class Copies {
    private final IdentityHashMap<Object, Object> done = new IdentityHashMap<>();
    private final UnaryOperator<Tensor> tensors;
    private final Object names;

    /**
     * @param tensors gives the copy of a tensor
     * @param names where functions find theirs
     */
    public Copies(UnaryOperator<Tensor> tensors, Object names) {
        this.tensors = tensors;
        this.names = names;
    }

    /** A value that cannot be copied, and why. */
    public static final class NotCopied extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotCopied(String what) {
            super(what, null, false, false);
        }
    }

    /** To be thrown for a value that stands midway through something. */
    public static NotCopied cannot(PyObject v) {
        return new NotCopied("a value of type " + v.type().name() + " cannot be copied");
    }

    /** The copy of a value. */
    public Object of(Object v) {
        Object known = done.get(v);
        if (known != null) {
            return known;
        }
        if (!(v instanceof PyObject p)) {
            return v;
        }
        Object copy = p.copied(this);
        done.put(v, copy);
        return copy;
    }

    /** Makes the copy of a value known before what it holds is copied, which may hold it. */
    public <T> T begun(Object original, T copy) {
        done.put(original, copy);
        return copy;
    }

    /** The copy of a variable. */
    public Cell of(Cell cell) {
        if (done.get(cell) instanceof Cell known) {
            return known;
        }
        Cell copy = begun(cell, new Cell());
        Object v = cell.get();
        if (v != null) {
            copy.set(of(v));
        }
        return copy;
    }

    public Tensor of(Tensor t) {
        return tensors.apply(t);
    }

    /** What is made once for each original. */
    public <T> T once(Object original, Class<T> type, Supplier<T> copy) {
        Object known = done.get(original);
        return known == null ? begun(original, copy.get()) : type.cast(known);
    }

    /** Where functions find their names. */
    public <T> T names(Class<T> type) {
        return type.cast(names);
    }
}
