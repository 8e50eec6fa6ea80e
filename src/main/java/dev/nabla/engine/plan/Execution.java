package dev.nabla.engine.plan;

import org.jspecify.annotations.Nullable;

/** How a routine is run: rows in blocks where there are many, one straight method where it is small, else loop after loop. */
final class Execution implements Runnable {
    /** Runs after which a method of its own pays for making it. */
    private static final int OFTEN = 2000;

    private @Nullable Routine small;
    private Runnable code;
    private int runs;

    private Execution(Runnable code, @Nullable Routine small) {
        this.code = code;
        this.small = small;
    }

    static Execution of(Routine routine) {
        RowBlocks blocks = RowBlocks.of(routine);
        return blocks != null ? new Execution(blocks, null) : new Execution(routine::run, Unrolled.fits(routine) ? routine : null);
    }

    boolean isInBlocks() {
        return code instanceof RowBlocks;
    }

    @Override
    public void run() {
        code.run();
        if (small != null && ++runs == OFTEN) {
            Runnable method = Unrolled.of(small);
            code = method == null ? code : method;
            small = null;
        }
    }
}
