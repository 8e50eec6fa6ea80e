package dev.nabla.engine;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;

/**
 * An operator: one enum constant in its family's table, with everything that is known of it in its {@link Row}.
 */
public interface Op {
    /** The enum constant's name. */
    String name();

    Row row();

    /** The name in JSON and in programs: {@code log_softmax}. */
    default String wireName() {
        return row().signature().name();
    }

    /** The table it stands in: {@code elementary} for {@code ElementaryOps}. */
    default String family() {
        String table = getClass().getSimpleName();
        return table.substring(0, table.length() - "Ops".length()).toLowerCase(Locale.ROOT);
    }

    /** Applies an op with one result and no params. */
    default Tensor call(@Nullable Tensor... inputs) {
        return apply(row().defaults(), inputs)[0];
    }

    /** Applies an op with one result. */
    default Tensor call(Params params, @Nullable Tensor... inputs) {
        return apply(params, inputs)[0];
    }

    /** Applies an op with one result; params by name, the others at their defaults. */
    default Tensor call(Map<String, ? extends @Nullable Object> params, @Nullable Tensor... inputs) {
        return call(Params.of(row().signature(), params), inputs);
    }

    /**
     * Applies the op: computes, and notes what backward and the record need.
     *
     * @param inputs the operands in the order of the signature, null where an optional one is absent
     * @return the results, at least one
     * @throws TorchError as PyTorch does
     */
    default Tensor[] apply(Params params, @Nullable Tensor... inputs) {
        return Dispatcher.apply(this, params, inputs);
    }

    /**
     * Runs the kernel of a primitive op: all its results, hidden ones included, without a node or a record.
     *
     * @throws TorchError as PyTorch does
     */
    default NdArray[] compute(Params params, @Nullable Tensor... inputs) {
        return row().kernel().run(new Call(this, params, inputs));
    }

    /**
     * Applies the op to arguments from outside, after checking the operands against the signature.
     *
     * @throws TorchError TypeError for too few or too many operands, or a number where a tensor is needed
     */
    default Tensor[] invoke(Params params, @Nullable Tensor... inputs) {
        return apply(params, row().signature().bind(inputs));
    }
}
