package dev.nabla.engine.optim;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What an optimizer does with a parameter that has no gradient, and with one whose gradient is zero. */
class OptimizerTest {
    private final NdArray a = one();
    private final NdArray b = one();

    private static NdArray one() {
        return NdArray.of(Shape.of(1), new double[]{1}).to(DType.FLOAT32);
    }

    private static NdArray gradient(double g) {
        return NdArray.of(Shape.of(1), new double[]{g}).to(DType.FLOAT32);
    }

    /** The gradients of one step. */
    private record Given(@Nullable NdArray... gradients) implements Objective {
        @Override
        public double evaluate() {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable NdArray gradient(int i) {
            return gradients[i];
        }
    }

    private Optimizer optimizer(Algorithm algorithm, Map<String, @Nullable Object> settings) {
        return Optimizer.of(algorithm, List.of(a, b), algorithm.settings(settings));
    }

    @Test
    void withoutGradientNothingMovesAndWithZeroMomentumAndDecayDo() {
        Optimizer sgd = optimizer(Algorithm.SGD, Map.of("lr", 0.1, "momentum", 0.9, "weight_decay", 0.1));
        sgd.step(0, new Given(gradient(2), gradient(2)));
        assertThat(b.getDouble(0)).isCloseTo(0.79, within(1e-6));
        sgd.step(0, new Given(gradient(2), null));
        assertThat(b.getDouble(0)).isCloseTo(0.79, within(1e-6));
        sgd.step(0, new Given(gradient(2), gradient(0)));
        assertThat(b.getDouble(0)).isCloseTo(0.5931, within(1e-6));
        assertThat(a.getDouble(0)).isCloseTo(-0.1680409461259842, within(1e-6));
    }

    @Test
    void adamCountsOnlyStepsWithGradient() {
        Optimizer adam = optimizer(Algorithm.ADAM, Map.of("lr", 0.1));
        adam.step(0, new Given(gradient(1), gradient(1)));
        adam.step(0, new Given(gradient(1), gradient(0)));
        adam.step(0, new Given(gradient(1), null));
        assertThat(a.getDouble(0)).isCloseTo(0.7, within(1e-6));
        assertThat(b.getDouble(0)).isCloseTo(0.8329942226409912, within(1e-6));
    }
}
