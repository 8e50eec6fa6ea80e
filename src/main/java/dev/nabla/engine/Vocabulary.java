package dev.nabla.engine;

import java.util.Map;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * The verbs in which derivative rules and composite ops are written. Each is one call of an op, so whatever is written in them can be
 * differentiated again. A new op needs no new verb.
 */
public interface Vocabulary {
    Tensor self();

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

    default Tensor mul(Tensor other) {
        return ArithmeticOps.MUL.call(self(), other);
    }

    default Tensor mul(double number) {
        return mul(Tensor.number(number));
    }

    default Tensor div(Tensor other) {
        return ArithmeticOps.DIV.call(self(), other);
    }

    default Tensor neg() {
        return ArithmeticOps.NEG.call(self());
    }

    // ---- elementary -----------------------------------------------------------------------------------------------

    default Tensor exp() {
        return ElementaryOps.EXP.call(self());
    }

    default Tensor log() {
        return ElementaryOps.LOG.call(self());
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

    // ---- indexing -------------------------------------------------------------------------------------------------

    /** The elements at the given positions along the dimension. */
    default Tensor gather(int dim, Tensor index) {
        return IndexingOps.GATHER.call(Params.of(IndexingOps.GATHER.row().signature(), Map.of("dim", (long) dim)), self(), index);
    }

    /** This tensor with the elements of {@code src} added at the given positions along the dimension. */
    default Tensor scatterAdd(int dim, Tensor index, Tensor src) {
        return IndexingOps.SCATTER_ADD.call(Params.of(IndexingOps.SCATTER_ADD.row().signature(), Map.of("dim", (long) dim)), self(), index,
                src);
    }

    // ---- shape ----------------------------------------------------------------------------------------------------

    default Tensor reshape(Shape target) {
        return ShapeOps.RESHAPE.call(Params.of(ShapeOps.RESHAPE.row().signature(), Map.of("shape", longs(target.dims()))), self());
    }

    default Tensor expand(Shape target) {
        return ShapeOps.EXPAND.call(Params.of(ShapeOps.EXPAND.row().signature(), Map.of("sizes", longs(target.dims()))), self());
    }

    /** This tensor with the last two dimensions exchanged. */
    default Tensor mT() {
        return transpose(-2, -1);
    }

    default Tensor transpose(int a, int b) {
        return ShapeOps.TRANSPOSE.call(Params.of(ShapeOps.TRANSPOSE.row().signature(), Map.of("dim0", (long) a, "dim1", (long) b)), self());
    }

    Tensor detach();

    /** This tensor in another dtype. */
    default Tensor to(DType dtype) {
        return ShapeOps.TO.call(Params.of(ShapeOps.TO.row().signature(), Map.of("dtype", dtype)), self());
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
