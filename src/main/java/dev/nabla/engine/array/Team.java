package dev.nabla.engine.array;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Divides work between the processors. The pieces are the caller's, made by the shape of the work and never by the number of threads, so results do
 * not depend on who does which. One caller has the team at a time; whoever finds it busy works alone. Helpers wait some microseconds awake for the
 * next call, then sleep.
 */
public final class Team {
    /** So long a helper stays awake: longer than the pause between two steps of a descent, and no burden on others. */
    private static final long AWAKE_NANOS = 50_000;

    private static final AtomicBoolean TAKEN = new AtomicBoolean();
    private static final Helper[] HELPERS = new Helper[Math.max(0, Runtime.getRuntime().availableProcessors() - 1)];

    static {
        for (int i = 0; i < HELPERS.length; i++) {
            HELPERS[i] = new Helper();
            Thread.ofPlatform().name("team-" + (i + 1)).daemon().start(HELPERS[i]);
        }
    }

    private Team() {
    }

    /** Processors at work together. */
    public static int size() {
        return HELPERS.length + 1;
    }

    /**
     * Does all pieces, 0 to {@code pieces − 1}, and returns when they are done.
     *
     * @param piece called once for each number, on any thread; what it throws is thrown here
     */
    public static void run(int pieces, IntConsumer piece) {
        if (pieces <= 1 || HELPERS.length == 0 || !TAKEN.compareAndSet(false, true)) {
            for (int i = 0; i < pieces; i++) {
                piece.accept(i);
            }
            return;
        }
        try {
            SHARED.pieces = pieces;
            SHARED.piece = piece;
            SHARED.failure = null;
            SHARED.done.set(0);
            SHARED.next.set(0);
            int called = Math.min(HELPERS.length, pieces - 1);
            for (int i = 0; i < called; i++) {
                HELPERS[i].call();
            }
            SHARED.work();
            for (int spins = 0; SHARED.done.get() < pieces; spins++) {
                pause(spins);
            }
            for (int i = 0; i < called; i++) {
                HELPERS[i].dismiss();
            }
            Throwable failure = SHARED.failure;
            SHARED.piece = null;
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        } finally {
            TAKEN.set(false);
        }
    }

    /** Waits for a helper; where it takes long, the processor may be needed for the helper itself. */
    @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted: whether it is heeded changes no result
    private static void pause(int spins) {
        if (spins < 2000) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private static final Shared SHARED = new Shared();

    /** The work under way. */
    private static final class Shared {
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private int pieces;
        private @Nullable IntConsumer piece;
        private volatile @Nullable Throwable failure;

        void work() {
            IntConsumer body = piece;
            for (int i = next.getAndIncrement(); body != null && i < pieces; i = next.getAndIncrement()) {
                try {
                    body.accept(i);
                } catch (Throwable e) {
                    failure = e;
                }
                done.incrementAndGet();
            }
        }
    }

    /** One thread besides the caller's. */
    private static final class Helper implements Runnable {
        private static final int IDLE = 0;
        private static final int CALLED = 1;
        private static final int WORKING = 2;

        private final AtomicInteger state = new AtomicInteger(IDLE);
        private volatile boolean isAsleep;
        private volatile @Nullable Thread thread;

        void call() {
            state.set(CALLED);
            if (isAsleep) {
                LockSupport.unpark(thread);
            }
        }

        /** Takes the call back where the helper has not come, else waits until it has left: from then on it does not look at what is shared. */
        void dismiss() {
            for (int spins = 0; state.get() != IDLE && !state.compareAndSet(CALLED, IDLE); spins++) {
                pause(spins);
            }
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            long since = System.nanoTime();
            while (true) {
                if (state.compareAndSet(CALLED, WORKING)) {
                    SHARED.work();
                    state.set(IDLE);
                    since = System.nanoTime();
                } else if (System.nanoTime() - since < AWAKE_NANOS) {
                    Thread.onSpinWait();
                } else {
                    isAsleep = true;
                    if (state.get() != CALLED) {
                        LockSupport.park(this);
                    }
                    isAsleep = false;
                    since = System.nanoTime();
                }
            }
        }
    }
}
