package dev.nabla.engine.array;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Folds of long and of oddly laid out arrays; what PyTorch answers to short ones is in the recorded cases. */
class ReductionsTest {
    private static final boolean[] ALL = {true};
    private final Random random = new Random(3);

    private static double only(NdArray a) {
        assertThat(a.size()).isOne();
        return a.getDouble(0);
    }

    @Test
    void meanOfTenMillionOnesIsOne() {
        NdArray ones = NdArray.full(DType.FLOAT32, Shape.of(10_000_000), 1);
        assertThat(only(Reductions.mean(ones, ALL, false))).isEqualTo(1);
        assertThat(only(Reductions.sum(ones, ALL, false))).isEqualTo(1e7);
    }

    @Test
    void sumsDoNotStall() {
        NdArray tenths = NdArray.full(DType.FLOAT32, Shape.of(2_000_000), 0.1f);
        assertThat(only(Reductions.sum(tenths, ALL, false))).isCloseTo(200_000.003, within(0.02));
        NdArray columns = NdArray.full(DType.FLOAT32, Shape.of(200_000, 20), 0.1f);
        assertThat(Reductions.mean(columns, new boolean[]{true, false}, false).toDoubles()).containsOnly(0.1f);
        assertThat(Scans.sums(tenths, 0).getDouble(1_999_999)).isCloseTo(200_000.003, within(0.02));
    }

    @Test
    void doublesAreAddedInPairs() {
        // 1 + 2⁻⁵³·10⁶: added up from the left nothing would be left of the small ones.
        double[] a = new double[1_000_001];
        java.util.Arrays.fill(a, 0x1p-53);
        a[0] = 1;
        assertThat(only(Reductions.sum(NdArray.of(Shape.of(a.length), a), ALL, false))).isCloseTo(1 + 1e6 * 0x1p-53, within(1e-13));
    }

    @ParameterizedTest
    @CsvSource({"3,1,4", "1,300,1", "5,700,3", "2,1000,40", "700,2,33", "0,3,2", "3,0,20", "2,65,16"})
    void everyLayoutGivesTheSameFolds(int a, int b, int c) {
        for (DType dtype : new DType[]{DType.FLOAT64, DType.FLOAT32, DType.INT64, DType.INT32}) {
            NdArray x = integers(dtype, a, b, c);
            for (int mask = 0; mask < 8; mask++) {
                boolean[] over = {(mask & 1) != 0, (mask & 2) != 0, (mask & 4) != 0};
                NdArray y = Reductions.sum(x, over, true);
                assertThat(y.shape()).isEqualTo(Shape.of(over[0] ? 1 : a, over[1] ? 1 : b, over[2] ? 1 : c));
                double[] expected = new double[y.size()];
                for (int i = 0; i < x.size(); i++) {
                    expected[place(i, x.shape(), over)] += x.getDouble(i);
                }
                assertThat(y.toDoubles()).containsExactly(expected);
                // The same numbers with dimensions stored the other way round.
                NdArray turned = x.permuted(2, 1, 0).copy().permuted(2, 1, 0);
                assertThat(Reductions.sum(turned, over, true).toDoubles()).containsExactly(expected);
                if (x.size() > 0) {
                    assertThat(Extremes.indices(turned, over, true, true).toLongs())
                            .containsExactly(Extremes.indices(x, over, true, true).toLongs());
                }
            }
        }
    }

    private NdArray integers(DType dtype, int... dims) {
        NdArray x = NdArray.zeros(dtype, Shape.of(dims));
        for (int i = 0; i < x.size(); i++) {
            x.storage().setLong(i, random.nextInt(-9, 10));
        }
        return x;
    }

    /** Where element {@code flat} of an array of rank 3 goes when dimensions are folded and kept. */
    private static int place(int flat, Shape shape, boolean[] over) {
        int k = flat % shape.dim(2);
        int j = flat / shape.dim(2) % shape.dim(1);
        int i = flat / shape.dim(2) / shape.dim(1);
        int at = over[0] ? 0 : i;
        at = over[1] ? at : at * shape.dim(1) + j;
        return over[2] ? at : at * shape.dim(2) + k;
    }

    @Test
    void varianceOfALargeMeanIsExact() {
        double[] a = new double[1000];
        for (int i = 0; i < a.length; i++) {
            a[i] = 1e9 + i % 2;
        }
        NdArray x = NdArray.of(Shape.of(a.length), a);
        assertThat(only(Reductions.moments(x, ALL, 0, false, v -> v).variance())).isEqualTo(0.25);
        assertThat(only(Reductions.moments(x.reshaped(Shape.of(50, 20)), new boolean[]{true, true}, 0, false, Math::sqrt).variance()))
                .isEqualTo(0.5);
        assertThat(Reductions.moments(x.reshaped(Shape.of(40, 25)), new boolean[]{true, false}, 0, false, v -> v).variance().toDoubles())
                .containsOnly(0.25);
    }

    @Test
    void logsumexpNeitherOverflowsNorUnderflows() {
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(logsumexp(1e4, 1e4)).isCloseTo(1e4 + Math.log(2), within(1e-12));
        assertThat(logsumexp(-1e4, -1e4)).isCloseTo(-1e4 + Math.log(2), within(1e-12));
        assertThat(logsumexp(-infinity, 3)).isEqualTo(3);
        assertThat(logsumexp(-infinity, -infinity)).isEqualTo(-infinity);
        assertThat(logsumexp(infinity, 3)).isEqualTo(infinity);
        assertThat(logsumexp(infinity, -infinity)).isEqualTo(infinity);
        assertThat(logsumexp(Double.NaN, infinity)).isNaN();
        assertThat(logsumexp()).isEqualTo(-infinity);
    }

    private static double logsumexp(double... values) {
        NdArray x = NdArray.of(Shape.of(values.length), values);
        double folded = only(Reductions.logsumexp(x, ALL, false));
        if (values.length > 0) {
            assertThat(Scans.logsumexp(x, 0).getDouble(values.length - 1)).isEqualTo(folded, within(1e-12));
        }
        return folded;
    }

    @Test
    void extremesTakeTheFirstOfEqualsAndNaNAboveAll() {
        NdArray x = NdArray.of(Shape.of(2, 4), 1, 3, 3, -2, 5, Double.NaN, 7, Double.NaN);
        Extremes.At largest = Extremes.at(x, new boolean[]{false, true}, false, true);
        assertThat(largest.indices().toLongs()).containsExactly(1, 1);
        assertThat(largest.values().toDoubles()).containsExactly(3, Double.NaN);
        assertThat(Extremes.indices(x, new boolean[]{false, true}, false, false).toLongs()).containsExactly(3, 1);
        NdArray beyondDoubles = NdArray.of(Shape.of(2), 1L << 53, (1L << 53) + 1);
        assertThat(Extremes.values(beyondDoubles, ALL, false, true).getLong(0)).isEqualTo((1L << 53) + 1);
    }
}
