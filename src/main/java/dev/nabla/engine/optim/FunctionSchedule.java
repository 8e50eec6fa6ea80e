package dev.nabla.engine.optim;

import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * Schedules by functions of the epoch, one for each group.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html">LambdaLR</a>
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html">MultiplicativeLR</a>
 */
public final class FunctionSchedule extends Scheduler {
    private static final Declaration NONE = Declaration.parse("FunctionSchedule(int last_epoch=-1)");

    private final List<LongToDoubleFunction> factors;
    private final boolean isChained;

    private FunctionSchedule(Optimizer optimizer, List<LongToDoubleFunction> factors, boolean isChained) {
        super(optimizer, NONE.bind(java.util.Map.of()));
        this.factors = factors;
        this.isChained = isChained;
        begin();
    }

    /** The rate at the start times a factor. */
    public static FunctionSchedule lambda(Optimizer optimizer, List<LongToDoubleFunction> factors) {
        return new FunctionSchedule(optimizer, factors, false);
    }

    /** The rate before times a factor. */
    public static FunctionSchedule multiplicative(Optimizer optimizer, List<LongToDoubleFunction> factors) {
        return new FunctionSchedule(optimizer, factors, true);
    }

    @Override
    double next(int i) {
        return isChained ? isInitial ? rate(i) : rate(i) * factors.get(i).applyAsDouble(epoch)
                : base[i] * factors.get(i).applyAsDouble(epoch);
    }
}
