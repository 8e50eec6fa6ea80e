package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * The function of a base that was changed in place through a view: within the view's region the gradient goes through the function that wrote
 * there, elsewhere it passes unchanged.
 */
final class CopySlices extends Node {
    private final Shape shape;
    private final DType dtype;
    private final Tensor.View view;
    private final Node function;
    private final int output;
    private final @Nullable Node base;
    private final int baseIndex;
    private boolean freed;

    CopySlices(long sequence, Tensor base, Tensor.View view, Node function, int output) {
        super(sequence);
        this.shape = base.shape();
        this.dtype = base.dtype();
        this.view = view;
        this.function = function;
        this.output = output;
        this.base = base.edge();
        this.baseIndex = base.outputIndex();
    }

    /** One of a snapshot. */
    CopySlices(long sequence, Shape shape, DType dtype, Tensor.View view, Node function, int output, @Nullable Node base, int baseIndex,
            boolean freed) {
        super(sequence);
        this.shape = shape;
        this.dtype = dtype;
        this.view = view;
        this.function = function;
        this.output = output;
        this.base = base;
        this.baseIndex = baseIndex;
        this.freed = freed;
    }

    boolean isFreed() {
        return freed;
    }

    Shape shape() {
        return shape;
    }

    DType dtype() {
        return dtype;
    }

    Tensor.View view() {
        return view;
    }

    Node function() {
        return function;
    }

    int output() {
        return output;
    }

    @Override
    public String name() {
        return "torch::autograd::CopySlices";
    }

    /** The base as it was, then the function's operands after the first, which was the view. */
    @Override
    public int edges() {
        return function.edges();
    }

    @Override
    public @Nullable Node next(int i) {
        return i == 0 ? base : function.next(i);
    }

    @Override
    public int nextIndex(int i) {
        return i == 0 ? baseIndex : function.nextIndex(i);
    }

    @Override
    int outputs() {
        return 1;
    }

    @Override
    @Nullable
    Tensor[] run(@Nullable Tensor[] grads) {
        Tensor g = grads[0];
        if (freed) {
            throw TorchError.runtime(TorchError.Kind.BACKWARD_TWICE, OpNode.FREED);
        }
        if (g == null) {
            return new Tensor[edges()];
        }
        @Nullable
        Tensor[] arriving = new @Nullable Tensor[function.outputs()];
        arriving[output] = view.takenFrom(g);
        @Nullable
        Tensor[] out = function.run(arriving);
        if (base != null) {
            Tensor inside = out[0];
            Tensor ones = Tensor.of(NdArray.full(dtype, java.util.Objects.requireNonNull(arriving[output]).shape(), 1));
            Tensor region = AsStrided.spread(ones, shape, dtype, view).detach().to(DType.BOOL);
            Tensor written = inside == null ? g.zerosLike() : AsStrided.spread(inside, shape, dtype, view);
            out[0] = written.where(region, g);
        }
        return out;
    }

    @Override
    public boolean isSaving() {
        return !freed;
    }

    @Override
    void release() {
        function.release();
        Workspace w = Workspace.current();
        if (!freed && w.isLogged(sequence())) {
            w.onUndo(() -> freed = false);
        }
        freed = true;
    }
}
