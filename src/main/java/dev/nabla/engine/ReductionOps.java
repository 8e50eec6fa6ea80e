package dev.nabla.engine;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Reductions;
import dev.nabla.engine.array.Shape;

import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Folds along dimensions. */
enum ReductionOps implements Op {
    SUM(primitive("sum(Tensor input, int[]? dim=None, bool keepdim=False, *, Dtype? dtype=None)", ReductionOps::sum)
            .vjp(f -> spread(f.g(), f))
            .gradFn(c -> c.params().has("dim") ? "SumBackward1" : "SumBackward0")
            .doc("The sum of all elements, or along the given dimensions.").derivative("g, repeated along the summed dimensions"));

    private final Row row;

    ReductionOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static NdArray[] sum(Call c) {
        boolean[] over = Dims.mask(c.params().ints("dim"), c.shape(0).rank());
        DType dtype = c.params().dtype("dtype");
        NdArray x = c.array(0);
        if (dtype == null) {
            dtype = x.dtype().isFloat() ? x.dtype() : DType.INT64;
        }
        return one(Reductions.sum(x.to(dtype), over, c.params().flag("keepdim")));
    }

    /** A gradient of the folded result, repeated over the operand's shape. */
    static Tensor spread(Tensor g, Frame f) {
        boolean[] over = Dims.mask(f.params().ints("dim"), f.shape(0).rank());
        Shape kept = Reductions.shape(f.shape(0), over, true);
        Tensor k = g.shape().equals(kept) ? g : g.reshape(kept);
        return k.expand(f.shape(0));
    }
}
