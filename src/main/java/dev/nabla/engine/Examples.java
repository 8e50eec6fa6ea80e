package dev.nabla.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/** Operands of worked examples: smooth points without symmetry. */
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

    /** The row's first example, or where it has none the op of a few numbers of its domain, none of them 0, 1 or equal. */
    static Row.Example of(Row row) {
        if (!row.examples().isEmpty()) {
            return row.examples().getFirst();
        }
        double[][] fractions = {{0.125, 0.625, 0.875}, {0.75, 0.375, 0.8125}, {0.3125, 0.6875, 0.8125}};
        List<@Nullable Object> inputs = new ArrayList<>();
        for (int i = 0; i < row.signature().operands().size(); i++) {
            double[] values = fractions[i % fractions.length].clone();
            for (int k = 0; k < values.length; k++) {
                values[k] = row.low() + values[k] * (row.high() - row.low());
            }
            inputs.add(NdArray.of(Shape.of(values.length), values));
        }
        return new Row.Example(inputs, Map.of());
    }

    /** An operand of an example as a leaf: floats in the given dtype and with a gradient. */
    static @Nullable Tensor tensor(@Nullable Object operand, DType dtype) {
        return switch (operand) {
            case null -> null;
            case NdArray a when a.dtype().isFloat() -> Tensor.leaf(a.to(dtype), true);
            case NdArray a -> Tensor.of(a);
            case Long l -> Tensor.number(l);
            case Double d -> Tensor.number(d);
            case Boolean b -> Tensor.number(b);
            case Object o -> throw new IllegalArgumentException(o.toString());
        };
    }
}
