package dev.nabla.engine;

import java.math.BigDecimal;
import java.math.MathContext;

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

    /** As C++ prints a double: six digits at most. */
    static String shown(double v) {
        if (Double.isNaN(v) || Double.isInfinite(v)) {
            return Double.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
        }
        BigDecimal d = new BigDecimal(v).round(new MathContext(6)).stripTrailingZeros();
        int exponent = d.precision() - d.scale() - 1;
        if (v == 0 || exponent >= -4 && exponent < 6) {
            return d.toPlainString();
        }
        String digits = d.scaleByPowerOfTen(-exponent).toPlainString();
        return digits + (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
