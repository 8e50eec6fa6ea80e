package dev.nabla.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Reductions;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Row.in;
import static dev.nabla.engine.Row.out;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Folds along dimensions. In derivatives: x is the operand, n the number of elements folded into one. */
enum ReductionOps implements Op {
    SUM(primitive("sum(Tensor input, int[]? dim=None, bool keepdim=False, *, Dtype? dtype=None)", ReductionOps::sum)
            .vjp(f -> spread(f.g(), f))
            .gradFn(c -> c.params().has("dim") ? "SumBackward1" : "SumBackward0")
            .example(Map.of(), matrix()).example(Map.of("dim", 1L, "keepdim", true), matrix())
            .loops().doc("The sum of all elements, or along the given dimensions.").derivative("g, repeated along the summed dimensions")),
    MEAN(primitive("mean(Tensor input, int[]? dim=None, bool keepdim=False, *, Dtype? dtype=None)", ReductionOps::mean)
            .vjp(f -> spread(f.g(), f).div(Reductions.count(f.shape(0), over(f))))
            .gradFn(c -> c.params().has("dim") ? "MeanBackward1" : "MeanBackward0")
            .example(Map.of(), matrix()).example(Map.of("dim", List.of(0L, 1L)), matrix()).example(Map.of("dim", 1L), matrix())
            .loops().doc("The mean of all elements, or along the given dimensions.")
            .derivative("g/n, repeated along the folded dimensions")),
    NANSUM(primitive("nansum(Tensor input, int[]? dim=None, bool keepdim=False, *, Dtype? dtype=None)", ReductionOps::nansum)
            .vjp(in(0), f -> spread(f.g(), f).mul(f.in(0).isnan().logicalNot()))
            .example(Map.of(), matrix()).example(Map.of("dim", 0L), matrix())
            .doc("The sum of the elements that are not NaN.").derivative("g, repeated along the summed dimensions; 0 where x is NaN")),
    NANMEAN(composite("nanmean(Tensor input, int[]? dim=None, bool keepdim=False, *, Dtype? dtype=None)", ReductionOps::nanmean)
            .example(Map.of(), matrix()).example(Map.of("dim", 0L, "keepdim", true), matrix())
            .doc("The mean of the elements that are not NaN.")
            .derivative("g/n, n the number of elements that are not NaN; 0 where x is NaN")),
    PROD(primitive("prod(Tensor input, int? dim=None, bool keepdim=False, *, Dtype? dtype=None)", ReductionOps::prod)
            .vjp(in(0) | out(0), ReductionOps::prodVjp)
            .gradFn(c -> c.params().has("dim") ? "ProdBackward1" : "ProdBackward0")
            .example(Map.of(), matrix()).example(Map.of("dim", 1L), matrix()).example(Map.of("dim", 0L), NdArray.of(Shape.of(3), 2.0, 0, 3))
            .doc("The product of all elements, or along a dimension.")
            .derivative("g·(the product of the other elements), which is g·out/x")),
    VAR(primitive("var(Tensor input, int[]? dim=None, bool unbiased=True, bool keepdim=False, *, Number? correction=None)",
            c -> one(moments(c, "std and var", v -> v).variance()))
            .vjp(in(0), f -> varianceVjp(f.g(), f))
            .example(Map.of(), matrix()).example(Map.of("dim", 1L), matrix())
            .example(Map.of("dim", 0L, "correction", 0L, "keepdim", true), matrix())
            .doc("The variance, with n − correction as divisor; the correction is 1, or 0 where unbiased is False.")
            .derivative("g·2(x − mean)/(n − correction)")),
    STD(primitive("std(Tensor input, int[]? dim=None, bool unbiased=True, bool keepdim=False, *, Number? correction=None)",
            c -> one(moments(c, "std and var", Math::sqrt).variance()))
            .vjp(in(0) | out(0), f -> deviationVjp(f.g(), f))
            .example(Map.of(), matrix()).example(Map.of("dim", 1L, "keepdim", true), matrix())
            .doc("The standard deviation: the square root of var.")
            .derivative("g·(x − mean)/((n − correction)·out); 0 where out is 0")),
    VAR_MEAN(primitive("var_mean(Tensor input, int[]? dim=None, bool unbiased=True, bool keepdim=False, *, Number? correction=None)",
            c -> both(moments(c, "var_mean", v -> v)))
            .vjp(in(0), f -> total(f.gOrNull(0) == null ? null : varianceVjp(f.g(0), f), f))
            .example(Map.of(), matrix()).example(Map.of("dim", 1L), matrix())
            .doc("The variance and the mean.").derivative("g₁·2(x − mean)/(n − correction) + g₂/n")),
    STD_MEAN(primitive("std_mean(Tensor input, int[]? dim=None, bool unbiased=True, bool keepdim=False, *, Number? correction=None)",
            c -> both(moments(c, "std_mean", Math::sqrt)))
            .vjp(in(0) | out(0), f -> total(f.gOrNull(0) == null ? null : deviationVjp(f.g(0), f), f))
            .example(Map.of(), matrix()).example(Map.of("dim", 0L, "keepdim", true), matrix())
            .doc("The standard deviation and the mean.").derivative("g₁·(x − mean)/((n − correction)·out₁) + g₂/n")),
    LOGSUMEXP(primitive("logsumexp(Tensor input, int[] dim, bool keepdim=False)", ReductionOps::logsumexp)
            .vjp(in(0) | out(0), f -> kept(f.g(), f).mul(f.in(0).sub(kept(f.out(0), f)).exp()))
            .example(Map.of("dim", 1L), matrix()).example(Map.of("dim", List.of(0L, 1L), "keepdim", true), matrix())
            .doc("The logarithm of the sum of exponentials, without overflow.").derivative("g·exp(x − out)")),
    ALL(primitive("all(Tensor input, int[]? dim=None, bool keepdim=False)",
            c -> one(Reductions.all(c.array(0), listed(c), c.params().flag("keepdim"))))
            .example(Map.of("dim", 1L), NdArray.of(Shape.of(2, 2), true, true, true, false))
            .doc("Whether all elements are true, that is not zero.")),
    ANY(primitive("any(Tensor input, int[]? dim=None, bool keepdim=False)",
            c -> one(Reductions.any(c.array(0), listed(c), c.params().flag("keepdim"))))
            .example(Map.of("dim", 1L), NdArray.of(Shape.of(2, 2), false, true, false, false))
            .doc("Whether any element is true, that is not zero.")),
    COUNT_NONZERO(primitive("count_nonzero(Tensor input, int[]? dim=None)",
            c -> one(Reductions.countNonzero(c.array(0), over(c))))
            .example(Map.of("dim", 1L), NdArray.of(Shape.of(2, 2), 0.0, 2, 3, 4))
            .doc("How many elements are not zero."));

    private final Row row;

    ReductionOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static NdArray matrix() {
        return NdArray.of(Shape.of(2, 3), 1.0, -2.0, 0.5, 3.0, 1.5, -1.0);
    }

    // ---- which dimensions -----------------------------------------------------------------------------------------

    /** Marks the dimensions folded: those of {@code dim}, or all. */
    static boolean[] over(Call c) {
        return Dims.mask(c.params().ints("dim"), c.shape(0).rank());
    }

    static boolean[] over(Frame f) {
        return Dims.mask(f.params().ints("dim"), f.shape(0).rank());
    }

    /** As {@link #over}, but an empty list folds nothing. */
    private static boolean[] listed(Call c) {
        int[] dims = c.params().ints("dim");
        return dims != null && dims.length == 0 ? new boolean[c.shape(0).rank()] : over(c);
    }

    /** keepdim belongs to the overloads that have a dim. */
    static boolean keepdim(Call c) {
        if (c.params().has("keepdim") && !c.params().has("dim")) {
            throw TorchError.type(c.op().wireName() + "() received an invalid combination of arguments - got (Tensor, keepdim=bool)")
                    .at("keepdim");
        }
        return c.params().flag("keepdim");
    }

    /** A result, or its gradient, with the folded dimensions back at size 1. */
    static Tensor kept(Tensor t, Frame f) {
        Shape kept = Reductions.shape(f.shape(0), over(f), true);
        return t.shape().equals(kept) ? t : t.reshape(kept);
    }

    /** The params of a fold over the same dimensions that keeps them. */
    static Map<String, @Nullable Object> kept(Frame f) {
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("dim", f.params().get("dim"));
        params.put("keepdim", true);
        return params;
    }

    /** A gradient of the folded result, repeated over the operand's shape. */
    static Tensor spread(Tensor g, Frame f) {
        return kept(g, f).expand(f.shape(0));
    }

    // ---- kernels --------------------------------------------------------------------------------------------------

    /** The operand of a sum or product in the dtype it is folded in: what {@code dtype} says, else int64 for integers. */
    static NdArray operand(Call c) {
        DType dtype = c.params().dtype("dtype");
        if (dtype == null) {
            dtype = c.dtype(0).isFloat() ? c.dtype(0) : DType.INT64;
        } else if (!dtype.isFloat() && c.needsGrad(0)) {
            throw TorchError.dtype("Autograd not support dtype: " + dtype.scalarName());
        }
        return c.array(0).to(dtype);
    }

    private static NdArray[] sum(Call c) {
        boolean keepdim = keepdim(c);
        return one(Reductions.sum(operand(c), over(c), keepdim));
    }

    private static NdArray[] nansum(Call c) {
        NdArray x = operand(c);
        boolean keepdim = c.params().flag("keepdim");
        return one(x.dtype().isFloat() ? Reductions.nansum(x, over(c), keepdim) : Reductions.sum(x, over(c), keepdim));
    }

    private static NdArray[] mean(Call c) {
        boolean keepdim = keepdim(c);
        checkFloat(c);
        return one(Reductions.mean(operand(c), over(c), keepdim));
    }

    private static void checkFloat(Call c) {
        DType wanted = c.params().dtype("dtype");
        DType dtype = wanted != null ? wanted : c.dtype(0);
        if (!dtype.isFloat()) {
            throw TorchError.dtype(c.op().wireName() + "(): could not infer output dtype. " + (wanted != null ? "Optional" : "Input")
                    + " dtype must be either a floating point or complex dtype. Got: " + dtype.scalarName());
        }
    }

    private static Tensor[] nanmean(Call c) {
        if (!c.dtype(0).isFloat()) {
            throw TorchError.dtype("nanmean(): expected input to have floating point or complex dtype but got " + c.dtype(0).scalarName());
        }
        checkFloat(c);
        Tensor x = c.in(0);
        Tensor count = NANSUM.call(c.params(), x.detach().isnan().logicalNot());
        return new Tensor[]{NANSUM.call(c.params(), x).div(count)};
    }

    private static NdArray[] prod(Call c) {
        boolean keepdim = keepdim(c);
        return one(Reductions.prod(operand(c), over(c), keepdim));
    }

    private static NdArray[] logsumexp(Call c) {
        NdArray x = c.array(0).to(Promotion.floatResult(c.in(0)));
        return one(Reductions.logsumexp(x, over(c), c.params().flag("keepdim")));
    }

    private static Reductions.Moments moments(Call c, String name, DoubleUnaryOperator after) {
        if (!c.dtype(0).isFloat()) {
            throw TorchError.dtype(name + " only support floating point and complex dtypes");
        }
        if (c.params().has("unbiased") && c.params().has("correction")) {
            throw TorchError.type(c.op().wireName()
                    + "() received an invalid combination of arguments - got (Tensor, correction=int, unbiased=bool)").at("correction");
        }
        return Reductions.moments(c.array(0), over(c), correction(c.params()), c.params().flag("keepdim"), after);
    }

    private static double correction(Params p) {
        return p.get("correction") != null ? p.real("correction") : p.flag("unbiased") ? 1 : 0;
    }

    private static NdArray[] both(Reductions.Moments m) {
        return new NdArray[]{m.variance(), m.mean()};
    }

    // ---- rules ----------------------------------------------------------------------------------------------------

    /** g·2(x − mean)/(n − correction). Over all elements with n ≤ correction the limit: ∞, or NaN where x is the mean. */
    private static Tensor varianceVjp(Tensor g, Frame f) {
        boolean[] over = over(f);
        Tensor x = f.in(0);
        double freedom = Reductions.count(x.shape(), over) - correction(f.params());
        if ((x.shape().isScalar() || f.params().get("dim") == null) && freedom <= 0) {
            Tensor infinite = Tensor.of(NdArray.full(x.dtype(), x.shape(), Double.POSITIVE_INFINITY));
            return kept(g, f).mul(infinite.maskedFill(x.eq(MEAN.call(x)), Double.NaN));
        }
        return kept(g, f).mul(2 / freedom).mul(x.sub(MEAN.call(kept(f), x)));
    }

    private static Tensor deviationVjp(Tensor g, Frame f) {
        Tensor out = f.out(0);
        return varianceVjp(g.div(out.mul(2)).except(out.eq(0)), f);
    }

    /** The gradient through the first result (null: none arrives there), and through the mean. */
    private static @Nullable Tensor total(@Nullable Tensor first, Frame f) {
        Tensor mean = f.gOrNull(1) == null ? null : spread(f.g(1), f).div(Reductions.count(f.shape(0), over(f)));
        return first == null ? mean : mean == null ? first : first.add(mean);
    }

    /**
     * The product of the others. Where nothing is 0 it is out/x, else the product of those before times the product of those after, which zeros
     * leave exact. Both forms stand side by side, each fed ones where the other holds, so that the choice is made by the values and not when the
     * rule is written down.
     */
    private static Tensor prodVjp(Frame f) {
        if (f.shape(0).isScalar()) {
            return f.g();
        }
        Tensor g = kept(f.g(), f);
        Tensor x = f.in(0).to(g.dtype());
        Tensor zeros = x.eq(0).sum().gt(0);
        Tensor quotient = kept(f.out(0), f).div(x.maskedFill(zeros, 1));
        boolean whole = f.params().get("dim") == null;
        Tensor lines = x.maskedFill(zeros.logicalNot(), 1);
        Tensor others = whole ? ScanOps.productOfOthers(lines.reshape(Shape.of(x.shape().size())), 0).reshape(x.shape())
                : ScanOps.productOfOthers(lines, Dims.wrap(f.params().integer("dim"), x.shape().rank()));
        return g.mul(quotient.except(zeros).add(others.where(zeros)));
    }
}
