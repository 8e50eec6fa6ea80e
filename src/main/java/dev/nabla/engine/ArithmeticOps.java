package dev.nabla.engine;

import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Rows.Derivative;
import dev.nabla.engine.array.Arithmetic;
import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.SpecialFunctions;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.array.UnaryFunction;

import static dev.nabla.engine.Rows.FLAT;
import static dev.nabla.engine.Rows.binary;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.input;
import static dev.nabla.engine.Rows.numeric;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.output;
import static dev.nabla.engine.Rows.points;
import static dev.nabla.engine.Rows.primitive;
import static dev.nabla.engine.Rows.real;
import static dev.nabla.engine.Rows.second;
import static dev.nabla.engine.Rows.unary;

/** Sums, products, quotients and powers. In rules: g is the gradient arriving, x (a, b) the operand(s), y the result. */
enum ArithmeticOps implements Op {
    ADD(primitive("add(Operand input, Operand other, *, Number alpha=1)", c -> linear(c.in(0), c.in(1), c.params(), 1)).elementwise()
            .vjp(f -> f.g())
            .vjp(f -> scaled(f.g(), f.params()))
            .inPlace().loops().doc("The sum of both operands, the second one first multiplied by alpha.").derivative("g; alpha·g")),
    SUB(primitive("sub(Operand input, Operand other, *, Number alpha=1)", c -> subtract(c, c.in(0), c.in(1))).elementwise()
            .vjp(f -> f.g())
            .vjp(f -> scaled(f.g().neg(), f.params()))
            .inPlace().loops().doc("The first operand minus alpha times the second.").derivative("g; −alpha·g")),
    RSUB(primitive("rsub(Tensor input, Operand other, *, Number alpha=1)", c -> subtract(c, c.in(1), c.in(0))).elementwise()
            .vjp(f -> scaled(f.g().neg(), f.params()))
            .vjp(f -> f.g())
            .gradFn(c -> c.isNumber(1) ? "RsubBackward1" : "RsubBackward0")
            .loops().doc("The second operand minus alpha times the first.").derivative("−alpha·g; g")),
    MUL(binary("mul(Operand input, Operand other)", Arithmetic.MULTIPLY, (a, b) -> a * b,
            second((g, b) -> g.mul(b)),
            input((g, a) -> g.mul(a)))
            .inPlace().doc("The product of both operands.").derivative("g·y; g·x")),
    DIV(primitive("div(Operand input, Operand other, *, str? rounding_mode=None)", c -> divide(c, c.params().textOrNull("rounding_mode")))
            .elementwise()
            .vjp(Row.in(1), f -> isRounded(f.params()) ? f.g().zerosLike() : f.g().div(f.in(1)))
            .vjp(Row.in(0) | Row.in(1), f -> isRounded(f.params()) ? f.g().zerosLike()
                    : f.g().neg().mul(f.in(0).div(f.in(1)).div(f.in(1))))
            .gradFn(c -> c.params().has("rounding_mode") ? "DivBackward2" : "DivBackward0")
            .on(0.5, 2)
            .inPlace().loops().doc("The quotient of both operands; rounding_mode 'trunc' or 'floor' rounds it.")
            .derivative("g/y; −g·(x/y)/y")),
    DIV_NUMBER(primitive("_div_number(Tensor input, float other)", c -> one(quotient(c.array(0), c.params().real("other")))).elementwise()
            .vjp(f -> divided(f.g(), f.params())).gradFn("DivBackward1")
            .example(Map.of("other", 4.0), points(-2, 0.5, 3))
            .loops().doc("The quotient by a number that belongs to the call, as PyTorch's own composite functions divide.")
            .derivative("g/other")),
    FLOOR_DIVIDE(primitive("floor_divide(Operand input, Operand other)", c -> divide(c, "floor")).elementwise().underivable()
            .example(Map.of(), points(7.0, -7.0, 0.5), points(2.0, 2.0, 0.2))
            .inPlace().doc("The largest integer that is not above the quotient.")),
    REMAINDER(primitive("remainder(Operand input, Operand other)",
            c -> modulo(c, "remainder_cpu", ArithmeticOps::remainder, Math::floorMod)).elementwise()
            .vjp(f -> f.g())
            .vjp(Row.in(0) | Row.in(1), ArithmeticOps::remainderGradient)
            .gradFn(c -> c.isNumber(0) ? Row.NOT_IMPLEMENTED : c.isNumber(1) ? "RemainderBackward0" : "RemainderBackward1")
            .example(Map.of(), points(7.5, -7.5, 0.5), points(2.0, 2.0, 0.3))
            .inPlace().doc("What Python's % leaves: x − y·⌊x/y⌋, of the sign of the second operand.").derivative("g; −g·⌊x/y⌋")),
    FMOD(primitive("fmod(Tensor input, Operand other)", c -> modulo(c, "fmod_cpu", (a, b) -> a % b, (a, b) -> a % b)).elementwise()
            .vjp(f -> f.g())
            .vjp(Row.in(0) | Row.in(1), f -> f.g().neg().mul(f.in(0).div(f.in(1), "trunc")))
            .gradFn(c -> c.isNumber(1) ? "FmodBackward0" : "FmodBackward1")
            .example(Map.of(), points(7.5, -7.5, 0.5), points(2.0, 2.0, 0.3))
            .inPlace().loops().doc("What C's fmod leaves: the rest of the division, of the sign of the first operand.")
            .derivative("g; −g·trunc(x/y)")),
    POW(primitive("pow(Operand input, Operand exponent)", ArithmeticOps::power).elementwise()
            .vjp(c -> Row.in(0) | Row.in(1) | (c.isNumber(1) ? 0 : Row.out(0)), f -> powerOfBase(f.g(), f.in(0), f.in(1)))
            .vjp(Row.in(0) | Row.in(1) | Row.out(0), f -> powerOfExponent(f.g(), f.in(0), f.in(1), f.out(0)))
            .gradFn(c -> c.isNumber(0) ? "PowBackward2" : c.isNumber(1) ? "PowBackward0" : "PowBackward1")
            .example(Map.of(), points(0.5, 1.2, 2), points(1.7, -0.6, 3))
            .example(Map.of(), points(-1.5, 0.7, 2), 2L)
            .example(Map.of(), 2.0, points(-1.5, 0.7, 2))
            .inPlace().loops().doc("The first operand to the power of the second.").derivative("g·y·x^(y − 1); g·out·log x")),
    SQUARE(composite("square(Tensor input)", c -> new Tensor[]{c.in(0).pow(Tensor.number(2L))})
            .inPlace().doc("The operand times itself.").derivative("2·g·x")),
    RECIPROCAL(unary("reciprocal", UnaryFunction.RECIPROCAL, output((g, y) -> g.neg().mul(y.mul(y)))).on(0.5, 3)
            .doc("One over the operand.").derivative("−g·out²")),
    NEG(primitive("neg(Tensor input)", ArithmeticOps::negate).elementwise().vjp(f -> f.g().neg())
            .inPlace().loops().doc("The operand with its sign changed.").derivative("−g")),
    POSITIVE(composite("positive(Tensor input)", ArithmeticOps::positive)
            .doc("The operand itself.").derivative("g")),
    ABS(numeric("abs", "abs_cpu", UnaryFunction.ABS, Math::abs, input((g, x) -> g.mul(x.sign())))
            .example(Map.of(), points(-2, -0.6, 0.6, 2))
            .doc("The operand without its sign.").derivative("g·sign x; 0 at 0")),
    SIGN(Rows.keeping("sign", x -> x > 0 ? 1 : x < 0 ? -1 : 0, Long::signum, FLAT)
            .example(Map.of(), points(-2, -0.6, 0.6, 2))
            .doc("−1, 0 or 1.").derivative("0")),
    COPYSIGN(real("copysign(Tensor input, Operand other)", Math::copySign,
            new Derivative(Row.in(0) | Row.out(0), f -> f.g().mul(f.out(0).div(f.in(0)).except(f.in(0).eq(0)))),
            new Derivative(Row.out(0), f -> f.g().zerosLike()))
            .gradFn(c -> c.isNumber(1) ? "CopysignBackward1" : "CopysignBackward0")
            .example(Map.of(), points(-2, -0.6, 0.6, 2), points(1, -1, -1, 1))
            .inPlace().doc("The size of the first operand with the sign of the second.").derivative("g·out/x, 0 at 0; 0")),
    LERP(primitive("lerp(Tensor input, Tensor end, Operand weight)", ArithmeticOps::interpolate).elementwise()
            .vjp(Row.in(2), f -> f.g().mul(complement(f.in(2))))
            .vjp(Row.in(2), f -> f.g().mul(f.in(2)))
            .vjp(Row.in(0) | Row.in(1) | Row.in(2), f -> f.g().mul(f.in(1).sub(f.in(0))))
            .gradFn(c -> c.isNumber(2) ? "LerpBackward0" : "LerpBackward1").numbersStay()
            .inPlace().loops().doc("The point between both operands: input + weight·(end − input).")
            .derivative("g·(1 − weight); g·weight; g·(end − input)")),
    ADDCMUL(primitive("addcmul(Tensor input, Tensor tensor1, Tensor tensor2, *, Number value=1)", ArithmeticOps::addProduct).elementwise()
            .vjp(f -> f.g())
            .vjp(Row.in(2), f -> f.g().mul(f.in(2).mul(f.params().real("value"))))
            .vjp(Row.in(1), f -> f.g().mul(f.in(1).mul(f.params().real("value"))))
            .inPlace().loops().doc("input + value·tensor1·tensor2.").derivative("g; g·value·tensor2; g·value·tensor1")),
    ADDCDIV(primitive("addcdiv(Tensor input, Tensor tensor1, Tensor tensor2, *, Number value=1)", ArithmeticOps::addQuotient).elementwise()
            .vjp(Row.in(2), f -> f.g())
            .vjp(Row.in(2), f -> f.g().mul(f.in(2).reciprocal().mul(f.params().real("value"))))
            .vjp(Row.in(1) | Row.in(2), f -> f.g().neg().mul(f.in(1).mul(f.params().real("value")).div(f.in(2).mul(f.in(2)))))
            .on(0.5, 2)
            .inPlace().loops().doc("input + value·tensor1/tensor2.").derivative("g; g·value/tensor2; −g·value·tensor1/tensor2²"));

    private final Row row;

    ArithmeticOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    // ---- sums -----------------------------------------------------------------------------------------------------

    private static Tensor scaled(Tensor g, Params p) {
        double alpha = p.real("alpha");
        return alpha == 1 ? g : g.mul(alpha);
    }

    private static NdArray[] subtract(Call c, Tensor a, Tensor b) {
        if (a.dtype() == DType.BOOL && b.dtype() == DType.BOOL) {
            throw TorchError.dtype("Subtraction, the `-` operator, with two bool tensors is not supported. "
                    + "Use the `^` or `logical_xor()` operator instead.");
        }
        if (a.dtype() == DType.BOOL || b.dtype() == DType.BOOL) {
            throw TorchError.dtype("Subtraction, the `-` operator, with a bool tensor is not supported. "
                    + "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
        }
        return linear(a, b, c.params(), -1);
    }

    /** a ± alpha·b. */
    private static NdArray[] linear(Tensor a, Tensor b, Params p, int sign) {
        DType dtype = Promotion.resultType(a, b);
        if (p.get("alpha") instanceof Boolean && dtype != DType.BOOL) {
            throw TorchError.dtype("Boolean alpha only supported for Boolean results.");
        }
        if (p.get("alpha") instanceof Double && !dtype.isFloat()) {
            throw TorchError.dtype("For integral input tensors, argument alpha must not be a floating point number.");
        }
        double given = sign * p.real("alpha");
        double alpha = dtype == DType.BOOL && given != 0 ? 1 : given;
        if (alpha == 1) {
            return one(Rows.combine(dtype, a, b, Arithmetic.ADD, Long::sum));
        }
        if (alpha == -1) {
            return one(Rows.combine(dtype, a, b, Arithmetic.SUBTRACT, (x, y) -> x - y));
        }
        double k = dtype == DType.FLOAT32 ? (float) alpha : alpha;
        long m = (long) alpha;
        return one(Rows.combine(dtype, a, b, (x, y) -> x + k * y, (x, y) -> x + m * y));
    }

    private static NdArray[] negate(Call c) {
        if (c.dtype(0) == DType.BOOL) {
            throw TorchError.dtype("Negation, the `-` operator, on a bool tensor is not supported. "
                    + "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
        }
        return one(Rows.keep(c, UnaryFunction.NEGATE, x -> -x));
    }

    private static Tensor[] positive(Call c) {
        if (c.dtype(0) == DType.BOOL) {
            throw TorchError.dtype("The `+` operator, on a bool tensor is not supported.");
        }
        return new Tensor[]{c.in(0)};
    }

    // ---- quotients ------------------------------------------------------------------------------------------------

    private static NdArray quotient(NdArray x, double y) {
        return Elementwise.map(x, x.dtype(), a -> a / y);
    }

    private static Tensor divided(Tensor g, Params p) {
        return DIV_NUMBER.call(p, g);
    }

    private static boolean isRounded(Params p) {
        return p.get("rounding_mode") != null;
    }

    private static NdArray[] divide(Call c, @Nullable String rounding) {
        Tensor a = c.in(0);
        Tensor b = c.in(1);
        if (rounding == null) {
            return one(Rows.combine(Promotion.floatResult(a, b), a, b, Arithmetic.DIVIDE, Rows.NO_INTEGERS));
        }
        DType dtype = Promotion.resultType(a, b);
        boolean single = dtype == DType.FLOAT32;
        return switch (rounding) {
            // The quotient is rounded to the dtype before its fraction is cut off.
            case "trunc" -> integers(c, dtype, "div_trunc_cpu", (x, y) -> ElementaryOps.truncate(single ? (float) x / (float) y : x / y),
                    (x, y) -> x / y);
            case "floor" -> integers(c, dtype, "div_floor_cpu", ArithmeticOps::floorQuotient, Math::floorDiv);
            default -> throw TorchError.argument(
                    "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '" + rounding + "'");
        };
    }

    private static NdArray[] modulo(Call c, String kernel, DoubleBinaryOperator f, LongBinaryOperator g) {
        return integers(c, Promotion.resultType(c.in(0), c.in(1)), kernel, f, g);
    }

    private static NdArray[] integers(Call c, DType dtype, String kernel, DoubleBinaryOperator f, LongBinaryOperator g) {
        Shape shape = Broadcasting.of(c.shape(0), c.shape(1));
        Rows.refuse(dtype == DType.BOOL, kernel, dtype);
        NdArray a = c.array(0).to(dtype);
        NdArray b = c.array(1).to(dtype);
        return one(dtype.isFloat() ? Elementwise.combine(a, b, shape, f) : Elementwise.combineLong(a, b, shape, (x, y) -> {
            if (y == 0) {
                throw TorchError.argument("ZeroDivisionError");
            }
            return g.applyAsLong(x, y);
        }));
    }

    /** ⌊a/b⌋ by way of the exact rest, as Python does: the rounded quotient itself may reach the next integer. */
    private static double floorQuotient(double a, double b) {
        if (b == 0) {
            return a / b;
        }
        double rest = a % b;
        double quotient = (a - rest) / b;
        if (rest != 0 && b < 0 != rest < 0) {
            quotient--;
        }
        if (quotient == 0) {
            return Math.copySign(0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double remainder(double a, double b) {
        double rest = a % b;
        return rest != 0 && b < 0 != rest < 0 ? rest + b : rest;
    }

    private static Tensor remainderGradient(Frame f) {
        if (f.in(0).isNumber()) {
            throw TorchError.argument("derivative for aten::remainder is not implemented");
        }
        return f.g().neg().mul(f.in(0).div(f.in(1), "floor"));
    }

    // ---- powers ---------------------------------------------------------------------------------------------------

    private static NdArray[] power(Call c) {
        Tensor a = c.in(0);
        Tensor b = c.in(1);
        DType dtype = Promotion.resultType(a, b);
        Broadcasting.of(a.shape(), b.shape());
        if (b.isNumber() && !a.isNumber()) {
            double e = dtype == DType.FLOAT32 ? (float) b.data().getDouble(0) : b.data().getDouble(0);
            if (!dtype.isFloat() && e < 0) {
                throw TorchError.argument("Integers to negative integer powers are not allowed.");
            }
            if (dtype.isFloat()) {
                return one(Elementwise.map(a.data().to(dtype), dtype, toThe(e)));
            }
        } else {
            Rows.refuse(dtype == DType.BOOL, "pow", dtype);
        }
        return one(Rows.combine(dtype, a, b, SpecialFunctions::pow, SpecialFunctions::pow));
    }

    /** x ↦ xᵉ; the exponents that PyTorch computes without pow. */
    private static DoubleUnaryOperator toThe(double e) {
        if (e == 2) {
            return UnaryFunction.SQUARE;
        }
        if (e == 3) {
            return x -> x * x * x;
        }
        if (e == 0.5) {
            return UnaryFunction.SQRT;
        }
        if (e == -0.5) {
            return x -> 1 / Math.sqrt(x);
        }
        if (e == -1) {
            return UnaryFunction.RECIPROCAL;
        }
        return e == -2 ? x -> 1 / (x * x) : x -> SpecialFunctions.pow(x, e);
    }

    private static Tensor powerOfBase(Tensor g, Tensor a, Tensor b) {
        if (b.isNumber()) {
            double e = b.data().getDouble(0);
            return e == 0 ? g.zerosLike() : g.mul(a.pow(e - 1).mul(e));
        }
        return g.mul(b.mul(a.pow(b.sub(Tensor.number(1L))))).except(b.eq(0));
    }

    private static Tensor powerOfExponent(Tensor g, Tensor a, Tensor b, Tensor y) {
        Tensor slope = a.isNumber() ? y.mul(Math.log(a.data().getDouble(0))) : y.mul(a.to(y.dtype()).log());
        return g.mul(slope.except(a.eq(0).logicalAnd(b.ge(0))));
    }

    // ---- of three operands ----------------------------------------------------------------------------------------

    private static NdArray[] interpolate(Call c) {
        Tensor weight = c.in(2);
        for (int i = 1; i < 3; i++) {
            if (c.dtype(i) != c.dtype(0) && !(i == 2 && (weight.isNumber() || weight.shape().isScalar()))) {
                throw TorchError.dtype("expected dtype " + c.dtype(0).nativeName() + " for `" + (i == 1 ? "end" : "weight")
                        + "` but got dtype " + c.dtype(i).nativeName());
            }
        }
        DType dtype = weight.isNumber() ? c.dtype(0) : Promotion.resultType(c.in(0), c.in(1), weight);
        Shape shape = shape(c);
        Rows.refuse(!dtype.isFloat(), weight.isNumber() ? "lerp_kernel_scalar" : "lerp_kernel_tensor", dtype);
        return one(combine(c, dtype, shape, (a, b, w) -> Math.abs(w) < 0.5 ? a + w * (b - a) : b - (b - a) * (1 - w)));
    }

    /** 1 − w; of a number, a number. */
    private static Tensor complement(Tensor w) {
        return w.isNumber() ? Tensor.number(1 - w.data().getDouble(0)) : w.rsub(1);
    }

    private static NdArray[] addProduct(Call c) {
        DType dtype = Promotion.resultType(c.in(0), c.in(1), c.in(2));
        Shape shape = shape(c);
        Rows.refuse(dtype == DType.BOOL, "addcmul_cpu_out", dtype);
        if (!dtype.isFloat()) {
            long k = (long) c.params().real("value");
            NdArray product = Rows.combine(dtype, c.in(1), c.in(2), Double::sum, (a, b) -> k * a * b);
            return one(Rows.combine(dtype, c.in(0), Tensor.of(product), Double::sum, Long::sum));
        }
        double k = c.params().real("value");
        return one(combine(c, dtype, shape, (x, a, b) -> x + k * a * b));
    }

    private static NdArray[] addQuotient(Call c) {
        if (!c.dtype(1).isFloat() && !c.dtype(2).isFloat()) {
            throw TorchError.dtype("Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a "
                    + "true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * "
                    + "torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for "
                    + "float inputs. The future addcdiv behavior is just the latter implementation: (input + value * tensor1 / tensor2), "
                    + "for all dtypes.");
        }
        double k = c.params().real("value");
        return one(combine(c, Promotion.resultType(c.in(0), c.in(1), c.in(2)), shape(c), (x, a, b) -> x + k * a / b));
    }

    private static Shape shape(Call c) {
        return Broadcasting.of(Broadcasting.of(c.shape(0), c.shape(1)), c.shape(2));
    }

    private static NdArray combine(Call c, DType dtype, Shape shape, Elementwise.TernaryOperator f) {
        return Elementwise.combine(c.array(0).to(dtype), c.array(1).to(dtype), c.array(2).to(dtype), shape, f);
    }
}
