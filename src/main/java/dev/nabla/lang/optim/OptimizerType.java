package dev.nabla.lang.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.optim.Algorithm;
import dev.nabla.engine.optim.Declaration;
import dev.nabla.engine.optim.Setting;
import dev.nabla.engine.optim.Settings;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Types;

import static dev.nabla.lang.value.Builtin.writtenMethod;

/** One kind of optimizer: an algorithm of the engine, and in which order PyTorch lists its settings. */
final class OptimizerType {
    static final PyType OPTIMIZER = PyType.of("torch.optim.optimizer", "Optimizer").with(List.of(
            writtenMethod("Optimizer.step(closure=None)", a -> self(a).step(a.get(0))),
            writtenMethod("Optimizer.zero_grad(set_to_none=True)", a -> self(a).zeroGrad(a.flag(0))),
            writtenMethod("Optimizer.state_dict()", a -> self(a).stateDict()),
            writtenMethod("Optimizer.load_state_dict(state_dict)", a -> {
                self(a).load(a.get(0));
                return None.NONE;
            }),
            writtenMethod("Optimizer.add_param_group(param_group)", a -> {
                self(a).addGroup(a.get(0));
                return None.NONE;
            })));
    static final PyType DEFAULT_DICT = Types.DICT.kind("collections", "defaultdict");

    /** Orders that are not those of the constructor. */
    private static final Map<Algorithm, String> ORDER = Map.of(
            Algorithm.ADAM, "lr betas eps weight_decay amsgrad maximize foreach capturable differentiable fused decoupled_weight_decay",
            Algorithm.ADAMW, "lr betas eps weight_decay amsgrad maximize foreach capturable differentiable fused",
            Algorithm.NADAM, "lr betas eps weight_decay momentum_decay decoupled_weight_decay maximize foreach capturable differentiable",
            Algorithm.RADAM, "lr betas eps weight_decay maximize foreach capturable decoupled_weight_decay differentiable",
            Algorithm.ADAGRAD, "lr lr_decay eps weight_decay initial_accumulator_value foreach maximize differentiable fused",
            Algorithm.ADADELTA, "lr rho eps weight_decay maximize capturable foreach differentiable",
            Algorithm.RMSPROP, "lr momentum alpha eps centered weight_decay capturable foreach maximize differentiable",
            Algorithm.RPROP, "lr etas step_sizes foreach maximize differentiable capturable");
    private static final Set<String> NUMBERS = Set.of("step", "mu_product", "eta", "mu");

    private final Algorithm algorithm;
    private final PyType type;

    private OptimizerType(Algorithm algorithm) {
        this.algorithm = algorithm;
        String name = algorithm.torchName();
        this.type = OPTIMIZER.kind("torch.optim." + name.toLowerCase(java.util.Locale.ROOT), name);
        Builtin row = writtenMethod(name + ".__init__(params, " + Declarations.written(algorithm.declaration()) + ")", this::made);
        type.madeBy(Builtin.unboundFunction(name, (_, a) -> row.on(None.NONE, a)));
        if (needsClosure()) {
            type.with(List.of(writtenMethod("LBFGS.step(closure)", a -> self(a).step(a.get(0)))));
        }
    }

    /** All kinds. */
    static Stream<PyType> types() {
        return Stream.of(Algorithm.values()).map(a -> new OptimizerType(a).type);
    }

    private static PyOptimizer self(Given a) {
        return (PyOptimizer) a.self();
    }

    private Object made(Given a) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        List<Declaration.Parameter> parameters = algorithm.declaration().parameters();
        for (int i = 0; i < parameters.size(); i++) {
            if (a.given()[i + 1]) {
                given.put(parameters.get(i).name(), PlainValues.plain(a.get(i + 1)));
            }
        }
        Settings settings = algorithm.settings(given);
        PyDict defaults = new PyDict();
        for (String name : order()) {
            int i = 1 + parameters.stream().map(Declaration.Parameter::name).toList().indexOf(name);
            defaults.put(name, a.given()[i] ? a.get(i) : PlainValues.shown(settings.get(name).value()));
        }
        if (algorithm == Algorithm.ADAMW) {
            defaults.put("decoupled_weight_decay", true);
        }
        if (needsClosure() && defaults.get("max_eval") == None.NONE) {
            defaults.put("max_eval", (long) (settings.get("max_iter").real() * 5 / 4));
        }
        return new PyOptimizer(this, a.get(0), defaults);
    }

    private List<String> order() {
        String own = ORDER.get(algorithm);
        return own != null ? List.of(own.split(" "))
                : algorithm.declaration().parameters().stream().map(Declaration.Parameter::name).toList();
    }

    Algorithm algorithm() {
        return algorithm;
    }

    PyType type() {
        return type;
    }

    /** Whether a step evaluates the loss. */
    boolean needsClosure() {
        return algorithm == Algorithm.LBFGS;
    }

    /** The engine's settings of a group. */
    Settings settings(PyDict group) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        for (Declaration.Parameter p : algorithm.declaration().parameters()) {
            Object v = group.get(p.name());
            if (v != null) {
                given.put(p.name(), PlainValues.plain(v));
            }
        }
        return algorithm.declaration().bind(given);
    }

    /** A setting that a program has changed, of the type that it must have. */
    @Nullable
    Object converted(String name, @Nullable Object v) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put(name, v);
        Setting s = algorithm.declaration().bind(one).get(name);
        return s.value();
    }

    /** Whether what rules keep under this name is a number for the parameter as a whole. */
    static boolean isNumber(String name) {
        return NUMBERS.contains(name);
    }

    void refuseStateOfLbfgs() {
        if (needsClosure()) {
            throw new PyError("NotImplementedError", "the state of LBFGS is not part of Nabla's subset of PyTorch");
        }
    }

}
