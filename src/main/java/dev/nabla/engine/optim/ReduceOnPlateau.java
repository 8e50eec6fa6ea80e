package dev.nabla.engine.optim;

import java.util.List;

import dev.nabla.engine.array.TorchError;

/**
 * Multiplies the rate by factor once more than patience steps in a row did not better the best loss by the threshold; then waits for cooldown
 * steps.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html">ReduceLROnPlateau</a>
 */
final class ReduceOnPlateau extends Scheduler {
    private final double factor;
    private final double patience;
    private final double threshold;
    private final double cooldown;
    private final double eps;
    private final boolean isMaximum;
    private final boolean isRelative;
    private final double[] least;
    private double best;
    private long bad;
    private double waiting;

    ReduceOnPlateau(Optimizer optimizer, Settings s) {
        super(optimizer, s);
        factor = s.real("factor");
        patience = s.real("patience");
        threshold = s.real("threshold");
        cooldown = s.real("cooldown");
        eps = s.real("eps");
        if (factor >= 1) {
            throw TorchError.value("Factor should be < 1.0.").at("factor");
        }
        if (s.get("min_lr").value() instanceof List<?> list && list.size() != groups.size()) {
            throw TorchError.value("expected " + groups.size() + " min_lrs, got " + list.size()).at("min_lr");
        }
        least = perGroup(s, "min_lr");
        isMaximum = one(s, "mode", "mode ", "max", "min");
        isRelative = one(s, "threshold_mode", "threshold mode ", "rel", "abs");
        epoch = 0;
        best = isMaximum ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    private static boolean one(Settings s, String name, String words, String yes, String no) {
        Object v = s.get(name).value();
        if (!yes.equals(v) && !no.equals(v)) {
            throw TorchError.value(words + v + " is unknown!").at(name);
        }
        return yes.equals(v);
    }

    @Override
    public void step(double loss) {
        epoch++;
        if (isBetter(loss)) {
            best = loss;
            bad = 0;
        } else {
            bad++;
        }
        if (waiting > 0) {
            waiting--;
            bad = 0;
        }
        if (bad > patience) {
            for (int i = 0; i < least.length; i++) {
                double reduced = Math.max(rate(i) * factor, least[i]);
                if (rate(i) - reduced > eps) {
                    groups.get(i).rate(reduced);
                }
            }
            waiting = cooldown;
            bad = 0;
        }
    }

    @Override
    public double[] memory() {
        return new double[]{epoch, best, bad, waiting};
    }

    @Override
    public void restore(double[] memory) {
        super.restore(memory);
        best = memory[1];
        bad = (long) memory[2];
        waiting = memory[3];
    }

    private boolean isBetter(double loss) {
        if (isRelative) {
            return isMaximum ? loss > best * (threshold + 1) : loss < best * (1 - threshold);
        }
        return isMaximum ? loss > best + threshold : loss < best - threshold;
    }

    @Override
    double next(int i) {
        return rate(i);
    }
}
