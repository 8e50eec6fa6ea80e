package dev.nabla.engine.array;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Orders of every length against the library's stable sort. */
class SortingTest {
    private static final double[] FEW =
            {-Double.MAX_VALUE, Double.NEGATIVE_INFINITY, -1, -0.0, 0.0, 1, Double.POSITIVE_INFINITY, Double.NaN};
    private final Random random = new Random(11);

    private double[] draw(int n) {
        return random.doubles(n).map(u -> u < 0.5 ? FEW[(int) (2 * u * FEW.length)] : u).toArray();
    }

    private static long[] expected(double[] values, boolean descending) {
        Comparator<Integer> bySize = Comparator.comparingDouble(i -> values[i] + 0.0);
        return IntStream.range(0, values.length).boxed().sorted(descending ? bySize.reversed() : bySize).mapToLong(i -> i).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 33, 100, 257, 5000})
    void sortsStably(int n) {
        double[] values = draw(n);
        NdArray x = NdArray.of(Shape.of(n), values);
        for (boolean descending : new boolean[]{false, true}) {
            long[] order = expected(values, descending);
            assertThat(Sorting.order(x, 0, descending, n).toLongs()).containsExactly(order);
            assertThat(Sorting.order(x, 0, descending, n / 2).toLongs()).containsExactly(Arrays.copyOf(order, n / 2));
        }
        assertThat(Sorting.kth(x, 0, n / 3).getLong(0)).isEqualTo(expected(values, false)[n / 3]);
    }

    @Test
    void sortsAlongAnyDimension() {
        NdArray x = NdArray.of(Shape.of(3, 2), 3, 1, 1, 2, 2, 3);
        assertThat(Sorting.order(x, 0, false, 3).toLongs()).containsExactly(1, 0, 2, 1, 0, 2);
        assertThat(Sorting.order(x.permuted(1, 0), 1, false, 3).toLongs()).containsExactly(1, 2, 0, 0, 1, 2);
    }

    @Test
    void medianIsTheLowerMiddleOrTheFirstNaN() {
        NdArray x = NdArray.of(Shape.of(2, 4), 4, 1, 3, 2, 4, Double.NaN, 3, Double.NaN);
        assertThat(Sorting.median(x, 1).toLongs()).containsExactly(3, 1);
    }

    @Test
    void ordersIntegersBeyondDoubles() {
        NdArray x = NdArray.of(Shape.of(3), Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1);
        assertThat(Sorting.order(x, 0, false, 3).toLongs()).containsExactly(1, 2, 0);
    }
}
