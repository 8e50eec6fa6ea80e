package dev.nabla.engine.optim;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Parameters that share their settings. */
public final class ParameterGroup {
    private final int[] parameters;
    private final Settings settings;
    private final Setting lr;
    private final @Nullable Setting momentum;
    private double initialRate = Double.NaN;

    /** @param parameters their positions among all parameters */
    public ParameterGroup(List<Integer> parameters, Settings settings) {
        this.parameters = parameters.stream().mapToInt(Integer::intValue).toArray();
        this.settings = settings;
        this.lr = settings.get("lr");
        this.momentum = settings.has("betas") ? settings.get("betas") : settings.has("momentum") ? settings.get("momentum") : null;
    }

    public List<Integer> parameters() {
        return java.util.Arrays.stream(parameters).boxed().toList();
    }

    int[] indices() {
        return parameters;
    }

    public Settings settings() {
        return settings;
    }

    /** The learning rate of the next step. */
    public double rate() {
        return lr.real();
    }

    void rate(double value) {
        lr.move(value);
    }

    /** Whether a schedule has started from the rate, so that there is an {@link #initialRate}. */
    public boolean isScheduled() {
        return !Double.isNaN(initialRate);
    }

    /** What schedules start from: the rate when the first of them was made, PyTorch's {@code initial_lr}. */
    public double initialRate() {
        if (Double.isNaN(initialRate)) {
            initialRate = rate();
        }
        return initialRate;
    }

    /** @param value NaN for none yet */
    public void initialRate(double value) {
        initialRate = value;
    }

    /** The momentum of the next step (the first beta of the Adam family), or null where there is none. */
    public @Nullable Setting momentum() {
        return momentum;
    }
}
