package dev.nabla.lang.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.optim.Scheduler;
import dev.nabla.lang.value.Mutable;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Run;

/** A schedule of the learning rate at work on an optimizer. */
final class PyScheduler extends Mutable {
    private static final String TOO_EARLY =
            "UserWarning: Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and "
                    + "later, you should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will "
                    + "result in PyTorch skipping the first value of the learning rate schedule. See more details at "
                    + "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate";

    private final PyType type;
    private final PyOptimizer optimizer;
    private final Scheduler engine;
    private final PyDict settings;
    private final List<Object> base;
    private List<Object> rates;

    /** @param settings as a state shows them */
    PyScheduler(PyType type, PyOptimizer optimizer, Scheduler engine, PyDict settings) {
        this.type = type;
        this.optimizer = optimizer;
        this.engine = engine;
        this.settings = settings;
        List<Object> before = optimizer.rates();
        this.base = new ArrayList<>();
        double[] bases = engine.baseRates();
        for (int i = 0; i < bases.length; i++) {
            base.add(Numbers.real(before.get(i)) == bases[i] ? before.get(i) : (Object) bases[i]);
        }
        optimizer.settle();
        this.rates = optimizer.rates();
    }

    Scheduler engine() {
        return engine;
    }

    PyOptimizer optimizer() {
        return optimizer;
    }

    /** @param loss NaN for a schedule that asks for none */
    Object step(double loss) {
        changes();
        if (SchedulerType.isEager(type) && engine.epoch() == 0 && !optimizer.hasStepped()) {
            Run.current().warn(TOO_EARLY);
        }
        optimizer.engine();
        engine.step(loss);
        optimizer.settle();
        rates = optimizer.rates();
        return None.NONE;
    }

    PyList lastRates() {
        return new PyList(new ArrayList<>(rates));
    }

    /** Settings, and how far it has come. */
    PyDict stateDict() {
        PyDict out = new PyDict();
        settings.items().forEach(e -> out.put(e.getKey(), e.getValue()));
        out.put("base_lrs", new PyList(new ArrayList<>(base)));
        out.put("last_epoch", engine.epoch());
        out.put("_step_count", engine.epoch() + 1);
        out.put("_is_initial", false);
        out.put("_get_lr_called_within_step", false);
        out.put("_last_lr", lastRates());
        return out;
    }

    @Override
    public void holds(Consumer<Object> to) {
        to.accept(optimizer);
        to.accept(settings);
    }

    @Override
    protected Runnable wayBack() {
        double[] memory = engine.memory();
        List<Object> before = rates;
        return () -> {
            engine.restore(memory);
            rates = before;
        };
    }

    @Override
    public PyType type() {
        return type;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "optimizer" -> optimizer;
            case "last_epoch" -> engine.epoch();
            case "base_lrs" -> new PyList(new ArrayList<>(base));
            case "_last_lr" -> lastRates();
            case "_step_count" -> engine.epoch() + 1;
            case "best" -> plateau(1);
            case "num_bad_epochs" -> plateau(2) instanceof Double n ? (Object) n.longValue() : null;
            case "cooldown_counter" -> plateau(3) instanceof Double n ? (Object) n.longValue() : null;
            default -> settings.get(name);
        };
    }

    /** A number that a schedule keeps that follows the loss. */
    private @Nullable Object plateau(int i) {
        return type.name().equals("ReduceLROnPlateau") ? (Object) engine.memory()[i] : null;
    }

    @Override
    public void setAttribute(String name, Object value) {
        throw PyError.attribute("the attributes of a scheduler cannot be set in Nabla's subset of PyTorch");
    }

    /** For a state that is loaded: this many steps in all. */
    void load(PyDict state) {
        if (!(state.get("last_epoch") instanceof Long epoch) || !(state.get("_last_lr") instanceof PyList last)) {
            throw PyError.type("state_dict must be what state_dict() gives");
        }
        double[] memory = engine.memory();
        if (memory.length > 1) {
            throw new PyError("NotImplementedError", "load_state_dict of " + type.name() + " is not part of Nabla's subset of PyTorch");
        }
        changes();
        double[] to = Arrays.copyOf(memory, memory.length);
        to[0] = epoch;
        engine.restore(to);
        rates = List.copyOf(last.items());
    }
}
