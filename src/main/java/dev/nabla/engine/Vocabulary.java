package dev.nabla.engine;

import java.util.Map;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * The verbs in which derivative rules and composite ops are written. Each is one call of an op, so whatever is written in them can be
 * differentiated again. A new op needs no new verb.
 */
public interface Vocabulary extends MatrixVocabulary {
    Shape shape();

    DType dtype();

    // ---- arithmetic -----------------------------------------------------------------------------------------------

    default Tensor add(Tensor other) {
        return ArithmeticOps.ADD.call(self(), other);
    }

    default Tensor add(double number) {
        return add(Tensor.number(number));
    }

    default Tensor sub(Tensor other) {
        return ArithmeticOps.SUB.call(self(), other);
    }

    default Tensor sub(double number) {
        return sub(Tensor.number(number));
    }

    /** {@code number - this}. */
    default Tensor rsub(double number) {
        return ArithmeticOps.RSUB.call(self(), Tensor.number(number));
    }

    default Tensor mul(Tensor other) {
        return ArithmeticOps.MUL.call(self(), other);
    }

    default Tensor mul(double number) {
        return mul(Tensor.number(number));
    }

    default Tensor div(Tensor other) {
        return ArithmeticOps.DIV.call(self(), other);
    }

    default Tensor div(double number) {
        return div(Tensor.number(number));
    }

    /** The quotient, rounded: {@code mode} is "trunc" or "floor". */
    default Tensor div(Tensor other, String mode) {
        return ArithmeticOps.DIV.call(Map.of("rounding_mode", mode), self(), other);
    }

    default Tensor neg() {
        return ArithmeticOps.NEG.call(self());
    }

    default Tensor pow(Tensor exponent) {
        return ArithmeticOps.POW.call(self(), exponent);
    }

    default Tensor pow(double exponent) {
        return pow(Tensor.number(exponent));
    }

    default Tensor reciprocal() {
        return ArithmeticOps.RECIPROCAL.call(self());
    }

    default Tensor abs() {
        return ArithmeticOps.ABS.call(self());
    }

    default Tensor sign() {
        return ArithmeticOps.SIGN.call(self());
    }

    // ---- elementary -----------------------------------------------------------------------------------------------

    default Tensor exp() {
        return ElementaryOps.EXP.call(self());
    }

    default Tensor log() {
        return ElementaryOps.LOG.call(self());
    }

    default Tensor sqrt() {
        return ElementaryOps.SQRT.call(self());
    }

    default Tensor rsqrt() {
        return ElementaryOps.RSQRT.call(self());
    }

    default Tensor sin() {
        return ElementaryOps.SIN.call(self());
    }

    default Tensor cos() {
        return ElementaryOps.COS.call(self());
    }

    default Tensor sinh() {
        return ElementaryOps.SINH.call(self());
    }

    default Tensor cosh() {
        return ElementaryOps.COSH.call(self());
    }

    default Tensor tanh() {
        return ElementaryOps.TANH.call(self());
    }

    default Tensor erf() {
        return ElementaryOps.ERF.call(self());
    }

    default Tensor erfinv() {
        return ElementaryOps.ERFINV.call(self());
    }

    default Tensor digamma() {
        return ElementaryOps.DIGAMMA.call(self());
    }

    /** The n-th derivative of {@link #digamma}. */
    default Tensor polygamma(int n) {
        return ElementaryOps.POLYGAMMA.call(Map.of("n", n), self());
    }

    default Tensor xlogy(Tensor other) {
        return ElementaryOps.XLOGY.call(self(), other);
    }

    default Tensor sigmoid() {
        return ActivationOps.SIGMOID.call(self());
    }

    /** log(sigmoid(x)). */
    default Tensor logSigmoid() {
        return ActivationOps.LOGSIGMOID.call(self());
    }

    default Tensor log1p() {
        return ElementaryOps.LOG1P.call(self());
    }

    // ---- comparison -----------------------------------------------------------------------------------------------

    default Tensor eq(Tensor other) {
        return ComparisonOps.EQ.call(self(), other);
    }

    default Tensor eq(double number) {
        return eq(Tensor.number(number));
    }

    default Tensor lt(Tensor other) {
        return ComparisonOps.LT.call(self(), other);
    }

    default Tensor lt(double number) {
        return lt(Tensor.number(number));
    }

    default Tensor le(Tensor other) {
        return ComparisonOps.LE.call(self(), other);
    }

    default Tensor le(double number) {
        return le(Tensor.number(number));
    }

    default Tensor gt(Tensor other) {
        return ComparisonOps.GT.call(self(), other);
    }

    default Tensor gt(double number) {
        return gt(Tensor.number(number));
    }

    default Tensor ge(Tensor other) {
        return ComparisonOps.GE.call(self(), other);
    }

    default Tensor ge(double number) {
        return ge(Tensor.number(number));
    }

    default Tensor isnan() {
        return ComparisonOps.ISNAN.call(self());
    }

    default Tensor isfinite() {
        return ComparisonOps.ISFINITE.call(self());
    }

    default Tensor logicalAnd(Tensor other) {
        return ComparisonOps.LOGICAL_AND.call(self(), other);
    }

    default Tensor logicalOr(Tensor other) {
        return ComparisonOps.LOGICAL_OR.call(self(), other);
    }

    default Tensor logicalNot() {
        return ComparisonOps.LOGICAL_NOT.call(self());
    }

    /** This tensor where the condition holds, {@code other} elsewhere. */
    default Tensor where(Tensor condition, Tensor other) {
        return ComparisonOps.WHERE.call(condition, self(), other);
    }

    /** This tensor where the condition holds, zero elsewhere. */
    default Tensor where(Tensor condition) {
        return where(condition, Tensor.number(0.0));
    }

    /** Zero where the condition holds, this tensor elsewhere. */
    default Tensor except(Tensor condition) {
        return maskedFill(condition, 0);
    }

    /** The number where the condition holds, this tensor elsewhere. */
    default Tensor maskedFill(Tensor condition, double number) {
        return ComparisonOps.WHERE.call(condition, Tensor.number(number), self());
    }

    /** The larger of this tensor and the number. */
    default Tensor clampMin(double number) {
        return ComparisonOps.CLAMP_MIN.call(self(), Tensor.number(number));
    }

    /** The larger of this tensor and the number, with the gradient of this tensor everywhere: torch's {@code clamp_} under {@code no_grad}. */
    default Tensor raisedTo(double number) {
        return where(ge(number), sub(self().detach()).add(number));
    }

    // ---- reductions -----------------------------------------------------------------------------------------------

    /** The sum over the dimensions. */
    default Tensor sum(boolean keepdim, int... dims) {
        return ReductionOps.SUM.call(Params.of(ReductionOps.SUM.row().signature(), Map.of("dim", longs(dims), "keepdim", keepdim)), self());
    }

    /** The sum of all elements, 0-d. */
    default Tensor sum() {
        return ReductionOps.SUM.call(self());
    }

    /** The mean over the dimensions. */
    default Tensor mean(boolean keepdim, int... dims) {
        return ReductionOps.MEAN.call(Map.of("dim", dims, "keepdim", keepdim), self());
    }

    /** The mean of all elements, 0-d. */
    default Tensor mean() {
        return ReductionOps.MEAN.call(self());
    }

    /** The p-norm over the dimensions. */
    default Tensor norm(double p, boolean keepdim, int... dims) {
        return NormOps.VECTOR_NORM.call(Map.of("ord", p, "dim", dims, "keepdim", keepdim), self());
    }

    /** The recurrence {@code out[i] = this[i] + factor[i]·out[i−1]} along the dimension; in reverse {@code this[i] + factor[i+1]·out[i+1]}. */
    default Tensor linearScan(Tensor factor, int dim, boolean reverse) {
        return ScanOps.LINEAR_SCAN.call(Map.of("dim", dim, "reverse", reverse), self(), factor);
    }

    /** The sum over the dimensions along which {@code target} was broadcast to this shape. */
    default Tensor sumTo(Shape target) {
        int lead = shape().rank() - target.rank();
        int[] dims = new int[shape().rank()];
        int n = 0;
        for (int i = 0; i < shape().rank(); i++) {
            if (i < lead || target.dim(i - lead) == 1 && shape().dim(i) != 1) {
                dims[n++] = i;
            }
        }
        Tensor s = n == 0 ? self() : sum(true, java.util.Arrays.copyOf(dims, n));
        return s.shape().equals(target) ? s : s.reshape(target);
    }

    // ---- shape ----------------------------------------------------------------------------------------------------

    default Tensor reshape(Shape target) {
        return ShapeOps.RESHAPE.call(Map.of("shape", target.dims()), self());
    }

    /** This storage under another shape; one size may be −1. */
    default Tensor view(int... sizes) {
        return ShapeOps.VIEW.call(Map.of("shape", sizes), self());
    }

    /** A copy with history: torch.clone. */
    default Tensor copy() {
        return ShapeOps.CLONE.call(self());
    }

    default Tensor squeeze(int dim) {
        return ShapeOps.SQUEEZE.call(Map.of("dim", (long) dim), self());
    }

    default Tensor unsqueeze(int dim) {
        return ShapeOps.UNSQUEEZE.call(Map.of("dim", dim), self());
    }

    /** Zeros around this tensor: (before, after) for each dimension, from the last one backwards. */
    default Tensor pad(int... amounts) {
        return PaddingOps.CONSTANT_PAD_ND.call(Map.of("pad", amounts), self());
    }

    default Tensor expand(Shape target) {
        return ShapeOps.EXPAND.call(Map.of("sizes", target.dims()), self());
    }

    /** This tensor with the last two dimensions exchanged. */
    default Tensor mT() {
        return transpose(-2, -1);
    }

    default Tensor transpose(int a, int b) {
        return ShapeOps.TRANSPOSE.call(Params.of(ShapeOps.TRANSPOSE.row().signature(), Map.of("dim0", (long) a, "dim1", (long) b)), self());
    }

    /** The transpose of a matrix. */
    default Tensor t() {
        return MatrixOps.T.call(self());
    }

    default Tensor permute(int... order) {
        return ShapeOps.PERMUTE.call(Map.of("dims", order), self());
    }

    /** The elements in reverse order along the dimensions. */
    default Tensor flip(int... dims) {
        return ArrangementOps.FLIP.call(Map.of("dims", dims), self());
    }

    /** A result that nobody else has seen, under another shape. */
    default Tensor unsafeView(Shape target) {
        return ShapeOps.UNSAFE_VIEW.call(Map.of("shape", target.dims()), self());
    }

    /** This tensor if it is laid out in row-major order, else a copy that is. */
    default Tensor contiguous() {
        return self().data().isContiguous() ? self() : ShapeOps.CLONE_CONTIGUOUS.call(self());
    }

    // ---- parts ----------------------------------------------------------------------------------------------------

    default Tensor select(int dim, int index) {
        return IndexingOps.SELECT.call(Map.of("dim", dim, "index", index), self());
    }

    default Tensor slice(int dim, Subscript.Range range) {
        return IndexingOps.SLICE.call(Map.of("dim", dim, "start", range.start(), "end", range.end(), "step", range.step()), self());
    }

    default Tensor narrow(int dim, int start, int length) {
        return IndexingOps.NARROW.call(Map.of("dim", dim, "start", start, "length", length), self());
    }

    default Tensor indexSelect(int dim, Tensor index) {
        return IndexingOps.INDEX_SELECT.call(Map.of("dim", dim), self(), index);
    }

    default Tensor indexAdd(int dim, Tensor index, Tensor source) {
        return IndexingOps.INDEX_ADD.call(Map.of("dim", dim), self(), index, source);
    }

    default Tensor put(Tensor index, Tensor source, boolean accumulate) {
        return IndexingOps.PUT.call(Map.of("accumulate", accumulate), self(), index, source);
    }

    /** The elements at the given positions along the dimension. */
    default Tensor gather(int dim, Tensor index) {
        return ScatterOps.GATHER.call(Map.of("dim", dim), self(), index);
    }

    /** This tensor with the source's elements added at the given positions along the dimension. */
    default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
        return ScatterOps.SCATTER_ADD.call(Map.of("dim", dim), self(), index, source);
    }

    default Tensor maskedSelect(Tensor mask) {
        return ScatterOps.MASKED_SELECT.call(self(), mask);
    }

    Tensor detach();

    /** This tensor in another dtype. */
    default Tensor to(DType dtype) {
        return ShapeOps.TO.call(Params.of(ShapeOps.TO.row().signature(), Map.of("dtype", dtype)), self());
    }

    /** This tensor, converted if it is of another dtype. */
    default Tensor as(DType dtype) {
        return dtype == dtype() ? self() : to(dtype);
    }

    // ---- constants ------------------------------------------------------------------------------------------------

    /** Zeros of this shape and dtype, without history. */
    default Tensor zerosLike() {
        return Tensor.of(NdArray.zeros(dtype(), shape()));
    }

    /** Ones of this shape and dtype, without history. */
    default Tensor onesLike() {
        return Tensor.of(NdArray.full(dtype(), shape(), 1));
    }

    private static long[] longs(int[] a) {
        long[] out = new long[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i];
        }
        return out;
    }
}
