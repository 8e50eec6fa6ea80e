package dev.nabla.session;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/**
 * A tensor's content alone.
 *
 * @param tag its entity tag, null for a gradient
 */
public record Elements(NdArray data, @Nullable String tag) {
}
