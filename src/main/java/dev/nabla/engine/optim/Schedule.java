package dev.nabla.engine.optim;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.TorchError;

/**
 * A learning-rate schedule as it is asked for: the kind and its checked settings. {@link #start} puts it to work on an optimizer.
 */
public record Schedule(ScheduleKind kind, Settings settings) {
    /**
     * @throws TorchError TypeError for an unknown setting, a missing one or one of the wrong type
     */
    public static Schedule of(ScheduleKind kind, Map<String, ? extends @Nullable Object> given) {
        return new Schedule(kind, kind.declaration().bind(given));
    }

    /**
     * Makes the schedule, which already sets the rate of the first step.
     *
     * @throws TorchError ValueError as PyTorch's constructor does
     */
    public Scheduler start(Optimizer optimizer) {
        return kind.make(optimizer, settings);
    }

    /** The schedules that this one is made of. */
    List<Schedule> parts() {
        return ((List<?>) Objects.requireNonNull(settings.get("schedulers").value())).stream().map(Schedule.class::cast).toList();
    }
}
