package dev.nabla.engine.array;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StorageTest {
    @Test
    void integersTakeWhatTheyCanHoldAndElseTheSmallest() {
        NdArray x = NdArray.of(Shape.of(7), 2.7, -2.7, 3e9, 1e20, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        long least = Long.MIN_VALUE;
        assertThat(x.to(DType.INT64).toLongs()).containsExactly(2, -2, 3_000_000_000L, least, least, least, least);
        least = Integer.MIN_VALUE;
        assertThat(x.to(DType.INT32).toLongs()).containsExactly(2, -2, least, least, least, least, least);
        assertThat(x.to(DType.BOOL).toLongs()).containsOnly(1);
    }
}
