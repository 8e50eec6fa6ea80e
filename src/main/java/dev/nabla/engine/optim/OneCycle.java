package dev.nabla.engine.optim;

import java.util.List;

import dev.nabla.engine.array.TorchError;

/**
 * One rise of the rate from max_lr/div_factor to max_lr, then a fall to max_lr/div_factor/final_div_factor (in three phases: back to the
 * start first), along cosines or straight lines; the momentum moves the other way.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html">OneCycleLR</a>
 */
final class OneCycle extends Scheduler {
    private final double total;
    private final boolean isCosine;
    private final double[] start;
    private final double[] peak;
    private final double[] floor;
    private final List<Phase> phases;
    private final CyclicSchedules.MomentumCycle momentum;

    private enum Level {
        START, PEAK, FLOOR
    }

    /** From one level to another, up to the step with this number. */
    private record Phase(double end, Level from, Level to) {
    }

    OneCycle(Optimizer optimizer, Settings s) {
        super(optimizer, s);
        total = total(s);
        double rise = s.real("pct_start");
        if (!(rise >= 0 && rise <= 1)) {
            throw TorchError.value("Expected float between 0 and 1 pct_start, but got " + s.get("pct_start")).at("pct_start");
        }
        String strategy = String.valueOf(s.get("anneal_strategy").value());
        if (!List.of("cos", "linear").contains(strategy)) {
            throw TorchError.value("anneal_strategy must be one of 'cos' or 'linear', instead got " + strategy).at("anneal_strategy");
        }
        isCosine = strategy.equals("cos");
        Phase up = new Phase(rise * total - 1, Level.START, Level.PEAK);
        phases = s.flag("three_phase")
                ? List.of(up, new Phase(2 * rise * total - 2, Level.PEAK, Level.START), new Phase(total - 1, Level.START, Level.FLOOR))
                : List.of(up, new Phase(total - 1, Level.PEAK, Level.FLOOR));
        peak = perGroup(s, "max_lr");
        start = new double[peak.length];
        floor = new double[peak.length];
        for (int i = 0; i < peak.length; i++) {
            start[i] = divide(peak[i], s.real("div_factor"));
            floor[i] = divide(start[i], s.real("final_div_factor"));
            groups.get(i).initialRate(start[i]);
        }
        momentum = new CyclicSchedules.MomentumCycle(this, s);
        begin();
    }

    private static double total(Settings s) {
        if (!s.get("total_steps").isNone()) {
            return positive(s, "total_steps");
        }
        if (s.get("epochs").isNone() || s.get("steps_per_epoch").isNone()) {
            throw TorchError.value("You must define either total_steps OR (epochs AND steps_per_epoch)").at("total_steps");
        }
        return positive(s, "epochs") * positive(s, "steps_per_epoch");
    }

    private static double positive(Settings s, String name) {
        if (s.real(name) <= 0) {
            throw TorchError.value("Expected positive integer " + name + ", but got " + s.get(name)).at(name);
        }
        return s.real(name);
    }

    @Override
    double next(int i) {
        if (epoch > total) {
            throw TorchError.value("Tried to step " + epoch + " times. The specified number of total steps is "
                    + (long) total);
        }
        double from = 0;
        int k = 0;
        while (k < phases.size() - 1 && epoch > phases.get(k).end) {
            from = phases.get(k++).end;
        }
        Phase phase = phases.get(k);
        double done = divide(epoch - from, phase.end - from);
        momentum.set(i, anneal(momentum(phase.from, i), momentum(phase.to, i), done));
        return anneal(rate(phase.from, i), rate(phase.to, i), done);
    }

    private double rate(Level level, int i) {
        return switch (level) {
            case START -> start[i];
            case PEAK -> peak[i];
            case FLOOR -> floor[i];
        };
    }

    private double momentum(Level level, int i) {
        return level == Level.PEAK ? momentum.low(i) : momentum.high(i);
    }

    private double anneal(double from, double to, double done) {
        return isCosine ? to + (from - to) / 2 * (Math.cos(Math.PI * done) + 1) : (to - from) * done + from;
    }
}
