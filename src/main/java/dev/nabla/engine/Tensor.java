package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * An array that knows how it was computed and what its gradient is.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/autograd.html">torch.autograd</a>
 */
public final class Tensor implements Vocabulary, Source {
    private NdArray data;
    private boolean requiresGrad;
    private @Nullable Node gradFn;
    private int outputIndex;
    private @Nullable Node accumulator;
    private @Nullable Tensor grad;
    private boolean retainsGrad;
    private final boolean number;
    private @Nullable Computed origin;
    private @Nullable View view;
    private int viewVersion;

    /**
     * How a tensor that shares its storage was taken from another.
     *
     * @param index which of the op's outputs it is
     * @param oneOfSeveral whether the op, or one on the way from the base, gives several views
     * @param gradEnabled whether it, and what it was taken from, was taken with grad mode on
     */
    record View(Tensor source, Op op, Params params, int index, boolean oneOfSeveral, boolean gradEnabled) {
        /** The same view of another base. */
        Tensor takenFrom(Tensor base) {
            View outer = source.view;
            return op.apply(params, outer == null ? base : outer.takenFrom(base))[index];
        }

        /** As PyTorch names it in messages: {@code SplitWithSizes}. */
        String functionName() {
            return op.row().gradFnName(new Call(op, params, new Tensor[]{source})).replace("Backward0", "");
        }

        /** The tensor at the end of the chain, which is no view. */
        Tensor base() {
            Tensor t = source;
            while (t.view != null) {
                t = t.view.source;
            }
            return t;
        }
    }

    private Tensor(NdArray data, boolean requiresGrad, boolean number) {
        this.data = data;
        this.requiresGrad = requiresGrad;
        this.number = number;
    }

    /** A constant. */
    public static Tensor of(NdArray data) {
        return new Tensor(data, false, false);
    }

    /**
     * A leaf.
     *
     * @throws TorchError RuntimeError if a gradient is asked of integers or booleans
     */
    public static Tensor leaf(NdArray data, boolean requiresGrad) {
        if (requiresGrad && !data.dtype().isFloat()) {
            throw TorchError.dtype("Only Tensors of floating point and complex dtype can require gradients");
        }
        return new Tensor(data, requiresGrad, false);
    }

    /** A float that, as in Python, adapts to the dtype of the tensors it meets. */
    public static Tensor number(double value) {
        return new Tensor(NdArray.scalar(DType.FLOAT64, value), false, true);
    }

    /** An int that, as in Python, adapts to the dtype of the tensors it meets. */
    public static Tensor number(long value) {
        return new Tensor(NdArray.scalar(DType.INT64, value), false, true);
    }

    /** A bool that, as in Python, adapts to the dtype of the tensors it meets. */
    public static Tensor number(boolean value) {
        return new Tensor(NdArray.scalar(DType.BOOL, value ? 1L : 0L), false, true);
    }

    @Override
    public Tensor self() {
        return this;
    }

    public NdArray data() {
        return data;
    }

    @Override
    public Shape shape() {
        return data.shape();
    }

    @Override
    public DType dtype() {
        return data.dtype();
    }

    /** Whether this stands for a Python number, without a dtype of its own. */
    public boolean isNumber() {
        return number;
    }

    /** A view taken under no_grad requires grad with its base, though it is a leaf and no gradient arrives: PyTorch's convention. */
    public boolean requiresGrad() {
        refresh();
        return requiresGrad || view != null && view.base().requiresGrad;
    }

    public boolean isLeaf() {
        refresh();
        return gradFn == null;
    }

    /** Follows the base's history where the base was changed in place after this view was taken. */
    private void refresh() {
        View v = view;
        if (v == null || viewVersion == data.storage().version() || !v.gradEnabled) {
            return;
        }
        Tensor base = v.base();
        if (base.requiresGrad) {
            rebase(new AsStrided(Workspace.current().nextSequence(), base, v), 0);
            viewVersion = data.storage().version();
        }
    }

    /** Another function computes this tensor from now on. */
    private void rebase(Node function, int output) {
        Node oldFunction = gradFn;
        int oldIndex = outputIndex;
        boolean oldRequires = requiresGrad;
        int oldVersion = viewVersion;
        Workspace.current().onUndo(() -> {
            gradFn = oldFunction;
            outputIndex = oldIndex;
            requiresGrad = oldRequires;
            viewVersion = oldVersion;
            if (retainsGrad && oldFunction != null) {
                oldFunction.retain(oldIndex, this);
            }
        });
        if (retainsGrad && oldFunction != null) {
            oldFunction.retain(oldIndex, null);
            function.retain(output, this);
        }
        computedBy(function, output);
    }

    /** This tensor as an in-place op reads it: its elements will be overwritten, so what backward needs of them is a copy. */
    Tensor beforeWrite() {
        refresh();
        Tensor t = new Tensor(data.inMemoryOrder(NdArray::copy), requiresGrad, number);
        t.gradFn = gradFn;
        t.outputIndex = outputIndex;
        return t;
    }

    /** This tensor has been overwritten with a result and takes over its history; a base takes it over within the view's region. */
    void takeOver(Tensor result) {
        Node function = java.util.Objects.requireNonNull(result.gradFn);
        View v = view;
        if (v == null) {
            rebase(function, result.outputIndex);
        } else {
            Tensor base = v.base();
            long sequence = Workspace.current().nextSequence();
            base.rebase(new CopySlices(sequence, base, v, function, result.outputIndex), 0);
            rebase(new AsStrided(sequence + 1, base, v), 0);
            Workspace.current().nextSequence();
            viewVersion = data.storage().version();
        }
        if (function instanceof OpNode n) {
            n.resave(result, this);
        }
    }

    /** The function that backward runs for this tensor, or null for a leaf. */
    public @Nullable Node gradFn() {
        refresh();
        return gradFn;
    }

    /** Which output of {@link #gradFn} this is. */
    int outputIndex() {
        return outputIndex;
    }

    public @Nullable Tensor grad() {
        return grad;
    }

    public boolean retainsGrad() {
        return retainsGrad;
    }

    /** The recorded call that computed this tensor, or null if it was given. */
    public @Nullable Computed origin() {
        return origin;
    }

    /** This tensor in the record: the call that computed it, or itself where it was given. A leaf that requires grad counts as given. */
    public Source source() {
        return origin == null || requiresGrad && isLeaf() ? this : origin;
    }

    @Nullable
    View view() {
        return view;
    }

    /** Sets the accumulated gradient; null clears it. */
    public void grad(@Nullable Tensor value) {
        Workspace.current().beforeGrad(this, grad);
        grad = value;
    }

    /** One of a snapshot, to be given its view and its history. */
    static Tensor restored(NdArray data, boolean requiresGrad, boolean number) {
        return new Tensor(data, requiresGrad, number);
    }

    void restoreView(View info, int version) {
        view = info;
        viewVersion = version;
    }

    void restore(@Nullable Node function, int output, @Nullable Tensor gradient, boolean retains, @Nullable Computed value) {
        gradFn = function;
        outputIndex = output;
        grad = gradient;
        retainsGrad = retains;
        origin = value;
        if (retains && function != null) {
            function.retain(output, this);
        }
    }

    /** {@link #gradFn} as it was left, whatever became of a base. */
    @Nullable
    Node function() {
        return gradFn;
    }

    /** {@link #requiresGrad} of this tensor alone, whatever became of a base. */
    boolean flag() {
        return requiresGrad;
    }

    int viewVersion() {
        return viewVersion;
    }

    void restoreGrad(@Nullable Tensor before) {
        grad = before;
    }

    /**
     * Sets requires_grad of a leaf.
     *
     * @throws TorchError RuntimeError for a computed tensor or an integer one
     */
    public void requiresGrad(boolean value) {
        if (value && !dtype().isFloat()) {
            throw TorchError.dtype("only Tensors of floating point dtype can require gradients");
        }
        if (!isLeaf() && !value) {
            throw TorchError.argument(
                    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a "
                            + "subgraph that doesn't require differentiation use var_no_grad = var.detach().");
        }
        if (isLeaf()) {
            boolean before = requiresGrad;
            Workspace.current().onUndo(() -> requiresGrad = before);
            requiresGrad = value;
        }
    }

    /**
     * Keeps this tensor's gradient at the next backward, as leaves do; no effect on a leaf.
     *
     * @throws TorchError RuntimeError if it does not require grad
     */
    public void retainGrad() {
        if (!requiresGrad()) {
            throw TorchError.runtime(TorchError.Kind.NO_GRAD_FN, "can't retain_grad on Tensor that has requires_grad=False");
        }
        Node f = gradFn;
        if (f == null || retainsGrad) {
            return;
        }
        Workspace.current().onUndo(() -> {
            retainsGrad = false;
            f.retain(outputIndex, null);
        });
        retainsGrad = true;
        f.retain(outputIndex, this);
    }

    /**
     * Overwrites the elements in place, as {@code copy_} does under no_grad: every view on the storage sees it, and its version moves on.
     *
     * @param values converted and broadcast as needed
     * @throws TorchError RuntimeError if they do not broadcast to this shape
     */
    public void assign(NdArray values) {
        Shape broadcast = Broadcasting.of(shape(), values.shape());
        if (!broadcast.equals(shape())) {
            throw TorchError.shape("output with shape " + shape() + " doesn't match the broadcast shape " + broadcast);
        }
        Workspace.current().beforeWrite(data.storage());
        data.assign(values);
        data.storage().bump();
    }

    /**
     * The elements, about to be overwritten by what is no op, as under no_grad: what they are is kept until the request ends, and their version
     * moves on.
     */
    public NdArray overwritten() {
        Workspace.current().beforeWrite(data.storage());
        data.storage().bump();
        return data;
    }

    /** The same storage without history. */
    @Override
    public Tensor detach() {
        return ShapeOps.DETACH.call(this);
    }

    /**
     * Cuts this tensor off from its history, in place: a leaf that does not require grad.
     *
     * @throws TorchError RuntimeError for a view, whose base would still know it
     */
    public void detachInPlace() {
        if (view != null && gradFn != null) {
            throw TorchError
                    .argument("Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for "
                            + "training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be "
                            + "called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in "
                            + "torch/optim/optimizer.py as a solution.");
        }
        Node function = gradFn;
        boolean required = requiresGrad;
        Computed before = origin;
        Workspace.current().onUndo(() -> {
            gradFn = function;
            requiresGrad = required;
            origin = before;
        });
        gradFn = null;
        requiresGrad = false;
        origin = null;
    }

    /** The node that gradients of this tensor flow to, or null if it needs none. */
    @Nullable
    Node edge() {
        refresh();
        if (gradFn != null) {
            return gradFn;
        }
        if (!requiresGrad) {
            return null;
        }
        return accumulator();
    }

    /** Where gradients of this leaf end. */
    Node accumulator() {
        if (accumulator == null) {
            accumulator = new AccumulateGrad(this);
        }
        return accumulator;
    }

    /** {@link #edge}, without making one. */
    @Nullable
    Node edgeOrNull() {
        return gradFn != null ? gradFn : accumulator;
    }

    void computedBy(Node function, int output) {
        gradFn = function;
        outputIndex = output;
        requiresGrad = true;
    }

    /** Says which call computed this tensor, which is new. */
    void recordedAs(Computed value) {
        origin = value;
    }

    /** Says which call wrote over this tensor. */
    void recordedAnew(Computed value) {
        Computed before = origin;
        Workspace.current().onUndo(() -> origin = before);
        origin = value;
    }

    void viewOf(View info) {
        view = info;
        viewVersion = data.storage().version();
    }
}
