package dev.nabla.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** The same elements under another shape, dtype or history; most share the storage. */
enum ShapeOps implements Op {
    DETACH(primitive("detach(Tensor input)", c -> one(c.array(0))).view()
            .doc("The same storage without history: no gradient flows through it.")),
    ALIAS(primitive("alias(Tensor input)", c -> one(c.array(0).view(c.shape(0), c.array(0).strides(), c.array(0).offset()))).view()
            .vjp(f -> f.g())
            .example(Map.of(), NdArray.of(Shape.of(2), 1.0, 2.0))
            .doc("Another tensor on the same storage, with history.").derivative("g")),
    FLAT_IN(primitive("_flat_in(Tensor input, Tensor other, str function, bool zeros=True)", c -> one(c.array(0)))
            .vjp(f -> f.g()).vjp(f -> f.params().flag("zeros") ? Tensor.of(NdArray.zeros(f.dtype(1), f.shape(1))) : null)
            .gradFn(c -> c.params().text("function"))
            .example(Map.of("function", "ReluBackwardBackward0"), NdArray.of(Shape.of(2), 1.0, 2.0), NdArray.of(Shape.of(3), 3.0, 4.0, 5.0))
            .doc("The first operand, as a function of the second that does not vary with it.").derivative("g; 0")),
    CLONE(primitive("clone(Tensor input)", c -> one(c.array(0).copy())).elementwise()
            .vjp(f -> f.g())
            .example(Map.of(), NdArray.of(Shape.of(2), 1.0, 2.0))
            .loops().doc("A copy with a storage of its own, with history.").derivative("g")),
    CLONE_CONTIGUOUS(primitive("_clone_contiguous(Tensor input)", c -> one(c.array(0).copy()))
            .vjp(f -> f.g()).gradFn("CloneBackward0")
            .example(Map.of(), NdArray.of(Shape.of(2), 1.0, 2.0))
            .loops().doc("A copy in row-major order, with history.").derivative("g")),
    COPIED(primitive("_copied(Tensor input)", c -> one(c.array(0).copy()))
            .vjp(f -> f.g()).gradFn("torch::autograd::CopyBackwards")
            .example(Map.of(), NdArray.of(Shape.of(2), 1.0, 2.0))
            .loops().doc("A copy written to a new place, with history: a leaf's first gradient under create_graph.").derivative("g")),
    CONTIGUOUS(composite("contiguous(Tensor input)", c -> of(c.in(0).contiguous()))
            .example(Map.of(), NdArray.of(Shape.of(2), 1.0, 2.0))
            .doc("The tensor itself if its elements stand in row-major order without gaps, else a copy in which they do.").derivative("g")),
    TO_COPY(primitive("_to_copy(Tensor input, Dtype dtype)", c -> one(converted(c.array(0), dtype(c)))).elementwise()
            .vjp(f -> f.g()).gradFn("ToCopyBackward0")
            .example(Map.of("dtype", "float64"), NdArray.of(Shape.of(3), 0.5, -1, 2))
            .loops().doc("A copy of the elements, converted to a dtype.").derivative("g, converted back")),
    TO(composite("to(Tensor input, Dtype dtype)", c -> of(c.dtype(0) == dtype(c) ? c.in(0) : ShapeOps.TO_COPY.call(c.params(), c.in(0))))
            .example(Map.of("dtype", "float64"), NdArray.of(Shape.of(3), 0.5, -1, 2))
            .doc("The elements converted to another dtype; the tensor itself if it has it.").derivative("g, converted back")),
    VIEW(primitive("view(Tensor input, int[] shape)", ShapeOps::view).view()
            .vjp(f -> f.g().reshape(f.shape(0)))
            .example(Map.of("shape", List.of(3L, -1L)), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
            .doc("The same storage under another shape; one size may be −1. Raises where the strides allow no view.")
            .derivative("g, reshaped back")),
    RESHAPE_ALIAS(primitive("_reshape_alias(Tensor input, int[] shape)", ShapeOps::view).view()
            .vjp(f -> f.g().reshape(f.shape(0)))
            .example(Map.of("shape", List.of(3L, -1L)), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
            .doc("A view of a tensor that is not contiguous, as reshape makes it.").derivative("g, reshaped back")),
    UNSAFE_VIEW(primitive("_unsafe_view(Tensor input, int[] shape)", ShapeOps::view)
            .vjp(f -> f.g().reshape(f.shape(0)))
            .example(Map.of("shape", List.of(3L, -1L)), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
            .loops().doc("Another shape of a copy that nobody else holds, as reshape makes it.").derivative("g, reshaped back")),
    RESHAPE(composite("reshape(Tensor input, int[] shape)", ShapeOps::reshape)
            .example(Map.of("shape", List.of(3L, -1L)), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
            .doc("The elements in row-major order under another shape; one size may be −1. A view where the strides allow it, else a copy.")
            .derivative("g, reshaped back")),
    RAVEL(composite("ravel(Tensor input)", c -> of(c.in(0).contiguous().view(-1)))
            .example(Map.of(), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 3.0, 4.0))
            .doc("All elements in one dimension.").derivative("g, reshaped back")),
    FLATTEN(composite("flatten(Tensor input, int start_dim=0, int end_dim=-1)", ShapeOps::flatten)
            .example(Map.of("start_dim", 1L), NdArray.of(Shape.of(1, 2, 2), 1.0, 2.0, 3.0, 4.0))
            .doc("The dimensions from start_dim to end_dim joined to one.").derivative("g, reshaped back")),
    UNFLATTEN(composite("unflatten(Tensor input, int dim, int[] sizes)", ShapeOps::unflatten)
            .example(Map.of("dim", 0L, "sizes", List.of(2L, -1L)), NdArray.of(Shape.of(4), 1.0, 2.0, 3.0, 4.0))
            .doc("One dimension split into several.").derivative("g, reshaped back")),
    SQUEEZE(primitive("squeeze(Tensor input, Any? dim=None)", ShapeOps::squeeze).view()
            .vjp(ShapeOps::unsqueezed)
            .gradFn(c -> "SqueezeBackward" + (c.params().get("dim") == null ? 0 : c.params().isList("dim") ? 2 : 1))
            .example(Map.of(), NdArray.of(Shape.of(1, 3, 1), 1.0, 2.0, 3.0))
            .doc("The dimensions of size 1 taken away: all of them, or those named.").derivative("g, with the dimensions back")),
    UNSQUEEZE(primitive("unsqueeze(Tensor input, int dim)", c -> one(c.array(0).unsqueezed(c.dim("dim", c.shape(0).rank() + 1)))).view()
            .vjp(f -> f.g().squeeze(Dims.wrap(f.params().integer("dim"), f.shape(0).rank() + 1)))
            .example(Map.of("dim", -1L), NdArray.of(Shape.of(2), 1.0, 2.0))
            .doc("A new dimension of size 1 before dimension dim.").derivative("g without the dimension")),
    EXPAND(primitive("expand(Tensor input, int[] sizes)", ShapeOps::expand).view()
            .vjp(f -> f.g())
            .example(Map.of("sizes", List.of(2L, 3L)), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0))
            .doc("The elements repeated along dimensions of size 1, without a copy; −1 keeps a size.")
            .derivative("g, summed over the repeated dimensions")),
    BROADCAST_TO(
            composite("broadcast_to(Tensor input, int[] shape)", c -> of(ShapeOps.EXPAND.call(Map.of("sizes", sizes(c, "shape")), c.in(0))))
                    .example(Map.of("shape", List.of(2L, 3L)), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0))
                    .doc("The elements repeated along dimensions of size 1, without a copy.")
                    .derivative("g, summed over the repeated dimensions")),
    TRANSPOSE(primitive("transpose(Tensor input, int dim0, int dim1)", ShapeOps::transpose).view()
            .vjp(f -> f.g().transpose(f.params().integer("dim0"), f.params().integer("dim1")))
            .example(Map.of("dim0", 0L, "dim1", 1L), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
            .doc("Two dimensions exchanged.").derivative("g, with the same dimensions exchanged")),
    PERMUTE(primitive("permute(Tensor input, int[] dims)", ShapeOps::permute).view()
            .vjp(f -> f.g().permute(inverse(f)))
            .example(Map.of("dims", List.of(2L, 0L, 1L)), Examples.array(2, 3, 2))
            .doc("The dimensions in the given order.").derivative("g, in the inverse order")),
    MOVEDIM(composite("movedim(Tensor input, int[] source, int[] destination)", ShapeOps::movedim)
            .example(Map.of("source", 0L, "destination", -1L), Examples.array(2, 3, 2))
            .doc("Dimensions moved to other positions, the others keeping their order.").derivative("g, with the dimensions moved back")),
    TENSOR_UNFOLD(primitive("tensor_unfold(Tensor input, int dimension, int size, int step)", ShapeOps::windows).view()
            .vjp(ShapeOps::unfoldBackward).gradFn("UnfoldBackward0")
            .example(Map.of("dimension", 0L, "size", 2L, "step", 1L), NdArray.of(Shape.of(4), 1.0, 2.0, 3.0, 4.0))
            .doc("All windows of a size along a dimension, step apart, in a new last dimension: Tensor.unfold.")
            .derivative("g, added up where windows overlap")),
    UNFOLD_BACKWARD(primitive("unfold_backward(Tensor grad_in, int[] input_sizes, int dim, int size, int step)", ShapeOps::addWindows)
            .vjp(f -> ShapeOps.TENSOR_UNFOLD.call(Map.of("dimension", f.params().whole("dim"), "size", f.params().whole("size"), "step",
                    f.params().whole("step")), f.g()))
            .gradFn("UnfoldBackwardBackward0")
            .example(Map.of("input_sizes", List.of(4L), "dim", 0L, "size", 2L, "step", 1L),
                    NdArray.of(Shape.of(3, 2), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
            .doc("Windows added up where they were taken from: what backward of tensor_unfold computes.").derivative("the windows of g"));

    private final Row row;

    ShapeOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static Tensor[] of(Tensor t) {
        return new Tensor[]{t};
    }

    private static DType dtype(Call c) {
        return Objects.requireNonNull(c.params().dtype("dtype"));
    }

    static long[] sizes(Call c, String name) {
        return Objects.requireNonNull(c.params().longs(name));
    }

    private static NdArray converted(NdArray x, DType dtype) {
        return x.dtype() == dtype ? x.copy() : x.to(dtype);
    }

    // ---- views ----------------------------------------------------------------------------------------------------

    /**
     * The sizes with −1 replaced, or null where they do not multiply up to {@code count}.
     *
     * @throws TorchError for a negative size, a second −1, or a −1 that could be anything
     */
    private static @Nullable Shape inferred(long[] sizes, int count) {
        int unknown = -1;
        long known = 1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == -1) {
                if (unknown >= 0) {
                    throw TorchError.shape("only one dimension can be inferred");
                }
                unknown = i;
            } else if (sizes[i] < 0) {
                throw TorchError.shape("invalid shape dimension " + sizes[i] + " at index " + i + " of shape " + Arrays.toString(sizes));
            } else {
                known = saturatedProduct(known, sizes[i]);
            }
        }
        if (known != count && (unknown < 0 || known == 0 || count % known != 0)) {
            return null;
        }
        long[] dims = sizes.clone();
        if (unknown >= 0) {
            if (known == 0) {
                throw TorchError.shape("cannot reshape tensor of 0 elements into shape " + Arrays.toString(sizes)
                        + " because the unspecified dimension size -1 can be any value and is ambiguous");
            }
            dims[unknown] = count / known;
        }
        return Shape.of(dims);
    }

    private static long saturatedProduct(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    private static Shape target(Call c) {
        long[] sizes = sizes(c, "shape");
        Shape target = inferred(sizes, c.shape(0).size());
        if (target == null) {
            throw TorchError.shape("shape '" + Arrays.toString(sizes) + "' is invalid for input of size " + c.shape(0).size());
        }
        return target;
    }

    private static NdArray[] view(Call c) {
        NdArray view = c.array(0).viewed(target(c));
        if (view == null) {
            throw TorchError
                    .shape("view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
                            + "contiguous subspaces). Use .reshape(...) instead.");
        }
        return one(view);
    }

    private static Tensor[] reshape(Call c) {
        Tensor x = c.in(0);
        if (x.data().isContiguous()) {
            return of(VIEW.call(c.params(), x));
        }
        return of(x.data().viewed(target(c)) != null ? RESHAPE_ALIAS.call(c.params(), x)
                : UNSAFE_VIEW.call(c.params(), CLONE_CONTIGUOUS.call(x)));
    }

    private static Tensor[] flatten(Call c) {
        Shape s = c.shape(0);
        int start = c.dim("start_dim", s.rank());
        int end = c.dim("end_dim", s.rank());
        if (start > end) {
            throw TorchError.argument("flatten() has invalid args: start_dim cannot come after end_dim");
        }
        if (s.isScalar()) {
            return of(c.in(0).reshape(Shape.of(1)));
        }
        if (start == end) {
            return of(c.in(0));
        }
        int[] dims = new int[s.rank() - (end - start)];
        int joined = 1;
        for (int i = 0; i < s.rank(); i++) {
            if (i < start || i > end) {
                dims[i < start ? i : i - (end - start)] = s.dim(i);
            } else {
                joined *= s.dim(i);
            }
        }
        dims[start] = joined;
        return of(c.in(0).reshape(Shape.of(dims)));
    }

    private static Tensor[] unflatten(Call c) {
        Shape s = c.shape(0);
        long[] sizes = sizes(c, "sizes");
        if (sizes.length == 0) {
            throw TorchError.argument("unflatten: sizes must be non-empty");
        }
        int dim = c.dim("dim", s.rank());
        if (s.isScalar()) {
            throw TorchError.shape("unflatten got an unexpected error:\nDimension specified as 0 but tensor has no dimensions");
        }
        Shape parts;
        try {
            parts = inferred(sizes, s.dim(dim));
        } catch (TorchError e) {
            throw TorchError.shape("unflatten got an unexpected error:\n" + e.getMessage());
        }
        if (parts == null) {
            throw TorchError.shape("unflatten: Provided sizes " + Arrays.toString(sizes) + " don't multiply up to the size of dim " + dim
                    + " (" + s.dim(dim) + ") in the input tensor");
        }
        Shape target = s.without(dim);
        for (int i = 0; i < parts.rank(); i++) {
            target = target.insert(dim + i, parts.dim(i));
        }
        return of(VIEW.call(Map.of("shape", target.dims()), c.in(0)));
    }

    private static NdArray[] squeeze(Call c) {
        NdArray x = c.array(0);
        boolean[] gone = squeezed(c.params(), x.shape());
        for (int i = x.rank() - 1; i >= 0; i--) {
            x = gone[i] ? x.selected(i, 0) : x;
        }
        return one(x);
    }

    private static Tensor unsqueezed(Frame f) {
        boolean[] gone = squeezed(f.params(), f.shape(0));
        Tensor g = f.g();
        for (int i = 0; i < gone.length; i++) {
            g = gone[i] ? g.unsqueeze(i) : g;
        }
        return g;
    }

    /** The dimensions that squeeze takes away. */
    private static boolean[] squeezed(Params params, Shape shape) {
        int[] dims = params.ints("dim");
        boolean[] named = dims != null && dims.length == 0 ? new boolean[shape.rank()] : Dims.mask(dims, shape.rank());
        for (int i = 0; i < named.length; i++) {
            named[i] &= shape.dim(i) == 1;
        }
        return named;
    }

    private static NdArray[] expand(Call c) {
        NdArray x = c.array(0);
        long[] sizes = sizes(c, "sizes");
        int lead = sizes.length - x.rank();
        if (lead < 0) {
            throw TorchError.shape("expand(torch." + x.dtype().scalarName() + "Tensor{" + x.shape() + "}, size=" + Arrays.toString(sizes)
                    + "): the number of sizes provided (" + sizes.length
                    + ") must be greater or equal to the number of dimensions in the tensor (" + x.rank() + ")");
        }
        long[] target = sizes.clone();
        for (int i = sizes.length - 1; i >= 0; i--) {
            int old = i < lead ? 1 : x.dim(i - lead);
            if (sizes[i] == -1 && i >= lead) {
                target[i] = old;
            } else if (sizes[i] < 0 && i < lead) {
                throw TorchError.shape("The expanded size of the tensor (" + sizes[i]
                        + ") isn't allowed in a leading, non-existing dimension " + i);
            } else if (sizes[i] < 0 || old != 1 && sizes[i] != old) {
                throw TorchError.shape("The expanded size of the tensor (" + sizes[i] + ") must match the existing size (" + old
                        + ") at non-singleton dimension " + i + ".  Target sizes: " + Arrays.toString(sizes) + ".  Tensor sizes: "
                        + x.shape());
            }
        }
        return one(x.broadcastTo(Shape.of(target)));
    }

    private static NdArray[] permute(Call c) {
        int rank = c.shape(0).rank();
        int[] dims = Objects.requireNonNull(c.params().ints("dims"));
        if (dims.length != rank) {
            throw TorchError.argument("permute(sparse_coo): number of dimensions in the tensor input does not match the length of the "
                    + "desired ordering of dimensions i.e. input.dim() = " + rank + " is not equal to len(dims) = " + dims.length);
        }
        boolean[] seen = new boolean[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = Dims.wrap(dims[i], rank);
            if (seen[dims[i]]) {
                throw TorchError.argument("permute(): duplicate dims are not allowed.");
            }
            seen[dims[i]] = true;
        }
        return one(c.array(0).permuted(dims));
    }

    private static Tensor[] movedim(Call c) {
        int rank = c.shape(0).rank();
        int[] source = Objects.requireNonNull(c.params().ints("source"));
        int[] destination = Objects.requireNonNull(c.params().ints("destination"));
        if (source.length != destination.length) {
            throw TorchError.argument("movedim: Invalid source or destination dims: source (" + Arrays.toString(source)
                    + " dims) should contain the same number of dims as destination (" + Arrays.toString(destination) + " dims)");
        }
        int[] order = new int[rank];
        Arrays.fill(order, -1);
        boolean[] moved = new boolean[Math.max(rank, 1)];
        boolean[] taken = new boolean[Math.max(rank, 1)];
        for (int i = 0; i < source.length; i++) {
            int from = Dims.wrap(source[i], rank);
            int to = Dims.wrap(destination[i], rank);
            if (moved[from]) {
                throw TorchError.argument("movedim: repeated dim in `source` (" + Arrays.toString(source) + ")");
            }
            if (taken[to]) {
                throw TorchError.argument("movedim: repeated dim in `destination` (" + Arrays.toString(destination) + ")");
            }
            moved[from] = true;
            taken[to] = true;
            if (rank > 0) {
                order[to] = from;
            }
        }
        if (rank == 0) {
            return of(ALIAS.call(c.in(0)));
        }
        int next = 0;
        for (int i = 0; i < rank; i++) {
            if (order[i] < 0) {
                while (moved[next]) {
                    next++;
                }
                order[i] = next++;
            }
        }
        return of(c.in(0).permute(order));
    }

    private static int[] inverse(Frame f) {
        int rank = f.shape(0).rank();
        int[] dims = Objects.requireNonNull(f.params().ints("dims"));
        int[] inverse = new int[rank];
        for (int i = 0; i < rank; i++) {
            inverse[Dims.wrap(dims[i], rank)] = i;
        }
        return inverse;
    }

    private static NdArray[] transpose(Call c) {
        int rank = c.shape(0).rank();
        int a = c.dim("dim0", rank);
        int b = c.dim("dim1", rank);
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i == a ? b : i == b ? a : i;
        }
        return one(c.array(0).permuted(order));
    }

    // ---- windows --------------------------------------------------------------------------------------------------

    private static NdArray[] windows(Call c) {
        NdArray x = c.array(0);
        int d = c.dim("dimension", x.rank());
        int size = c.params().integer("size");
        int step = c.params().integer("step");
        int n = x.shape().isScalar() ? 1 : x.dim(d);
        if (size < 0) {
            throw TorchError.argument("size is " + size + " but must be >= 0");
        }
        if (size > n) {
            throw TorchError.argument("maximum size for tensor at dimension " + d + " is " + n + " but size is " + size);
        }
        if (step <= 0) {
            throw TorchError.argument("step is " + step + " but must be > 0");
        }
        return one(windows(x, d, size, step));
    }

    /** Window k holds the elements k·step to k·step + size − 1 of dimension d. */
    private static NdArray windows(NdArray x, int d, int size, int step) {
        int rank = x.rank();
        int[] dims = Arrays.copyOf(x.shape().dims(), rank + 1);
        int[] strides = Arrays.copyOf(x.strides(), rank + 1);
        dims[rank] = size;
        if (rank == 0) {
            strides[0] = 1;
        } else {
            strides[rank] = x.stride(d);
            dims[d] = (x.dim(d) - size) / step + 1;
            strides[d] = step * x.stride(d);
        }
        return x.view(Shape.of(dims), strides, x.offset());
    }

    private static Tensor unfoldBackward(Frame f) {
        Params p = f.params();
        return UNFOLD_BACKWARD.call(Map.of("input_sizes", f.shape(0).dims(), "dim", p.whole("dimension"), "size", p.whole("size"), "step",
                p.whole("step")), f.g());
    }

    /** Window by window, since windows may overlap. */
    private static NdArray[] addWindows(Call c) {
        NdArray g = c.array(0);
        NdArray out = NdArray.zeros(g.dtype(), Shape.of(sizes(c, "input_sizes")));
        if (out.shape().isScalar()) {
            out.assign(g.size() == 1 ? g.reshaped(Shape.SCALAR) : out);
            return one(out);
        }
        int d = c.dim("dim", out.rank());
        int step = c.params().integer("step");
        int last = g.rank() - 1;
        for (int j = 0; j < g.dim(last); j++) {
            NdArray place = out.sliced(d, j, g.dim(d), step);
            place.assign(Elementwise.combine(place, g.selected(last, j), place.shape(), Double::sum));
        }
        return one(out);
    }
}
