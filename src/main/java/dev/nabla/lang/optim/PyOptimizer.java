package dev.nabla.lang.optim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.optim.Objective;
import dev.nabla.engine.optim.Optimizer;
import dev.nabla.engine.optim.ParameterGroup;
import dev.nabla.engine.optim.Setting;
import dev.nabla.lang.nn.Gradients;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Copies;
import dev.nabla.lang.value.Mutable;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

/**
 * An optimizer. Its settings are those of the dicts in {@code param_groups}, which programs change as they like; the engine's follow before
 * each step.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/optim.html#torch.optim.Optimizer">torch.optim.Optimizer</a>
 */
final class PyOptimizer extends Mutable {
    private static final String DUPLICATES =
            "UserWarning: optimizer contains a parameter group with duplicate parameters; in future, this will "
                    + "cause an error; see github.com/pytorch/pytorch/issues/40967 for more information";

    private final OptimizerType kind;
    private final PyDict defaults;
    private final PyList groups;
    private List<PyTensor> parameters = new ArrayList<>();
    private Optimizer engine;
    private boolean hasStepped;

    /**
     * @param params tensors, or dicts of tensors and their settings
     * @param defaults the settings of all groups that say nothing else
     */
    PyOptimizer(OptimizerType kind, Object params, PyDict defaults) {
        this.kind = kind;
        this.defaults = defaults;
        this.groups = new PyList(new ArrayList<>());
        if (params instanceof PyTensor t) {
            throw PyError.type("params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                    + Values.str(Values.callMethod(t, "type")));
        }
        List<Object> given = Values.list(params);
        if (given.isEmpty()) {
            throw PyError.value("optimizer got an empty parameter list");
        }
        if (given.getFirst() instanceof PyDict) {
            given.forEach(g -> groups.append(group((PyDict) g)));
        } else {
            PyDict one = new PyDict();
            one.put("params", new PyList(given));
            groups.append(group(one));
        }
        engine = assembled();
    }

    /** A copy. */
    private PyOptimizer(PyOptimizer from, Copies c) {
        kind = from.kind;
        defaults = (PyDict) c.of(from.defaults);
        groups = (PyList) c.of(from.groups);
        from.parameters.forEach(p -> parameters.add((PyTensor) c.of(p)));
        hasStepped = from.hasStepped;
        engine = assembled();
        engine.restore(from.engine.memory());
    }

    // ---- groups ---------------------------------------------------------------------------------------------------

    private PyDict group(PyDict given) {
        Object params = given.get("params");
        if (params == null) {
            throw new PyError("KeyError", "'params'");
        }
        List<Object> tensors = params instanceof PyTensor ? List.of(params) : Values.list(params);
        Set<Tensor> all = new HashSet<>();
        parameters.forEach(p -> all.add(p.tensor()));
        Set<Tensor> own = new HashSet<>();
        for (Object p : tensors) {
            if (!(p instanceof PyTensor t)) {
                throw PyError.type("optimizer can only optimize Tensors, but one of the params is " + Values.typeName(p));
            }
            if (!t.tensor().isLeaf() && !t.tensor().retainsGrad()) {
                throw PyError.value("can't optimize a non-leaf Tensor");
            }
            if (!own.add(t.tensor())) {
                Run.current().warn(DUPLICATES);
            }
        }
        if (own.stream().anyMatch(all::contains)) {
            throw PyError.value("some parameters appear in more than one parameter group");
        }
        PyDict group = new PyDict();
        group.put("params", new PyList(new ArrayList<>(tensors)));
        given.items().forEach(e -> {
            if (!e.getKey().equals("params")) {
                group.put(e.getKey(), e.getValue());
            }
        });
        defaults.items().forEach(e -> {
            if (group.get(e.getKey()) == null) {
                group.put(e.getKey(), e.getValue());
            }
        });
        tensors.forEach(p -> parameters.add((PyTensor) p));
        return group;
    }

    void addGroup(Object given) {
        if (!(given instanceof PyDict d)) {
            throw PyError.type("param_group must be a dict, but got " + Values.repr(Values.attribute(given, "__class__")));
        }
        changes();
        Optimizer.Memory memory = engine.memory();
        groups.append(group(d));
        engine = assembled();
        engine.restore(memory);
    }

    private PyDict dict(int group) {
        return (PyDict) groups.items().get(group);
    }

    private static List<Object> tensors(PyDict group) {
        return Values.list(Objects.requireNonNull(group.get("params")));
    }

    /** The engine's optimizer of these groups, with nothing remembered. */
    private Optimizer assembled() {
        List<NdArray> arrays = parameters.stream().map(p -> working(p.tensor().data())).toList();
        List<ParameterGroup> parts = new ArrayList<>();
        int next = 0;
        for (int g = 0; g < groups.items().size(); g++) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < tensors(dict(g)).size(); i++) {
                places.add(next++);
            }
            parts.add(new ParameterGroup(places, kind.settings(dict(g))));
        }
        return new Optimizer(kind.algorithm(), arrays, parts);
    }

    /** Where the engine works on a parameter: in its place if it stands without gaps. */
    private static NdArray working(NdArray a) {
        return !a.dtype().isFloat() ? NdArray.zeros(DType.FLOAT32, a.shape()) : a.contiguous();
    }

    /** The engine's optimizer with the present settings of the groups. */
    Optimizer engine() {
        for (int g = 0; g < engine.groups().size(); g++) {
            ParameterGroup group = engine.groups().get(g);
            PyDict dict = dict(g);
            for (Setting s : group.settings().all()) {
                Object v = dict.get(s.name());
                if (v == null) {
                    throw new PyError("KeyError", "'" + s.name() + "'");
                }
                Object plain = PlainValues.plain(v);
                if (!Objects.equals(plain, s.value())) {
                    s.set(kind.converted(s.name(), plain));
                }
            }
            Object initial = dict.get("initial_lr");
            group.initialRate(initial == null ? Double.NaN : Numbers.real(initial));
        }
        return engine;
    }

    /** Writes what a schedule has changed into the dicts of the groups. */
    void settle() {
        for (int g = 0; g < engine.groups().size(); g++) {
            ParameterGroup group = engine.groups().get(g);
            PyDict dict = dict(g);
            for (Setting s : group.settings().all()) {
                Object before = dict.get(s.name());
                if (before == null || !Objects.equals(PlainValues.plain(before), s.value())) {
                    dict.put(s.name(), PlainValues.shown(s.value()));
                }
            }
            if (group.isScheduled() && dict.get("initial_lr") == null) {
                dict.put("initial_lr", group.initialRate());
            }
        }
    }

    /** The present rates, one for each group. */
    List<Object> rates() {
        return groups.items().stream().map(g -> Objects.requireNonNull(((PyDict) g).get("lr"))).toList();
    }

    int size() {
        return groups.items().size();
    }

    // ---- steps ----------------------------------------------------------------------------------------------------

    /** Whether a step was made, which schedules ask. */
    boolean hasStepped() {
        return hasStepped;
    }

    /**
     * One step.
     *
     * @param closure computes the loss and its gradients anew; None where gradients are there
     */
    Object step(Object closure) {
        changes();
        hasStepped = true;
        boolean needsClosure = kind.needsClosure();
        if (closure == None.NONE && needsClosure) {
            throw PyError.type("LBFGS.step() missing 1 required positional argument: 'closure'");
        }
        Evaluation evaluation = new Evaluation(closure);
        double loss = closure == None.NONE ? 0 : evaluation.evaluate();
        engine().step(loss, evaluation);
        evaluation.write();
        return evaluation.first;
    }

    /** The loss as the closure computes it, and the gradients that the parameters have. */
    private final class Evaluation implements Objective {
        private final Object closure;
        private Object first = None.NONE;

        Evaluation(Object closure) {
            this.closure = closure;
        }

        @Override
        public double evaluate() {
            write();
            Object loss = Workspace.current().withGrad(true, () -> Values.call(closure));
            if (first == None.NONE) {
                first = loss;
            }
            return loss == None.NONE && !kind.needsClosure() ? 0 : Numbers.real(loss);
        }

        @Override
        public @Nullable NdArray gradient(int i) {
            Tensor g = parameters.get(i).tensor().grad();
            if (g == null) {
                return null;
            }
            if (engine.parameters().get(i).storage() == parameters.get(i).tensor().data().storage()) {
                parameters.get(i).tensor().overwritten();
            }
            return g.data();
        }

        /** Copies what was worked on elsewhere into its place. */
        private void write() {
            for (int i = 0; i < parameters.size(); i++) {
                Tensor p = parameters.get(i).tensor();
                NdArray worked = engine.parameters().get(i);
                if (worked.storage() != p.data().storage() && p.dtype().isFloat() && p.grad() != null) {
                    p.assign(worked);
                }
            }
        }
    }

    Object zeroGrad(boolean forget) {
        parameters.forEach(p -> Gradients.clear(p.tensor(), forget));
        return None.NONE;
    }

    // ---- state ----------------------------------------------------------------------------------------------------

    /** What the rules keep of parameter i, by name. */
    private PyDict kept(int i) {
        PyDict out = new PyDict();
        DType dtype = Workspace.current().defaultDtype();
        engine.state(i).entries().forEach((name, v) -> out.put(name, PyTensor.of(Tensor.of(v instanceof NdArray a ? a
                : NdArray.scalar(dtype, (Double) v)))));
        return out;
    }

    /** {@code opt.state}: what is kept, by parameter. */
    private PyDict state() {
        kind.refuseStateOfLbfgs();
        PyDict out = new PyDict(OptimizerType.DEFAULT_DICT);
        for (int i = 0; i < parameters.size(); i++) {
            PyDict kept = kept(i);
            if (kept.truth()) {
                out.put(parameters.get(i), kept);
            }
        }
        return out;
    }

    PyDict stateDict() {
        kind.refuseStateOfLbfgs();
        PyDict state = new PyDict();
        PyList shown = new PyList(new ArrayList<>());
        long next = 0;
        for (Object g : groups.items()) {
            PyDict group = new PyDict();
            List<Object> places = new ArrayList<>();
            for (Object _ : tensors((PyDict) g)) {
                PyDict kept = kept((int) next);
                if (kept.truth()) {
                    state.put(next, kept);
                }
                places.add(next++);
            }
            ((PyDict) g).items().forEach(e -> {
                if (!e.getKey().equals("params")) {
                    group.put(e.getKey(), e.getValue());
                }
            });
            group.put("params", new PyList(places));
            shown.append(group);
        }
        PyDict out = new PyDict();
        out.put("state", state);
        out.put("param_groups", shown);
        return out;
    }

    void load(Object given) {
        if (!(given instanceof PyDict d && d.item("state") instanceof PyDict state && d.item("param_groups") instanceof PyList saved)) {
            throw PyError.type("state_dict must be what state_dict() gives");
        }
        if (saved.items().size() != groups.items().size()) {
            throw PyError.value("loaded state dict has a different number of parameter groups");
        }
        for (int g = 0; g < size(); g++) {
            if (tensors((PyDict) saved.items().get(g)).size() != tensors(dict(g)).size()) {
                throw PyError.value("loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
            }
        }
        changes();
        List<Map<String, Object>> memory = new ArrayList<>();
        for (int g = 0; g < size(); g++) {
            PyDict from = (PyDict) saved.items().get(g);
            PyDict to = dict(g);
            from.items().stream().filter(e -> !e.getKey().equals("params")).forEach(e -> to.put(e.getKey(), e.getValue()));
            for (Object place : tensors(from)) {
                memory.add(state.get(place) instanceof PyDict kept ? entries(kept) : Map.of());
            }
        }
        engine.restore(new Optimizer.Memory(memory, null));
    }

    private static Map<String, Object> entries(PyDict kept) {
        Map<String, Object> out = new java.util.LinkedHashMap<>();
        kept.items().forEach(e -> {
            if (e.getValue() instanceof PyTensor t) {
                out.put(Values.str(e.getKey()),
                        t.tensor().shape().isScalar() && e.getKey() instanceof String name && OptimizerType.isNumber(name)
                                ? (Object) t.real() : t.tensor().data().contiguous());
            }
        });
        return out;
    }

    // ---- as a value -----------------------------------------------------------------------------------------------

    @Override
    public void holds(Consumer<Object> to) {
        to.accept(groups);
        to.accept(defaults);
        parameters.forEach(to);
    }

    @Override
    public Object copied(Copies c) {
        return new PyOptimizer(this, c);
    }

    @Override
    protected Runnable wayBack() {
        List<PyTensor> before = List.copyOf(parameters);
        Optimizer engineBefore = engine;
        Optimizer.Memory memory = engine.memory();
        boolean stepped = hasStepped;
        return () -> {
            parameters = new ArrayList<>(before);
            engine = engineBefore;
            engine.restore(memory);
            hasStepped = stepped;
        };
    }

    @Override
    public PyType type() {
        return kind.type();
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "param_groups" -> groups;
            case "defaults" -> defaults;
            case "state" -> state();
            default -> null;
        };
    }

    @Override
    public String repr() {
        StringBuilder b = new StringBuilder(kind.type().name()).append(" (");
        for (int g = 0; g < size(); g++) {
            b.append("\nParameter Group ").append(g).append('\n');
            Map<String, String> lines = new TreeMap<>();
            dict(g).items().forEach(e -> lines.put(Values.str(e.getKey()), Values.str(e.getValue())));
            lines.remove("params");
            lines.forEach((name, v) -> b.append("    ").append(name).append(": ").append(v).append('\n'));
        }
        return b.append(')').toString();
    }
}
