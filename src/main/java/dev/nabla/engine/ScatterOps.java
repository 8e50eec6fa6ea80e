package dev.nabla.engine;

import java.util.Map;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Places;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Row.in;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Elements gathered from, and scattered to, places that an index of the result's shape or a mask names one by one. */
enum ScatterOps implements Op {
    GATHER(primitive("gather(Tensor input, int dim, Tensor index, *, bool sparse_grad=False)", ScatterOps::gather)
            .vjp(in(0) | in(1), f -> zeros(f).scatterAdd(f.params().integer("dim"), f.in(1), f.g()))
            .example(Map.of("dim", 1L), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 3.0, 4.0), NdArray.of(Shape.of(2, 3), 0L, 1L, 1L, 0L, 0L, 0L))
            .doc("out[i][j] = input[index[i][j]][j] for dim 0, input[i][index[i][j]] for dim 1, and so on.")
            .derivative("g, added up at the indices")),
    SCATTER(primitive("scatter(Tensor input, int dim, Tensor index, Operand src, *, str? reduce=None)", ScatterOps::scatter)
            .vjp(in(1), f -> overwritten(f)).constant().vjp(in(1), f -> gathered(f))
            .gradFn(c -> c.params().get("reduce") != null ? "torch::autograd::NotImplemented"
                    : "ScatterBackward" + (c.isNumber(2) ? 1 : 0))
            .example(Map.of("dim", 1L), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 3.0, 4.0), NdArray.of(Shape.of(2, 1), 1L, 0L),
                    NdArray.of(Shape.of(2, 1), 8.0, 9.0))
            .inPlace()
            .doc("The input with out[index[i][j]][j] = src[i][j] for dim 0, and so on; reduce 'add' or 'multiply' combines with what is there.")
            .derivative("g, 0 at what was overwritten; g at the indices")),
    SCATTER_ADD(primitive("scatter_add(Tensor input, int dim, Tensor index, Tensor src)", ScatterOps::scatterAdd)
            .vjp(f -> f.g()).constant().vjp(in(1), f -> f.g().gather(f.params().integer("dim"), f.in(1))).inPlace()
            .example(Map.of("dim", 0L), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0), NdArray.of(Shape.of(2), 2L, 2L),
                    NdArray.of(Shape.of(2), 8.0, 9.0))
            .doc("The input with src[i][j] added to out[index[i][j]][j] for dim 0, and so on.").derivative("g; g at the indices")),
    TAKE_ALONG_DIM(composite("take_along_dim(Tensor input, Tensor indices, int? dim=None)", ScatterOps::takeAlong)
            .example(Map.of("dim", 1L), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 3.0, 4.0), NdArray.of(Shape.of(1, 3), 0L, 1L, 1L))
            .doc("gather, with input and indices broadcast against each other; without dim over the flattened input.")
            .derivative("g, added up at the indices")),
    MASKED_FILL(primitive("masked_fill(Tensor input, Tensor mask, Operand value)", ScatterOps::maskedFill)
            .vjp(in(1), f -> f.g().maskedFill(f.in(1), 0)).constant().vjp(in(1), f -> f.g().maskedSelect(f.in(1)).sum())
            .gradFn(c -> "MaskedFillBackward" + (c.isNumber(2) ? 0 : 1))
            .example(Map.of(), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0), NdArray.of(Shape.of(3), true, false, true),
                    NdArray.of(Shape.SCALAR, 9.0))
            .inPlace().loops().doc("One value where the mask is true.")
            .derivative("g where the mask is false; the sum of g where it is true")),
    MASKED_SELECT(primitive("masked_select(Tensor input, Tensor mask)", ScatterOps::maskedSelect)
            .vjp(in(0) | in(1), ScatterOps::maskedSelectBackward)
            .example(Map.of(), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0), NdArray.of(Shape.of(2, 3), true, false, true, false, false, true))
            .doc("The elements where the mask is true, in one dimension.").derivative("g where the mask is true, 0 elsewhere")),
    MASKED_SCATTER(primitive("masked_scatter(Tensor input, Tensor mask, Tensor source)", ScatterOps::maskedScatter)
            .vjp(in(1), f -> f.g().maskedFill(f.in(1), 0)).constant().vjp(in(1), ScatterOps::maskedScatterBackward)
            .example(Map.of(), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0), NdArray.of(Shape.of(3), true, false, true),
                    NdArray.of(Shape.of(3), 7.0, 8.0, 9.0))
            .doc("The elements of the source, in order, where the mask is true.")
            .derivative("g where the mask is false; g where it is true, 0 for what was not used"));

    private final Row row;

    ScatterOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static Tensor zeros(Frame f) {
        return Tensor.of(NdArray.zeros(f.dtype(0), f.shape(0)));
    }

    // ---- by index -------------------------------------------------------------------------------------------------

    private static void checkIndex(NdArray index, String op) {
        if (index.size() > 0 && !index.dtype().isInteger()) {
            throw TorchError.dtype(op + "(): Expected dtype int32/int64 for index");
        }
    }

    /** A 0-d array counts as one-dimensional. */
    private static int rank(NdArray a) {
        return Math.max(a.rank(), 1);
    }

    private static int size(NdArray a, int d) {
        return a.rank() == 0 ? 1 : a.dim(Dims.wrap(d, a.rank()));
    }

    private static NdArray[] gather(Call c) {
        NdArray x = c.array(0);
        NdArray index = c.array(1);
        int d = c.dim("dim", x.rank());
        checkIndex(index, "gather");
        if (index.size() == 0) {
            return one(NdArray.zeros(x.dtype(), index.shape()));
        }
        if (rank(x) != rank(index)) {
            throw TorchError.shape("Index tensor must have the same number of dimensions as input tensor");
        }
        for (int i = 0; i < rank(x); i++) {
            if (i != d && size(index, i) > size(x, i)) {
                throw TorchError.shape("Size does not match at dimension " + i + " expected index " + index.shape()
                        + " to be no larger than self " + x.shape() + " apart from dimension " + d);
            }
        }
        return one(Places.gather(x, d, index));
    }

    /** Checks the operands of scatter; true if there is anything to write. */
    private static boolean checkScatter(Call c, int d) {
        NdArray x = c.array(0);
        NdArray index = c.array(1);
        boolean number = c.isNumber(2);
        NdArray src = c.array(2);
        checkIndex(index, "scatter");
        if (!number && x.dtype() != src.dtype()) {
            throw TorchError.dtype("scatter(): Expected self.dtype to be equal to src.dtype");
        }
        if (index.size() == 0) {
            return false;
        }
        if (rank(x) != rank(index)) {
            throw TorchError.shape("Index tensor must have the same number of dimensions as self tensor");
        }
        boolean fits = true;
        for (int i = 0; i < rank(x); i++) {
            fits &= i == d || size(index, i) <= size(x, i);
        }
        for (int i = 0; i < rank(x) && fits && !number; i++) {
            fits = size(index, i) <= size(src, i);
        }
        if (!number && rank(index) != rank(src)) {
            throw TorchError.shape("Index tensor must have the same number of dimensions as src tensor");
        }
        if (!fits) {
            throw TorchError.shape("Expected index " + index.shape() + " to be no larger than self " + x.shape() + " apart from dimension "
                    + d + (number ? "" : " and to be no larger size than src " + src.shape()));
        }
        return true;
    }

    /** The part of src that has the index's shape, or the number repeated. */
    private static NdArray sources(Call c) {
        Shape shape = c.shape(1);
        NdArray src = c.array(2);
        if (c.isNumber(2)) {
            return src.to(c.dtype(0)).broadcastTo(shape);
        }
        return src.view(shape, src.rank() == shape.rank() ? src.strides() : new int[shape.rank()], src.offset());
    }

    private static NdArray[] scatter(Call c) {
        NdArray out = c.array(0).copy();
        int d = c.dim("dim", out.rank());
        String reduce = c.params().textOrNull("reduce");
        if (reduce != null && !reduce.equals("add") && !reduce.equals("multiply")) {
            throw TorchError.argument("reduce argument must be either add or multiply.");
        }
        if (!checkScatter(c, d)) {
            return one(out);
        }
        int[] at = Places.along(out, d, c.array(1));
        if (reduce == null) {
            Places.put(out, at, sources(c));
        } else if (reduce.equals("add")) {
            Places.add(out, at, sources(c));
        } else {
            Places.combine(out, at, sources(c), (a, b) -> a * b, (a, b) -> a * b);
        }
        return one(out);
    }

    private static void refuseReduction(Frame f) {
        if (f.params().get("reduce") != null) {
            throw TorchError.argument("derivative for aten::scatter is not implemented");
        }
    }

    private static Tensor overwritten(Frame f) {
        refuseReduction(f);
        return SCATTER.call(Map.of("dim", f.params().whole("dim")), f.g(), f.in(1), Tensor.number(0.0));
    }

    private static Tensor gathered(Frame f) {
        refuseReduction(f);
        return f.g().gather(f.params().integer("dim"), f.in(1));
    }

    private static NdArray[] scatterAdd(Call c) {
        NdArray out = c.array(0).copy();
        int d = c.dim("dim", out.rank());
        if (checkScatter(c, d)) {
            Places.add(out, Places.along(out, d, c.array(1)), sources(c));
        }
        return one(out);
    }

    private static Tensor[] takeAlong(Call c) {
        Tensor x = c.in(0);
        Tensor index = c.in(1);
        if (index.dtype() != DType.INT64) {
            throw TorchError.dtype("torch.take_along_dim(): dtype of indices should be Long but got " + index.dtype().scalarName());
        }
        if (c.params().get("dim") == null) {
            return new Tensor[]{x.view(-1).gather(0, index.view(-1))};
        }
        int rank = x.shape().rank();
        if (rank != index.shape().rank()) {
            throw TorchError.shape("torch.take_along_dim(): input and indices should have the same number of dimensions, but got " + rank
                    + " dimensions for input, and " + index.shape().rank() + " dimensions for indices");
        }
        int d = c.dim("dim", rank);
        if (rank == 0) {
            throw TorchError.index("Dimension specified as 0 but tensor has no dimensions");
        }
        Shape both = Broadcasting.of(x.shape().with(d, 1), index.shape().with(d, 1));
        int n = x.shape().dim(d);
        // PyTorch takes every index modulo the size.
        NdArray wrapped = Elementwise.mapLong(index.data(), k -> n == 0 ? k : Math.floorMod(k, (long) n));
        return new Tensor[]{x.expand(both.with(d, n)).gather(d, Tensor.of(wrapped).expand(both.with(d, index.shape().dim(d))))};
    }

    // ---- by mask --------------------------------------------------------------------------------------------------

    /** The value that a fill op writes, in the dtype of operand 0. */
    static NdArray fillValue(Call c, int i, String op) {
        NdArray value = c.array(i);
        if (value.rank() > 0) {
            throw TorchError.shape(op + " only supports a 0-dimensional value tensor, but got tensor with " + value.rank()
                    + " dimension(s).");
        }
        return c.isNumber(i) ? Numbers.of(c.in(i), c.dtype(0)) : value.to(c.dtype(0));
    }

    private static NdArray[] maskedFill(Call c) {
        NdArray mask = c.array(1);
        if (mask.dtype() != DType.BOOL) {
            throw TorchError.dtype("masked_fill_ only supports boolean masks, but got mask with dtype " + mask.dtype().nativeName());
        }
        NdArray value = fillValue(c, 2, "masked_fill_");
        Shape shape = Broadcasting.of(mask.shape(), c.shape(0));
        return one(Elementwise.where(mask, value, c.array(0), shape));
    }

    private static NdArray[] maskedSelect(Call c) {
        NdArray mask = c.array(1);
        if (mask.dtype() != DType.BOOL) {
            throw TorchError.dtype("masked_select: expected BoolTensor for mask");
        }
        Shape shape = Broadcasting.of(mask.shape(), c.shape(0));
        NdArray x = c.array(0).broadcastTo(shape);
        int[] at = Places.masked(x, mask.broadcastTo(shape));
        return one(Places.take(x, at, Shape.of(at.length)));
    }

    private static Tensor maskedSelectBackward(Frame f) {
        Shape shape = Broadcasting.of(f.in(1).shape(), f.shape(0));
        return MASKED_SCATTER.call(Tensor.of(NdArray.zeros(f.dtype(0), shape)), f.in(1), f.g());
    }

    private static NdArray[] maskedScatter(Call c) {
        NdArray mask = c.array(1);
        NdArray source = c.array(2);
        if (source.dtype() != c.dtype(0)) {
            throw TorchError
                    .dtype("masked_scatter: expected self and source to have same dtypes but got" + c.dtype(0).scalarName() + " and "
                            + source.dtype().scalarName());
        }
        if (mask.dtype() != DType.BOOL) {
            throw TorchError.dtype("masked_scatter_ only supports boolean masks, but got mask with dtype " + mask.dtype().nativeName());
        }
        Shape shape = Broadcasting.of(mask.shape(), c.shape(0));
        NdArray out = c.array(0).broadcastTo(shape).copy();
        int[] at = Places.masked(out, mask.broadcastTo(shape));
        if (source.size() < at.length) {
            throw TorchError.shape("Number of elements of source < number of ones in mask");
        }
        Places.put(out, at, source);
        return one(out);
    }

    /** The elements used, then zeros. */
    private static Tensor maskedScatterBackward(Frame f) {
        Tensor used = f.g().maskedSelect(f.in(1));
        int n = f.shape(2).size();
        Tensor all = IndexingOps.SLICE_BACKWARD.call(Map.of("input_sizes", new int[]{n}, "dim", 0, "start", 0, "end", used.shape().dim(0),
                "step", 1), used);
        return all.reshape(f.shape(2));
    }
}
