package dev.nabla.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.AdvancedIndex;
import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Places;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Row.in;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Parts of a tensor named by their indices: views where numbers name them, copies where index tensors do. */
enum IndexingOps implements Op {
    SELECT(primitive("select(Tensor input, int dim, int index)", IndexingOps::select).view()
            .vjp(IndexingOps::aroundSelected)
            .example(Map.of("dim", 1L, "index", -1L), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
            .doc("The part with one index at a dimension, which falls away.").derivative("g there, 0 elsewhere")),
    SELECT_BACKWARD(primitive("select_backward(Tensor grad_output, int[] input_sizes, int dim, int index)", IndexingOps::selectBackward)
            .vjp(f -> f.g().select(f.params().integer("dim"), f.params().integer("index")))
            .example(Map.of("input_sizes", List.of(3L, 2L), "dim", 0L, "index", 1L), NdArray.of(Shape.of(2), 1.0, 2.0))
            .doc("Zeros around a selected part: what backward of select computes.").derivative("g at the part")),
    SLICE(primitive("slice(Tensor input, int dim=0, int? start=None, int? end=None, int step=1)", IndexingOps::slice).view()
            .vjp(IndexingOps::aroundSlice)
            .example(Map.of("start", 1L, "step", 2L), NdArray.of(Shape.of(4), 1.0, 2.0, 3.0, 4.0))
            .doc("The part from start to end along a dimension, step apart.").derivative("g there, 0 elsewhere")),
    SLICE_BACKWARD(primitive("slice_backward(Tensor grad_output, int[] input_sizes, int dim, int start, int end, int step)",
            IndexingOps::zerosAround)
            .vjp(f -> IndexingOps.SLICE.call(Map.of("dim", f.params().whole("dim"), "start", f.params().whole("start"), "end", f.params()
                    .whole("end"), "step", f.params().whole("step")), f.g()))
            .example(Map.of("input_sizes", List.of(4L), "dim", 0L, "start", 1L, "end", 4L, "step", 2L), NdArray.of(Shape.of(2), 1.0, 2.0))
            .doc("Zeros around a slice: what backward of slice computes.").derivative("the slice of g")),
    NARROW(composite("narrow(Tensor input, int dim, int start, int length)", IndexingOps::narrow)
            .example(Map.of("dim", 0L, "start", 1L, "length", 2L), NdArray.of(Shape.of(4), 1.0, 2.0, 3.0, 4.0))
            .doc("The part of a length from start on along a dimension.").derivative("g there, 0 elsewhere")),
    GETITEM(composite("getitem(Tensor[] tensors, Index index)", IndexingOps::getitem)
            .example(Map.of("index", List.of(Map.of("slice", List.of(1L)), Map.of("int", 0L))),
                    NdArray.of(Shape.of(3, 2), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
            .example(Map.of("index", List.of(Map.of("ellipsis", true), Map.of("tensor", 1L))),
                    NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0), NdArray.of(Shape.of(2), 2L, 2L))
            .doc("x[…]: a view for integers, slices, ... and None, a copy for index tensors and masks.")
            .derivative("g there, added up where an element is named twice, 0 elsewhere")),
    INDEX(primitive("index(Tensor[] tensors, int[] dims)", c -> one(pick(c, 1)))
            .jointly(Row.ALL_INPUTS & ~in(0), IndexingOps::indexBackward)
            .example(Map.of("dims", List.of(0L)), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0), NdArray.of(Shape.of(2), 2L, 2L))
            .doc("The elements that index tensors pick together, each standing for the dimension of the first tensor that dims names.")
            .derivative("g there, added up where an element is named twice, 0 elsewhere")),
    INDEX_PUT(primitive("index_put(Tensor[] tensors, int[] dims, bool accumulate=False)", IndexingOps::indexPut)
            .jointly(Row.ALL_INPUTS & ~in(0) & ~in(1), IndexingOps::indexPutBackward)
            .example(Map.of("dims", List.of(0L), "accumulate", true), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0),
                    NdArray.of(Shape.of(2), 5.0, 7.0), NdArray.of(Shape.of(2), 2L, 2L))
            .example(Map.of("dims", List.of(0L)), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0), NdArray.of(Shape.of(2), 5.0, 7.0),
                    NdArray.of(Shape.of(2), 2L, 0L))
            .doc("The first tensor with the second one's elements written to, or added at, the elements that the others pick.")
            .derivative("g, 0 at what was overwritten; g there")),
    INDEX_SELECT(primitive("index_select(Tensor input, int dim, Tensor index)", IndexingOps::indexSelect)
            .vjp(in(1), f -> zeros(f, 0).indexAdd(f.params().integer("dim"), f.in(1), f.g()))
            .example(Map.of("dim", 0L), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0), NdArray.of(Shape.of(3), 2L, 0L, 2L))
            .doc("The parts with the given indices at a dimension, in that order.").derivative("g, added up at the indices")),
    INDEX_ADD(primitive("index_add(Tensor input, int dim, Tensor index, Tensor source, *, Number alpha=1)", IndexingOps::indexAdd)
            .vjp(f -> f.g()).constant()
            .vjp(in(1) | in(2), f -> scaled(f.g().indexSelect(f.params().integer("dim"), f.in(1)), f.params()))
            .example(Map.of("dim", 0L, "alpha", 2L), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0), NdArray.of(Shape.of(3), 2L, 0L, 2L),
                    NdArray.of(Shape.of(3), 5.0, 6.0, 7.0))
            .inPlace().doc("alpha times the source, added at the given indices of a dimension.").derivative("g; alpha·g at the indices")),
    INDEX_FILL(primitive("index_fill(Tensor input, int dim, Tensor index, Operand value)", IndexingOps::indexFill)
            .vjp(in(1), f -> filled(f.g(), f)).constant()
            .vjp(in(1), f -> f.g().indexSelect(f.params().integer("dim"), distinct(f)).sum())
            .gradFn(c -> "IndexFillBackward" + (c.isNumber(2) ? 0 : 1))
            .example(Map.of("dim", 0L), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0), NdArray.of(Shape.of(2), 2L, 0L),
                    NdArray.of(Shape.SCALAR, 9.0))
            .inPlace().doc("One value at the given indices of a dimension.").derivative("g, 0 at the indices; the sum of g there")),
    TAKE(primitive("take(Tensor input, Tensor index)", c -> one(Places.take(c.array(0), flatPlaces(c.array(0), c.array(1)), c.shape(1))))
            .vjp(in(0) | in(1), f -> zeros(f, 0).put(f.in(1), f.g(), true))
            .example(Map.of(), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 3.0, 4.0), NdArray.of(Shape.of(3), 3L, 0L, 3L))
            .doc("The elements with the given numbers in row-major order.").derivative("g, added up at the numbers")),
    PUT(primitive("put(Tensor input, Tensor index, Tensor source, bool accumulate=False)", IndexingOps::put)
            .vjp(in(1), f -> f.params().flag("accumulate") ? f.g() : f.g().put(f.in(1), f.in(1).zerosLike().to(f.g().dtype()), false))
            .constant()
            .vjp(in(1), f -> IndexingOps.TAKE.call(f.g(), f.in(1)).reshape(f.shape(2)))
            .example(Map.of("accumulate", true), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 3.0, 4.0), NdArray.of(Shape.of(3), 3L, 0L, 3L),
                    NdArray.of(Shape.of(3), 5.0, 6.0, 7.0))
            .doc("The source written to, or added at, the elements with the given numbers in row-major order.")
            .derivative("g, 0 at what was overwritten; g there")),
    NONZERO(primitive("nonzero(Tensor input, *, bool as_tuple=False)", IndexingOps::nonzero)
            .example(Map.of(), NdArray.of(Shape.of(2, 2), 1L, 0L, 3L, 0L))
            .doc("The indices of all elements that are not zero: a row for each, or a tensor for each dimension."));

    private final Row row;

    IndexingOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static Tensor zeros(Frame f, int i) {
        return Tensor.of(NdArray.zeros(f.dtype(i), f.shape(i)));
    }

    // ---- views ----------------------------------------------------------------------------------------------------

    private static NdArray[] select(Call c) {
        NdArray x = c.array(0);
        if (x.rank() == 0) {
            throw TorchError.index("select() cannot be applied to a 0-dim tensor.");
        }
        int d = c.dim("dim", x.rank());
        long k = c.params().whole("index");
        int n = x.dim(d);
        if (k < -n || k >= n) {
            throw TorchError.index("select(): index " + k + " out of range for tensor of size " + x.shape() + " at dimension " + d);
        }
        return one(x.selected(d, (int) (k < 0 ? k + n : k)));
    }

    private static NdArray[] selectBackward(Call c) {
        NdArray out = NdArray.zeros(c.dtype(0), Shape.of(ShapeOps.sizes(c, "input_sizes")));
        int d = c.dim("dim", out.rank());
        int k = c.params().integer("index");
        out.selected(d, k < 0 ? k + out.dim(d) : k).assign(c.array(0));
        return one(out);
    }

    private static Tensor aroundSelected(Frame f) {
        return SELECT_BACKWARD.call(Map.of("input_sizes", f.shape(0).dims(), "dim", f.params().whole("dim"), "index", f.params().whole(
                "index")), f.g());
    }

    private static NdArray[] slice(Call c) {
        NdArray x = c.array(0);
        Subscript.Range r = range(c.params(), x.shape());
        return one(x.sliced(c.dim("dim", x.rank()), r.start(), r.count(), r.step()));
    }

    private static Subscript.Range range(Params p, Shape shape) {
        if (shape.isScalar()) {
            throw TorchError.index("slice() cannot be applied to a 0-dim tensor.");
        }
        int n = shape.dim(Dims.wrap(p.integer("dim"), shape.rank()));
        if (p.whole("step") <= 0) {
            throw TorchError.argument("slice step must be positive");
        }
        return Subscript.Range.of(p.get("start") instanceof Long l ? l : 0, p.get("end") instanceof Long l ? l : n, p.whole("step"), n);
    }

    private static Tensor aroundSlice(Frame f) {
        Subscript.Range r = range(f.params(), f.shape(0));
        return SLICE_BACKWARD.call(Map.of("input_sizes", f.shape(0).dims(), "dim", f.params().whole("dim"), "start", r.start(), "end",
                r.end(), "step", r.step()), f.g());
    }

    private static NdArray[] zerosAround(Call c) {
        NdArray out = NdArray.zeros(c.dtype(0), Shape.of(ShapeOps.sizes(c, "input_sizes")));
        Subscript.Range r = range(c.params(), out.shape());
        out.sliced(c.dim("dim", out.rank()), r.start(), r.count(), r.step()).assign(c.array(0));
        return one(out);
    }

    private static Tensor[] narrow(Call c) {
        Shape s = c.shape(0);
        long start = c.params().whole("start");
        long length = c.params().whole("length");
        if (s.isScalar()) {
            throw TorchError.argument("narrow() cannot be applied to a 0-dim tensor.");
        }
        if (length < 0) {
            throw TorchError.argument("narrow(): length must be non-negative.");
        }
        int d = c.dim("dim", s.rank());
        int n = s.dim(d);
        if (start < -n || start > n) {
            throw TorchError.index("start out of range (expected to be in range of [" + -n + ", " + n + "], but got " + start + ")");
        }
        int from = (int) (start < 0 ? start + n : start);
        if (length > n - from) {
            throw TorchError.argument("start (" + from + ") + length (" + length + ") exceeds dimension size (" + n + ").");
        }
        return new Tensor[]{c.in(0).slice(d, new Subscript.Range(from, (int) (from + length), 1))};
    }

    private static Tensor[] getitem(Call c) {
        Tensor x = c.in(0);
        Subscript s = Subscript.of(x, c.params().get("index"), List.of(c.all()));
        if (s.indices().isEmpty()) {
            return new Tensor[]{s.view() == x ? ShapeOps.ALIAS.call(x) : s.view()};
        }
        Tensor[] inputs = new Tensor[s.indices().size() + 1];
        inputs[0] = s.view();
        for (int k = 1; k < inputs.length; k++) {
            inputs[k] = s.indices().get(k - 1);
        }
        return INDEX.apply(Params.of(INDEX.row.signature(), Map.of("dims", s.dims().stream().map(Integer::longValue).toList())), inputs);
    }

    // ---- index tensors --------------------------------------------------------------------------------------------

    /** What the index tensors from operand {@code first} on pick from operand 0. */
    private static AdvancedIndex picked(Call c, NdArray x, int first) {
        NdArray[] indices = new NdArray[c.count() - first];
        for (int k = 0; k < indices.length; k++) {
            indices[k] = c.array(first + k);
        }
        int[] dims = c.params().ints("dims");
        if (dims == null || dims.length != indices.length) {
            throw TorchError.value("index: dims must name one dimension for each index tensor").at("dims");
        }
        Dims.mask(dims, x.rank());
        for (int k = 0; k < dims.length; k++) {
            dims[k] = Dims.wrap(dims[k], x.rank());
        }
        return AdvancedIndex.of(x, dims, indices);
    }

    private static NdArray pick(Call c, int first) {
        AdvancedIndex index = picked(c, c.array(0), first);
        return Places.take(c.array(0), index.places(), index.shape());
    }

    private static @Nullable Tensor[] indexBackward(Frame f) {
        @Nullable
        Tensor[] operands = new @Nullable Tensor[f.count() + 1];
        operands[0] = zeros(f, 0);
        operands[1] = f.g();
        for (int k = 1; k < f.count(); k++) {
            operands[k + 1] = f.in(k);
        }
        @Nullable
        Tensor[] gradients = new @Nullable Tensor[f.count()];
        gradients[0] = INDEX_PUT.call(Map.of("dims", dims(f), "accumulate", true), operands);
        return gradients;
    }

    private static int[] dims(Frame f) {
        return Objects.requireNonNull(f.params().ints("dims"));
    }

    private static NdArray[] indexPut(Call c) {
        NdArray out = c.array(0).copy();
        NdArray values = c.array(1);
        AdvancedIndex index = picked(c, out, 2);
        if (values.dtype() != out.dtype()) {
            throw TorchError.dtype("Index put requires the source and destination dtypes match, got " + out.dtype().scalarName()
                    + " for the destination and " + values.dtype().scalarName() + " for the source.");
        }
        if (!Broadcasting.expands(values.shape(), index.shape())) {
            throw TorchError.shape("shape mismatch: value tensor of shape " + values.shape()
                    + " cannot be broadcast to indexing result of shape " + index.shape());
        }
        NdArray all = values.broadcastTo(index.shape());
        if (c.params().flag("accumulate")) {
            Places.add(out, index.places(), all);
        } else {
            Places.put(out, index.places(), all);
        }
        return one(out);
    }

    private static @Nullable Tensor[] indexPutBackward(Frame f) {
        boolean accumulate = f.params().flag("accumulate");
        @Nullable
        Tensor[] gradients = new @Nullable Tensor[f.count()];
        if (f.needs(0)) {
            @Nullable
            Tensor[] operands = new @Nullable Tensor[f.count()];
            operands[0] = f.g();
            operands[1] = Tensor.of(NdArray.zeros(f.g().dtype(), Shape.SCALAR));
            for (int k = 2; k < operands.length; k++) {
                operands[k] = f.in(k);
            }
            gradients[0] = accumulate ? f.g() : INDEX_PUT.call(Map.of("dims", dims(f)), operands);
        }
        if (f.needs(1)) {
            @Nullable
            Tensor[] operands = new @Nullable Tensor[f.count() - 1];
            operands[0] = f.g();
            for (int k = 1; k < operands.length; k++) {
                operands[k] = f.in(k + 1);
            }
            gradients[1] = INDEX.call(Map.of("dims", dims(f)), operands);
        }
        return gradients;
    }

    // ---- a vector of indices along a dimension --------------------------------------------------------------------

    private static int[] picks(NdArray index) {
        return Arrays.stream(index.toLongs()).mapToInt(k -> Math.clamp(k, Integer.MIN_VALUE, Integer.MAX_VALUE)).toArray();
    }

    private static NdArray[] indexSelect(Call c) {
        NdArray x = c.array(0);
        NdArray index = c.array(1);
        int d = c.dim("dim", x.rank());
        if (index.rank() > 1) {
            throw TorchError.index("index_select(): Index is supposed to be a vector");
        }
        if (!index.dtype().isInteger()) {
            throw TorchError.dtype("index_select(): Expected dtype int32 or int64 for index");
        }
        int[] picks = picks(index);
        if (x.rank() == 0 && picks.length != 1) {
            throw TorchError.shape("index_select(): Index to scalar can have only 1 value, got " + picks.length + " value(s)");
        }
        int n = x.rank() == 0 ? 1 : x.dim(d);
        if (n == 0 && picks.length > 0) {
            throw TorchError.shape("index_select(): self indexing axis dim should be positive");
        }
        for (int k : picks) {
            if (k < 0 || k >= n) {
                throw d == 1 || x.size() == 0
                        ? TorchError.runtime(TorchError.Kind.INDEX_OUT_OF_RANGE,
                                "INDICES element is out of DATA bounds, id=" + k + " axis_dim=" + n)
                        : TorchError.index("index out of range in self");
            }
        }
        return one(Places.take(x, Places.pick(x, d, picks), x.rank() == 0 ? Shape.SCALAR : x.shape().with(d, picks.length)));
    }

    private static NdArray[] indexAdd(Call c) {
        NdArray x = c.array(0);
        NdArray index = c.array(1);
        NdArray source = c.array(2);
        int d = c.dim("dim", x.rank());
        if (index.rank() > 1) {
            throw TorchError.index("index_add_(): Index is supposed to be a vector, but got dim: " + index.rank() + " with type: "
                    + index.dtype().scalarName() + " and size: " + index.shape());
        }
        if (!index.dtype().isInteger()) {
            throw TorchError.dtype("index_add_(): Expected dtype int32/int64 for index but got: " + index.dtype().scalarName());
        }
        if (x.dtype() != source.dtype()) {
            throw TorchError.dtype("index_add_(): self (" + x.dtype().scalarName() + ") and source (" + source.dtype().scalarName()
                    + ") must have the same scalar type");
        }
        if (source.rank() > 0 && d >= source.rank()) {
            throw TorchError.shape("index_add_(): Indexing dim " + d + " is out of bounds of the source tensor with dim " + source.rank());
        }
        int n = source.rank() == 0 ? 1 : source.dim(d);
        if (index.size() != n) {
            throw TorchError.shape("index_add_(): Number of indices (" + index.size() + ") should be equal to source.size(dim): (" + n
                    + "), for dim: " + d);
        }
        if (x.rank() != source.rank() || x.rank() > 0 && !x.shape().with(d, n).equals(source.shape())) {
            throw TorchError.shape("source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
                    + x.shape() + " source.shape = " + source.shape());
        }
        int limit = x.rank() == 0 ? 1 : x.dim(d);
        int[] picks = picks(index);
        for (int k : picks) {
            if (k < 0 || k >= limit) {
                throw x.rank() > 1 && c.params().real("alpha") == 1
                        ? TorchError.runtime(TorchError.Kind.INDEX_OUT_OF_RANGE,
                                "index " + k + " is out of bounds for dimension " + d + " with size " + limit)
                        : TorchError.index("index out of range in self");
            }
        }
        NdArray out = x.copy();
        Places.add(out, Places.pick(out, d, picks), scaled(Tensor.of(source), c.params()).data());
        return one(out);
    }

    private static Tensor scaled(Tensor t, Params p) {
        return switch (p.get("alpha")) {
            case Double a when t.dtype().isFloat() -> a == 1 ? t : t.mul(a);
            case Number a -> a.longValue() == 1 ? t : t.mul(Tensor.number(a.longValue()));
            case null, default -> t;
        };
    }

    private static NdArray[] indexFill(Call c) {
        NdArray x = c.array(0);
        NdArray index = c.array(1);
        int d = c.dim("dim", x.rank());
        if (index.dtype() != DType.INT64) {
            throw TorchError.index("index_fill_(): Expected dtype int64 for index.");
        }
        if (index.rank() > 1) {
            throw TorchError.shape("Index has to be a vector/scalar");
        }
        NdArray value = ScatterOps.fillValue(c, 2, "index_fill_");
        NdArray out = x.copy();
        int[] at = Places.pick(out, d, wrapped(index, x.rank() == 0 ? 1 : x.dim(d), d));
        Places.put(out, at, value.broadcastTo(Shape.of(at.length)));
        return one(out);
    }

    private static int[] wrapped(NdArray index, int n, int d) {
        int[] picks = picks(index);
        for (int i = 0; i < picks.length; i++) {
            if (picks[i] < -n || picks[i] >= n) {
                throw TorchError.index("index " + picks[i] + " is out of bounds for dimension " + d + " with size " + n);
            }
            picks[i] += picks[i] < 0 ? n : 0;
        }
        return picks;
    }

    private static Tensor filled(Tensor g, Frame f) {
        return INDEX_FILL.call(Map.of("dim", f.params().whole("dim")), g, f.in(1), Tensor.number(0.0));
    }

    /** The indices filled, each once. */
    private static Tensor distinct(Frame f) {
        Shape s = f.shape(0);
        int n = s.isScalar() ? 1 : s.dim(Dims.wrap(f.params().integer("dim"), s.rank()));
        long[] once = Arrays.stream(wrapped(f.in(1).data(), n, 0)).asLongStream().distinct().toArray();
        return Tensor.of(NdArray.of(Shape.of(once.length), once));
    }

    // ---- numbers in row-major order -------------------------------------------------------------------------------

    private static int[] flatPlaces(NdArray x, NdArray index) {
        if (index.dtype() != DType.INT64) {
            throw TorchError.dtype("take(): Expected a long tensor for index, but got " + index.dtype().scalarName());
        }
        if (x.size() == 0 && index.size() > 0) {
            throw TorchError.index("take(): tried to take from an empty tensor");
        }
        long[] flat = index.toLongs();
        int[] at = new int[flat.length];
        int n = x.size();
        for (int i = 0; i < at.length; i++) {
            if (flat[i] < -n || flat[i] >= n) {
                throw TorchError.index("out of range: tried to access index " + flat[i] + " on a tensor of " + n + " elements.");
            }
            at[i] = x.index((int) (flat[i] < 0 ? flat[i] + n : flat[i]));
        }
        return at;
    }

    private static NdArray[] put(Call c) {
        NdArray out = c.array(0).copy();
        NdArray source = c.array(2);
        if (source.dtype() != out.dtype()) {
            throw TorchError.dtype("put_(): self and source expected to have the same dtype, but got self.dtype = "
                    + out.dtype().scalarName() + " and source.dtype = " + source.dtype().scalarName());
        }
        if (source.size() != c.array(1).size()) {
            throw TorchError.shape("put_(): Expected source and index to have the same number of elements, but got source.numel() = "
                    + source.size() + ", index.numel() = " + c.array(1).size());
        }
        int[] at = flatPlaces(out, c.array(1));
        if (c.params().flag("accumulate")) {
            Places.add(out, at, source);
        } else {
            Places.put(out, at, source);
        }
        return one(out);
    }

    private static NdArray[] nonzero(Call c) {
        NdArray x = c.array(0);
        boolean tuple = c.params().flag("as_tuple");
        NdArray[] indices = Places.nonzero(tuple && x.rank() == 0 ? x.unsqueezed(0) : x);
        if (tuple) {
            return indices;
        }
        int count = x.rank() == 0 ? Places.nonzero(x.unsqueezed(0))[0].size() : indices[0].size();
        NdArray rows = NdArray.zeros(DType.INT64, Shape.of(count, x.rank()));
        for (int d = 0; d < indices.length; d++) {
            rows.selected(1, d).assign(indices[d]);
        }
        return one(rows);
    }
}
