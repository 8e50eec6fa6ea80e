package dev.nabla.job;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

import static org.assertj.core.api.Assertions.assertThat;

/** What is left of a run's steps. */
class HistoryTest {
    private static final double[] RATE = {0.1};

    /** A run of n steps; the parameter after step k is k. */
    private static History run(long every, int n, java.util.function.IntToDoubleFunction loss) {
        History history = new History(every, new boolean[]{true}, 1, 0);
        for (int k = 1; k <= n; k++) {
            history.begin(k, loss.applyAsDouble(k), 1, RATE, List.of(NdArray.scalar(DType.FLOAT64, k - 1.0)), _ -> null);
        }
        history.end(List.of(NdArray.scalar(DType.FLOAT64, (double) n)));
        return history;
    }

    @Test
    void everyTenthTheFirstAndTheLast() {
        assertThat(run(10, 25, k -> 1.0 / k).after(0)).extracting(Point::step).containsExactly(1L, 10L, 20L, 25L);
    }

    @Test
    void thinnedToAboutAThousand() {
        List<Point> points = run(0, 1_000_000, k -> 1.0 / k).after(0);
        assertThat(points).hasSizeBetween(700, 1501);
        assertThat(points).extracting(Point::step).isSorted().doesNotHaveDuplicates().startsWith(1L).endsWith(1_000_000L);
    }

    @Test
    void extremesSurviveThinning() {
        List<Point> points = run(0, 100_000, k -> k == 51_234 ? -5 : k == 77_777 ? 99 : 1).after(0);
        assertThat(points).extracting(Point::loss).contains(-5.0, 99.0);
        assertThat(points).extracting(Point::step).contains(51_234L, 77_777L);
    }

    @Test
    void aPointHoldsTheParametersAfterItsUpdate() {
        for (Point p : run(0, 5000, k -> Math.sin(k)).after(0)) {
            assertThat(p.parameters()).singleElement().satisfies(a -> assertThat(a.getDouble(0)).isEqualTo(p.step()));
        }
    }
}
