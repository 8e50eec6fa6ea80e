package dev.nabla.engine;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.binary;
import static dev.nabla.engine.Rows.inputs;
import static dev.nabla.engine.Rows.plain;
import static dev.nabla.engine.Rows.primitive;
import static dev.nabla.engine.Rows.second;

/** Sums, products and powers. */
enum ArithmeticOps implements Op {
    ADD(primitive("add(Operand input, Operand other, *, Number alpha=1)", ArithmeticOps::add)
            .vjp(f -> f.g())
            .vjp(f -> scaled(f.g(), f.params()))
            .doc("The sum of both operands, the second one first multiplied by alpha.").derivative("g; alpha·g")),
    SUB(primitive("sub(Operand input, Operand other, *, Number alpha=1)", ArithmeticOps::sub)
            .vjp(f -> f.g())
            .vjp(f -> scaled(f.g().neg(), f.params()))
            .doc("The first operand minus alpha times the second.").derivative("g; −alpha·g")),
    MUL(binary("mul(Operand input, Operand other)", (a, b) -> a * b, (a, b) -> a * b,
            second((g, b) -> g.mul(b)), new Rows.Derivative(Row.in(0), f -> f.g().mul(f.in(0))))
            .doc("The product of both operands.").derivative("g·b; g·a")),
    DIV(primitive("div(Operand input, Operand other, *, str? rounding_mode=None)", ArithmeticOps::divide)
            .vjp(Row.in(1), f -> f.params().get("rounding_mode") == null ? f.g().div(f.in(1)) : f.g().zerosLike())
            .vjp(Row.in(0) | Row.in(1), f -> inputs((g, a, b) -> g.neg().mul(a.div(b).div(b))).rule().gradient(f))
            .doc("The quotient of both operands; rounding_mode 'trunc' or 'floor' rounds it.").derivative("g/b; −g·a/b²")),
    NEG(primitive("neg(Tensor input)", ArithmeticOps::negate).vjp(plain(g -> g.neg()).uses(), plain(g -> g.neg()).rule())
            .doc("The operand with its sign changed.").derivative("−g"));

    private final Row row;

    ArithmeticOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static Tensor scaled(Tensor g, Params p) {
        double alpha = p.real("alpha");
        return alpha == 1 ? g : g.mul(alpha);
    }

    private static NdArray[] add(Call c) {
        return linear(c, c.params().real("alpha"));
    }

    private static NdArray[] sub(Call c) {
        if (c.dtype(0) == DType.BOOL || c.dtype(1) == DType.BOOL) {
            throw TorchError.dtype("Subtraction, the `-` operator, with a bool tensor is not supported. "
                    + "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
        }
        return linear(c, -c.params().real("alpha"));
    }

    private static NdArray[] linear(Call c, double alpha) {
        DType dtype = Promotion.resultType(c.in(0), c.in(1));
        if (!dtype.isFloat() && c.params().get("alpha") instanceof Double) {
            throw TorchError.dtype("For integral input tensors, argument alpha must not be a floating point number.");
        }
        if (alpha == 1) {
            return Rows.one(Rows.combine(dtype, c.in(0), c.in(1), (a, b) -> a + b, (a, b) -> a + b));
        }
        double k = dtype == DType.FLOAT32 ? (float) alpha : alpha;
        long m = (long) alpha;
        return Rows.one(Rows.combine(dtype, c.in(0), c.in(1), (a, b) -> a + k * b, (a, b) -> a + m * b));
    }

    private static NdArray[] divide(Call c) {
        String mode = c.params().textOrNull("rounding_mode");
        if (mode == null) {
            DType dtype = Promotion.floatResult(c.in(0), c.in(1));
            return Rows.one(Rows.combine(dtype, c.in(0), c.in(1), (a, b) -> a / b, (a, b) -> a / b));
        }
        throw TorchError.argument("div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '" + mode + "'");
    }

    private static NdArray[] negate(Call c) {
        NdArray x = c.array(0);
        if (x.dtype() == DType.BOOL) {
            throw TorchError.dtype("Negation, the `-` operator, on a bool tensor is not supported. "
                    + "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
        }
        return Rows.one(x.dtype().isFloat() ? Elementwise.map(x, x.dtype(), v -> -v) : Elementwise.mapLong(x, v -> -v));
    }
}
