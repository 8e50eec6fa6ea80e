package dev.nabla.lang.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.Budget;

/** One run of a program: what it printed, its warnings, and what it may still take. */
public final class Run implements Budget {
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

    /** What a call at work holds. */
    public interface Holder {
        /** Passes on its values. */
        void holds(Consumer<Object> to);
    }

    private final Limits limits;
    private final Budget tensors;
    private final Map<Class<?>, Object> state;
    private final ToLongFunction<Run> held;
    private final Era era = new Era();
    private final StringBuilder output = new StringBuilder();
    private final List<String> warnings = new ArrayList<>();
    private final List<Object> figures = new ArrayList<>();
    private final List<Runnable> last = new ArrayList<>();
    private long steps;
    private long nextLook = STEPS_BETWEEN_LOOKS;
    private int depth;
    private long taken;
    private long kept;
    /** All bytes ever taken, tensors' too. */
    private long total;
    /** The calls at work, the total at which the statement at work in each began, and at which each was entered. */
    private @Nullable Holder[] holders = new @Nullable Holder[16];
    private long[] begun = new long[16];
    private long[] entered = new long[16];
    private int holding;
    private boolean backward;

    /**
     * @param state what libraries keep from run to run, by its class
     * @param tensors asked for leave for the bytes of tensors
     * @param held measures the bytes of what can still be reached and is no tensor
     */
    public Run(Limits limits, Map<Class<?>, Object> state, Budget tensors, ToLongFunction<Run> held) {
        this.limits = limits;
        this.tensors = tensors;
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
            return ScopedValue.where(CURRENT, this).where(Budget.CURRENT, this).call(body::get);
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
        nextLook = Math.min(steps + STEPS_BETWEEN_LOOKS, limits.steps + 1);
    }

    /** Goes one level deeper. */
    public void enter() {
        step();
        if (++depth > limits.depth) {
            throw tooDeep();
        }
    }

    /** @see #enter() */
    public void leave() {
        depth--;
    }

    /** Enters a function of the program. */
    public void enter(Holder call) {
        enter();
        hold(call);
    }

    /** @see #enter(Holder) */
    public void exit() {
        release();
        leave();
    }

    /** A call begins that holds values. */
    public void hold(Holder call) {
        if (holding == holders.length) {
            holders = Arrays.copyOf(holders, 2 * holding);
            begun = Arrays.copyOf(begun, 2 * holding);
            entered = Arrays.copyOf(entered, 2 * holding);
        }
        holders[holding] = call;
        entered[holding] = total;
        begun[holding++] = total;
    }

    /** @see #hold */
    public void release() {
        holders[--holding] = null;
    }

    /** A statement begins: whatever the call at work holds, its holder says. */
    public void statement() {
        begun[holding - 1] = total;
    }

    /** Passes on what the calls at work hold. */
    public void holds(Consumer<Object> to) {
        for (int i = 0; i < holding; i++) {
            Holder h = holders[i];
            if (h != null) {
                h.holds(to);
            }
        }
    }

    /** Bytes taken by the statements at work: they may be held by nothing but the running code. */
    public long inFlight() {
        long bytes = 0;
        for (int i = 0; i < holding; i++) {
            bytes += (i + 1 < holding ? entered[i + 1] : total) - begun[i];
        }
        return bytes;
    }

    /** Takes memory for a tensor. */
    @Override
    public void reserve(long bytes) {
        tensors.settle();
        tensors.reserve(bytes);
        total += bytes;
    }

    /** What an op gave may still be held by nothing but the running code: it stays in flight. */
    @Override
    public void settle() {
        tensors.settle();
    }

    public static OverBudget tooDeep() {
        return new OverBudget(OverBudget.Kind.DEPTH, "maximum recursion depth exceeded");
    }

    /** Asks for leave to take memory; what is garbage is found out about only when the limit is reached. */
    public void take(long bytes) {
        taken += bytes;
        total += bytes;
        if (taken > limits.memory || taken < 0) {
            taken = 0;
            long now = held.applyAsLong(this) + inFlight() + kept;
            if (bytes < 0 || now + bytes > limits.memory) {
                throw new OverBudget(OverBudget.Kind.MEMORY, "a program's values may take " + limits.memory + " bytes");
            }
            taken = now + bytes;
        }
    }

    /** Takes memory that stays taken until the run ends: for what is drawn. */
    public void keep(long bytes) {
        kept += bytes;
        take(bytes);
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

    /** Says what is to be done when the program has come to its end. */
    public void atEnd(Runnable action) {
        last.add(action);
    }

    /** The program has come to its end. */
    public void end() {
        last.forEach(Runnable::run);
        last.clear();
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
