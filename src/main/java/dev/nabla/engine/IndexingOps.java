package dev.nabla.engine;

import java.util.Map;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Indexing;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Elements picked and placed by position. */
enum IndexingOps implements Op {
    GATHER(primitive("gather(Tensor input, int dim, Tensor index, *, bool sparse_grad=False)", IndexingOps::gather)
            .vjp(Row.in(1), f -> Tensor.of(NdArray.zeros(f.g().dtype(), f.shape(0)))
                    .scatterAdd(f.params().integer("dim"), f.in(1), f.g()))
            .constant()
            .example(Map.of("dim", 1L), NdArray.of(Shape.of(2, 2), 1.0, 2, 3, 4), NdArray.of(Shape.of(2, 3), 1L, 0, 1, 0, 0, 1))
            .doc("The elements at the given positions along a dimension: out[i, j] = x[i, index[i, j]] for dim 1.")
            .derivative("g added up where its elements were taken from")),
    SCATTER_ADD(primitive("scatter_add(Tensor input, int dim, Tensor index, Tensor src)", IndexingOps::scatterAdd)
            .vjp(f -> f.g())
            .constant()
            .vjp(Row.in(1), f -> f.g().gather(f.params().integer("dim"), f.in(1)))
            .example(Map.of("dim", 1L), NdArray.of(Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6), NdArray.of(Shape.of(2, 2), 1L, 1, 0, 2),
                    NdArray.of(Shape.of(2, 2), 0.5, 1.5, 2.5, 3.5))
            .inPlace().doc("The operand with src's elements added at the given positions along a dimension.")
            .derivative("g; the elements of g at the positions"));

    private final Row row;

    IndexingOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static NdArray[] gather(Call c) {
        int dim = c.dim("dim", c.shape(0).rank());
        Shape index = c.shape(1);
        if (index.size() > 0) {
            checkIndex(c.dtype(1), "gather");
            if (Math.max(index.rank(), 1) != Math.max(c.shape(0).rank(), 1)) {
                throw TorchError.shape("Index tensor must have the same number of dimensions as input tensor");
            }
            for (int i = 0; i < index.rank(); i++) {
                if (i != dim && index.dim(i) > c.shape(0).dim(i)) {
                    throw TorchError.shape("Size does not match at dimension " + i + " expected index " + index
                            + " to be no larger than self " + c.shape(0) + " apart from dimension " + dim);
                }
            }
        }
        return one(Indexing.gather(c.array(0), dim, c.array(1)));
    }

    private static NdArray[] scatterAdd(Call c) {
        int dim = c.dim("dim", c.shape(0).rank());
        Shape self = c.shape(0);
        Shape index = c.shape(1);
        Shape src = c.shape(2);
        if (c.dtype(0) != c.dtype(2)) {
            throw TorchError.dtype("scatter(): Expected self.dtype to be equal to src.dtype");
        }
        if (index.size() > 0) {
            checkIndex(c.dtype(1), "scatter");
            if (Math.max(index.rank(), 1) != Math.max(self.rank(), 1)) {
                throw TorchError.shape("Index tensor must have the same number of dimensions as self tensor");
            }
            if (Math.max(index.rank(), 1) != Math.max(src.rank(), 1)) {
                throw TorchError.shape("Index tensor must have the same number of dimensions as src tensor");
            }
            for (int i = 0; i < index.rank(); i++) {
                if (i != dim && index.dim(i) > self.dim(i) || index.dim(i) > (src.rank() == 0 ? 1 : src.dim(i))) {
                    throw TorchError.shape("Expected index " + index + " to be no larger than self " + self + " apart from dimension "
                            + dim + " and to be no larger size than src " + src);
                }
            }
        }
        NdArray y = c.array(0).copy();
        Indexing.scatterAdd(y, dim, c.array(1), c.array(2));
        return one(y);
    }

    private static void checkIndex(DType dtype, String op) {
        if (!dtype.isInteger()) {
            throw TorchError.dtype(op + "(): Expected dtype int32/int64 for index");
        }
    }
}
