package dev.nabla.lang.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.optim.Declaration;
import dev.nabla.engine.optim.FunctionSchedule;
import dev.nabla.engine.optim.Schedule;
import dev.nabla.engine.optim.ScheduleKind;
import dev.nabla.engine.optim.Scheduler;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.writtenMethod;

/**
 * The kinds of schedules: those of the engine, and those by a function of the program.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate">How to adjust learning rate</a>
 */
final class SchedulerType {
    static final PyType SCHEDULER = PyType.of("torch.optim.lr_scheduler", "LRScheduler").with(List.of(
            writtenMethod("LRScheduler.step(epoch=None)", a -> {
                if (a.has(0)) {
                    throw PyError.type("step(epoch) is not part of Nabla's subset of PyTorch; there is step()");
                }
                return self(a).step(Double.NaN);
            }),
            writtenMethod("LRScheduler.get_last_lr()", a -> self(a).lastRates()),
            writtenMethod("LRScheduler.state_dict()", a -> self(a).stateDict()),
            writtenMethod("LRScheduler.load_state_dict(state_dict)", a -> {
                if (!(a.get(0) instanceof PyDict d)) {
                    throw PyError.type("state_dict must be a dict, not " + Values.typeName(a.get(0)));
                }
                self(a).load(d);
                return None.NONE;
            })));
    private static final Set<ScheduleKind> OWN_STEP = Set.of(ScheduleKind.REDUCE_LR_ON_PLATEAU, ScheduleKind.SEQUENTIAL_LR,
            ScheduleKind.CHAINED_SCHEDULER);

    private SchedulerType() {
    }

    private static PyScheduler self(Given a) {
        return (PyScheduler) a.self();
    }

    /** All kinds. */
    static Stream<PyType> types() {
        return Stream.concat(Stream.of(ScheduleKind.values()).map(SchedulerType::type),
                Stream.of(byFunction("LambdaLR"), byFunction("MultiplicativeLR")));
    }

    /** Whether it minds being stepped before the optimizer. */
    static boolean isEager(PyType type) {
        ScheduleKind kind = ScheduleKind.named(type.name());
        return kind == null || !OWN_STEP.contains(kind);
    }

    private static PyType type(ScheduleKind kind) {
        String name = kind.torchName();
        PyType type = SCHEDULER.kind("torch.optim.lr_scheduler", name);
        boolean chained = kind == ScheduleKind.CHAINED_SCHEDULER;
        String first = chained ? "" : "optimizer, ";
        Builtin row =
                writtenMethod(name + ".__init__(" + first + Declarations.written(kind.declaration()) + (chained ? ", optimizer=None" : "")
                        + ")", a -> made(type, kind, a));
        type.madeBy(Builtin.unboundFunction(name, (_, a) -> row.on(None.NONE, a)));
        if (kind == ScheduleKind.REDUCE_LR_ON_PLATEAU) {
            type.with(List.of(writtenMethod("ReduceLROnPlateau.step(metrics, epoch=None)", a -> self(a).step(Numbers.real(a.get(0))))));
        }
        return type;
    }

    private static PyOptimizer optimizer(Object v) {
        if (v instanceof PyOptimizer o) {
            return o;
        }
        throw PyError.type(Values.typeName(v) + " is not an Optimizer");
    }

    private static Object made(PyType type, ScheduleKind kind, Given a) {
        boolean chained = kind == ScheduleKind.CHAINED_SCHEDULER;
        PyOptimizer optimizer = chained ? ofParts(a.get(0)) : optimizer(a.get(0));
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        PyDict settings = new PyDict();
        List<Declaration.Parameter> parameters = kind.declaration().parameters();
        for (int k = 0; k < parameters.size(); k++) {
            int i = chained ? k : k + 1;
            String name = parameters.get(k).name();
            if (a.given()[i]) {
                given.put(name, plain(parameters.get(k), a.get(i)));
            }
            if (!name.equals("last_epoch")) {
                settings.put(name, a.given()[i] ? a.get(i) : PlainValues.shown(parameters.get(k).fallback()));
            }
        }
        Scheduler engine = Schedule.of(kind, given).start(optimizer.engine());
        return new PyScheduler(type, optimizer, engine, settings);
    }

    private static @Nullable Object plain(Declaration.Parameter p, Object v) {
        return p.type() == Declaration.Type.INTS ? PlainValues.plain(new PyTuple(Values.list(v))) : PlainValues.plain(v);
    }

    private static PyOptimizer ofParts(Object schedulers) {
        List<Object> parts = Values.list(schedulers);
        if (parts.isEmpty()) {
            throw PyError.value("ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.");
        }
        return parts.getFirst() instanceof PyScheduler s ? s.optimizer() : optimizer(parts.getFirst());
    }

    private static PyType byFunction(String name) {
        PyType type = SCHEDULER.kind("torch.optim.lr_scheduler", name);
        Builtin row = writtenMethod(name + ".__init__(optimizer, lr_lambda, last_epoch=-1)", a -> {
            PyOptimizer optimizer = optimizer(a.get(0));
            boolean several = a.get(1) instanceof PyList || a.get(1) instanceof PyTuple;
            List<Object> functions = several ? Values.list(a.get(1)) : Collections.nCopies(optimizer.size(), a.get(1));
            if (functions.size() != optimizer.size()) {
                throw PyError.value("Expected " + optimizer.size() + " lr_lambdas, but got " + functions.size());
            }
            List<LongToDoubleFunction> factors = new ArrayList<>();
            functions.forEach(f -> factors.add(epoch -> Numbers.real(Values.call(f, epoch))));
            Scheduler engine = name.equals("LambdaLR") ? FunctionSchedule.lambda(optimizer.engine(), factors)
                    : FunctionSchedule.multiplicative(optimizer.engine(), factors);
            PyDict settings = new PyDict();
            settings.put("lr_lambdas", new PyList(new ArrayList<>(Objects.requireNonNull(functions))));
            return new PyScheduler(type, optimizer, engine, settings);
        });
        return type.madeBy(Builtin.unboundFunction(name, (_, a) -> row.on(None.NONE, a)));
    }
}
