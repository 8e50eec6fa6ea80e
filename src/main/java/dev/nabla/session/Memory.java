package dev.nabla.session;

import java.util.concurrent.atomic.AtomicLong;

/** What all graphs hold together. */
final class Memory {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    Memory(long most) {
        this.most = most;
    }

    /** Counts more (or less) as held; false where that would be too much, and nothing is counted. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) > most && bytes > 0) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    long held() {
        return held.get();
    }

    long most() {
        return most;
    }
}
