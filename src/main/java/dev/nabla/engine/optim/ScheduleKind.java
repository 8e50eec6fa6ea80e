package dev.nabla.engine.optim;

import java.util.Locale;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * The schedules of torch.optim.lr_scheduler that take no function.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate">How to adjust learning rate</a>
 */
public enum ScheduleKind {
    // @formatter:off
    STEP_LR("StepLR(int step_size, float gamma=0.1, int last_epoch=-1)", DecaySchedules.Step::new,
            "Multiplies the rate by gamma every step_size epochs."),
    MULTI_STEP_LR("MultiStepLR(int[] milestones, float gamma=0.1, int last_epoch=-1)", DecaySchedules.MultiStep::new,
            "Multiplies the rate by gamma at each milestone."),
    CONSTANT_LR("ConstantLR(float factor=0.3333333333333333, int total_iters=5, int last_epoch=-1)", DecaySchedules.Constant::new,
            "Multiplies the rate by factor for the first total_iters epochs."),
    LINEAR_LR("LinearLR(float start_factor=0.3333333333333333, float end_factor=1.0, int total_iters=5, int last_epoch=-1)",
            DecaySchedules.Linear::new,
            "Moves the factor of the rate from start_factor to end_factor in a straight line."),
    EXPONENTIAL_LR("ExponentialLR(float gamma, int last_epoch=-1)", DecaySchedules.Exponential::new,
            "Multiplies the rate by gamma every epoch."),
    POLYNOMIAL_LR("PolynomialLR(int total_iters=5, float power=1.0, int last_epoch=-1)", DecaySchedules.Polynomial::new,
            "Lets the rate fall to 0 as a power of the epochs left."),
    COSINE_ANNEALING_LR("CosineAnnealingLR(int T_max, float eta_min=0.0, int last_epoch=-1)", CyclicSchedules.CosineAnnealing::new,
            "Moves the rate to eta_min and back along a cosine."),
    COSINE_ANNEALING_WARM_RESTARTS("CosineAnnealingWarmRestarts(int T_0, int T_mult=1, float eta_min=0.0, int last_epoch=-1)",
            CyclicSchedules.WarmRestarts::new,
            "Lets the rate fall along a cosine and jump back, over ever longer periods."),
    CYCLIC_LR("CyclicLR(float|float[] base_lr, float|float[] max_lr, int step_size_up=2000, int? step_size_down=None, "
            + "str mode='triangular', float gamma=1.0, str scale_mode='cycle', bool cycle_momentum=True, "
            + "float|float[] base_momentum=0.8, float|float[] max_momentum=0.9, int last_epoch=-1)", CyclicSchedules.Cyclic::new,
            "Moves the rate up and down between two bounds, the momentum against it."),
    ONE_CYCLE_LR("OneCycleLR(float|float[] max_lr, int? total_steps=None, int? epochs=None, int? steps_per_epoch=None, float pct_start=0.3, "
            + "str anneal_strategy='cos', bool cycle_momentum=True, float|float[] base_momentum=0.85, float|float[] max_momentum=0.95, "
            + "float div_factor=25.0, float final_div_factor=10000.0, bool three_phase=False, int last_epoch=-1)", OneCycle::new,
            "Moves the rate up once and then down to almost nothing, the momentum against it."),
    REDUCE_LR_ON_PLATEAU("ReduceLROnPlateau(str mode='min', float factor=0.1, int patience=10, float threshold=0.0001, "
            + "str threshold_mode='rel', int cooldown=0, float|float[] min_lr=0, float eps=1e-8)", ReduceOnPlateau::new,
            "Multiplies the rate by factor when the loss has stopped improving."),
    SEQUENTIAL_LR("SequentialLR(Schedule[] schedulers, int[] milestones, int last_epoch=-1)", CombinedSchedules.Sequential::new,
            "One schedule after another, changed at the milestones."),
    CHAINED_SCHEDULER("ChainedScheduler(Schedule[] schedulers)", CombinedSchedules.Chained::new,
            "Several schedules at once, each on what the one before it made of the rate.");
    // @formatter:on

    private final Declaration declaration;
    private final BiFunction<Optimizer, Settings, Scheduler> maker;
    private final String doc;

    ScheduleKind(String declaration, BiFunction<Optimizer, Settings, Scheduler> maker, String doc) {
        this.declaration = Declaration.parse(declaration);
        this.maker = maker;
        this.doc = doc;
    }

    /** The schedule of that name, whatever its case, or null. */
    public static @Nullable ScheduleKind named(String name) {
        for (ScheduleKind k : values()) {
            if (k.torchName().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return k;
            }
        }
        return null;
    }

    /** PyTorch's spelling: {@code StepLR}. */
    public String torchName() {
        return declaration.name();
    }

    public Declaration declaration() {
        return declaration;
    }

    /** One sentence. */
    public String doc() {
        return doc;
    }

    Scheduler make(Optimizer optimizer, Settings settings) {
        return maker.apply(optimizer, settings);
    }
}
