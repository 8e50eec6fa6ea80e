package dev.nabla.job;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever asks often does not get more than who asks once. */
class FairQueueTest {
    private record Asked(String owner, String session, int number) {
    }

    private final FairQueue<Asked> queue = new FairQueue<>(Asked::owner, Asked::session);

    private Asked add(String owner, String session, int number) {
        Asked a = new Asked(owner, session, number);
        queue.add(a);
        return a;
    }

    private List<Asked> all() {
        List<Asked> polled = new ArrayList<>();
        for (Asked a = queue.poll(); a != null; a = queue.poll()) {
            polled.add(a);
        }
        return polled;
    }

    @Test
    void oneJobWaitsForOneOfAThousand() {
        for (int i = 0; i < 1000; i++) {
            add("many", "s", i);
        }
        Asked one = add("one", "s", 0);
        assertThat(queue.inOrder().indexOf(one)).isEqualTo(1);
    }

    @Test
    void sessionsOfOneOwnerTakeTurns() {
        Asked first = add("o", "s", 1);
        Asked second = add("o", "s", 2);
        Asked other = add("o", "t", 1);
        assertThat(queue.inOrder()).containsExactly(first, other, second);
        assertThat(all()).containsExactly(first, other, second);
        assertThat(queue.size()).isZero();
    }

    @Test
    void oneThatIsTakenOutLeavesNothingBehind() {
        Asked first = add("o", "s", 1);
        Asked second = add("p", "s", 1);
        assertThat(queue.remove(first)).isTrue();
        assertThat(queue.remove(first)).isFalse();
        assertThat(all()).containsExactly(second);
    }
}
