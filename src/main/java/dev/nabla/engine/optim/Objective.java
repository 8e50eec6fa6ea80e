package dev.nabla.engine.optim;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/** The loss as a function of the parameters where they stand. */
public interface Objective {
    /** The loss at the present parameters; {@link #gradient} is that at the same place afterwards. */
    double evaluate();

    /** The gradient of parameter i found by the last evaluation, or null where the loss does not depend on it. */
    @Nullable
    NdArray gradient(int i);
}
