package dev.nabla.session;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Literal;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * A tensor as a client writes it.
 *
 * @param data nested, or flat with {@code shape}
 * @param dtype null for the session's default, or bool where the data is true and false
 */
public record Given(Literal data, long @Nullable [] shape, @Nullable DType dtype) {
    /**
     * The array, new.
     *
     * @throws Refusal for a shape that does not fit the data or the limits, or a number that the dtype cannot hold
     */
    NdArray toArray(DType defaultDtype, Limits limits) {
        try {
            Literal shaped = shape == null ? data : shaped(checked(shape, limits));
            DType d = dtype != null ? dtype : data.kind() == Literal.Kind.BOOL ? DType.BOOL : defaultDtype;
            return shaped.toArray(d);
        } catch (TorchError e) {
            throw Refusal.of(e).at(e.kind() == TorchError.Kind.SHAPE_MISMATCH ? "/shape" : "/data");
        }
    }

    /** Flat data take the shape; nested ones have it already. */
    private Literal shaped(Shape wanted) {
        if (data.shape().rank() > 1 && !data.shape().equals(wanted)) {
            throw new Refusal(Refusal.Kind.SHAPE_MISMATCH, "nested data of shape " + data.shape() + " do not have the shape " + wanted)
                    .at("/shape");
        }
        return data.reshaped(wanted);
    }

    private static Shape checked(long[] shape, Limits limits) {
        if (shape.length > limits.tensorDimensions()) {
            throw new Refusal(Refusal.Kind.TENSOR_TOO_LARGE, "more than " + limits.tensorDimensions() + " dimensions").at("/shape");
        }
        double size = 1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 0) {
                throw new Refusal(Refusal.Kind.BAD_VALUE, "a size cannot be negative").at("/shape/" + i);
            }
            size *= shape[i];
        }
        int[] dims = new int[shape.length];
        for (int i = 0; i < dims.length; i++) {
            if (size > limits.tensorElements() || shape[i] > limits.tensorElements()) {
                throw new Refusal(Refusal.Kind.TENSOR_TOO_LARGE, "more than " + limits.tensorElements() + " elements").at("/shape");
            }
            dims[i] = (int) shape[i];
        }
        return Shape.of(dims);
    }
}
