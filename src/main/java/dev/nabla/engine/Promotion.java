package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/**
 * The dtype in which operands of different dtypes meet: that of the tensors with dimensions, unless a 0-d tensor, or after it a number, is of
 * a later category (bool, integer, float).
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc">Type promotion</a>
 */
public final class Promotion {
    private Promotion() {
    }

    /** torch.result_type of all operands; absent ones do not count. */
    public static DType resultType(@Nullable Tensor... operands) {
        DType dims = null;
        DType zero = null;
        DType number = null;
        for (Tensor t : operands) {
            if (t == null) {
                continue;
            }
            DType d = t.dtype();
            if (t.isNumber()) {
                DType own = d == DType.FLOAT64 ? Workspace.current().defaultDtype() : d;
                number = number == null ? own : number.promote(own);
            } else if (t.shape().isScalar()) {
                zero = zero == null ? d : zero.promote(d);
            } else {
                dims = dims == null ? d : dims.promote(d);
            }
        }
        DType result = later(dims, zero);
        result = later(result, number);
        return result == null ? Workspace.current().defaultDtype() : result;
    }

    private static @Nullable DType later(@Nullable DType strong, @Nullable DType weak) {
        if (strong == null || weak == null) {
            return strong == null ? weak : strong;
        }
        boolean higher = category(weak) > category(strong);
        return higher ? strong.promote(weak) : strong;
    }

    private static int category(DType d) {
        return d == DType.BOOL ? 0 : d.isInteger() ? 1 : 2;
    }

    /** {@link #resultType}, or the default float dtype where that is no float: for functions of real numbers. */
    public static DType floatResult(@Nullable Tensor... operands) {
        DType d = resultType(operands);
        return d.isFloat() ? d : Workspace.current().defaultDtype();
    }

    /** The operands in one dtype. */
    static NdArray[] cast(DType dtype, Tensor... operands) {
        NdArray[] arrays = new NdArray[operands.length];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = operands[i].data().to(dtype);
        }
        return arrays;
    }
}
