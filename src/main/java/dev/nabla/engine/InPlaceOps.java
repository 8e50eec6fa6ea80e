package dev.nabla.engine;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Ops that exist only in place: the operand's old elements are gone. */
enum InPlaceOps implements Op {
    COPY_(primitive("copy_(Tensor input, Tensor src, bool non_blocking=False)", InPlaceOps::copy)
            .vjp(f -> f.g().zerosLike()).vjp(f -> f.g()).gradFn("torch::autograd::CopyBackwards")
            .example(Map.of(), NdArray.of(Shape.of(2), 1.0, 2.0), NdArray.of(Shape.of(2), 3.0, 4.0))
            .doc("The second operand's elements, broadcast and converted, written over the first.").derivative("0; g")),
    ZERO_(primitive("zero_(Tensor input)", c -> one(NdArray.zeros(c.dtype(0), c.shape(0))))
            .vjp(f -> f.g().zerosLike())
            .doc("Every element set to zero.").derivative("0")),
    FILL_(primitive("fill_(Tensor input, Operand value)", InPlaceOps::fill)
            .vjp(f -> f.g().zerosLike()).vjp(f -> f.g().sum()).gradFn(c -> c.isNumber(1) ? "FillBackward2" : "FillBackward3")
            .example(Map.of(), NdArray.of(Shape.of(2), 1.0, 2.0), NdArray.of(Shape.SCALAR, 3.0))
            .doc("Every element set to one value.").derivative("0; the sum of g"));

    private final Row row;

    InPlaceOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public Tensor[] apply(Params params, @Nullable Tensor... inputs) {
        return InPlace.write(this, (p, in) -> Dispatcher.apply(this, p, in), params, inputs);
    }

    private static NdArray[] copy(Call c) {
        return one(c.array(1).to(c.dtype(0)).broadcastTo(Broadcasting.of(c.shape(0), c.shape(1))));
    }

    private static NdArray[] fill(Call c) {
        if (c.shape(1).rank() != 0) {
            throw TorchError
                    .shape("fill_ only supports 0-dimension value tensor but got tensor with " + c.shape(1).rank() + " dimensions.");
        }
        return one(c.array(1).to(c.dtype(0)).broadcastTo(c.shape(0)));
    }
}
