package dev.nabla.engine;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;

/** Python numbers on their way into an array. */
final class Numbers {
    private Numbers() {
    }

    /**
     * A number as a 0-d array of a dtype: floats are truncated to integers.
     *
     * @throws TorchError RuntimeError if it is beyond the dtype's range; infinities and NaN are floats
     */
    static NdArray of(Tensor number, DType dtype) {
        double v = number.data().getDouble(0);
        boolean fits = switch (dtype) {
            case BOOL, FLOAT64 -> true;
            case FLOAT32 -> Math.abs(v) <= Float.MAX_VALUE || Double.isInfinite(v) || Double.isNaN(v);
            case INT32 -> v > Integer.MIN_VALUE - 1.0 && v < Integer.MAX_VALUE + 1.0;
            case INT64 -> number.dtype() == DType.INT64 || v >= Long.MIN_VALUE && v < 0x1p63;
        };
        if (!fits) {
            String name = switch (dtype) {
                case FLOAT32 -> "float";
                case INT32 -> "int";
                default -> "int64_t";
            };
            throw TorchError.argument("value cannot be converted to type " + name + " without overflow");
        }
        return number.data().to(dtype);
    }
}
