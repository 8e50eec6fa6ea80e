package dev.nabla.engine;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.SpecialFunctions;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.array.UnaryFunction;

import static dev.nabla.engine.Rows.FLAT;
import static dev.nabla.engine.Rows.input;
import static dev.nabla.engine.Rows.inputs;
import static dev.nabla.engine.Rows.numeric;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.output;
import static dev.nabla.engine.Rows.plain;
import static dev.nabla.engine.Rows.primitive;
import static dev.nabla.engine.Rows.real;
import static dev.nabla.engine.Rows.unary;
import static dev.nabla.engine.array.SpecialFunctions.acosh;
import static dev.nabla.engine.array.SpecialFunctions.asinh;
import static dev.nabla.engine.array.SpecialFunctions.atanh;
import static dev.nabla.engine.array.SpecialFunctions.digamma;
import static dev.nabla.engine.array.SpecialFunctions.erf;
import static dev.nabla.engine.array.SpecialFunctions.erfc;
import static dev.nabla.engine.array.SpecialFunctions.erfinv;
import static dev.nabla.engine.array.SpecialFunctions.lgamma;
import static dev.nabla.engine.array.SpecialFunctions.log2;
import static dev.nabla.engine.array.SpecialFunctions.sinc;

/** Functions of one or two real variables. In rules: g is the gradient arriving, x (a, b) the operand(s), y the result. */
enum ElementaryOps implements Op {
    // @formatter:off
    EXP    (unary("exp",     UnaryFunction.EXP,             output((g, y) -> g.mul(y)),                           "g·out",              "The exponential function.")),
    EXP2   (unary("exp2",    x -> Math.pow(2, x),   output((g, y) -> g.mul(y).mul(Const.LN_2)),           "g·out·ln 2",         "Two to the power x.")),
    EXPM1  (unary("expm1",   Math::expm1,           output((g, y) -> g.mul(y.add(1))),                    "g·(out + 1)",        "eˣ − 1, exact near 0.")),
    LOG    (unary("log",     UnaryFunction.LOG,             input((g, x) -> g.div(x)),                            "g/x",                "The natural logarithm.").on(0.5, 3)),
    LOG2   (unary("log2",    x -> log2(x),          input((g, x) -> g.div(x.mul(Const.LN_2))),            "g/(x·ln 2)",         "The logarithm to base 2.").on(0.5, 3)),
    LOG10  (unary("log10",   Math::log10,           input((g, x) -> g.div(x.mul(Const.LN_10))),           "g/(x·ln 10)",        "The logarithm to base 10.").on(0.5, 3)),
    LOG1P  (unary("log1p",   Math::log1p,           input((g, x) -> g.div(x.add(1))),                     "g/(1 + x)",          "log(1 + x), exact near 0.").on(-0.5, 2)),
    SQRT   (unary("sqrt",    UnaryFunction.SQRT,            output((g, y) -> g.div(y.mul(2))),                    "g/(2·out)",          "The square root.").on(0.5, 3)),
    RSQRT  (unary("rsqrt",   x -> 1 / Math.sqrt(x), output((g, y) -> g.mul(-0.5).mul(y.pow(3))),          "−g·out³/2",          "One over the square root.").on(0.5, 3)),
    SIN    (unary("sin",     UnaryFunction.SIN,             input((g, x) -> g.mul(x.cos())),                      "g·cos x",            "The sine.")),
    COS    (unary("cos",     UnaryFunction.COS,             input((g, x) -> g.mul(x.sin().neg())),                "−g·sin x",           "The cosine.")),
    TAN    (unary("tan",     Math::tan,             output((g, y) -> g.mul(y.pow(2).add(1))),             "g·(1 + out²)",       "The tangent.").on(-1, 1)),
    ASIN   (unary("asin",    Math::asin,            input((g, x) -> g.mul(x.mul(x).rsub(1).rsqrt())),     "g/√(1 − x²)",        "The inverse sine, from −π/2 to π/2.").on(-0.7, 0.7)),
    ACOS   (unary("acos",    Math::acos,            input((g, x) -> g.mul(x.mul(x).rsub(1).rsqrt().neg())), "−g/√(1 − x²)",       "The inverse cosine, from 0 to π.").on(-0.7, 0.7)),
    ATAN   (unary("atan",    Math::atan,            input((g, x) -> g.div(x.mul(x).add(1))),              "g/(1 + x²)",         "The inverse tangent, from −π/2 to π/2.")),
    SINH   (unary("sinh",    Math::sinh,            input((g, x) -> g.mul(x.cosh())),                     "g·cosh x",           "The hyperbolic sine.")),
    COSH   (unary("cosh",    Math::cosh,            input((g, x) -> g.mul(x.sinh())),                     "g·sinh x",           "The hyperbolic cosine.")),
    TANH   (unary("tanh",    UnaryFunction.TANH,            output((g, y) -> g.mul(y.mul(y).rsub(1))),            "g·(1 − out²)",       "The hyperbolic tangent.")),
    ASINH  (unary("asinh",   x -> asinh(x),         input((g, x) -> g.mul(x.pow(2).add(1).rsqrt())),      "g/√(x² + 1)",        "The inverse hyperbolic sine.").inPlace(ElementaryOps::notInPlace)),
    ACOSH  (unary("acosh",   x -> acosh(x),         input((g, x) -> g.mul(x.pow(2).sub(1).rsqrt())),      "g/√(x² − 1)",        "The inverse hyperbolic cosine.").on(1.5, 3).inPlace(ElementaryOps::notInPlace)),
    ATANH  (unary("atanh",   x -> atanh(x),         input((g, x) -> g.div(x.pow(2).rsub(1))),             "g/(1 − x²)",         "The inverse hyperbolic tangent.").on(-0.7, 0.7).inPlace(ElementaryOps::notInPlace)),
    DEG2RAD(unary("deg2rad", Math::toRadians,       plain(g -> g.mul(Math.PI / 180)),                     "g·π/180",            "Degrees in radians.")),
    RAD2DEG(unary("rad2deg", Math::toDegrees,       plain(g -> g.mul(180 / Math.PI)),                     "g·180/π",            "Radians in degrees.")),

    ERF    (unary("erf",     x -> erf(x),           input((g, x) -> bell(x.pow(2).neg()).mul(g)),         "2/√π·exp(−x²)·g",    "The error function.")),
    ERFC   (unary("erfc",    x -> erfc(x),          input((g, x) -> bell(x.pow(2).neg()).neg().mul(g)),   "−2/√π·exp(−x²)·g",   "1 − erf(x), exact for large x.")),
    ERFINV (unary("erfinv",  x -> erfinv(x),        input((g, x) -> x.erfinv().pow(2).exp().mul(Const.HALF_ROOT_PI).mul(g)), "√π/2·exp(out²)·g",   "The inverse of the error function.").on(-0.7, 0.7)),
    LGAMMA (unary("lgamma",  x -> lgamma(x),        input((g, x) -> g.mul(x.digamma())),                  "g·ψ(x)",             "The logarithm of |Γ(x)|.").on(0.5, 3)),
    DIGAMMA(unary("digamma", x -> digamma(x),       input((g, x) -> g.mul(x.polygamma(1))),               "g·ψ′(x)",            "ψ, the derivative of log Γ.").on(0.5, 3)),
    SINC   (unary("sinc",    x -> sinc(x),          input(ElementaryOps::sincGradient),                   "g·(cos πx − out)/x; 0 at 0", "sin(πx)/(πx), and 1 at 0.")),

    FLOOR  (numeric("floor", "floor_vml_cpu", Math::floor,             x -> x, FLAT).derivative("0").doc("The largest integer that is not above the operand.").on(0.1, 0.9)),
    CEIL   (numeric("ceil",  "ceil_vml_cpu",  Math::ceil,              x -> x, FLAT).derivative("0").doc("The smallest integer that is not below the operand.").on(0.1, 0.9)),
    TRUNC  (numeric("trunc", "trunc_vml_cpu", ElementaryOps::truncate, x -> x, FLAT).derivative("0").doc("The operand without its fraction.").on(0.1, 0.9)),
    // @formatter:on
    FRAC(primitive("frac(Tensor input)", c -> {
        Rows.refuse(!c.dtype(0).isFloat(), "frac_cpu", c.dtype(0));
        return one(Rows.map(c, x -> x - truncate(x)));
    }).elementwise().vjp(f -> f.g()).loops().doc("The fraction of the operand, with its sign.").derivative("g").on(0.1, 0.9)),
    ROUND(primitive("round(Tensor input, *, int decimals=0)", ElementaryOps::round).elementwise()
            .vjp(f -> f.g().zerosLike()).gradFn(c -> c.params().has("decimals") ? "RoundBackward1" : "RoundBackward0")
            .example(Map.of("decimals", 1L), NdArray.of(Shape.of(3), 0.23, -1.48, 2.61))
            .inPlace().doc("The nearest number with so many decimals; halves go to the even neighbour.").derivative("0")),
    POLYGAMMA(primitive("polygamma(int n, Tensor input)", ElementaryOps::polygamma).elementwise()
            .vjp(Row.in(0), f -> f.g().mul(f.in(0).polygamma(f.params().integer("n") + 1)))
            .example(Map.of("n", 2L), NdArray.of(Shape.of(3), 0.7, 1.5, 3))
            .doc("The n-th derivative of digamma.").derivative("g·polygamma(n + 1, x)")),
    LOGIT(primitive("logit(Tensor input, float? eps=None)", ElementaryOps::logit).elementwise()
            .vjp(Row.in(0), ElementaryOps::logitGradient)
            .example(Map.of(), NdArray.of(Shape.of(3), 0.2, 0.5, 0.9))
            .example(Map.of("eps", 0.3), NdArray.of(Shape.of(3), 0.2, 0.5, 0.9))
            .inPlace().loops().doc("log(x/(1 − x)), of x clamped to between eps and 1 − eps if eps is given.").derivative("g/(x·(1 − x))")),
    NAN_TO_NUM(primitive("nan_to_num(Tensor input, float? nan=None, float? posinf=None, float? neginf=None)", ElementaryOps::nanToNum)
            .elementwise()
            .vjp(Row.in(0), f -> f.g().mul(f.in(0).isfinite()))
            .inPlace().loops().doc("NaN replaced by nan (0), infinities by posinf and neginf (the largest and lowest number).")
            .derivative("g where x is finite, else 0")),

    ATAN2(real("atan2(Tensor input, Tensor other)", Math::atan2,
            inputs((g, a, b) -> g.mul(b).mul(inverseSquare(a, b))),
            inputs((g, a, b) -> g.mul(a.neg()).mul(inverseSquare(a, b))))
            .on(0.5, 2).inPlace().doc("The angle of the point (other, input), between −π and π.")
            .derivative("g·y/(x² + y²); −g·x/(x² + y²)")),
    HYPOT(real("hypot(Tensor input, Tensor other)", "hypot_cpu", Math::hypot,
            new Rows.Derivative(Row.in(0) | Row.out(0), f -> f.g().mul(f.in(0).div(f.out(0)))),
            new Rows.Derivative(Row.in(1) | Row.out(0), f -> f.g().mul(f.in(1).div(f.out(0)))))
            .on(0.5, 2).inPlace().doc("√(x² + y²) without overflow.").derivative("g·x/out; g·y/out")),
    XLOGY(real("xlogy(Operand input, Operand other)", SpecialFunctions::xlogy,
            inputs((g, a, b) -> g.xlogy(b).except(a.eq(0).logicalAnd(b.le(0)))),
            inputs((g, a, b) -> g.mul(a).div(b)))
            .gradFn(c -> c.isNumber(0) ? "XlogyBackward1" : c.isNumber(1) ? "XlogyBackward2" : "XlogyBackward0")
            .on(0.5, 2).inPlace().doc("x·log y, and 0 where x is 0.").derivative("g·log y; g·x/y")),
    LOGADDEXP(real("logaddexp(Tensor input, Tensor other)", "logaddexp_cpu", SpecialFunctions::logAddExp,
            inputs((g, a, b) -> g.div(b.sub(a).exp().add(1))),
            inputs((g, a, b) -> g.div(a.sub(b).exp().add(1))))
            .doc("log(eˣ + eʸ) without overflow.").derivative("g/(1 + exp(y − x)); g/(1 + exp(x − y))")),
    LOGADDEXP2(real("logaddexp2(Tensor input, Tensor other)", "logaddexp2_cpu", SpecialFunctions::logAddExp2,
            inputs((g, a, b) -> g.div(power2(b.sub(a)).add(1))),
            inputs((g, a, b) -> g.div(power2(a.sub(b)).add(1))))
            .doc("log₂(2ˣ + 2ʸ) without overflow.").derivative("g/(1 + 2^(y − x)); g/(1 + 2^(x − y))"));

    /** Constants, in a class of their own because an enum's constants are made before its other fields. */
    private static final class Const {
        static final double LN_2 = 0.6931471805599453;
        static final double HALF_ROOT_PI = 0.886226925452758;
        static final double LN_10 = 2.302585092994046;
    }

    private final Row row;

    ElementaryOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    /** 2/√π·exp(z). */
    private static Tensor bell(Tensor z) {
        return z.exp().mul(2 / Math.sqrt(Math.PI));
    }

    /** 1/(a² + b²), 0 at the origin. */
    private static Tensor inverseSquare(Tensor a, Tensor b) {
        Tensor square = a.mul(a).add(b.mul(b));
        return square.reciprocal().except(square.eq(0));
    }

    private static Tensor power2(Tensor x) {
        return x.mul(Const.LN_2).exp();
    }

    /** PyTorch has no derivative of what was computed in place. */
    private static Row notInPlace(Row row) {
        return row.anew().derivative("").underivable(op -> TorchError.notImplemented("the derivative for 'inplace version of "
                + op.wireName().substring(0, op.wireName().length() - 1) + "' is not implemented."));
    }

    static double truncate(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    private static Tensor sincGradient(Tensor g, Tensor x) {
        Tensor p = x.mul(Math.PI);
        Tensor square = p.mul(x);
        return g.mul(p.mul(p.cos()).sub(p.sin()).div(square)).except(square.eq(0));
    }

    private static NdArray[] round(Call c) {
        DType dtype = c.dtype(0);
        if (!c.params().has("decimals")) {
            Rows.refuse(dtype == DType.BOOL, "round_vml_cpu", dtype);
            return one(Rows.keep(c, Math::rint, LongUnaryOperator.identity()));
        }
        int decimals = c.params().integer("decimals");
        Rows.refuse(!dtype.isFloat(), decimals == 0 ? "round_vml_cpu" : "round_cpu", dtype);
        double scale = Math.pow(10, Math.abs(decimals));
        boolean single = dtype == DType.FLOAT32;
        // Scaled in the operand's own precision, where PyTorch sees its halves.
        DoubleUnaryOperator f = decimals >= 0 ? x -> Math.rint(single ? (float) x * (float) scale : x * scale) / scale
                : x -> Math.rint(single ? (float) x / (float) scale : x / scale) * scale;
        return one(Elementwise.map(c.array(0), dtype, f));
    }

    private static NdArray[] polygamma(Call c) {
        int n = c.params().integer("n");
        if (n < 0) {
            throw TorchError.argument("polygamma(n, x) does not support negative n.");
        }
        return one(Rows.map(c, n == 0 ? SpecialFunctions::digamma : x -> SpecialFunctions.polygamma(n, x)));
    }

    private static NdArray[] logit(Call c) {
        if (c.params().get("eps") == null) {
            return one(Rows.map(c, x -> Math.log(x / (1 - x))));
        }
        boolean single = c.dtype(0) == DType.FLOAT32;
        double low = c.params().real("eps");
        double high = single ? 1 - (float) low : 1 - low;
        return one(Rows.map(c, x -> {
            double z = x < low ? low : x > high ? high : x;
            return Math.log(z / (1 - z));
        }));
    }

    private static Tensor logitGradient(Frame f) {
        Tensor x = f.in(0);
        Tensor slope = f.g().div(x.mul(x.rsub(1)));
        if (f.params().get("eps") == null) {
            return slope.where(x.ge(0).logicalAnd(x.le(1)), Tensor.number(Double.NaN));
        }
        double low = f.params().real("eps");
        return slope.where(x.ge(low).logicalAnd(x.le(1 - low)));
    }

    private static NdArray[] nanToNum(Call c) {
        boolean single = c.dtype(0) == DType.FLOAT32;
        double max = single ? Float.MAX_VALUE : Double.MAX_VALUE;
        double nan = given(c.params(), "nan", 0);
        double above = given(c.params(), "posinf", max);
        double below = given(c.params(), "neginf", -max);
        return one(
                Rows.keep(c, x -> Double.isNaN(x) ? nan : x == Double.POSITIVE_INFINITY ? above : x == Double.NEGATIVE_INFINITY ? below : x,
                        LongUnaryOperator.identity()));
    }

    private static double given(Params p, String name, double otherwise) {
        return p.get(name) == null ? otherwise : p.real(name);
    }
}
