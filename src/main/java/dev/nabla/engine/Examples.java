package dev.nabla.engine;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/** Operands for examples: smooth points without symmetry. */
final class Examples {
    private Examples() {
    }

    /** Numbers between −1 and 1 that look irregular: sin(1), sin(2), … in another order. */
    static NdArray array(int... dims) {
        NdArray a = NdArray.zeros(DType.FLOAT64, Shape.of(dims));
        for (int i = 0; i < a.size(); i++) {
            a.storage().setDouble(i, Math.round(1000 * Math.sin(7 * i + 1)) / 1000.0);
        }
        return a;
    }
}
