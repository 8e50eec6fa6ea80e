package dev.nabla.engine;

import java.util.Map;
import java.util.function.LongBinaryOperator;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;
import static dev.nabla.engine.Rows.refuse;

/** Ops on the bits of integers; on booleans those of logic. */
enum BitwiseOps implements Op {
    BITWISE_AND(bits("bitwise_and", "bitwise_and_cpu", (a, b) -> a & b)
            .doc("The bits set in both operands; of booleans, whether both are true.")),
    BITWISE_OR(bits("bitwise_or", "bitwise_or_cpu", (a, b) -> a | b).doc("The bits set in an operand; of booleans, whether one is true.")),
    BITWISE_XOR(bits("bitwise_xor", "bitwise_xor_cpu", (a, b) -> a ^ b)
            .doc("The bits set in one operand and not in the other; of booleans, whether they differ.")),
    BITWISE_NOT(primitive("bitwise_not(Tensor input)", c -> {
        refuse(c.dtype(0).isFloat(), "bitwise_not_cpu", c.dtype(0));
        return one(Elementwise.mapLong(c.array(0), c.dtype(0) == DType.BOOL ? x -> x == 0 ? 1 : 0 : x -> ~x));
    }).inPlace().example(Map.of(), NdArray.of(Shape.of(3), 5L, 0L, -1L)).doc("Every bit turned; of booleans, the other one.")),
    BITWISE_LEFT_SHIFT(bits("bitwise_left_shift", "lshift_cpu", (a, b) -> b < 0 || b > 63 ? 0 : a << b)
            .doc("The bits moved to the left by so many places.")),
    BITWISE_RIGHT_SHIFT(bits("bitwise_right_shift", "rshift_cpu", (a, b) -> a >> (b < 0 || b > 63 ? 63 : b))
            .doc("The bits moved to the right by so many places; the sign stays."));

    private final Row row;

    BitwiseOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static Row bits(String name, String kernel, LongBinaryOperator f) {
        return primitive(name + "(Operand input, Operand other)", c -> {
            DType dtype = Promotion.resultType(c.in(0), c.in(1));
            Shape shape = Broadcasting.of(c.shape(0), c.shape(1));
            refuse(dtype.isFloat() || dtype == DType.BOOL && kernel.endsWith("shift_cpu"), kernel, dtype);
            return one(Elementwise.combineLong(c.array(0).to(dtype), c.array(1).to(dtype), shape, f));
        }).inPlace().example(Map.of(), NdArray.of(Shape.of(3), 5L, 6L, 7L), NdArray.of(Shape.of(3), 3L, 1L, 2L));
    }
}
