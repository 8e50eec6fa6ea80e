package dev.nabla.engine;

import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * The function of one op call. It keeps the shapes of the operands and only those operands and results that the rules of the wanted
 * gradients use, each with the version it had.
 */
final class OpNode extends Node {
    static final String FREED =
            "Trying to backward through the graph a second time (or directly access saved tensors after they have "
                    + "already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
                    + "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after "
                    + "calling backward.";

    private static final Tensor[] NOTHING_SAVED = {};

    private final Row row;
    private final String name;
    private final Op op;
    private final Params params;
    private final @Nullable Node[] next;
    private final int @Nullable [] nextIndex;
    private final @Nullable Shape[] inputShapes;
    private final DType[] inputDTypes;
    private final Shape[] outputShapes;
    private final DType[] outputDTypes;
    private @Nullable Saved saved;
    private boolean freed;

    /** Operands, then results; null where not saved. */
    private record Saved(@Nullable Tensor[] tensors, int[] versions) {
        boolean isNumbers() {
            for (Tensor t : tensors) {
                if (t != null && !t.isNumber()) {
                    return false;
                }
            }
            return true;
        }
    }

    OpNode(long sequence, Row row, Call call, @Nullable Tensor[] inputs, Tensor[] results, int shown) {
        super(sequence);
        this.row = row;
        this.op = call.op();
        this.params = call.params();
        this.name = row.gradFnName(call);
        int n = inputs.length;
        next = new Node[n];
        inputShapes = new Shape[n];
        inputDTypes = new DType[n];
        int[] indices = null;
        long used = row.flatIn(params);
        for (int i = 0; i < n; i++) {
            Tensor t = inputs[i];
            if (t == null) {
                inputDTypes[i] = DType.FLOAT32;
                continue;
            }
            inputShapes[i] = t.shape();
            inputDTypes[i] = t.dtype();
            // A view taken under no_grad requires grad with its base, but no gradient goes there.
            Node edge = t.requiresGrad() && row.isDifferentiable(i) ? t.edge() : null;
            if (edge != null) {
                next[i] = edge;
                used |= row.uses(i, call);
                if (t.outputIndex() != 0) {
                    indices = indices == null ? new int[n] : indices;
                    indices[i] = t.outputIndex();
                }
            }
        }
        nextIndex = indices;
        outputShapes = new Shape[shown];
        outputDTypes = new DType[shown];
        for (int k = 0; k < shown; k++) {
            outputShapes[k] = results[k].shape();
            outputDTypes[k] = results[k].dtype();
        }
        saved = used == 0 ? null : save(used, inputs, results);
    }

    /** One of a snapshot. */
    OpNode(long sequence, Op op, String name, Params params, @Nullable Node[] next, int[] nextIndex, @Nullable Shape[] inputShapes,
            DType[] inputDTypes, Shape[] outputShapes, DType[] outputDTypes, @Nullable Tensor @Nullable [] saved, int @Nullable [] versions,
            boolean freed) {
        super(sequence);
        this.row = op.row();
        this.op = op;
        this.name = name;
        this.params = params;
        this.next = next;
        this.nextIndex = nextIndex;
        this.inputShapes = inputShapes;
        this.inputDTypes = inputDTypes;
        this.outputShapes = outputShapes;
        this.outputDTypes = outputDTypes;
        this.saved = saved == null || versions == null ? null : new Saved(saved, versions);
        this.freed = freed;
    }

    private static Saved save(long used, @Nullable Tensor[] inputs, Tensor[] results) {
        int n = inputs.length;
        @Nullable
        Tensor[] tensors = new @Nullable Tensor[n + results.length];
        int[] versions = new int[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            boolean wanted = (used & bit(i, n)) != 0;
            Tensor t = i < n ? inputs[i] : results[i - n];
            if (wanted && t != null) {
                tensors[i] = t;
                versions[i] = t.data().storage().version();
            }
        }
        return new Saved(tensors, versions);
    }

    @Override
    public Op op() {
        return op;
    }

    Params params() {
        return params;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int edges() {
        return next.length;
    }

    @Override
    public @Nullable Node next(int i) {
        return next[i];
    }

    @Override
    public int nextIndex(int i) {
        return nextIndex == null ? 0 : nextIndex[i];
    }

    @Override
    int outputs() {
        return outputShapes.length;
    }

    int inputCount() {
        return next.length;
    }

    @Nullable
    Shape inputShape(int i) {
        return i < inputShapes.length ? inputShapes[i] : null;
    }

    DType inputDType(int i) {
        return inputDTypes[i];
    }

    boolean needs(int i) {
        return i < next.length && next[i] != null;
    }

    Tensor zeros(int k) {
        return Tensor.of(NdArray.zeros(outputDTypes[k], outputShapes[k]));
    }

    Tensor savedInput(int i) {
        return unpack(i);
    }

    Tensor savedOutput(int k) {
        return unpack(next.length + k);
    }

    Shape outputShape(int k) {
        return outputShapes[k];
    }

    DType outputDType(int k) {
        return outputDTypes[k];
    }

    boolean isFreed() {
        return freed;
    }

    @Override
    public boolean isSaving() {
        return saved != null && !freed && !(row.areNumbersKept() && saved.isNumbers());
    }

    /** The versions of what is saved, or null where nothing is. */
    int @Nullable [] savedVersions() {
        Saved s = saved;
        return s == null ? null : s.versions;
    }

    /** What is saved, null where nothing is. */
    @Nullable
    Tensor[] savedTensors() {
        Saved s = saved;
        return s == null ? NOTHING_SAVED : s.tensors;
    }

    private Tensor unpack(int slot) {
        Saved s = saved;
        Tensor t = s == null ? null : s.tensors[slot];
        if (s == null || t == null) {
            throw new IllegalStateException(name + " reads what it did not declare: slot " + slot);
        }
        return t;
    }

    /** Refuses to run with a saved value that has changed, be it one that this run would not read. */
    private void checkSaved() {
        Saved s = saved;
        for (int slot = 0; s != null && slot < s.tensors.length; slot++) {
            Tensor t = s.tensors[slot];
            if (t != null && t.data().storage().version() != s.versions[slot]) {
                throw modified(t, slot, t.data().storage().version(), s.versions[slot]);
            }
        }
    }

    /** The saved result now lives in another tensor, where an in-place op has written it. */
    void resave(Tensor result, Tensor target) {
        Saved s = saved;
        if (s == null) {
            return;
        }
        for (int i = next.length; i < s.tensors.length; i++) {
            if (s.tensors[i] == result) {
                s.tensors[i] = target;
                s.versions[i] = target.data().storage().version();
            }
        }
    }

    private TorchError modified(Tensor t, int slot, int version, int expected) {
        // An operand is named by what has computed it since, as PyTorch names it.
        Node f = slot < next.length ? t.gradFn() : this;
        int index = slot < next.length ? t.outputIndex() : slot - next.length;
        String output = f == null || f instanceof AccumulateGrad ? ""
                : ", which is output " + index + " of " + f.name().replaceFirst("Backward0?(\\d*)$", "$1") + ",";
        return TorchError.runtime(TorchError.Kind.MODIFIED_INPLACE,
                "one of the variables needed for gradient computation has been modified by an inplace operation: [torch."
                        + t.dtype().scalarName() + "Tensor " + t.shape() + "]" + output + " is at version " + version
                        + "; expected version "
                        + expected + " instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, "
                        + "with torch.autograd.set_detect_anomaly(True, check_nan=False).");
    }

    @Override
    @Nullable
    Tensor[] run(@Nullable Tensor[] grads) {
        if (freed) {
            throw TorchError.runtime(TorchError.Kind.BACKWARD_TWICE, FREED);
        }
        Function<Op, TorchError> refusal = row.refusal();
        if (refusal != null) {
            throw refusal.apply(op);
        }
        checkSaved();
        Frame frame = new Frame(this, grads);
        @Nullable
        Tensor[] out = new @Nullable Tensor[next.length];
        Row.JointRule joint = row.jointRule();
        @Nullable
        Tensor[] together = joint == null ? out : joint.gradients(frame);
        for (int i = 0; i < next.length; i++) {
            if (next[i] == null) {
                continue;
            }
            Row.Rule rule = row.rule(i);
            Tensor g = joint != null ? together[i] : rule == null ? null : rule.gradient(frame);
            out[i] = g == null ? null : linked(fitted(g, i));
        }
        return out;
    }

    /** A gradient that can be differentiated itself depends on all that PyTorch's function of it takes, if with derivative zero. */
    private Tensor linked(Tensor g) {
        Workspace w = Workspace.current();
        Saved s = saved;
        long flatIn = row.flatIn(params);
        if (s == null || flatIn == 0 || !w.isGradEnabled() || w.recording() == Workspace.Recording.PRIMITIVES) {
            return g;
        }
        Tensor linked = g;
        for (int slot = 0; slot < s.tensors.length; slot++) {
            Tensor t = s.tensors[slot];
            if (t != null && t.requiresGrad() && (flatIn & bit(slot, next.length)) != 0) {
                linked = ShapeOps.FLAT_IN.call(
                        Map.of("function", name.replace("Backward", "BackwardBackward"), "zeros", row.isFlatWithZeros()),
                        linked, t);
            }
        }
        return linked;
    }

    /** The bit of operands, then results, in a set of them. */
    private static long bit(int slot, int inputs) {
        return slot < inputs ? Row.in(Math.min(slot, 31)) : Row.out(slot - inputs);
    }

    /** Sums back over broadcast dimensions and casts to the operand's dtype. */
    private Tensor fitted(Tensor g, int i) {
        Shape shape = inputShapes[i];
        if (shape != null && !shape.equals(g.shape()) && !Broadcasting.expands(shape, g.shape())) {
            throw TorchError.shape("Function " + name + " returned an invalid gradient at index " + i + " - got " + g.shape()
                    + " but expected shape compatible with " + shape);
        }
        Tensor r = shape == null || shape.equals(g.shape()) ? g : g.sumTo(shape);
        return r.dtype() == inputDTypes[i] ? r : r.to(inputDTypes[i]);
    }

    @Override
    void release() {
        Saved s = saved;
        if (!isSaving()) {
            return;
        }
        Workspace w = Workspace.current();
        if (w.isLogged(sequence())) {
            w.onUndo(() -> {
                saved = s;
                freed = false;
            });
        }
        saved = null;
        freed = true;
    }
}
