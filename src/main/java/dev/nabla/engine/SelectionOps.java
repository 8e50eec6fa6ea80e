package dev.nabla.engine;

import java.util.Arrays;
import java.util.Map;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Extremes;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Places;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.Sorting;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Row.in;
import static dev.nabla.engine.Row.out;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/**
 * Elements picked by size. Where several are equal, an op that also gives indices passes the gradient to the one it names, the others (max, amax
 * and median without indices) share it evenly. NaN is larger than every number.
 */
enum SelectionOps implements Op {
    MAX(primitive("max(Tensor input, int? dim=None, bool keepdim=False)", c -> extreme(c, true))
            .vjp(c -> isWhole(c.params()) ? in(0) | out(0) : out(1), f -> isWhole(f.params()) ? shared(f) : placed(f))
            .gradFn(c -> isWhole(c.params()) ? "MaxBackward1" : "MaxBackward0")
            .example(Map.of("dim", 1L), matrix()).example(Map.of(), matrix())
            .doc("The largest element; with dim also its index along the dimension, the first of equal ones.")
            .derivative("g at the largest element; without dim, equal ones share it")),
    MIN(primitive("min(Tensor input, int? dim=None, bool keepdim=False)", c -> extreme(c, false))
            .vjp(c -> isWhole(c.params()) ? in(0) | out(0) : out(1), f -> isWhole(f.params()) ? shared(f) : placed(f))
            .gradFn(c -> isWhole(c.params()) ? "MinBackward1" : "MinBackward0")
            .example(Map.of("dim", 1L), matrix()).example(Map.of(), matrix())
            .doc("The smallest element; with dim also its index along the dimension, the first of equal ones.")
            .derivative("g at the smallest element; without dim, equal ones share it")),
    AMAX(primitive("amax(Tensor input, int[]? dim=[], bool keepdim=False)", c -> extremes(c, true))
            .vjp(in(0) | out(0), SelectionOps::sharedAlong)
            .example(Map.of("dim", 0L), matrix()).example(Map.of("keepdim", true), matrix())
            .doc("The largest element along the given dimensions, or of all.").derivative("g at the largest element; equal ones share it")),
    AMIN(primitive("amin(Tensor input, int[]? dim=[], bool keepdim=False)", c -> extremes(c, false))
            .vjp(in(0) | out(0), SelectionOps::sharedAlong)
            .example(Map.of("dim", 0L), matrix()).example(Map.of("keepdim", true), matrix())
            .doc("The smallest element along the given dimensions, or of all.")
            .derivative("g at the smallest element; equal ones share it")),
    ARGMAX(primitive("argmax(Tensor input, int? dim=None, bool keepdim=False)", c -> extremeIndex(c, true))
            .example(Map.of("dim", 1L), matrix())
            .doc("The index of the largest element along a dimension, or in row-major order among all; the first of equal ones.")),
    ARGMIN(primitive("argmin(Tensor input, int? dim=None, bool keepdim=False)", c -> extremeIndex(c, false))
            .example(Map.of("dim", 1L), matrix())
            .doc("The index of the smallest element along a dimension, or in row-major order among all; the first of equal ones.")),
    SORT(primitive("sort(Tensor input, int dim=-1, bool descending=False, *, bool? stable=None)", SelectionOps::sort)
            .vjp(out(1), SelectionOps::placed)
            .gradFn(c -> c.params().has("stable") ? "SortBackward1" : "SortBackward0")
            .example(Map.of(), matrix()).example(Map.of("dim", 0L, "descending", true), matrix())
            .doc("The elements in ascending order along a dimension, and their indices; equal ones keep their order.")
            .derivative("g, put back to where the elements came from")),
    ARGSORT(primitive("argsort(Tensor input, int dim=-1, bool descending=False, *, bool stable=False)",
            c -> one(order(c).standingAs(c.array(0))))
            .example(Map.of(), matrix())
            .doc("The indices that sort the elements along a dimension; equal ones keep their order.")),
    TOPK(primitive("topk(Tensor input, int k, int dim=-1, bool largest=True, bool sorted=True)", SelectionOps::topk)
            .vjp(out(1), SelectionOps::placed)
            .example(Map.of("k", 2L), matrix()).example(Map.of("k", 1L, "dim", 0L, "largest", false), matrix())
            .doc("The k largest elements along a dimension, the largest first, and their indices; or the k smallest.")
            .derivative("g, put back to where the elements came from; 0 elsewhere")),
    KTHVALUE(primitive("kthvalue(Tensor input, int k, int dim=-1, bool keepdim=False)", SelectionOps::kthvalue)
            .vjp(out(1), SelectionOps::placed)
            .example(Map.of("k", 2L), matrix()).example(Map.of("k", 1L, "dim", 0L, "keepdim", true), matrix())
            .doc("The k-th smallest element along a dimension, and its index.").derivative("g at that element")),
    MEDIAN(primitive("median(Tensor input, int? dim=None, bool keepdim=False)", SelectionOps::median)
            .vjp(c -> isWhole(c.params()) ? in(0) | out(0) : out(1), f -> isWhole(f.params()) ? shared(f) : placed(f))
            .gradFn(c -> isWhole(c.params()) ? "MedianBackward0" : "MedianBackward1")
            .example(Map.of("dim", 1L), matrix()).example(Map.of(), matrix())
            .doc("The middle element in sorted order, the lower of two; with dim also its index. NaN if there is a NaN.")
            .derivative("g at the middle element; without dim, equal ones share it"));

    private final Row row;

    SelectionOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static NdArray matrix() {
        return NdArray.of(Shape.of(2, 3), 1.0, -2.0, 0.5, 3.0, 1.5, -1.0);
    }

    private static boolean isWhole(Params p) {
        return p.get("dim") == null;
    }

    // ---- kernels --------------------------------------------------------------------------------------------------

    private static NdArray[] extreme(Call c, boolean largest) {
        boolean keepdim = ReductionOps.keepdim(c);
        boolean[] over = nonEmpty(c);
        if (isWhole(c.params())) {
            return one(Extremes.values(c.array(0), over, false, largest));
        }
        Extremes.At found = Extremes.at(c.array(0), over, keepdim, largest);
        return new NdArray[]{found.values(), found.indices()};
    }

    private static NdArray[] extremes(Call c, boolean largest) {
        return one(Extremes.values(c.array(0), nonEmpty(c), c.params().flag("keepdim"), largest));
    }

    private static NdArray[] extremeIndex(Call c, boolean largest) {
        String name = c.op().wireName();
        if (isWhole(c.params()) && c.shape(0).size() == 0) {
            throw TorchError.index(name + "(): Expected reduction dim to be specified for input.numel() == 0.");
        }
        boolean[] over = nonEmpty(c);
        if (c.dtype(0) == DType.BOOL) {
            throw TorchError.dtype(name + "(): does not support bool input");
        }
        return one(Extremes.indices(c.array(0), over, c.params().flag("keepdim"), largest));
    }

    /** The dimensions folded, none of which may be empty: there is no largest of no elements. */
    private static boolean[] nonEmpty(Call c) {
        String name = c.op().wireName();
        int[] dims = c.params().ints("dim");
        Shape shape = c.shape(0);
        boolean[] over = Dims.mask(dims, shape.rank());
        if (shape.size() == 0 && (dims == null || dims.length == 0)) {
            throw TorchError.argument(name + "(): Expected reduction dim to be specified for input.numel() == 0. "
                    + "Specify the reduction dim with the 'dim' argument.");
        }
        boolean several = name.equals("amax") || name.equals("amin");
        for (int d : dims == null ? new int[0] : dims) {
            int wrapped = Dims.wrap(d, shape.rank());
            checkNonEmpty(name, shape, wrapped, several ? d : wrapped);
        }
        return over;
    }

    private static void checkNonEmpty(String name, Shape shape, int dim, int shown) {
        if (shape.rank() > 0 && shape.dim(dim) == 0) {
            throw TorchError.index(name + "(): Expected reduction dim " + shown + " to have non-zero size.");
        }
    }

    private static NdArray order(Call c) {
        int dim = c.dim("dim", c.shape(0).rank());
        return Sorting.order(c.array(0), dim, c.params().flag("descending"), c.shape(0).isScalar() ? 1 : c.shape(0).dim(dim));
    }

    private static NdArray[] sort(Call c) {
        NdArray[] sorted = picked(c, order(c));
        Arrays.setAll(sorted, k -> sorted[k].standingAs(c.array(0)));
        return sorted;
    }

    /** The elements at the positions along dim, and the positions. */
    private static NdArray[] picked(Call c, NdArray positions) {
        return new NdArray[]{Places.gather(c.array(0), c.dim("dim", c.shape(0).rank()), positions), positions};
    }

    private static NdArray[] topk(Call c) {
        int dim = c.dim("dim", c.shape(0).rank());
        int k = c.params().integer("k");
        if (k < 0 || k > (c.shape(0).isScalar() ? 1 : c.shape(0).dim(dim))) {
            throw TorchError.runtime(TorchError.Kind.INDEX_OUT_OF_RANGE, "selected index k out of range");
        }
        if (c.dtype(0) == DType.BOOL) {
            throw TorchError.dtype("topk does not support bool dtypes on CPU");
        }
        return picked(c, Sorting.order(c.array(0), dim, c.params().flag("largest"), k));
    }

    private static NdArray[] kthvalue(Call c) {
        Shape shape = c.shape(0);
        int dim = c.dim("dim", shape.rank());
        checkNonEmpty("kthvalue", shape, dim, dim);
        int k = c.params().integer("k");
        if (k < 1 || k > (shape.isScalar() ? 1 : shape.dim(dim))) {
            throw TorchError.argument("kthvalue(): selected number k out of range for dimension " + dim);
        }
        if (c.dtype(0) == DType.BOOL && !shape.isScalar()) {
            throw TorchError.notImplemented("\"kthvalue_cpu\" not implemented for 'Bool'");
        }
        return folded(c, picked(c, Sorting.kth(c.array(0), dim, k - 1)), dim);
    }

    private static NdArray[] median(Call c) {
        NdArray x = c.array(0);
        if (isWhole(c.params())) {
            ReductionOps.keepdim(c);
            if (x.dtype() == DType.BOOL) {
                throw TorchError.notImplemented("\"median_cpu\" not implemented for 'Bool'");
            }
            if (x.size() == 0) {
                return one(x.dtype().isFloat() ? NdArray.scalar(x.dtype(), Double.NaN)
                        : NdArray.scalar(x.dtype(), x.dtype() == DType.INT32 ? Integer.MIN_VALUE : Long.MIN_VALUE));
            }
            NdArray flat = x.contiguous().reshaped(Shape.of(x.size()));
            return one(Places.gather(flat, 0, Sorting.median(flat, 0).reshaped(Shape.SCALAR)));
        }
        int dim = c.dim("dim", c.shape(0).rank());
        checkNonEmpty("median", c.shape(0), dim, dim);
        if (x.dtype() == DType.BOOL) {
            throw TorchError.notImplemented("\"median_out\" not implemented for 'Bool'");
        }
        return folded(c, picked(c, Sorting.median(x, dim)), dim);
    }

    /** The results without their dimension of size 1, unless keepdim. */
    private static NdArray[] folded(Call c, NdArray[] results, int dim) {
        if (c.params().flag("keepdim") || c.shape(0).isScalar()) {
            return results;
        }
        Shape shape = c.shape(0).without(dim);
        return new NdArray[]{results[0].reshaped(shape), results[1].reshaped(shape)};
    }

    // ---- rules ----------------------------------------------------------------------------------------------------

    /** The gradient put at the positions along dim that the op has named. */
    private static Tensor placed(Frame f) {
        Shape shape = f.shape(0);
        int dim = Dims.wrap(f.params().integer("dim"), shape.rank());
        Tensor g = f.g();
        Tensor indices = f.out(1);
        if (g.shape().rank() < shape.rank()) {
            Shape kept = shape.with(dim, 1);
            g = g.reshape(kept);
            indices = indices.reshape(kept);
        }
        return Tensor.of(NdArray.zeros(g.dtype(), shape)).scatterAdd(dim, indices, g);
    }

    /** The gradient shared by the elements that equal the result; where that is NaN, by those that are NaN. */
    private static Tensor shared(Frame f) {
        Tensor x = f.in(0);
        Tensor mask = x.eq(f.out(0)).logicalOr(x.isnan());
        return f.g().div(mask.sum()).where(mask);
    }

    private static Tensor sharedAlong(Frame f) {
        Tensor mask = f.in(0).eq(ReductionOps.kept(f.out(0), f));
        Tensor count = ReductionOps.SUM.call(ReductionOps.kept(f), mask);
        return ReductionOps.kept(f.g(), f).mul(mask).div(count);
    }
}
