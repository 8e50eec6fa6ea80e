package dev.nabla.engine.array;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Notes the loops that kernels run on the present thread, so that a plan can run them again. */
public final class Tape {
    private static final ScopedValue<Tape> CURRENT = ScopedValue.newInstance();
    /** Tapes at work on any thread: where there is none, as nearly always, a loop need not look for one. */
    private static final AtomicInteger AT_WORK = new AtomicInteger();

    private final List<Loop> loops = new ArrayList<>();

    /** Runs the body and notes its loops. */
    public <R> R record(Supplier<R> body) {
        AT_WORK.incrementAndGet();
        try {
            return ScopedValue.where(CURRENT, this).call(body::get);
        } finally {
            AT_WORK.decrementAndGet();
        }
    }

    /** The loops in the order in which they were run. */
    public List<Loop> loops() {
        return loops;
    }

    /** Whether loops of the present thread are noted. */
    static boolean isAtWork() {
        return AT_WORK.getPlain() != 0 && CURRENT.isBound();
    }

    /** Runs a loop, and notes it where a tape is at work. */
    static void run(Loop loop) {
        loop.run();
        if (isAtWork()) {
            CURRENT.get().loops.add(loop);
        }
    }
}
