package dev.nabla.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One recorded call of an op: enough to run it again. It holds no large value of what was computed, so that the record of a long history is
 * small; tensors given from outside it holds whole.
 *
 * @param inputs the operands in the order of the signature; null where an optional one is absent; a number is a tensor that
 *     {@link Tensor#isNumber is one}
 * @param gradEnabled whether the call was made with grad mode on
 */
public record Application(Op op, List<@Nullable Source> inputs, Params params, boolean gradEnabled, long sequence) {
    @Override
    public boolean equals(@Nullable Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
