package dev.nabla.engine;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
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
            .doc("Every element set to one value.").derivative("0; the sum of g")),
    UNIFORM_(primitive("uniform_(Tensor input, float from=0.0, float to=1.0)", RandomOps::uniformInPlace).random()
            .vjp(f -> f.g().zerosLike()).gradFn("UniformBackward0")
            .doc("Every element drawn uniformly between two bounds.").derivative("0")),
    NORMAL_(primitive("normal_(Tensor input, float mean=0.0, float std=1.0)", RandomOps::normalInPlace).random()
            .vjp(f -> f.g().zerosLike()).gradFn("NormalBackward0")
            .doc("Every element drawn from a normal distribution.").derivative("0")),
    BERNOULLI_(primitive("bernoulli_(Tensor input, Operand? p=0.5)", RandomOps::bernoulliInPlace).random()
            .vjp(f -> f.g().zerosLike()).vjp(f -> f.g().zerosLike())
            .gradFn(c -> c.has(1) && !c.isNumber(1) ? "BernoulliBackward1" : "BernoulliBackward2")
            .example(Map.of(), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0), 0.25)
            .doc("Every element 1 with the probability p, else 0.").derivative("0; 0")),
    RANDOM_(primitive("random_(Tensor input, int? from=None, int? to=None)", RandomOps::randomInPlace).random()
            .vjp(f -> f.g().zerosLike())
            .gradFn(c -> "RandomBackward" + (c.params().get("to") != null ? c.params().get("from") != null ? 0 : 1
                    : c.params().get("from") != null ? 1 : 2))
            .example(Map.of("from", 3L, "to", 10L), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0))
            .doc("Every element an integer from a bound to before another; a single bound is the upper one.").derivative("0")),
    SETITEM_(Rows.composite("setitem_(Operand[] tensors, Index index)", c -> setItem(c.params(), c.all()))
            .example(Map.of("index", List.of(Map.of("slice", List.of(1L)))), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0),
                    NdArray.of(Shape.of(2), 5.0, 6.0))
            .example(Map.of("index", List.of(Map.of("tensor", 2L))), NdArray.of(Shape.of(3), 1.0, 2.0, 3.0),
                    NdArray.of(Shape.of(2), 5.0, 7.0),
                    NdArray.of(Shape.of(2), 2L, 0L))
            .doc("The second operand written to what the subscript, with its index tensors, picks of the first: x[…] = value.")
            .derivative("g, 0 at what was overwritten; g there"));

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
        if (this == SETITEM_) {
            return Dispatcher.apply(this, params, inputs);
        }
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

    /**
     * Basic subscripts make a view that is then written to; index tensors write to the places they pick, which for one number and one mask is
     * filling: any dtype will do.
     */
    private static Tensor[] setItem(Params params, Tensor[] operands) {
        if (operands.length < 2) {
            throw TorchError.type("setitem_() missing 1 required positional arguments: \"value\"");
        }
        Tensor x = operands[0];
        Tensor value = operands[1].isNumber() ? Tensor.of(operands[1].data().to(x.dtype())) : operands[1];
        Subscript s = Subscript.of(x, params.get("index"), List.of(operands));
        if (s.indices().isEmpty()) {
            // One number fills: where the subscript picks all of x, that is the function shown.
            if (value.shape().isScalar() && !s.view().shape().isScalar()) {
                FILL_.call(s.view(), value);
            } else {
                COPY_.call(s.view(), value.expand(s.view().shape()));
            }
            return new Tensor[]{x};
        }
        Tensor[] inputs = new Tensor[s.indices().size() + 2];
        inputs[0] = s.view();
        inputs[1] = operands.length == 3 && operands[2].dtype() == DType.BOOL && value.shape().size() == 1 ? value.to(x.dtype()) : value;
        for (int k = 2; k < inputs.length; k++) {
            inputs[k] = s.indices().get(k - 2);
        }
        Op put = IndexingOps.INDEX_PUT;
        Params dims = Params.of(put.row().signature(), Map.of("dims", s.dims().stream().map(Integer::longValue).toList()));
        InPlace.write(put, put::apply, dims, inputs);
        return new Tensor[]{x};
    }
}
