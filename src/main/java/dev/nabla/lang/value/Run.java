package dev.nabla.lang.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.Budget;

/** One run of a program: what it printed, its warnings, and what it may still take. */
public final class Run {
    private static final ScopedValue<Run> CURRENT = ScopedValue.newInstance();
    private static final int STEPS_BETWEEN_LOOKS = 1 << 8;

    /**
     * What one run may take.
     *
     * @param steps turns of loops and calls of functions
     * @param depth calls within calls
     * @param output characters printed
     * @param memory bytes held by what is no tensor
     * @param deadline by {@link System#nanoTime}
     */
    public record Limits(long steps, int depth, int output, long memory, long deadline) {
    }

    /** The time in which containers made by a run need no copy before they change. */
    static final class Era {
        private boolean over;

        boolean isOver() {
            return over;
        }
    }

    private final Limits limits;
    private final Map<Class<?>, Object> state;
    private final LongSupplier held;
    private final Era era = new Era();
    private final StringBuilder output = new StringBuilder();
    private final List<String> warnings = new ArrayList<>();
    private final List<Object> figures = new ArrayList<>();
    private long steps;
    private long nextLook = STEPS_BETWEEN_LOOKS;
    private int depth;
    private long taken;
    private boolean backward;

    /**
     * @param state what libraries keep from run to run, by its class
     * @param held measures the bytes of what the program can still reach
     */
    public Run(Limits limits, Map<Class<?>, Object> state, LongSupplier held) {
        this.limits = limits;
        this.state = state;
        this.held = held;
    }

    /** What a library keeps from run to run. */
    public <T> T state(Class<T> of, Supplier<T> fresh) {
        return of.cast(state.computeIfAbsent(of, _ -> fresh.get()));
    }

    public static Run current() {
        return CURRENT.get();
    }

    /** Runs the body as this run. */
    public <R> R call(Supplier<R> body) {
        try {
            return ScopedValue.where(CURRENT, this).call(body::get);
        } finally {
            era.over = true;
        }
    }

    Era era() {
        return era;
    }

    /** A turn of a loop, or a call. */
    public void step() {
        if (++steps >= nextLook) {
            look();
        }
    }

    /** So many steps at once. */
    public void steps(long n) {
        steps += n;
        if (steps >= nextLook) {
            look();
        }
    }

    private void look() {
        if (steps > limits.steps) {
            throw new OverBudget(OverBudget.Kind.STEPS, "a program may take " + limits.steps + " steps");
        }
        if (System.nanoTime() - limits.deadline > 0) {
            throw new OverBudget(OverBudget.Kind.TIME, "the program took longer than a request may");
        }
        Budget.settled();
        nextLook = Math.min(steps + STEPS_BETWEEN_LOOKS, limits.steps + 1);
    }

    /** Enters a function of the program. */
    public void enter() {
        step();
        if (++depth > limits.depth) {
            throw tooDeep();
        }
    }

    /** @see #enter */
    public void leave() {
        depth--;
    }

    public static OverBudget tooDeep() {
        return new OverBudget(OverBudget.Kind.DEPTH, "maximum recursion depth exceeded");
    }

    /** Asks for leave to take memory; what is garbage is found out about only when the limit is reached. */
    public void take(long bytes) {
        taken += bytes;
        if (taken > limits.memory || taken < 0) {
            taken = 0;
            long now = held.getAsLong();
            if (bytes < 0 || now + bytes > limits.memory) {
                throw new OverBudget(OverBudget.Kind.MEMORY, "a program's values may take " + limits.memory + " bytes");
            }
            taken = now + bytes;
        }
    }

    /** Prints. */
    public void print(String text) {
        if (output.length() + (long) text.length() > limits.output) {
            throw new OverBudget(OverBudget.Kind.OUTPUT, "a program may print " + limits.output + " characters");
        }
        output.append(text);
    }

    public void warn(String text) {
        if (warnings.size() < 1000) {
            warnings.add(text);
        }
    }

    /** Gradients were accumulated. */
    public void backwardRan() {
        backward = true;
    }

    public boolean hasBackwardRun() {
        return backward;
    }

    /** Adds a figure to what the run answers. */
    public void show(Object figure) {
        figures.add(figure);
    }

    public String output() {
        return output.toString();
    }

    public List<String> warnings() {
        return warnings;
    }

    public List<Object> figures() {
        return figures;
    }

    /** Says how to take back a change about to be made to what outlives the run. */
    public static void onUndo(Runnable step) {
        Workspace.current().onUndo(step);
    }
}
