package dev.nabla.session;

import java.util.function.LongSupplier;

import dev.nabla.engine.array.Budget;

/**
 * What one graph may take of the memory of all, and the time that one request may take. Each allocation counts up; garbage is not counted down.
 * Only when the count reaches the limit is it measured what is really held, and the allocation refused if that is too much.
 */
final class Allowance implements Budget {
    /** What comes with an array: the tensor, its function, its place in the record. */
    private static final long BESIDES = 256;
    /** A count is measured anew after a request when it may be so much too high. */
    private static final long TOLERATED = 8L << 20;

    private final Limits limits;
    private final long most;
    private final Memory all;
    private final LongSupplier measured;
    private long counted;
    /** The part of the count that nothing but the running op or function holds yet, or that is garbage already. */
    private long inFlight;
    private long lastMeasured;
    private long deadline = Long.MAX_VALUE;
    private boolean isUnlimited;

    /** @param measured what the graph really holds, apart from what is in flight */
    Allowance(Limits limits, Memory all, LongSupplier measured) {
        this.limits = limits;
        this.most = limits.sessionMemory().toBytes();
        this.all = all;
        this.measured = measured;
    }

    /** The time of a request starts. */
    void start() {
        deadline = System.nanoTime() + limits.requestTime().toNanos();
        inFlight = 0;
    }

    /** When the request at work has to be done, by {@link System#nanoTime}. */
    long deadline() {
        return deadline;
    }

    @Override
    public void reserve(long bytes) {
        if (isUnlimited) {
            all.give(-bytes - BESIDES);
            counted += bytes + BESIDES;
            return;
        }
        if (System.nanoTime() - deadline > 0) {
            throw new Refusal(Refusal.Kind.BUDGET_TIME, "a request may take " + limits.requestTime().toMillis() / 1000.0 + " s");
        }
        long taken = bytes + BESIDES;
        if (counted + taken > most) {
            measure();
            if (counted + taken > most) {
                throw new Refusal(Refusal.Kind.SESSION_TOO_LARGE,
                        "a session holds at most " + most + " bytes: " + counted + " are held and " + bytes + " more are asked for");
            }
        }
        all.take(taken);
        counted += taken;
        inFlight += taken;
    }

    @Override
    public void settle() {
        inFlight = 0;
    }

    boolean isUnlimited() {
        return isUnlimited;
    }

    /** Runs what was allowed before: it is counted, and refused nothing. */
    void unlimited(Runnable body) {
        boolean before = isUnlimited;
        isUnlimited = true;
        try {
            body.run();
        } finally {
            isUnlimited = before;
            inFlight = 0;
        }
    }

    /** A request is over. */
    void finish() {
        deadline = Long.MAX_VALUE;
        inFlight = 0;
        if (counted > 2 * lastMeasured + TOLERATED) {
            measure();
        }
    }

    /** Sets the count right. */
    void measure() {
        lastMeasured = measured.getAsLong();
        long now = lastMeasured + inFlight;
        all.give(counted - now);
        counted = now;
    }

    /** Gives everything back. */
    void close() {
        all.give(counted);
        counted = 0;
        inFlight = 0;
    }
}
