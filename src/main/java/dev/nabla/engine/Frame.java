package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Shape;

/** What a derivative rule may use: the gradients arriving, the saved operands and results, shapes and params. */
public final class Frame {
    private final OpNode node;
    private final @Nullable Tensor[] grads;

    Frame(OpNode node, @Nullable Tensor[] grads) {
        this.node = node;
        this.grads = grads;
    }

    /** The gradient arriving at the first result. */
    public Tensor g() {
        return g(0);
    }

    /** The gradient arriving at result k; zeros where none does. */
    public Tensor g(int k) {
        Tensor g = grads[k];
        return g != null ? g : node.zeros(k);
    }

    /** The gradient arriving at result k, or null where none does. */
    public @Nullable Tensor gOrNull(int k) {
        return grads[k];
    }

    /** Operand i, which the rule has declared to use. */
    public Tensor in(int i) {
        return node.savedInput(i);
    }

    /** Result k (hidden results included), which the rule has declared to use. */
    public Tensor out(int k) {
        return node.savedOutput(k);
    }

    /** Whether operand i was given. */
    public boolean has(int i) {
        return node.inputShape(i) != null;
    }

    public Shape shape(int i) {
        Shape s = node.inputShape(i);
        if (s == null) {
            throw new IllegalStateException("operand " + i + " is absent");
        }
        return s;
    }

    public DType dtype(int i) {
        return node.inputDType(i);
    }

    /** Number of results. */
    public int outputs() {
        return node.outputs();
    }

    /** Number of operands, absent ones included. */
    public int count() {
        return node.inputCount();
    }

    /** Whether operand i's gradient is wanted. */
    public boolean needs(int i) {
        return node.needs(i);
    }

    public Params params() {
        return node.params();
    }

    /** The same call with other operands. */
    Call call(@Nullable Tensor[] inputs) {
        return new Call(node.op(), node.params(), inputs);
    }
}
