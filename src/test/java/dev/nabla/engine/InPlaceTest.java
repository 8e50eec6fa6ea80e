package dev.nabla.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** In-place ops against what PyTorch 2.13 was seen to answer. */
class InPlaceTest {
    private static Tensor leaf(double... values) {
        return Tensor.leaf(NdArray.of(Shape.of(values.length), values), true);
    }

    private static Tensor call(String op, @Nullable Tensor... inputs) {
        return call(op, Map.of(), inputs);
    }

    private static Tensor call(String op, Map<String, ? extends Object> params, @Nullable Tensor... inputs) {
        Op o = Objects.requireNonNull(Ops.named(op), op);
        return o.invoke(Params.of(o.row().signature(), params), inputs)[0];
    }

    private static Tensor select(Tensor x, long index) {
        return call("select", Map.of("dim", 0L, "index", index), x);
    }

    private static String name(Tensor t) {
        return Objects.requireNonNull(t.gradFn()).name();
    }

    private static double[] grad(Tensor t) {
        return Objects.requireNonNull(t.grad()).data().toDoubles();
    }

    private static void in(Runnable test) {
        new Workspace().run(test);
    }

    private static void refuses(Runnable call, String message) {
        assertThatThrownBy(call::run).isInstanceOf(TorchError.class).hasMessageStartingWith(message);
    }

    @Test
    void theTensorItselfIsTheResultAndTakesOverTheHistory() {
        in(() -> {
            Tensor x = leaf(1, 2, 3);
            Tensor h = x.mul(2);
            assertThat(call("mul_", h, Tensor.number(5L))).isSameAs(h);
            assertThat(name(h)).isEqualTo("MulBackward0");
            assertThat(h.data().storage().version()).isEqualTo(1);
            Autograd.backward(h.sum());
            assertThat(grad(x)).containsExactly(10, 10, 10);
        });
    }

    @Test
    void leavesThatRequireGradAreProtected() {
        in(() -> {
            Tensor x = leaf(1, 2, 3);
            refuses(() -> call("add_", x, Tensor.number(1L)), "a leaf Variable that requires grad is being used in an in-place operation.");
            refuses(() -> call("add_", select(x, 0), Tensor.number(1L)),
                    "a view of a leaf Variable that requires grad is being used in an in-place operation.");
            Workspace.current().withGrad(false, () -> call("add_", select(x, 0), Tensor.number(1L)));
            assertThat(x.data().toDoubles()).containsExactly(2, 2, 3);
            assertThat(x.isLeaf()).isTrue();
        });
    }

    @Test
    void viewsTakenWithoutGradAreRefused() {
        in(() -> {
            Tensor b = leaf(1, 2, 3).mul(1);
            Tensor v = Workspace.current().withGrad(false, () -> select(b, 0));
            refuses(() -> call("add_", v, Tensor.number(1L)), "A view was created in no_grad mode and is being modified inplace");
        });
    }

    @Test
    void aSavedValueThatWasOverwrittenIsNoticed() {
        in(() -> {
            Tensor x = leaf(1, 2, 3);
            Tensor h = x.mul(1);
            Tensor y = h.mul(h).sum();
            call("add_", h.detach(), Tensor.number(1L));
            refuses(() -> Autograd.backward(y),
                    "one of the variables needed for gradient computation has been modified by an inplace operation: "
                            + "[torch.DoubleTensor [3]], which is output 0 of Mul, is at version 1; expected version 0 instead.");
            Tensor e = call("exp_", x.mul(1));
            call("add_", e, Tensor.number(1L));
            refuses(() -> Autograd.backward(e.sum()),
                    "one of the variables needed for gradient computation has been modified by an inplace "
                            + "operation: [torch.DoubleTensor [3]], which is output 0 of Exp, is at version 2; expected version 1 instead.");
        });
    }

    @Test
    void whatTheOpItselfReadsIsKept() {
        in(() -> {
            Tensor x = leaf(1, 2, 3);
            Tensor y = leaf(2, 3, 4);
            Tensor h = x.mul(1);
            call("mul_", h, y);
            Autograd.backward(h.sum());
            assertThat(grad(y)).containsExactly(1, 2, 3);
            assertThat(grad(x)).containsExactly(2, 3, 4);
        });
    }

    @Test
    void writingThroughAViewChangesTheBaseItsHistoryAndTheOtherViews() {
        in(() -> {
            Tensor x = leaf(1, 2, 3);
            Tensor w = leaf(10);
            Tensor b = x.mul(1);
            Tensor other = select(b, 0);
            Tensor v = select(b, 0);
            call("mul_", v, select(w, 0));
            assertThat(b.data().toDoubles()).containsExactly(10, 2, 3);
            assertThat(List.of(name(b), name(v), name(other))).containsExactly("torch::autograd::CopySlices", "AsStridedBackward0",
                    "AsStridedBackward0");
            Autograd.backward(b.mul(b).sum().add(other));
            // b = (x₀w, x₁, x₂): d/dx₀ (b₀² + b₀) = (2b₀ + 1)·w, d/dw = (2b₀ + 1)·x₀
            assertThat(grad(x)).containsExactly(210, 4, 6);
            assertThat(grad(w)).containsExactly(21);
        });
    }

    @Test
    void aConstantBaseBecomesDifferentiable() {
        in(() -> {
            Tensor x = leaf(3);
            Tensor b = Tensor.of(NdArray.of(Shape.of(2), 0.0, 0.0));
            Tensor v = select(b, 1);
            call("copy_", v, select(x, 0));
            assertThat(b.requiresGrad()).isTrue();
            assertThat(v.requiresGrad()).isTrue();
            Autograd.backward(b.mul(b).sum());
            assertThat(grad(x)).containsExactly(6);
        });
    }

    @Test
    void theRegionKeepsInfinitiesOfTheGradientOutside() {
        in(() -> {
            Tensor x = leaf(1, 2);
            Tensor b = x.mul(1);
            call("mul_", select(b, 0), Tensor.number(2L));
            Autograd.backward(b, Tensor.of(NdArray.of(Shape.of(2), 1.0, Double.POSITIVE_INFINITY)), Autograd.Options.DEFAULT, null, null);
            assertThat(grad(x)).containsExactly(2, Double.POSITIVE_INFINITY);
        });
    }

    @Test
    void secondOrderThroughAViewWrittenTo() {
        in(() -> {
            Tensor x = leaf(2, 3);
            Tensor b = x.mul(1);
            Tensor v = select(b, 0);
            call("mul_", v, select(x, 0).mul(select(x, 0)));
            Autograd.Options create = new Autograd.Options(true, true);
            Tensor g = Objects.requireNonNull(Autograd.grad(List.of(b.mul(b).sum()), List.of(x), null, create, false).getFirst());
            Autograd.backward(g.sum());
            // (x₀³)² + x₁²: first 6x₀⁵ = 192 and 2x₁ = 6, second 30x₀⁴ = 480 and 2
            assertThat(g.data().toDoubles()).containsExactly(192, 6);
            assertThat(grad(x)).containsExactly(480, 2);
        });
    }

    @Test
    void retainedGradientFollowsTheTensor() {
        in(() -> {
            Tensor x = leaf(1, 2);
            Tensor h = x.mul(1);
            h.retainGrad();
            Tensor before = h.sum();
            call("mul_", h, Tensor.number(2L));
            Autograd.backward(before, null, new Autograd.Options(true, false), null, null);
            assertThat(h.grad()).isNull();
            Autograd.backward(h.sum());
            assertThat(grad(h)).containsExactly(1, 1);
        });
    }

    @Test
    void shapesAndDTypesAreTheTargets() {
        in(() -> {
            Tensor ints = Tensor.of(NdArray.of(Shape.of(3), 1L, 2L, 3L));
            Tensor wide = Tensor.of(NdArray.of(Shape.of(2, 3), new double[6]));
            Tensor row = Tensor.of(NdArray.of(Shape.of(3), 1.0, 1.0, 1.0));
            refuses(() -> call("add_", ints, Tensor.number(1.5)), "result type Float can't be cast to the desired output type Long");
            refuses(() -> call("add_", row, wide), "output with shape [3] doesn't match the broadcast shape [2, 3]");
            refuses(() -> call("add_", row.expand(Shape.of(2, 3)), Tensor.number(1L)),
                    "unsupported operation: more than one element of the written-to tensor refers to a single memory location.");
            refuses(() -> call("copy_", row, wide), "output with shape [3] doesn't match the broadcast shape [2, 3]");
        });
    }

    @Test
    void zeroAndFillForgetTheHistory() {
        in(() -> {
            Tensor x = leaf(1, 2);
            Tensor h = call("fill_", x.mul(1), Tensor.number(7L));
            assertThat(name(h)).isEqualTo("FillBackward2");
            Tensor z = call("zero_", x.mul(1));
            assertThat(name(z)).isEqualTo("ZeroBackward0");
            Autograd.backward(h.add(z).sum());
            assertThat(grad(x)).containsExactly(0, 0);
        });
    }

    @Test
    void rollbackRestoresElementsVersionAndHistory() {
        in(() -> {
            Workspace w = Workspace.current();
            Tensor x = leaf(1, 2);
            Tensor b = x.mul(3);
            Tensor v = select(b, 0);
            Node before = Objects.requireNonNull(b.gradFn());
            w.begin();
            call("mul_", v, Tensor.number(2L));
            call("zero_", b);
            w.rollback();
            assertThat(b.data().toDoubles()).containsExactly(3, 6);
            assertThat(b.data().storage().version()).isZero();
            assertThat(b.gradFn()).isSameAs(before);
            assertThat(name(v)).isEqualTo("SelectBackward0");
            Autograd.backward(b.sum().add(v));
            assertThat(grad(x)).containsExactly(6, 3);
        });
    }

    @Test
    void subscriptsCanBeWrittenTo() {
        in(() -> {
            Tensor x = leaf(1, 2, 3);
            Tensor h = x.mul(1);
            call("setitem_", Map.of("index", List.of(Map.of("int", 0L))), h, select(x, 1));
            assertThat(h.data().toDoubles()).containsExactly(2, 2, 3);
            assertThat(name(h)).isEqualTo("torch::autograd::CopySlices");
            Tensor picked = Tensor.of(NdArray.of(Shape.of(2), 2L, 1L));
            call("setitem_", Map.of("index", List.of(Map.of("tensor", 2L))), h, Tensor.number(5L), picked);
            assertThat(h.data().toDoubles()).containsExactly(2, 5, 5);
            assertThat(name(h)).isEqualTo("IndexPutBackward0");
            Autograd.backward(h.mul(h).sum());
            assertThat(grad(x)).containsExactly(0, 4, 0);
            refuses(() -> call("setitem_", Map.of("index", List.of(Map.of("int", 0L))), x, Tensor.number(1L)),
                    "a view of a leaf Variable that requires grad is being used in an in-place operation.");
            Tensor pair = Tensor.of(NdArray.of(Shape.of(2), 1.0, 1.0));
            refuses(() -> call("setitem_", Map.of("index", List.of(Map.of("slice", List.of(0L, 1L)))), Tensor.of(x.data().copy()),
                    pair.reshape(Shape.of(2))),
                    "The expanded size of the tensor (1) must match the existing size (2) at non-singleton dimension 0.");
        });
    }

    @Test
    void comparisonsPassNoGradient() {
        in(() -> {
            Tensor x = leaf(1, 2, 3);
            Tensor y = x.mul(2);
            call("ge_", y, Tensor.number(3L));
            assertThat(y.data().toDoubles()).containsExactly(0, 1, 1);
            assertThat(name(y)).isEqualTo("GeBackward0");
            call("lt_", y, x);
            assertThat(name(y)).isEqualTo("LtBackward1");
            Autograd.backward(y.sum());
            assertThat(grad(x)).containsExactly(0, 0, 0);
        });
    }

    @Test
    void functionsOfTheirOwnHaveNamesOfTheirOwn() {
        in(() -> {
            assertThat(name(call("elu_", leaf(1, 2).mul(2)))).isEqualTo("EluBackward1");
            assertThat(name(call("selu_", leaf(1, 2).mul(2)))).isEqualTo("EluBackward1");
            assertThat(name(call("celu_", leaf(1, 2).mul(2)))).isEqualTo("CeluBackward1");
        });
    }

    @Test
    void oneNumberFillsWhatASubscriptPicks() {
        in(() -> {
            Tensor x = leaf(1, 2, 3);
            Tensor y = x.mul(2);
            call("setitem_", Map.of("index", List.of(Map.of("ellipsis", true))), y, Tensor.number(5L));
            assertThat(name(y)).isEqualTo("FillBackward3");
            Tensor value = leaf(4).sum();
            Tensor z = x.mul(2);
            call("setitem_", Map.of("index", List.of(Map.of("slice", List.of(0L, 2L)))), z, value);
            Autograd.backward(z.sum());
            assertThat(grad(x)).containsExactly(0, 0, 2);
        });
    }

    @Test
    void aRetainedGradientIsReplacedByTheSum() {
        in(() -> {
            Tensor y = leaf(1, 2).mul(2);
            y.retainGrad();
            Autograd.backward(y.sum(), null, new Autograd.Options(true, false), null, null);
            Tensor first = Objects.requireNonNull(y.grad());
            Autograd.backward(y.sum());
            assertThat(first.data().toDoubles()).containsExactly(1, 1);
            assertThat(grad(y)).containsExactly(2, 2);
        });
    }

    @Test
    void theMessageNamesWhatHasComputedTheValueSince() {
        in(() -> {
            Tensor x = leaf(1, 2).mul(2);
            Tensor y = x.exp().mul(x);
            call("relu_", x);
            assertThatThrownBy(() -> Autograd.backward(y.sum())).hasMessageContaining("which is output 0 of Relu,");
        });
    }

    @Test
    void aViewOfOneOfSeveralViewsIsRefusedToo() {
        in(() -> {
            Tensor first = call("unbind", leaf(1, 2).mul(2).reshape(Shape.of(2, 1)));
            refuses(() -> call("add_", select(first, 0), Tensor.number(1L)), "Output 0 of Select is a view and is being modified inplace.");
        });
    }

    @Test
    void nothingIsKeptForAViewTakenWithoutGrad() {
        in(() -> {
            Tensor x = leaf(1, 2);
            Tensor v = Workspace.current().withGrad(false, () -> select(x, 0));
            Tensor y = v.mul(Tensor.of(NdArray.of(Shape.SCALAR, 3.0)));
            Autograd.backward(y);
            Autograd.backward(y);
            assertThat(x.grad()).isNull();
        });
    }

    @Test
    void aMaskFillsWithOneNumberOfAnyType() {
        in(() -> {
            Tensor y = leaf(1, 2, 3).mul(2);
            Tensor mask = Tensor.of(NdArray.of(Shape.of(3), true, false, true));
            call("setitem_", Map.of("index", List.of(Map.of("tensor", 2L))), y, Tensor.of(NdArray.of(Shape.of(1), 7L)), mask);
            assertThat(y.data().toDoubles()).containsExactly(7, 4, 7);
        });
    }

    @Test
    void aGradientUnderCreateGraphIsACopyWithHistory() {
        in(() -> {
            Tensor x = leaf(1, 2);
            Tensor y = x.mul(x);
            y.retainGrad();
            Tensor seed = leaf(1, 1);
            Autograd.backward(y, seed, new Autograd.Options(true, true), null, null);
            assertThat(name(Objects.requireNonNull(x.grad()))).isEqualTo("torch::autograd::CopyBackwards");
            assertThat(name(Objects.requireNonNull(y.grad()))).isEqualTo("CloneBackward0");
            Workspace.current().withGrad(false, () -> call("zero_", seed));
            assertThat(grad(y)).containsExactly(1, 1);
        });
    }

    @Test
    void exponentialUnitsKeepTheirResult() {
        in(() -> {
            Tensor x = leaf(-1, 2);
            Tensor y = x.mul(1);
            call("elu_", y);
            Autograd.backward(y.sum());
            assertThat(grad(x)).containsExactly(Math.exp(-1), 1);
            Tensor z = x.mul(1);
            call("celu_", z);
            Tensor saved = z.view(2);
            call("tanh_", z);
            assertThat(saved.data().toDoubles()[1]).isEqualTo(Math.tanh(2));
            assertThatThrownBy(() -> Autograd.backward(z.sum())).hasMessageContaining("has been modified by an inplace operation");
            Tensor negative = call("elu_", Map.of("alpha", -1.0), x.mul(1));
            assertThatThrownBy(() -> Autograd.backward(negative.sum()))
                    .hasMessageStartingWith("In-place elu backward calculation is triggered with a negative slope");
        });
    }

    @Test
    void inverseHyperbolicFunctionsHaveNoDerivativeInPlace() {
        in(() -> {
            Tensor y = call("asinh_", leaf(1, 2).mul(1));
            assertThat(name(y)).isEqualTo("AsinhBackward0");
            assertThatThrownBy(() -> Autograd.backward(y.sum()))
                    .hasMessage("the derivative for 'inplace version of asinh' is not implemented.");
        });
    }

    @Test
    void theGradientOfAViewOfAChangedBaseIsATensorOfItsOwn() {
        in(() -> {
            Tensor x = leaf(1, 2);
            Tensor v = x.view(2);
            Workspace.current().withGrad(false, () -> call("add_", x, Tensor.number(1L)));
            Tensor seed = Tensor.of(NdArray.of(Shape.of(2), 5.0, 6.0));
            Tensor dx = Objects
                    .requireNonNull(Autograd.grad(List.of(v), List.of(x), List.of(seed), Autograd.Options.DEFAULT, false).getFirst());
            call("zero_", dx);
            assertThat(seed.data().toDoubles()).containsExactly(5, 6);
        });
    }
}
