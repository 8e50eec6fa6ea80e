package dev.nabla.session;

import java.util.function.LongSupplier;

import dev.nabla.engine.array.Budget;

/**
 * What one graph may take. Each allocation counts up; only when the count reaches the limit is it measured what is really held, and the
 * allocation refused if that is too much. Also the time that one request may take, looked at with each allocation.
 */
final class Allowance implements Budget {
    /** What comes with an array: the tensor, its function, its place in the record. */
    private static final long BESIDES = 256;

    private final Limits limits;
    private final long most;
    private final LongSupplier measured;
    private long counted;
    private long deadline = Long.MAX_VALUE;

    /** @param measured what the graph really holds */
    Allowance(Limits limits, LongSupplier measured) {
        this.limits = limits;
        this.most = limits.sessionMemory().toBytes();
        this.measured = measured;
    }

    /** The time of a request starts. */
    void start() {
        deadline = System.nanoTime() + limits.requestTime().toNanos();
    }

    @Override
    public void reserve(long bytes) {
        if (System.nanoTime() - deadline > 0) {
            throw new Refusal(Refusal.Kind.BUDGET_TIME, "a request may take " + limits.requestTime().toMillis() / 1000.0 + " s");
        }
        long wanted = counted + bytes + BESIDES;
        if (wanted > most) {
            counted = measured.getAsLong();
            wanted = counted + bytes + BESIDES;
            if (wanted > most) {
                throw new Refusal(Refusal.Kind.SESSION_TOO_LARGE, "a session holds at most " + most + " bytes: " + counted
                        + " are held and " + bytes + " more are asked for");
            }
        }
        counted = wanted;
    }
}
