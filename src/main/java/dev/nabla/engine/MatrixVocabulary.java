package dev.nabla.engine;

import java.util.Map;

import dev.nabla.engine.array.Shape;

/** The verbs of linear algebra: products, diagonals, triangles and solutions, over the last two dimensions. */
public interface MatrixVocabulary {
    Tensor self();

    default Tensor mm(Tensor other) {
        return ProductOps.MM.call(self(), other);
    }

    default Tensor bmm(Tensor other) {
        return ProductOps.BMM.call(self(), other);
    }

    default Tensor mv(Tensor vector) {
        return ProductOps.MV.call(self(), vector);
    }

    default Tensor dot(Tensor other) {
        return ProductOps.DOT.call(self(), other);
    }

    /** The product of matrices in the last two dimensions, the others broadcast. */
    default Tensor matmul(Tensor other) {
        return MatrixProducts.matmul(self(), other);
    }

    /** The diagonal of the matrices that two dimensions span, as the last dimension. */
    default Tensor diagonal(int offset, int dim1, int dim2) {
        return MatrixOps.DIAGONAL.call(Map.of("offset", offset, "dim1", dim1, "dim2", dim2), self());
    }

    /** Matrices spanned by two new dimensions, with the last dimension of this tensor on a diagonal of them. */
    default Tensor diagEmbed(int offset, int dim1, int dim2) {
        return MatrixOps.DIAG_EMBED.call(Map.of("offset", offset, "dim1", dim1, "dim2", dim2), self());
    }

    /** Zeros of the shape, with the last dimension of this tensor on the diagonal that two of the shape's dimensions span. */
    default Tensor diagonalScattered(Shape shape, int offset, int dim1, int dim2) {
        return MatrixOps.DIAGONAL_SCATTER.call(Map.of("size", shape.dims(), "offset", offset, "dim1", dim1, "dim2", dim2), self());
    }

    /** The part on and below a diagonal. */
    default Tensor tril(int diagonal) {
        return MatrixOps.TRIL.call(Map.of("diagonal", diagonal), self());
    }

    /** The part on and above a diagonal. */
    default Tensor triu(int diagonal) {
        return MatrixOps.TRIU.call(Map.of("diagonal", diagonal), self());
    }

    /** X in {@code A·X = other} (left), or in {@code X·A = other}, where this is A. */
    default Tensor solve(Tensor other, boolean left) {
        return LinalgOps.SOLVE.call(Map.of("left", left), self(), other);
    }

    /** X in {@code A·X = other} (left), or in {@code X·A = other}, where this is A, one triangle of which is read. */
    default Tensor solveTriangular(Tensor other, boolean upper, boolean left, boolean unit) {
        return LinalgOps.SOLVE_TRIANGULAR.call(Map.of("upper", upper, "left", left, "unitriangular", unit), self(), other);
    }

    /** The inverse; infinities and NaNs where there is none. */
    default Tensor inverse() {
        return LinalgOps.INV_EX.call(self());
    }

    /** The vector product along a dimension of size 3. */
    default Tensor cross(Tensor other, int dim) {
        return ProductOps.CROSS.call(Map.of("dim", dim), self(), other);
    }
}
