package dev.nabla.job;

import org.jspecify.annotations.Nullable;

/**
 * When a run ends before its last step. Every rule looks at the loss and the gradient of step k, which are those at the parameters before its
 * update; where one holds, the run ends there without that update. So the parameters handed back are those the loss was measured at.
 *
 * <ul>
 * <li>{@code loss}: the loss is no more than the bound.
 * <li>{@code grad_norm}: the 2-norm of all gradients, before clipping, is no more than the bound.
 * <li>{@code loss_change} and {@code patience}: a step betters the loss where it is below the best so far by more than loss_change (0 unless
 * said); the run ends at the patience-th step in a row that does not (the first unless said). The first step always betters it.
 * </ul>
 */
final class StopRules {
    private final double loss;
    private final double gradNorm;
    private final double change;
    private final long patience;
    private final double maxSeconds;
    private double best = Double.POSITIVE_INFINITY;
    private long without;

    StopRules(JobRequest.@Nullable Stop stop) {
        loss = stop == null || stop.loss() == null ? Double.NEGATIVE_INFINITY : stop.loss();
        gradNorm = stop == null || stop.gradNorm() == null ? Double.NEGATIVE_INFINITY : stop.gradNorm();
        change = stop == null || stop.lossChange() == null ? 0 : stop.lossChange();
        boolean counts = stop != null && (stop.lossChange() != null || stop.patience() != null);
        patience = !counts ? Long.MAX_VALUE : stop == null || stop.patience() == null ? 1 : stop.patience();
        maxSeconds = stop == null || stop.maxSeconds() == null ? Double.POSITIVE_INFINITY : stop.maxSeconds();
    }

    /** The rule that holds at a step, or null. To be asked once for each step, in turn. */
    @Nullable
    StopReason check(double stepLoss, double stepGradNorm) {
        if (stepLoss < best - change) {
            best = stepLoss;
            without = 0;
        } else {
            without++;
        }
        if (stepLoss <= loss) {
            return StopReason.LOSS;
        }
        if (stepGradNorm <= gradNorm) {
            return StopReason.GRAD_NORM;
        }
        return without >= patience ? StopReason.LOSS_CHANGE : null;
    }

    /** How long the job may run. */
    double maxSeconds() {
        return maxSeconds;
    }
}
