package dev.nabla.job;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which step ends a run. */
class StopRulesTest {
    /** The step at which a run with these losses ends, from 1; 0 if none does. */
    private static int end(JobRequest.@Nullable Stop stop, StopReason reason, double... losses) {
        StopRules rules = new StopRules(stop);
        for (int i = 0; i < losses.length; i++) {
            StopReason r = rules.check(losses[i], losses[i] / 10);
            if (r != null) {
                assertThat(r).isEqualTo(reason);
                return i + 1;
            }
        }
        return 0;
    }

    private static JobRequest.Stop stop(@Nullable Double loss, @Nullable Double gradNorm, @Nullable Double change,
            @Nullable Long patience) {
        return new JobRequest.Stop(loss, gradNorm, change, patience, null);
    }

    @Test
    void theLossIsReached() {
        assertThat(end(stop(2.0, null, null, null), StopReason.LOSS, 5, 3, 2, 1)).isEqualTo(3);
    }

    @Test
    void theGradientIsReached() {
        assertThat(end(stop(null, 0.2, null, null), StopReason.GRAD_NORM, 5, 3, 2, 1)).isEqualTo(3);
    }

    /** Momentum overshoots: 9, 0.81, 2.62, 7.58, 3.41. The third step in a row without a better loss is the fifth. */
    @Test
    void patienceCountsStepsInARow() {
        assertThat(end(stop(null, null, 0.05, 3L), StopReason.LOSS_CHANGE, 9, 0.81, 2.6244, 7.5845, 3.4107, 0.1)).isEqualTo(5);
    }

    @Test
    void withoutPatienceTheFirstStepCounts() {
        assertThat(end(stop(null, null, 0.5, null), StopReason.LOSS_CHANGE, 9, 5, 4.6, 1)).isEqualTo(3);
        assertThat(end(stop(null, null, 0.0, null), StopReason.LOSS_CHANGE, 9, 5, 5, 1)).isEqualTo(3);
        assertThat(end(stop(null, null, null, 2L), StopReason.LOSS_CHANGE, 9, 5, 6, 5, 1)).isEqualTo(4);
    }

    @Test
    void withoutRulesNothingEndsIt() {
        assertThat(List.of(end(null, StopReason.LOSS, 9, 9, 9), end(stop(null, null, null, null), StopReason.LOSS, 9, 9, 9)))
                .containsOnly(0);
    }
}
