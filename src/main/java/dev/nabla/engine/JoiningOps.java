package dev.nabla.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.ArrayTooLarge;
import dev.nabla.engine.array.Budget;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Tensors put together to one, and one taken apart into several. */
enum JoiningOps implements Op {
    CAT(primitive("cat(Tensor[] tensors, int dim=0)", JoiningOps::cat).jointly(0, JoiningOps::catBackward)
            .example(Map.of("dim", 1L), Examples.array(2, 2), Examples.array(2, 1))
            .doc("The tensors one after the other along a dimension.").derivative("the parts of g")),
    STACK(primitive("stack(Tensor[] tensors, int dim=0)", JoiningOps::stack).jointly(0, JoiningOps::stackBackward)
            .example(Map.of("dim", -1L), Examples.array(2), Examples.array(2))
            .doc("Tensors of one shape side by side along a new dimension.").derivative("the parts of g")),
    HSTACK(composite("hstack(Tensor[] tensors)", JoiningOps::hstack)
            .example(Map.of(), Examples.array(2, 1), Examples.array(2, 2))
            .doc("The tensors side by side: along dimension 1, vectors along dimension 0.").derivative("the parts of g")),
    VSTACK(composite("vstack(Tensor[] tensors)", JoiningOps::vstack)
            .example(Map.of(), Examples.array(2), Examples.array(1, 2))
            .doc("The tensors on top of each other: along dimension 0, vectors as rows.").derivative("the parts of g")),
    MESHGRID(composite("meshgrid(Tensor[] tensors, *, str? indexing=None)", JoiningOps::meshgrid)
            .example(Map.of("indexing", "ij"), Examples.array(2), Examples.array(3))
            .doc("The coordinates of all points of a grid, one tensor for each axis.").derivative("g, summed over the other axes")),
    SPLIT(primitive("split(Tensor input, Any split_size_or_sections, int dim=0)", JoiningOps::split).views()
            .jointly(0, JoiningOps::splitBackward)
            .gradFn(c -> c.params().isList("split_size_or_sections") ? "SplitWithSizesBackward0" : "SplitBackward0")
            .example(Map.of("split_size_or_sections", 2L), Examples.array(5))
            .example(Map.of("split_size_or_sections", List.of(1L, 2L), "dim", 1L), Examples.array(2, 3))
            .doc("Parts of one size along a dimension, the last one smaller if need be; or parts of the sizes given.")
            .derivative("the gradients of the parts, joined")),
    CHUNK(composite("chunk(Tensor input, int chunks, int dim=0)", JoiningOps::chunk)
            .example(Map.of("chunks", 2L), Examples.array(5))
            .doc("At most the given number of parts of one size along a dimension, the last one smaller if need be.")
            .derivative("the gradients of the parts, joined")),
    UNBIND(primitive("unbind(Tensor input, int dim=0)", JoiningOps::unbind).views()
            .jointly(0, f -> new @Nullable Tensor[]{stack(Dims.wrap(f.params().integer("dim"), f.shape(0).rank()), gradients(f))})
            .example(Map.of("dim", 1L), Examples.array(2, 3))
            .doc("The parts for each index at a dimension, which falls away.").derivative("the gradients of the parts, stacked"));

    /** A view is small, but there can be as many as elements. */
    private static final long BYTES_A_PART = 200;

    private final Row row;

    JoiningOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    static Tensor cat(int dim, Tensor... parts) {
        return CAT.call(Map.of("dim", dim), parts);
    }

    static Tensor stack(int dim, Tensor... parts) {
        return STACK.call(Map.of("dim", dim), parts);
    }

    /** The gradient arriving at each result; zeros where none does. */
    private static Tensor[] gradients(Frame f) {
        Tensor[] g = new Tensor[f.outputs()];
        for (int k = 0; k < g.length; k++) {
            g[k] = f.g(k);
        }
        return g;
    }

    // ---- joining --------------------------------------------------------------------------------------------------

    private static DType commonDtype(Call c) {
        return Promotion.resultType(c.all());
    }

    /** PyTorch skips an empty vector, whatever the rank of the others. */
    private static boolean isSkipped(Shape s) {
        return s.rank() == 1 && s.dim(0) == 0;
    }

    private static NdArray[] cat(Call c) {
        if (c.count() == 0) {
            throw TorchError.value("torch.cat(): expected a non-empty list of Tensors");
        }
        Shape first = c.shape(0);
        for (int i = 0; i < c.count(); i++) {
            if (c.shape(i).isScalar()) {
                throw TorchError.shape("zero-dimensional tensor (at position " + i + ") cannot be concatenated");
            }
            first = isSkipped(first) ? c.shape(i) : first;
        }
        if (isSkipped(first)) {
            return one(NdArray.zeros(commonDtype(c), first));
        }
        int d = c.dim("dim", first.rank());
        long length = 0;
        for (int i = 0; i < c.count(); i++) {
            if (!isSkipped(c.shape(i))) {
                checkFits(first, c.shape(i), d, i);
                length += c.shape(i).dim(d);
            }
        }
        long[] dims = Arrays.stream(first.dims()).asLongStream().toArray();
        dims[d] = length;
        NdArray out = NdArray.zeros(commonDtype(c), Shape.of(dims));
        int at = 0;
        for (int i = 0; i < c.count(); i++) {
            if (!isSkipped(c.shape(i))) {
                int n = c.shape(i).dim(d);
                out.sliced(d, at, n, 1).assign(c.array(i));
                at += n;
            }
        }
        return one(out);
    }

    private static void checkFits(Shape first, Shape other, int d, int position) {
        if (other.rank() != first.rank()) {
            throw TorchError.shape("Tensors must have same number of dimensions: got " + first.rank() + " and " + other.rank());
        }
        for (int i = 0; i < first.rank(); i++) {
            if (i != d && first.dim(i) != other.dim(i)) {
                throw TorchError.shape("Sizes of tensors must match except in dimension " + d + ". Expected size " + first.dim(i)
                        + " but got size " + other.dim(i) + " for tensor number " + position + " in the list.");
            }
        }
    }

    private static @Nullable Tensor[] catBackward(Frame f) {
        @Nullable
        Tensor[] parts = new @Nullable Tensor[f.count()];
        int d = Dims.wrap(f.params().integer("dim"), f.g().shape().rank());
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            if (isSkipped(f.shape(i))) {
                parts[i] = f.needs(i) ? Tensor.of(NdArray.zeros(f.dtype(i), f.shape(i))) : null;
            } else {
                int n = f.shape(i).dim(d);
                parts[i] = f.needs(i) ? f.g().narrow(d, at, n) : null;
                at += n;
            }
        }
        return parts;
    }

    private static NdArray[] stack(Call c) {
        if (c.count() == 0) {
            throw TorchError.shape("stack expects a non-empty TensorList");
        }
        Shape s = c.shape(0);
        int d = c.dim("dim", s.rank() + 1);
        for (int i = 1; i < c.count(); i++) {
            if (!c.shape(i).equals(s)) {
                throw TorchError.shape("stack expects each tensor to be equal size, but got " + s + " at entry 0 and " + c.shape(i)
                        + " at entry " + i);
            }
        }
        NdArray out = NdArray.zeros(commonDtype(c), s.insert(d, c.count()));
        for (int i = 0; i < c.count(); i++) {
            out.selected(d, i).assign(c.array(i));
        }
        return one(out);
    }

    private static @Nullable Tensor[] stackBackward(Frame f) {
        return UNBIND.apply(Params.of(UNBIND.row.signature(), Map.of("dim", f.params().integer("dim"))), f.g());
    }

    private static Tensor[] each(Call c, String op, int rank) {
        if (c.count() == 0) {
            throw TorchError.shape(op + " expects a non-empty TensorList");
        }
        Tensor[] parts = c.all();
        for (int i = 0; i < parts.length; i++) {
            Shape s = parts[i].shape();
            parts[i] = s.isScalar() ? parts[i].reshape(rank == 1 ? Shape.of(1) : Shape.of(1, 1))
                    : s.rank() < rank ? parts[i].unsqueeze(0) : parts[i];
        }
        return parts;
    }

    private static Tensor[] hstack(Call c) {
        Tensor[] parts = each(c, "hstack", 1);
        return new Tensor[]{cat(parts[0].shape().rank() == 1 ? 0 : 1, parts)};
    }

    private static Tensor[] vstack(Call c) {
        return new Tensor[]{cat(0, each(c, "vstack", 2))};
    }

    private static Tensor[] meshgrid(Call c) {
        String indexing = c.params().textOrNull("indexing");
        if (c.count() == 0) {
            throw TorchError.shape("meshgrid expects a non-empty TensorList");
        }
        int rank = c.count();
        int[] dims = new int[rank];
        boolean swapped = "xy".equals(indexing) && rank > 1;
        for (int i = 0; i < rank; i++) {
            if (c.dtype(i) != c.dtype(0)) {
                throw TorchError.dtype("meshgrid expects all tensors to have the same dtype");
            }
            if (c.shape(i).rank() > 1) {
                throw TorchError.shape("torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got a tensor of shape "
                        + c.shape(i));
            }
            dims[axis(i, swapped)] = c.shape(i).size();
        }
        if (indexing != null && !indexing.equals("xy") && !indexing.equals("ij")) {
            throw TorchError.argument("torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: " + indexing);
        }
        Shape grid = Shape.of(dims);
        Tensor[] out = new Tensor[rank];
        for (int i = 0; i < rank; i++) {
            int[] along = new int[rank];
            Arrays.fill(along, 1);
            along[axis(i, swapped)] = c.shape(i).size();
            out[i] = c.in(i).view(along).expand(grid);
        }
        return out;
    }

    private static int axis(int i, boolean swapped) {
        return swapped && i < 2 ? 1 - i : i;
    }

    // ---- taking apart ---------------------------------------------------------------------------------------------

    private static NdArray[] split(Call c) {
        NdArray x = c.array(0);
        if (x.rank() == 0) {
            throw TorchError.shape("split expects at least a 1-dimensional tensor");
        }
        int d = c.dim("dim", x.rank());
        int[] sizes = sizes(c.params(), x.dim(d), d);
        NdArray[] parts = parts(sizes.length);
        int at = 0;
        for (int k = 0; k < parts.length; k++) {
            parts[k] = x.sliced(d, at, sizes[k], 1);
            at += sizes[k];
        }
        return parts;
    }

    private static NdArray[] parts(long count) {
        if (count > Integer.MAX_VALUE) {
            throw new ArrayTooLarge(count + " parts are too many");
        }
        Budget.ask(count * BYTES_A_PART);
        return new NdArray[(int) count];
    }

    /** The sizes of the parts of a dimension of size n. */
    private static int[] sizes(Params p, int n, int d) {
        if (!p.isList("split_size_or_sections")) {
            long size = p.whole("split_size_or_sections");
            if (size < 0) {
                throw TorchError.argument("split expects split_size be non-negative, but got split_size=" + size);
            }
            if (size == 0 && n > 0) {
                throw TorchError.argument("split_size can only be 0 if dimension size is 0, but got dimension size of " + n);
            }
            int each = (int) Math.min(size, n);
            int[] sizes = new int[n == 0 ? 1 : Math.ceilDiv(n, each)];
            Arrays.fill(sizes, each);
            sizes[sizes.length - 1] = n - each * (sizes.length - 1);
            return sizes;
        }
        int[] sizes = Objects.requireNonNull(p.ints("split_size_or_sections"));
        long sum = 0;
        for (int s : sizes) {
            if (s < 0) {
                throw TorchError.argument("split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes="
                        + Arrays.toString(sizes));
            }
            sum += s;
        }
        if (sum != n) {
            throw TorchError.shape("split_with_sizes expects split_sizes to sum exactly to " + n + " (input tensor's size at dimension " + d
                    + "), but got split_sizes=" + Arrays.toString(sizes));
        }
        return sizes;
    }

    private static @Nullable Tensor[] splitBackward(Frame f) {
        return new @Nullable Tensor[]{cat(Dims.wrap(f.params().integer("dim"), f.shape(0).rank()), gradients(f))};
    }

    private static Tensor[] chunk(Call c) {
        Shape s = c.shape(0);
        long chunks = c.params().whole("chunks");
        if (s.isScalar()) {
            throw TorchError.shape("chunk expects at least a 1-dimensional tensor");
        }
        if (chunks <= 0) {
            throw TorchError.argument("chunk expects `chunks` to be greater than 0, got: " + chunks);
        }
        int n = s.dim(c.dim("dim", s.rank()));
        Object size = n == 0 ? new long[parts(chunks).length] : (Object) Math.ceilDiv(n, chunks);
        return SPLIT.apply(Params.of(SPLIT.row.signature(), Map.of("split_size_or_sections", size, "dim", c.params().whole("dim"))),
                c.in(0));
    }

    private static NdArray[] unbind(Call c) {
        NdArray x = c.array(0);
        int d = c.dim("dim", x.rank());
        if (x.rank() == 0) {
            throw TorchError.index("Dimension specified as 0 but tensor has no dimensions");
        }
        NdArray[] parts = parts(x.dim(d));
        for (int k = 0; k < parts.length; k++) {
            parts[k] = x.selected(d, k);
        }
        return parts;
    }
}
