package dev.nabla.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.Storage;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.array.Triangles;

import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Parts of matrices: the transpose, diagonals and triangles. */
enum MatrixOps implements Op {
    T(primitive("t(Tensor input)", MatrixOps::t).view()
            .vjp(f -> f.g().t())
            .example(Map.of(), Examples.array(2, 3))
            .doc("The transpose of a matrix; a vector or a number is left as it is.").derivative("gᵀ")),
    DIAGONAL(primitive("diagonal(Tensor input, int offset=0, int dim1=0, int dim2=1)", c -> one(diagonal(c))).view()
            .vjp(MatrixOps::alongDiagonal)
            .example(Map.of("offset", 1L), Examples.array(2, 3))
            .example(Map.of("offset", -1L, "dim1", 2L, "dim2", 0L), Examples.array(3, 2, 3))
            .doc("The diagonal of the matrices that two dimensions span, as the last dimension; offset counts upwards.")
            .derivative("g on the diagonal of zeros")),
    DIAGONAL_SCATTER(primitive("_diagonal_scatter(Tensor input, int[] size, int offset=0, int dim1=0, int dim2=1)", MatrixOps::scatter)
            .vjp(f -> f.g().diagonal(f.params().integer("offset"), f.params().integer("dim1"), f.params().integer("dim2")))
            .example(Map.of("size", List.of(2L, 3L), "offset", 1L), Examples.array(2))
            .doc("Zeros of a shape with the input on a diagonal: the derivative of diagonal.").derivative("the diagonal of g")),
    DIAGONAL_COPY(primitive("diagonal_copy(Tensor input, int offset=0, int dim1=0, int dim2=1)", c -> one(diagonal(c).copy()))
            .vjp(MatrixOps::alongDiagonal).gradFn("DiagonalBackward0_copy")
            .example(Map.of("offset", 1L), Examples.array(2, 3))
            .doc("As diagonal, with a storage of its own.").derivative("g on the diagonal of zeros")),
    DIAG_EMBED(primitive("diag_embed(Tensor input, int offset=0, int dim1=-2, int dim2=-1)", MatrixOps::diagEmbed)
            .vjp(f -> f.g().diagonal(f.params().integer("offset"), f.params().integer("dim1"), f.params().integer("dim2")))
            .example(Map.of("offset", 1L), Examples.array(2, 3))
            .doc("Matrices of zeros with the last dimension of the input on a diagonal.").derivative("the diagonal of g")),
    DIAG(composite("diag(Tensor input, int diagonal=0)", MatrixOps::diag)
            .example(Map.of("diagonal", 1L), Examples.array(2, 3))
            .example(Map.of("diagonal", -1L), Examples.array(2))
            .doc("A matrix with the vector on a diagonal, or the diagonal of a matrix.").derivative("the diagonal of g, or g on it")),
    TRIL(primitive("tril(Tensor input, int diagonal=0)", c -> triangle(c, true))
            .vjp(f -> f.g().tril(f.params().integer("diagonal")))
            .example(Map.of("diagonal", -1L), Examples.array(3, 3))
            .inPlace().doc("The part of the matrices on and below a diagonal, zeros elsewhere.").derivative("tril(g)")),
    TRIU(primitive("triu(Tensor input, int diagonal=0)", c -> triangle(c, false))
            .vjp(f -> f.g().triu(f.params().integer("diagonal")))
            .example(Map.of("diagonal", 1L), Examples.array(3, 3))
            .inPlace().doc("The part of the matrices on and above a diagonal, zeros elsewhere.").derivative("triu(g)")),
    TRACE(primitive("trace(Tensor input)", MatrixOps::trace)
            .vjp(f -> f.g().expand(Shape.of(Math.min(f.shape(0).dim(0), f.shape(0).dim(1)))).diagonalScattered(f.shape(0), 0, 0, 1))
            .example(Map.of(), Examples.array(2, 3))
            .doc("The sum of a matrix's diagonal.").derivative("g·I"));

    private final Row row;

    MatrixOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static NdArray[] t(Call c) {
        int rank = c.shape(0).rank();
        if (rank > 2) {
            throw TorchError.shape("t() expects a tensor with <= 2 dimensions, but self is " + rank + "D");
        }
        NdArray x = c.array(0);
        return one(rank == 2 ? x.permuted(1, 0) : x.view(x.shape(), x.strides(), x.offset()));
    }

    private static NdArray diagonal(Call c) {
        int rank = c.shape(0).rank();
        int dim1 = c.dim("dim1", rank);
        int dim2 = c.dim("dim2", rank);
        requireTwo(dim1, dim2, c);
        return c.array(0).diagonal(c.params().integer("offset"), dim1, dim2);
    }

    private static void requireTwo(int dim1, int dim2, Call c) {
        if (dim1 == dim2) {
            throw TorchError.argument("diagonal dimensions cannot be identical " + c.params().integer("dim1") + ", "
                    + c.params().integer("dim2"));
        }
    }

    private static Tensor alongDiagonal(Frame f) {
        return f.g().diagonalScattered(f.shape(0), f.params().integer("offset"), f.params().integer("dim1"), f.params().integer("dim2"));
    }

    private static NdArray[] scatter(Call c) {
        NdArray y = NdArray.zeros(c.dtype(0), Shape.of(Objects.requireNonNull(c.params().ints("size"))));
        y.diagonal(c.params().integer("offset"), c.dim("dim1", y.rank()), c.dim("dim2", y.rank())).assign(c.array(0));
        return one(y);
    }

    private static NdArray[] diagEmbed(Call c) {
        int rank = c.shape(0).rank() + 1;
        int dim1 = Dims.wrap(c.params().integer("dim1"), rank);
        int dim2 = Dims.wrap(c.params().integer("dim2"), rank);
        requireTwo(dim1, dim2, c);
        int offset = c.params().integer("offset");
        int n = c.shape(0).dim(rank - 2) + Math.abs(offset);
        Shape others = c.shape(0).without(rank - 2);
        Shape shape = others.insert(Math.min(dim1, dim2), n).insert(Math.max(dim1, dim2), n);
        NdArray y = NdArray.zeros(c.dtype(0), shape);
        y.diagonal(offset, dim1, dim2).assign(c.array(0));
        return one(y);
    }

    private static Tensor[] diag(Call c) {
        int rank = c.shape(0).rank();
        int offset = c.params().integer("diagonal");
        if (rank == 1) {
            return new Tensor[]{c.in(0).diagEmbed(offset, 0, 1)};
        }
        if (rank == 2) {
            return new Tensor[]{DIAGONAL_COPY.call(Map.of("offset", offset), c.in(0))};
        }
        throw TorchError.shape("diag(): Supports 1D or 2D tensors. Got " + rank + "D");
    }

    private static NdArray[] triangle(Call c, boolean lower) {
        if (c.shape(0).rank() < 2) {
            throw TorchError.shape((lower ? "tril" : "triu") + ": input tensor must have at least 2 dimensions");
        }
        return one(Triangles.copy(c.array(0), c.params().integer("diagonal"), lower));
    }

    private static NdArray[] trace(Call c) {
        if (c.dtype(0) == DType.BOOL) {
            throw TorchError.notImplemented("\"trace\" not implemented for 'Bool'");
        }
        if (c.shape(0).rank() != 2) {
            throw TorchError.shape("trace: expected a matrix, but got tensor with dim " + c.shape(0).rank());
        }
        NdArray d = c.array(0).diagonal(0, 0, 1);
        Storage s = d.storage();
        if (!d.dtype().isFloat()) {
            long sum = 0;
            for (int i = 0; i < d.size(); i++) {
                sum += s.getLong(d.index(i));
            }
            return one(NdArray.scalar(DType.INT64, sum));
        }
        double sum = 0;
        for (int i = 0; i < d.size(); i++) {
            sum += s.getDouble(d.index(i));
        }
        return one(NdArray.scalar(d.dtype(), sum));
    }
}
