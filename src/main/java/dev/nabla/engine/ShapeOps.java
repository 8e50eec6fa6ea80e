package dev.nabla.engine;

import java.util.Map;
import java.util.Objects;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** The same elements in another arrangement. */
enum ShapeOps implements Op {
    DETACH(primitive("detach(Tensor input)", c -> one(c.array(0))).view()
            .doc("The same storage without history: no gradient flows through it.")),
    ALIAS(primitive("alias(Tensor input)", c -> one(c.array(0).view(c.shape(0), c.array(0).strides(), c.array(0).offset()))).view()
            .vjp(f -> f.g())
            .example(Map.of(), NdArray.of(Shape.of(2), 1.0, 2.0))
            .doc("Another tensor on the same storage, with history.").derivative("g")),
    TO(primitive("to(Tensor input, Dtype dtype)", c -> one(c.array(0).to(java.util.Objects.requireNonNull(c.params().dtype("dtype")))))
            .vjp(f -> f.g()).gradFn("ToCopyBackward0")
            .example(Map.of("dtype", "float64"), NdArray.of(Shape.of(3), 0.5, -1, 2))
            .doc("The elements converted to another dtype.").derivative("g, converted back")),
    RESHAPE(primitive("reshape(Tensor input, int[] shape)", c -> one(c.array(0).contiguous().reshaped(inferred(c)))).view()
            .vjp(f -> f.g().reshape(f.shape(0))).gradFn(c -> c.array(0).isContiguous() ? "ViewBackward0" : "UnsafeViewBackward0")
            .example(Map.of("shape", java.util.List.of(3L, -1L)), NdArray.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6))
            .doc("The elements in row-major order under another shape; one size may be −1.").derivative("g, reshaped back")),
    UNSAFE_VIEW(primitive("_unsafe_view(Tensor input, int[] size)", c -> one(c.array(0).contiguous().reshaped(Shape.of(Objects
            .requireNonNull(c.params().ints("size"))))))
            .vjp(f -> f.g().reshape(f.shape(0)))
            .example(Map.of("size", java.util.List.of(3L, 2L)), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
            .doc("Another shape for a result nobody else has seen: no view.").derivative("g, reshaped back")),
    CLONE(primitive("clone(Tensor input)", c -> one(c.array(0).copy()))
            .vjp(f -> f.g())
            .example(Map.of(), NdArray.of(Shape.of(2), 1.0, 2.0))
            .doc("A copy.").derivative("g")),
    PERMUTE(primitive("permute(Tensor input, int[] dims)", ShapeOps::permute).view()
            .vjp(f -> f.g().permute(inverse(f)))
            .example(Map.of("dims", java.util.List.of(2L, 0L, 1L)), Examples.array(2, 3, 2))
            .doc("The dimensions in the given order.").derivative("g, in the inverse order")),
    EXPAND(primitive("expand(Tensor input, int[] sizes)", ShapeOps::expand).view()
            .vjp(f -> f.g())
            .example(Map.of("sizes", java.util.List.of(2L, 3L)), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0))
            .doc("The elements repeated along dimensions of size 1, without a copy.").derivative("g, summed over the repeated dimensions")),
    TRANSPOSE(primitive("transpose(Tensor input, int dim0, int dim1)", ShapeOps::transpose).view()
            .vjp(f -> f.g().transpose(f.params().integer("dim0"), f.params().integer("dim1")))
            .example(Map.of("dim0", 0L, "dim1", 1L), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
            .doc("Two dimensions exchanged.").derivative("g, with the same dimensions exchanged"));

    private final Row row;

    ShapeOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static Shape inferred(Call c) {
        int[] dims = java.util.Objects.requireNonNull(c.params().ints("shape"));
        int size = c.shape(0).size();
        int unknown = -1;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1 && unknown < 0) {
                unknown = i;
            } else {
                known *= dims[i];
            }
        }
        if (unknown >= 0 && known != 0 && size % known == 0) {
            dims[unknown] = (int) (size / known);
            known = size;
        }
        if (known != size) {
            throw TorchError.shape("shape '" + java.util.Arrays.toString(c.params().ints("shape")) + "' is invalid for input of size "
                    + size);
        }
        return Shape.of(dims);
    }

    private static NdArray[] expand(Call c) {
        int[] sizes = java.util.Objects.requireNonNull(c.params().ints("sizes"));
        int lead = sizes.length - c.shape(0).rank();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = sizes[i] == -1 && i >= lead ? c.shape(0).dim(i - lead) : sizes[i];
        }
        return one(c.array(0).broadcastTo(Shape.of(sizes)));
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
}
