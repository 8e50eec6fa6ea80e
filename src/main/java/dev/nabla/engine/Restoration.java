package dev.nabla.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.ArrayTooLarge;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * Makes tensors of a {@link Snapshot}: new ones, with the aliasing, history and gradients of those that were captured. A snapshot may come from
 * outside, so nothing in it is believed: what does not fit is refused.
 */
public final class Restoration {
    private final Snapshot of;
    private final Reading reading;
    private final List<NdArray> storages = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Node> functions = new ArrayList<>();
    private final List<Application> calls = new ArrayList<>();
    private final List<Computed> values = new ArrayList<>();

    /** What is not a snapshot that a {@link Capture} made. */
    public static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message, null, false, false);
        }
    }

    /** What a call's arguments by name, as a file writes them, are to its signature. */
    @FunctionalInterface
    public interface Reading {
        Map<String, @Nullable Object> of(Signature signature, Map<String, @Nullable Object> written);
    }

    private Restoration(Snapshot of, Reading reading) {
        this.of = of;
        this.reading = reading;
    }

    /** The tensors in the order of a snapshot just captured. */
    public static List<Tensor> of(Snapshot snapshot) {
        Restoration r = new Restoration(snapshot, (_, given) -> given);
        r.restore();
        return r.tensors;
    }

    /**
     * The tensors in the order of a snapshot that comes from outside.
     *
     * @throws Invalid where something refers to what is not there or does not fit
     */
    public static List<Tensor> checked(Snapshot snapshot, Reading reading) {
        Restoration r = new Restoration(snapshot, reading);
        try {
            r.restore();
            Workspace w = Workspace.current();
            w.withGrad(false, () -> w.withRecording(Workspace.Recording.NONE, () -> {
                r.functions.forEach(Restoration::tryOut);
                return r;
            }));
        } catch (TorchError | ArrayTooLarge | IndexOutOfBoundsException e) {
            throw new Invalid(String.valueOf(e.getMessage()));
        }
        return r.tensors;
    }

    private void restore() {
        for (Snapshot.Elements e : of.storages()) {
            NdArray a = e.data().copy();
            a.storage().version(e.version());
            storages.add(a);
        }
        for (Snapshot.TensorPart p : of.tensors()) {
            NdArray a = array(p.data());
            require(!p.requiresGrad() || a.dtype().isFloat(), "a tensor of integers requires no grad");
            require(!p.number() || a.rank() == 0 && !p.requiresGrad(), "a number is a constant without dimensions");
            tensors.add(Tensor.restored(a, p.requiresGrad(), p.number()));
        }
        for (int i = 0; i < tensors.size(); i++) {
            view(i);
        }
        of.functions().forEach(f -> functions.add(function(f)));
        record();
        for (int i = 0; i < tensors.size(); i++) {
            connect(tensors.get(i), of.tensors().get(i));
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Invalid(otherwise);
        }
    }

    private NdArray array(Snapshot.Strided p) {
        NdArray storage = storages.get(p.storage());
        Shape shape = shape(p.shape());
        require(p.strides().length == shape.rank(), "a stride for each dimension");
        long low = p.offset();
        long high = p.offset();
        for (int d = 0; d < shape.rank(); d++) {
            long reach = (long) p.strides()[d] * Math.max(shape.dim(d) - 1, 0);
            low += Math.min(reach, 0);
            high += Math.max(reach, 0);
        }
        require(shape.size() == 0 || low >= 0 && high < storage.size(), "a view reaches beyond its storage");
        return storage.view(shape, p.strides(), p.offset());
    }

    private static Shape shape(int[] dims) {
        for (int d : dims) {
            require(d >= 0, "a size is not negative");
        }
        return Shape.of(dims);
    }

    private static Op op(String name) {
        Op op = Ops.named(name);
        if (op == null) {
            throw new Invalid("there is no op " + name);
        }
        return op;
    }

    private Params params(Op op, Map<String, @Nullable Object> given) {
        return given.isEmpty() ? op.row().defaults() : Params.of(op.row().signature(), reading.of(op.row().signature(), given));
    }

    // ---- views ----------------------------------------------------------------------------------------------------

    private void view(int i) {
        Snapshot.ViewPart p = of.tensors().get(i).view();
        if (p == null) {
            return;
        }
        int steps = 0;
        for (Snapshot.ViewPart v = p; v != null; v = of.tensors().get(v.source()).view()) {
            require(steps++ < tensors.size(), "views go round in a circle");
        }
        require(array(of.tensors().get(p.source()).data()).storage() == tensors.get(i).data().storage(), "a view shares its storage");
        tensors.get(i).restoreView(view(p), of.tensors().get(i).viewVersion());
    }

    private Tensor.View view(Snapshot.ViewPart p) {
        Op op = op(p.op());
        require(op.row().isView(), p.op() + " gives no view");
        return new Tensor.View(tensors.get(p.source()), op, params(op, p.params()), p.index(), p.oneOfSeveral(), p.gradEnabled());
    }

    // ---- functions ------------------------------------------------------------------------------------------------

    private @Nullable Node node(int reference) {
        if (reference == Snapshot.NONE) {
            return null;
        }
        return reference < 0 ? tensors.get(Snapshot.leaf(reference)).accumulator() : functions.get(reference);
    }

    private @Nullable Node node(int reference, int output) {
        Node n = node(reference);
        require(n == null || output >= 0 && output < n.outputs(), "a function has no such result");
        return n;
    }

    private Node function(Snapshot.Function function) {
        return switch (function) {
            case Snapshot.OpFunction f -> function(f);
            case Snapshot.ViewFunction f -> new AsStrided(f.sequence(), shape(f.base().shape()), f.base().dtype(), view(f.view()),
                    node(f.next(), f.nextIndex()), f.nextIndex());
            case Snapshot.SliceFunction f -> new CopySlices(f.sequence(), shape(f.base().shape()), f.base().dtype(), view(f.view()),
                    functions.get(f.function()), f.output(), node(f.next(), f.nextIndex()), f.nextIndex(), f.freed());
        };
    }

    private Node function(Snapshot.OpFunction f) {
        Op op = op(f.op());
        int n = f.next().length;
        require(f.inputs().size() == n && f.nextIndex().length == n, "a function has an edge for each operand");
        @Nullable
        Node[] next = new @Nullable Node[n];
        @Nullable
        Shape[] shapes = new @Nullable Shape[n];
        DType[] dtypes = new DType[n];
        for (int i = 0; i < n; i++) {
            next[i] = node(f.next()[i], f.nextIndex()[i]);
            Snapshot.Form form = f.inputs().get(i);
            shapes[i] = form == null ? null : shape(form.shape());
            dtypes[i] = form == null ? DType.FLOAT32 : form.dtype();
        }
        int results = f.outputs().size();
        Shape[] outputShapes = new Shape[results];
        DType[] outputDTypes = new DType[results];
        for (int k = 0; k < results; k++) {
            outputShapes[k] = shape(f.outputs().get(k).shape());
            outputDTypes[k] = f.outputs().get(k).dtype();
        }
        return new OpNode(f.sequence(), op, f.name(), params(op, f.params()), next, f.nextIndex(), shapes, dtypes, outputShapes,
                outputDTypes,
                saved(f), f.versions(), f.freed());
    }

    private @Nullable Tensor @Nullable [] saved(Snapshot.OpFunction f) {
        int[] positions = f.saved();
        if (positions == null) {
            require(f.versions() == null, "versions of nothing");
            return null;
        }
        int[] versions = f.versions();
        require(versions != null && versions.length == positions.length && positions.length >= f.next().length,
                "what is saved has a version");
        @Nullable
        Tensor[] saved = new @Nullable Tensor[positions.length];
        for (int i = 0; i < saved.length; i++) {
            saved[i] = positions[i] == Snapshot.NONE ? null : tensors.get(positions[i]);
        }
        return saved;
    }

    /** Whether a rule can read what was saved for it; what the rule itself refuses, as a value that was changed, it may refuse. */
    private static void tryOut(Node function) {
        if (function instanceof OpNode n && !n.isFreed()) {
            @Nullable
            Tensor[] zeros = new @Nullable Tensor[n.outputs()];
            for (int k = 0; k < zeros.length; k++) {
                zeros[k] = n.zeros(k);
            }
            try {
                n.run(zeros);
            } catch (TorchError refused) {
                // As it would be in the session that was captured.
            } catch (RuntimeException e) {
                throw new Invalid(n.name() + " cannot use what was saved for it");
            }
        }
    }

    // ---- the record -----------------------------------------------------------------------------------------------

    /** Calls and their results by turns: a call's operands are results of earlier ones. */
    private void record() {
        for (Snapshot.Recorded c : of.calls()) {
            calls.add(call(c));
            while (values.size() < of.values().size() && of.values().get(values.size()).call() == calls.size() - 1) {
                values.add(value(of.values().get(values.size())));
            }
        }
        require(values.size() == of.values().size(), "a value is a result of a call");
    }

    private Application call(Snapshot.Recorded c) {
        Op op = op(c.op());
        List<@Nullable Source> inputs = new ArrayList<>();
        for (int reference : c.inputs()) {
            inputs.add(reference == Snapshot.NONE ? null : reference < 0 ? tensors.get(Snapshot.leaf(reference)) : values.get(reference));
        }
        return new Application(op, inputs, params(op, c.params()), c.gradEnabled(), c.sequence());
    }

    private Computed value(Snapshot.Value v) {
        return new Computed(calls.get(v.call()), v.index(), shape(v.shape()), v.dtype(), v.small() == null ? null : array(v.small()),
                v.gradFn());
    }

    private void connect(Tensor t, Snapshot.TensorPart p) {
        Node f = p.gradFn() == Snapshot.NONE ? null : functions.get(p.gradFn());
        require(f == null || p.outputIndex() >= 0 && p.outputIndex() < f.outputs(), "a function has no such result");
        Tensor grad = p.grad() == Snapshot.NONE ? null : tensors.get(p.grad());
        require(grad == null || grad.dtype() == t.dtype() && grad.shape().equals(t.shape()), "a gradient has the shape of its tensor");
        t.restore(f, p.outputIndex(), grad, p.retainsGrad(), p.origin() == Snapshot.NONE ? null : values.get(p.origin()));
    }
}
