package dev.nabla.engine;

import java.util.Objects;

import org.junit.jupiter.api.Test;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

import static org.assertj.core.api.Assertions.assertThat;

/** Deep and wide graphs: no recursion, each function once. */
class GraphSizeTest {
    private static Tensor leaf(double value) {
        return Tensor.leaf(NdArray.of(Shape.SCALAR, value), true);
    }

    private static double grad(Tensor t) {
        return Objects.requireNonNull(t.grad()).data().getDouble(0);
    }

    @Test
    void aChainOfAMillionAdditionsRunsBackward() {
        new Workspace().run(() -> {
            Tensor x = leaf(1);
            Tensor y = x;
            for (int i = 0; i < 1_000_000; i++) {
                y = y.add(1);
            }
            Autograd.backward(y);
            assertThat(y.data().getDouble(0)).isEqualTo(1_000_001);
            assertThat(grad(x)).isEqualTo(1);
        });
    }

    @Test
    void doublingSixtyTimesVisitsSixtyFunctions() {
        new Workspace().run(() -> {
            Tensor x = leaf(1);
            Tensor y = x;
            for (int i = 0; i < 60; i++) {
                y = y.add(y);
            }
            int[] visits = {0};
            Autograd.backward(y, null, Autograd.Options.DEFAULT, null, (f, _, _) -> visits[0] += f instanceof OpNode ? 1 : 0);
            assertThat(visits[0]).isEqualTo(60);
            assertThat(grad(x)).isEqualTo(0x1p60);
        });
    }

    @Test
    void aTensorUsedManyTimesCollectsAllItsGradients() {
        new Workspace().run(() -> {
            Tensor x = leaf(2);
            Tensor total = x.mul(0);
            for (int i = 0; i < 10_000; i++) {
                total = total.add(x.mul(i % 3));
            }
            Autograd.backward(total);
            assertThat(grad(x)).isEqualTo(9_999);
        });
    }
}
