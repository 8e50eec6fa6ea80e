package dev.nabla.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Capture;
import dev.nabla.engine.Computed;
import dev.nabla.engine.Footprint;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.Workspace.Recording;
import dev.nabla.engine.array.Budget;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;
import dev.nabla.lang.Interpreter;

/**
 * Named tensors and how each came about. One thread at a time; what changes it runs within {@link #atomically}, what reads it within
 * {@link #call}.
 */
public final class Graph {
    private static final String GRAD = ".grad";

    private final Limits limits;
    private final Tally tally;
    private final Workspace workspace;
    private final Names names;
    private final Lineage lineage;
    private final GradientHistory gradients;
    private final Allowance allowance;
    private final Ownership ownership;
    private final Programs programs;
    /** Of given tensors. */
    private final Map<Tensor, Long> ids = new WeakHashMap<>();
    private long lastId;

    Graph(DType defaultDtype, Limits limits, Memory memory) {
        this.limits = limits;
        this.tally = memory.tally();
        this.allowance = new Allowance(limits, memory, this::memory);
        this.workspace = new Workspace(allowance);
        workspace.defaultDtype(defaultDtype);
        this.names = new Names(limits.sessionNames());
        this.lineage = new Lineage(names);
        this.gradients = new GradientHistory();
        this.ownership = new Ownership(lineage);
        this.programs = new Programs(this);
        workspace.guardWrites(ownership::checkWrite);
    }

    /** Runs the body with this graph's workspace bound to the thread. */
    public <R> R call(Supplier<R> body) {
        return workspace.call(() -> workspace.withRecording(Recording.CALLS, body));
    }

    /** Runs a body that copies what is to be shown: the copies are not the graph's. */
    <R> R uncounted(Supplier<R> body) {
        return ScopedValue.where(Budget.CURRENT, Budget.UNLIMITED).call(body::get);
    }

    /** Runs the body; if it throws, nothing has changed. */
    public <R> R atomically(Supplier<R> body) {
        return atomically(body, true);
    }

    /**
     * The tensor that a program ends with, and how it was computed; nothing else is left of the program.
     *
     * @throws Refusal program_error at {@code /code}, or a budget's
     */
    public Tensor evaluate(String code) {
        allowance.start();
        try {
            return atomically(() -> programs.evaluate(code), false);
        } finally {
            allowance.finish();
        }
    }

    private <R> R atomically(Supplier<R> body, boolean keep) {
        boolean done = false;
        long before = lastId;
        workspace.begin();
        names.begin();
        gradients.begin();
        try {
            R result = call(body);
            done = keep;
            return result;
        } finally {
            if (done) {
                workspace.commit();
                names.commit();
                gradients.commit();
            } else {
                workspace.rollback();
                names.rollback();
                gradients.rollback();
                ids.values().removeIf(id -> id > before);
                lastId = before;
                lineage.forget();
            }
        }
    }

    public Workspace workspace() {
        return workspace;
    }

    public DType defaultDtype() {
        return workspace.defaultDtype();
    }

    Tally tally() {
        return tally;
    }

    Limits limits() {
        return limits;
    }

    Names names() {
        return names;
    }

    Lineage lineage() {
        return lineage;
    }

    GradientHistory gradients() {
        return gradients;
    }

    /** What is taken for a while: nobody else may change it. */
    Ownership ownership() {
        return ownership;
    }

    /** The tensor that now stands in the place of one that lost its name to it, or null where that is still the same. */
    public @Nullable Tensor present(Source source) {
        return lineage.present(source);
    }

    /** What programs have bound beside the tensors. */
    Programs programs() {
        return programs;
    }

    /** All that is reached: from the names, from what jobs have taken, and from what programs hold. */
    Capture capture() {
        List<Tensor> roots = new ArrayList<>(names.all().stream().map(NamedTensor::tensor).toList());
        roots.addAll(ownership.tensors());
        for (Object o : programs.held().graph()) {
            if (o instanceof Tensor t) {
                roots.add(t);
            }
        }
        return new Capture(roots);
    }

    Allowance allowance() {
        return allowance;
    }

    /** A tensor's name, or null where it has none. */
    public @Nullable String nameOf(Source source) {
        return lineage.nameOf(source);
    }

    /** All named tensors, in the order in which the names were first bound. */
    public Collection<NamedTensor> tensors() {
        return names.all();
    }

    /** The named tensors of that role (null: any) that require grad, or do not (null: all). */
    public List<NamedTensor> tensors(@Nullable Role role, @Nullable Boolean requiresGrad) {
        return names.all().stream().filter(b -> requiresGrad == null || b.tensor().requiresGrad() == requiresGrad)
                .filter(b -> role == null || role(b.tensor()) == role).toList();
    }

    /** A tensor as it is answered. */
    public TensorView view(NamedTensor named, DataMode data) {
        return uncounted(() -> TensorView.of(this, named.name(), named.tensor(), data));
    }

    /** The named leaves that require grad, in the order in which the names were bound. */
    List<NamedTensor> leaves() {
        List<NamedTensor> leaves = new ArrayList<>();
        for (NamedTensor b : names.all()) {
            if (b.tensor().isLeaf() && b.tensor().requiresGrad()) {
                leaves.add(b);
            }
        }
        return leaves;
    }

    /**
     * The tensor of that name.
     *
     * @throws Refusal tensor_not_found
     */
    public Tensor tensor(String name) {
        return named(name).tensor();
    }

    /** What a name stands for, and the name as it is written. @throws Refusal tensor_not_found */
    NamedTensor named(String name) {
        NamedTensor b = names.get(name);
        if (b == null) {
            throw notFound(name);
        }
        return b;
    }

    /** The entity tag of what a name stands for. */
    String tag(String name) {
        return named(name).tag();
    }

    /** The entity tag of what a name stands for, or null where it is free. */
    @Nullable
    String tagOrNull(String name) {
        NamedTensor b = names.get(name);
        return b == null ? null : b.tag();
    }

    /** What a name stands for has changed, and not only its elements. */
    void touch(String name) {
        names.touch(named(name));
    }

    static Refusal notFound(String ref) {
        return new Refusal(Refusal.Kind.TENSOR_NOT_FOUND, "there is no tensor " + (ref.length() > 80 ? ref.substring(0, 80) + "…" : ref));
    }

    /**
     * What a reference stands for: {@code y}, or the gradient {@code y.grad}, null where there is none.
     *
     * @throws Refusal tensor_not_found
     */
    @Nullable
    Tensor resolve(String ref) {
        return ref.endsWith(GRAD) ? gradientOf(ref) : tensor(ref);
    }

    private @Nullable Tensor gradientOf(String ref) {
        Tensor of = resolve(ref.substring(0, ref.length() - GRAD.length()));
        if (of == null) {
            throw notFound(ref);
        }
        return of.grad();
    }

    /** What stands among an op's inputs, as a tensor; null where nothing does. */
    public @Nullable Tensor operand(Operand o) {
        return switch (o) {
            case Operand.Absent _ -> null;
            case Operand.Name n -> {
                Tensor t = resolve(n.ref());
                if (t == null) {
                    throw new Refusal(Refusal.Kind.GRADIENT_MISSING, n.ref() + " is None");
                }
                yield t;
            }
            case Operand.Scalar s -> number(s.value());
            case Operand.Inline i -> Tensor.of(i.given().toArray(defaultDtype(), limits));
        };
    }

    private static Tensor number(Object value) {
        return switch (value) {
            case Boolean b -> Tensor.number(b.booleanValue());
            case Long n -> Tensor.number(n.longValue());
            default -> Tensor.number(((Number) value).doubleValue());
        };
    }

    /**
     * Binds a tensor to a name, the next free one where it is null.
     *
     * @return the name in its normal form
     * @throws Refusal name_taken, bad_name, session_too_large, or tensor_too_large
     */
    public String bind(@Nullable String name, Tensor tensor, boolean replace) {
        checkSize(tensor);
        String n = name == null ? names.free() : Names.checked(name);
        ownership.checkName(names.get(n), tensor);
        NamedTensor before = names.bind(n, tensor, replace);
        if (before != null && before.tensor() != tensor) {
            lineage.replaced(before);
        } else {
            lineage.added(n, tensor);
        }
        gradients.seen(tensor);
        if (tensor.origin() == null) {
            ids.computeIfAbsent(tensor, _ -> ++lastId);
        }
        return n;
    }

    /** @throws Refusal tensor_too_large */
    void checkSize(Tensor tensor) {
        NdArray a = tensor.data();
        if (a.size() > limits.tensorElements() || a.rank() > limits.tensorDimensions()) {
            throw new Refusal(Refusal.Kind.TENSOR_TOO_LARGE, "a tensor has at most " + limits.tensorElements() + " elements in at most "
                    + limits.tensorDimensions() + " dimensions");
        }
    }

    /** A tensor's place in the record: stable, whatever its name. Empty for one that was never named. */
    String id(Tensor t) {
        Computed c = t.origin();
        Long id = c == null ? ids.get(t) : null;
        return c != null ? ComputedBy.id(c) : id == null ? "" : "v" + id;
    }

    /** Frees a name. */
    void delete(String name) {
        ownership.checkName(names.get(name), null);
        if (!names.remove(name)) {
            throw notFound(name);
        }
        lineage.forget();
    }

    Map<Tensor, Long> ids() {
        return ids;
    }

    long lastId() {
        return lastId;
    }

    void lastId(long id) {
        lastId = id;
    }

    /** Bytes held by all that can be reached from the names. */
    long memory() {
        Interpreter.Held held = programs.held();
        List<Object> all = new ArrayList<>(held.graph());
        names.all().forEach(b -> all.add(b.tensor()));
        return Footprint.of(all) + held.bytes();
    }

    /** What a tensor is in this graph. */
    Role role(Tensor t) {
        if (!t.requiresGrad()) {
            return Role.CONSTANT;
        }
        if (t.isLeaf()) {
            return Role.LEAF;
        }
        return lineage.isUsed(t.source()) ? Role.INTERMEDIATE : Role.OUTPUT;
    }

    /** Sets a tensor's gradient to null. */
    void clearGradient(Tensor t) {
        if (t.grad() != null) {
            t.grad(null);
        }
        if (t.requiresGrad()) {
            gradients.cleared(t);
        }
    }

    /** Overwrites a tensor's elements in place, as {@code copy_} does under no_grad. */
    public void assign(Tensor to, NdArray values) {
        try {
            to.assign(values);
        } catch (TorchError e) {
            throw Refusal.of(e);
        }
    }
}
