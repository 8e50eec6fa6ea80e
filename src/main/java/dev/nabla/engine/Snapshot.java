package dev.nabla.engine;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/**
 * Everything that can be reached from some tensors, as flat lists of plain values that refer to each other by position: storages with those who
 * share them, functions with what they saved, gradients, the record. {@link Capture} makes one, {@link Restoration} makes tensors of it again.
 *
 * <p>A reference to what comes before backward is one number: a function by its position, the end of the graph at leaf {@code t} as
 * {@code -2 - t}, nothing as −1. So is a reference to a source in the record: a computed value by its position, a tensor as {@code -2 - t}.
 *
 * @param functions the older first, so that they refer to earlier ones only
 * @param calls likewise
 */
public record Snapshot(List<Elements> storages, List<TensorPart> tensors, List<Function> functions, List<Recorded> calls,
        List<Value> values) {
    static final int NONE = -1;

    /** A storage: its elements in a row. */
    public record Elements(NdArray data, int version) {
    }

    /** A strided view of a storage. */
    public record Strided(int storage, int[] shape, int[] strides, int offset) {
    }

    /**
     * A tensor.
     *
     * @param grad the position of its gradient, or −1
     * @param origin the position of the recorded value that it is, or −1
     */
    public record TensorPart(Strided data, boolean requiresGrad, boolean number, int gradFn, int outputIndex, int grad, boolean retainsGrad,
            int origin, @Nullable ViewPart view, int viewVersion) {
    }

    /** How a view was taken from the tensor at a position. */
    public record ViewPart(int source, String op, Map<String, @Nullable Object> params, int index, boolean oneOfSeveral,
            boolean gradEnabled) {
    }

    /** Shape and dtype of an operand or result. */
    public record Form(int[] shape, DType dtype) {
    }

    /** A function of the backward graph. */
    public sealed interface Function {
        long sequence();
    }

    /**
     * That of an op.
     *
     * @param inputs null where an operand is absent
     * @param saved positions of tensors, operands before results, −1 where none is saved; null where nothing is
     * @param versions that the saved ones had
     */
    public record OpFunction(long sequence, String op, String name, Map<String, @Nullable Object> params, int[] next, int[] nextIndex,
            List<@Nullable Form> inputs, List<Form> outputs, int @Nullable [] saved, int @Nullable [] versions, boolean freed)
            implements Function {
    }

    /** That of a view whose base was changed after it was taken. */
    public record ViewFunction(long sequence, Form base, ViewPart view, int next, int nextIndex) implements Function {
    }

    /** That of a base changed through a view, by the function at a position. */
    public record SliceFunction(long sequence, Form base, ViewPart view, int function, int output, int next, int nextIndex, boolean freed)
            implements Function {
    }

    /** A call in the record. */
    public record Recorded(String op, int[] inputs, Map<String, @Nullable Object> params, boolean gradEnabled, long sequence) {
    }

    /** A value in the record. */
    public record Value(int call, int index, int[] shape, DType dtype, @Nullable Strided small, @Nullable String gradFn) {
    }

    static int leaf(int tensor) {
        return -2 - tensor;
    }
}
