package dev.nabla.engine.optim;

import java.util.Arrays;
import java.util.List;

import dev.nabla.engine.array.TorchError;

/**
 * A schedule at work on an optimizer: sets the rate (and momentum) of its groups, once when it is made and then whenever it is stepped. Most
 * change the present rate instead of computing it anew, so that schedules can be chained.
 */
public abstract class Scheduler {
    final List<ParameterGroup> groups;
    final double[] base;
    /** Steps taken; −1 before the first, which belongs to the making. */
    long epoch = -1;
    /** Whether the step that belongs to the making is under way. */
    boolean isInitial;

    Scheduler(Optimizer optimizer, Settings settings) {
        if (settings.has("last_epoch") && settings.real("last_epoch") != -1) {
            throw TorchError.value("""
                    param 'initial_lr' is not specified in param_groups[0] when resuming scheduler with last_epoch >= 0.
                    This typically happens when:
                    1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state
                    2. You're using last_epoch >= 0 for a fresh training run (not recommended)""").at("last_epoch");
        }
        this.groups = optimizer.groups();
        this.base = new double[groups.size()];
    }

    /** To be called at the end of making a schedule that has a course of its own. */
    final void begin() {
        for (int i = 0; i < base.length; i++) {
            base[i] = groups.get(i).initialRate();
        }
        beginAgain();
    }

    /** The step that belongs to the making. */
    void beginAgain() {
        isInitial = true;
        step();
        isInitial = false;
    }

    /** Forgets the step that belonged to the making. */
    void undoBegin() {
        epoch--;
    }

    /** Sets the rates as after no step. */
    void restart() {
        epoch = 0;
        for (int i = 0; i < base.length; i++) {
            groups.get(i).rate(closedForm(i));
        }
    }

    /** One step of a schedule that does not ask for the loss. */
    void step() {
        epoch++;
        for (int i = 0; i < base.length; i++) {
            double rate = next(i);
            if (rate != rate(i)) {
                groups.get(i).rate(rate);
            }
        }
    }

    /**
     * Sets the rates of the next step.
     *
     * @param loss the loss of the step just done
     * @throws TorchError ValueError where PyTorch's schedule is past its end
     */
    public void step(double loss) {
        step();
    }

    /** Steps taken since it was made, PyTorch's {@code last_epoch}. */
    public long epoch() {
        return epoch;
    }

    /** The rates that it started from, one for each group. */
    public double[] baseRates() {
        return base.clone();
    }

    /** All that steps change, but for the rates themselves. */
    public double[] memory() {
        return new double[]{epoch};
    }

    /** Goes on from a {@link #memory} of this schedule. */
    public void restore(double[] memory) {
        epoch = (long) memory[0];
    }

    /** The rate of group i at the present epoch, from its rate before. */
    abstract double next(int i);

    /** The rate of group i at the present epoch, from its base rate. */
    double closedForm(int i) {
        return next(i);
    }

    final double rate(int i) {
        return groups.get(i).rate();
    }

    /** A setting for each group, or one for all. */
    final double[] perGroup(Settings settings, String name) {
        Setting s = settings.get(name);
        double[] all = new double[groups.size()];
        if (s.value() instanceof List<?> list) {
            if (list.size() != all.length) {
                throw TorchError.value(name + " must have the same length as optimizer.param_groups. " + name + " has " + list.size()
                        + " values, param_groups has " + all.length + ".").at(name);
            }
            Arrays.setAll(all, s::real);
        } else {
            Arrays.fill(all, s.real());
        }
        return all;
    }

    /** a / b of two Python numbers. */
    static double divide(double a, double b) {
        if (b == 0) {
            throw TorchError.zeroDivision("float division by zero");
        }
        return a / b;
    }
}
