package dev.nabla.job;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/**
 * One recorded step.
 *
 * @param step counted from 1
 * @param loss before that step's update
 * @param rates used in it, by group
 * @param gradNorm the 2-norm over all parameters, before clipping
 * @param parameters after the update, or null where they are not recorded; null for one that is too large
 * @param before where there are few parameters: them and the gradient before the update, all elements one behind the other
 */
public record Point(long step, double loss, double[] rates, double gradNorm, @Nullable List<@Nullable NdArray> parameters,
        @Nullable Before before) {

    /** What an update starts from. */
    record Before(double[] parameters, double[] gradient) {
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
