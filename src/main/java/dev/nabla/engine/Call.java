package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/** The arguments of one call as the op's kernel or composition sees them. */
public final class Call {
    private final Op op;
    private final Params params;
    private final @Nullable Tensor[] inputs;

    Call(Op op, Params params, @Nullable Tensor[] inputs) {
        this.op = op;
        this.params = params;
        this.inputs = inputs;
    }

    public Op op() {
        return op;
    }

    public Params params() {
        return params;
    }

    /** Number of operands, absent ones included. */
    public int count() {
        return inputs.length;
    }

    /** Whether the optional operand was given. */
    public boolean has(int i) {
        return i < inputs.length && inputs[i] != null;
    }

    /** Operand i, which must be there. */
    public Tensor in(int i) {
        Tensor t = inputs[i];
        if (t == null) {
            throw new IllegalStateException(op.wireName() + " has no operand " + i);
        }
        return t;
    }

    /** Operand i, or null if it is absent. */
    public @Nullable Tensor inOrNull(int i) {
        return i < inputs.length ? inputs[i] : null;
    }

    /** All operands, none absent. */
    public Tensor[] all() {
        Tensor[] a = new Tensor[inputs.length];
        for (int i = 0; i < a.length; i++) {
            a[i] = in(i);
        }
        return a;
    }

    public NdArray array(int i) {
        return in(i).data();
    }

    public @Nullable NdArray arrayOrNull(int i) {
        Tensor t = inOrNull(i);
        return t == null ? null : t.data();
    }

    public Shape shape(int i) {
        return in(i).shape();
    }

    public DType dtype(int i) {
        return in(i).dtype();
    }

    public boolean isNumber(int i) {
        return in(i).isNumber();
    }

    /** Whether backward will want this operand's gradient. */
    public boolean needsGrad(int i) {
        Tensor t = inOrNull(i);
        return t != null && t.requiresGrad() && Workspace.current().isGradEnabled();
    }

    /** A dimension argument counted from the front. */
    public int dim(String name, int rank) {
        return Dims.wrap(params.integer(name), rank);
    }
}
