package dev.nabla.engine;

import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.LongBinaryOperator;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Rows.Derivative;
import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.Elementwise.DoubleRelation;
import dev.nabla.engine.array.Elementwise.LongRelation;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.binary;
import static dev.nabla.engine.Rows.inputs;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.points;
import static dev.nabla.engine.Rows.primitive;

/** Comparisons, logic, and choices that depend on them. In rules: g is the gradient arriving, a, b the operands. */
enum ComparisonOps implements Op {
    // @formatter:off
    EQ(comparison("eq", (a, b) -> a == b, (a, b) -> a == b).doc("Where both operands are equal.")),
    NE(comparison("ne", (a, b) -> a != b, (a, b) -> a != b).doc("Where the operands differ; NaN differs from itself.")),
    LT(comparison("lt", (a, b) -> a <  b, (a, b) -> a <  b).doc("Where the first operand is less than the second.")),
    LE(comparison("le", (a, b) -> a <= b, (a, b) -> a <= b).doc("Where the first operand is less than or equal to the second.")),
    GT(comparison("gt", (a, b) -> a >  b, (a, b) -> a >  b).doc("Where the first operand is greater than the second.")),
    GE(comparison("ge", (a, b) -> a >= b, (a, b) -> a >= b).doc("Where the first operand is greater than or equal to the second.")),

    LOGICAL_AND(logic("logical_and", (a, b) -> a & b).inPlace().doc("Where both operands are true, that is not zero.")),
    LOGICAL_OR (logic("logical_or",  (a, b) -> a | b).inPlace().doc("Where at least one operand is true, that is not zero.")),
    LOGICAL_XOR(logic("logical_xor", (a, b) -> a ^ b).inPlace().doc("Where one operand is true, that is not zero, and the other is not.")),
    LOGICAL_NOT(test("logical_not", x -> x == 0).inPlace().doc("Where the operand is zero or false.")),
    ISNAN      (test("isnan",       Double::isNaN).doc("Where the operand is NaN.")),
    ISINF      (test("isinf",       Double::isInfinite).doc("Where the operand is infinite.")),
    ISPOSINF   (test("isposinf",    x -> x == Double.POSITIVE_INFINITY).doc("Where the operand is +∞.")),
    ISNEGINF   (test("isneginf",    x -> x == Double.NEGATIVE_INFINITY).doc("Where the operand is −∞.")),
    ISFINITE   (test("isfinite",    Double::isFinite).doc("Where the operand is neither NaN nor infinite.")),
    SIGNBIT    (test("signbit",     x -> Double.doubleToRawLongBits(x) < 0).doc("Where the operand has a minus sign, be it −0.")),

    MAXIMUM(binary("maximum(Tensor input, Tensor other)", ComparisonOps::larger,  Math::max, extremum((a, b) -> a.lt(b)), extremum((a, b) -> b.lt(a)))
            .doc("The larger operand; NaN if one is NaN.").derivative("g where the operand is the larger one, g/2 where both are equal, else 0")),
    MINIMUM(binary("minimum(Tensor input, Tensor other)", ComparisonOps::smaller, Math::min, extremum((a, b) -> a.gt(b)), extremum((a, b) -> b.gt(a)))
            .doc("The smaller operand; NaN if one is NaN.").derivative("g where the operand is the smaller one, g/2 where both are equal, else 0")),
    // @formatter:on
    FMAX(binary("fmax(Tensor input, Tensor other)", number(ComparisonOps::larger), Math::max,
            inputs((g, a, b) -> g.where(a.ge(b).logicalOr(b.isnan()))),
            inputs((g, a, b) -> g.except(a.ge(b).logicalOr(b.isnan()))))
            .doc("The larger operand; the other one if one is NaN.").derivative("g where x ≥ y or y is NaN, else 0; the rest of g")),
    FMIN(binary("fmin(Tensor input, Tensor other)", number(ComparisonOps::smaller), Math::min,
            inputs((g, a, b) -> g.where(a.le(b).logicalOr(b.isnan()))),
            inputs((g, a, b) -> g.except(a.le(b).logicalOr(b.isnan()))))
            .doc("The smaller operand; the other one if one is NaN.").derivative("g where x ≤ y or y is NaN, else 0; the rest of g")),
    CLAMP(primitive("clamp(Tensor input, Operand? min=None, Operand? max=None)", ComparisonOps::clamp).elementwise()
            .vjp(Row.ALL_INPUTS, f -> f.g().where(within(f)))
            .vjp(Row.ALL_INPUTS, f -> f.g().where(f.has(2) ? f.in(1).lt(f.in(2)).logicalAnd(f.in(0).lt(f.in(1))) : f.in(0).lt(f.in(1))))
            .vjp(Row.ALL_INPUTS, f -> f.g().where(f.has(1) ? f.in(0).gt(f.in(2)).logicalOr(f.in(2).lt(f.in(1))) : f.in(0).gt(f.in(2))))
            .gradFn(c -> isNumber(c, 1) || isNumber(c, 2) ? "ClampBackward1" : "ClampBackward0")
            .example(Map.of(), points(-2.0, 0.5, 1.5, 3.0), points(-1.0), NdArray.of(Shape.SCALAR, 2.0))
            .example(Map.of(), points(-2.0, 0.5, 3.0), null, 1.0)
            .inPlace().loops().doc("The operand moved into the range from min to max; max where they cross.")
            .derivative("g where min ≤ x ≤ max, else 0; g where x < min; g where x > max")),
    CLAMP_MIN(primitive("clamp_min(Tensor input, Operand min)", ComparisonOps::clamp).elementwise()
            .vjp(Row.ALL_INPUTS, f -> f.g().where(f.in(0).ge(f.in(1))))
            .vjp(Row.ALL_INPUTS, f -> f.g().where(f.in(0).lt(f.in(1))))
            .gradFn(c -> c.isNumber(1) ? "ClampMinBackward0" : "ClampMinBackward1")
            .example(Map.of(), NdArray.of(Shape.of(3), -2.0, 0.5, 3.0), 1.0)
            .loops().doc("The larger of the operand and the bound.").derivative("g where x ≥ min, else 0; g where x < min")),
    WHERE(primitive("where(Tensor condition, Operand input, Operand other)", ComparisonOps::choose).elementwise().constant()
            .vjp(Row.in(0), f -> f.g().where(f.in(0)))
            .vjp(Row.in(0), f -> f.g().except(f.in(0)))
            .example(Map.of(), NdArray.of(Shape.of(2, 1), true, false), points(1.0, 2.0),
                    points(3.0, 4.0))
            .loops().doc("The first choice where the condition holds, the second elsewhere.")
            .derivative("g where the condition holds; g elsewhere")),
    ISCLOSE(primitive("isclose(Tensor input, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False)",
            ComparisonOps::isClose)
            .example(Map.of(), points(1, 2, 3), points(1, 2.1, 3.0000001))
            .doc("Where |x − y| ≤ atol + rtol·|y|, or both are equal; NaN is close to NaN if equal_nan.")),
    HEAVISIDE(primitive("heaviside(Tensor input, Tensor values)", ComparisonOps::heaviside).elementwise().underivable()
            .example(Map.of(), points(-1.0, 0.0, 2.0), NdArray.of(Shape.SCALAR, 0.5))
            .inPlace().doc("0 for negative operands, 1 for positive ones, and the value given at 0."));

    private final Row row;

    ComparisonOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static Row comparison(String name, DoubleRelation f, LongRelation g) {
        return primitive(name + "(Tensor input, Operand other)", c -> {
            DType dtype = Promotion.resultType(c.in(0), c.in(1));
            Shape shape = Broadcasting.of(c.shape(0), c.shape(1));
            NdArray truth = Elementwise.compare(c.array(0).to(dtype), c.array(1).to(dtype), shape, f, g);
            return one(c.op() instanceof InPlace ? truth.to(c.dtype(0)) : truth);
        }).loops().elementwise().inPlace(r -> r.vjp(Rows.FLAT.rule())
                .vjp(second -> Tensor.of(NdArray.zeros(second.dtype(1), second.shape(1))))
                .gradFn(c -> Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Backward" + (c.isNumber(1) ? 0 : 1))
                .derivative("0; 0"));
    }

    private static Row logic(String name, LongBinaryOperator f) {
        return primitive(name + "(Tensor input, Tensor other)", c -> {
            Shape shape = Broadcasting.of(c.shape(0), c.shape(1));
            return one(Elementwise.combineLong(c.array(0).to(DType.BOOL), c.array(1).to(DType.BOOL), shape, f));
        }).elementwise();
    }

    private static Row test(String name, DoublePredicate p) {
        return primitive(name + "(Tensor input)", c -> one(Elementwise.test(c.array(0), p))).elementwise();
    }

    // ---- extrema --------------------------------------------------------------------------------------------------

    private static double larger(double a, double b) {
        return Double.isNaN(b) || a < b ? b : a;
    }

    private static double smaller(double a, double b) {
        return Double.isNaN(b) || a > b ? b : a;
    }

    private static DoubleBinaryOperator number(DoubleBinaryOperator f) {
        return (a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : f.applyAsDouble(a, b);
    }

    /** A relation of two tensors, the operand itself first. */
    @FunctionalInterface
    private interface Relation {
        Tensor test(Tensor own, Tensor other);
    }

    /** Half of g at ties, nothing where the operand loses. */
    private static Derivative extremum(Relation loses) {
        return inputs((g, a, b) -> g.div(2).where(a.eq(b), g).except(loses.test(a, b)));
    }

    private static boolean isNumber(Call c, int i) {
        return c.has(i) && c.isNumber(i);
    }

    private static NdArray[] clamp(Call c) {
        if (!c.has(1) && !c.has(2)) {
            throw TorchError.argument("torch.clamp: At least one of 'min' or 'max' must not be None");
        }
        DType dtype = Promotion.resultType(c.in(0), c.inOrNull(1), c.inOrNull(2));
        if (isNumber(c, 1) || isNumber(c, 2)) {
            Rows.refuse(dtype == DType.BOOL, "clamp_" + (!c.has(2) ? "min_" : !c.has(1) ? "max_" : "") + "scalar_cpu", dtype);
            checkFits(c.inOrNull(1), dtype);
            checkFits(c.inOrNull(2), dtype);
        }
        Tensor y = c.in(0);
        y = c.has(1) ? Tensor.of(Rows.combine(dtype, y, c.in(1), ComparisonOps::larger, Math::max)) : y;
        y = c.has(2) ? Tensor.of(Rows.combine(dtype, y, c.in(2), ComparisonOps::smaller, Math::min)) : y;
        return one(y.data());
    }

    private static void checkFits(@Nullable Tensor bound, DType dtype) {
        if (bound != null && dtype == DType.INT32 && bound.data().getLong(0) != (int) bound.data().getLong(0)) {
            throw TorchError.argument("value cannot be converted to type int without overflow");
        }
    }

    private static Tensor within(Frame f) {
        Tensor x = f.in(0);
        if (!f.has(1)) {
            return x.le(f.in(2));
        }
        return f.has(2) ? x.ge(f.in(1)).logicalAnd(x.le(f.in(2))) : x.ge(f.in(1));
    }

    private static NdArray[] isClose(Call c) {
        if (c.dtype(0) != c.dtype(1)) {
            throw TorchError.dtype(c.dtype(0).scalarName() + " did not match " + c.dtype(1).scalarName());
        }
        double rtol = tolerance(c.params(), "rtol");
        double atol = tolerance(c.params(), "atol");
        boolean equalNan = c.params().flag("equal_nan");
        Shape shape = Broadcasting.of(c.shape(0), c.shape(1));
        return one(Elementwise.compare(c.array(0), c.array(1), shape,
                (a, b) -> a == b || Math.abs(a - b) <= atol + rtol * Math.abs(b) && Double.isFinite(a - b)
                        || equalNan && Double.isNaN(a) && Double.isNaN(b),
                (a, b) -> a == b || Math.abs(a - b) <= atol + rtol * Math.abs(b)));
    }

    private static double tolerance(Params p, String name) {
        double t = p.real(name);
        if (t < 0) {
            throw TorchError.argument(name + " must be greater than or equal to zero, but got " + t).at(name);
        }
        return t;
    }

    // ---- choices --------------------------------------------------------------------------------------------------

    private static NdArray[] choose(Call c) {
        if (c.dtype(0) != DType.BOOL) {
            throw TorchError
                    .dtype("where expected condition to be a boolean tensor, but got a tensor with dtype " + c.dtype(0).scalarName());
        }
        DType dtype = Promotion.resultType(c.in(1), c.in(2));
        Shape shape = Broadcasting.of(Broadcasting.of(c.shape(0), c.shape(1)), c.shape(2));
        return one(Elementwise.where(c.array(0), c.array(1).to(dtype), c.array(2).to(dtype), shape));
    }

    private static NdArray[] heaviside(Call c) {
        if (c.dtype(0) != c.dtype(1)) {
            throw TorchError.dtype("heaviside is not yet implemented for tensors with different dtypes.");
        }
        return one(Rows.combine(c.dtype(0), c.in(0), c.in(1), (x, v) -> x == 0 ? v : x > 0 ? 1 : 0, (x, v) -> x == 0 ? v : x > 0 ? 1 : 0));
    }
}
