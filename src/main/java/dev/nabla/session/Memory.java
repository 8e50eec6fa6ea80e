package dev.nabla.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What all graphs hold together, by what each counts. */
final class Memory {
    private final long most;
    private final Runnable measureAll;
    private final Runnable makeRoom;
    private final AtomicLong held = new AtomicLong();
    private final Tally tally = new Tally();

    /**
     * @param measureAll has graphs that are not in use measure what they really hold, which may be less than they count
     * @param makeRoom has graphs that are not in use leave memory, where they are kept elsewhere
     */
    Memory(long most, Runnable measureAll, Runnable makeRoom) {
        this.most = most;
        this.measureAll = measureAll;
        this.makeRoom = makeRoom;
    }

    /**
     * Counts more as held.
     *
     * @throws Refusal overloaded, if that is too much for the service
     */
    void take(long bytes) {
        if (held.addAndGet(bytes) > most) {
            measureAll.run();
            if (held.get() > most) {
                makeRoom.run();
            }
            if (held.get() > most) {
                held.addAndGet(-bytes);
                throw new Refusal(Refusal.Kind.OVERLOADED, "all sessions together hold at most " + most + " bytes")
                        .retryAfter(Duration.ofSeconds(10));
            }
        }
    }

    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    Tally tally() {
        return tally;
    }

    long held() {
        return held.get();
    }
}
