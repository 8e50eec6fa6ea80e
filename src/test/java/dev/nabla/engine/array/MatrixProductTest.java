package dev.nabla.engine.array;

import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Products of every size class and layout against the sums that define them. */
class MatrixProductTest {
    private final Random random = new Random(5);

    private NdArray matrix(DType dtype, int rows, int columns, int layout) {
        NdArray a = NdArray.zeros(dtype, layout == 1 ? Shape.of(columns, rows) : Shape.of(rows, layout == 2 ? 2 * columns : columns));
        for (int i = 0; i < a.size(); i++) {
            a.storage().setDouble(i, random.nextInt(-9, 10));
        }
        return switch (layout) {
            case 1 -> a.mT();
            case 2 -> a.view(Shape.of(rows, columns), new int[]{2 * columns, 2}, 0);
            case 3 -> a.view(Shape.of(rows, columns), new int[]{0, 1}, 0);
            default -> a;
        };
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,3,4", "5,1,7", "1,9,33", "17,18,19", "40,33,70", "300,2,900", "1,700,1500", "130,140,150", "3,4,70000",
        "1100,40,1030"})
    void addsUpWhatTheDefinitionSays(int m, int n, int k) {
        for (DType dtype : DType.values()) {
            if (dtype == DType.BOOL || dtype.isInteger() && (long) m * n * k > 1_000_000) {
                continue;
            }
            for (int form = 0; form < 16; form += m * n > 10_000 ? 5 : 1) {
                NdArray a = matrix(dtype, m, k, form & 3);
                NdArray b = matrix(dtype, k, n, form >> 2);
                NdArray c = MatrixProduct.of(a, b);
                // Small integers are exact in every dtype here, whatever the order of the sums.
                for (int probe = 0; probe < 20; probe++) {
                    int i = random.nextInt(m);
                    int j = random.nextInt(n);
                    double sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum += a.storage().getDouble(a.offset() + i * a.stride(0) + p * a.stride(1)) * b.storage().getDouble(b.offset() + p
                                * b.stride(0) + j * b.stride(1));
                    }
                    assertThat(c.getDouble(i * n + j)).isEqualTo(sum);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3,4,5", "20,30,40"})
    void accumulatesBatches(int m, int n, int k) {
        NdArray a = matrix(DType.FLOAT64, 2 * m, k, 0).reshaped(Shape.of(2, m, k));
        NdArray b = matrix(DType.FLOAT64, k, n, 0).broadcastTo(Shape.of(2, k, n));
        NdArray c = NdArray.full(DType.FLOAT64, Shape.of(2, m, n), 1);
        MatrixProduct.accumulate(a, b, 0.5, c);
        NdArray flat = MatrixProduct.of(a.reshaped(Shape.of(2 * m, k)), b.view(Shape.of(k, n), new int[]{n, 1}, 0));
        for (int i = 0; i < c.size(); i++) {
            assertThat(c.getDouble(i)).isEqualTo(1 + 0.5 * flat.getDouble(i), within(1e-12));
        }
    }
}
