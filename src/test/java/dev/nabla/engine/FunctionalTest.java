package dev.nabla.engine;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** y = a·b·a elementwise and s = Σ y at a = (1, 2), b = (3, 4), recorded once and differentiated in every way. */
class FunctionalTest {
    private final Tensor a = Tensor.leaf(NdArray.of(Shape.of(2), 1.0, 2.0), true);
    private final Tensor b = Tensor.leaf(NdArray.of(Shape.of(2), 3.0, 4.0), true);

    private void recorded(Runnable test) {
        Workspace w = new Workspace();
        w.run(() -> w.withRecording(Workspace.Recording.CALLS, () -> {
            test.run();
            return null;
        }));
    }

    private Tensor y() {
        return a.mul(b).mul(a);
    }

    private static Tensor vector(double... values) {
        return Tensor.of(NdArray.of(Shape.of(values.length), values));
    }

    @Test
    void jacobianIsTheMatrixOfAllPartials() {
        recorded(() -> {
            List<Tensor> j = new Functional(y(), List.of(a, b)).jacobian();
            assertThat(j.get(0).shape()).isEqualTo(Shape.of(2, 2));
            assertThat(j.get(0).data().toDoubles()).containsExactly(6, 0, 0, 16);
            assertThat(j.get(1).data().toDoubles()).containsExactly(1, 0, 0, 4);
        });
    }

    @Test
    void hessianHasABlockForEachPair() {
        recorded(() -> {
            List<List<Tensor>> h = new Functional(y().sum(), List.of(a, b)).hessian();
            assertThat(h.get(0).get(0).data().toDoubles()).containsExactly(6, 0, 0, 8);
            assertThat(h.get(0).get(1).data().toDoubles()).containsExactly(2, 0, 0, 4);
            assertThat(h.get(1).get(1).data().toDoubles()).containsExactly(0, 0, 0, 0);
            assertThatThrownBy(() -> new Functional(y(), List.of(a)).hessian()).isInstanceOf(TorchError.class)
                    .hasMessage("The Tensor returned by the function given to hessian should contain a single element");
        });
    }

    @Test
    void productsAgreeWithTheMatrices() {
        recorded(() -> {
            Functional f = new Functional(y(), List.of(a, b));
            assertThat(f.jvp(List.of(vector(1, 1), vector(2, -1))).data().toDoubles()).containsExactly(8, 12);
            assertThat(f.vjp(vector(1, 2)).get(0).data().toDoubles()).containsExactly(6, 32);
            List<Tensor> hv = new Functional(y().sum(), List.of(a, b)).hvp(List.of(vector(1, 0), vector(0, 1)));
            assertThat(hv.get(0).data().toDoubles()).containsExactly(6, 4);
            assertThat(hv.get(1).data().toDoubles()).containsExactly(2, 0);
            assertThatThrownBy(() -> f.jvp(List.of(vector(1), vector(1, 2)))).isInstanceOf(TorchError.class)
                    .hasMessageStartingWith("v has invalid size");
        });
    }

    @Test
    void anIntermediateCanBeTheVariableAndTheGraphMayBeFreed() {
        recorded(() -> {
            Tensor h = a.mul(b);
            Tensor s = h.mul(h).sum();
            Autograd.backward(s);
            assertThat(new Functional(s, List.of(h)).jacobian().getFirst().data().toDoubles()).containsExactly(6, 16);
            assertThat(new Functional(s, List.of(a)).jacobian().getFirst().data().toDoubles()).containsExactly(18, 64);
        });
    }

    @Test
    void gradcheckNamesTheWorstElement() {
        recorded(() -> {
            Functional.Report report = new Functional(y(), List.of(a, b)).gradcheck(1e-6, 1e-5, 1e-3);
            assertThat(report.passed()).isTrue();
            assertThat(report.compared()).isEqualTo(8);
            assertThat(report.largestError()).isCloseTo(0, within(1e-7));
            Functional.Report strict = new Functional(y(), List.of(a)).gradcheck(0.5, 0, 0);
            assertThat(strict.passed()).isTrue(); // a quadratic function has exact central differences
            Functional.Report cubic = new Functional(y().mul(a), List.of(a)).gradcheck(0.5, 0, 1e-3);
            assertThat(cubic.passed()).isFalse();
            assertThat(java.util.Objects.requireNonNull(cubic.worst()).outputIndex()).isEqualTo(cubic.worst().inputIndex());
        });
    }

    @Test
    void replayTakesTheLeavesAsTheyAre() {
        recorded(() -> {
            Tensor y = y();
            a.data().storage().setDouble(0, 10);
            assertThat(Replay.of(List.of(y.source()), _ -> null).value(y.source()).data().toDoubles()).containsExactly(300, 16);
        });
    }

    @Test
    void inPlaceCallsCannotBeReplayed() {
        recorded(() -> {
            Tensor h = a.mul(b);
            Op add = java.util.Objects.requireNonNull(Ops.named("mul_"));
            add.call(h, Tensor.number(2L));
            assertThatThrownBy(() -> Replay.of(List.of(h.sum().source()), _ -> null)).isInstanceOf(NotReplayable.class);
        });
    }

    @Test
    void randomOpsDrawTheSameNumbersEachTimeAndLeaveTheGenerator() {
        recorded(() -> {
            Tensor noisy = RandomOps.DROPOUT.apply(Params.of(RandomOps.DROPOUT.row().signature(), Map.of()), y())[0].sum();
            int next = Workspace.current().generator().copy().random();
            List<Tensor> once = new Functional(noisy, List.of(a)).jacobian();
            List<Tensor> again = new Functional(noisy, List.of(a)).jacobian();
            assertThat(again.getFirst().data().toDoubles()).isEqualTo(once.getFirst().data().toDoubles());
            assertThat(Workspace.current().generator().random()).isEqualTo(next);
        });
    }
}
