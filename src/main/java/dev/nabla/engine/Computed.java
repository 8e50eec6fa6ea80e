package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * One output of an {@link Application}: what the record knows of a value after its tensor may be gone.
 *
 * @param small the value itself where it is a few numbers, for pictures; else null
 * @param gradFn the name of the function that backward runs, or null where nothing is differentiated
 */
public record Computed(Application application, int index, Shape shape, DType dtype, @Nullable NdArray small, @Nullable String gradFn)
        implements Source {
    /** Values up to this many elements stay with the record. */
    static final int SMALL = 16;

    /** Identity: two calls are two values. */
    @Override
    public boolean equals(@Nullable Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
