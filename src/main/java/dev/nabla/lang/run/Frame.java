package dev.nabla.lang.run;

import java.util.ArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Run;

/** One call of a function: its variables by place, and what it returns. */
final class Frame implements Run.Holder {
    final @Nullable Object[] slots;
    final Run run;
    Object result = None.NONE;

    /** What the loops at work read. */
    private final ArrayList<Object> read = new ArrayList<>(0);

    Frame(int size, Run run) {
        this.slots = new @Nullable Object[size];
        this.run = run;
    }

    /** A loop begins to read. */
    void reading(Object items) {
        read.add(items);
    }

    /** The innermost loop is done. */
    void done() {
        read.removeLast();
    }

    @Override
    public void holds(Consumer<Object> to) {
        for (Object v : slots) {
            if (v != null) {
                to.accept(v);
            }
        }
        read.forEach(to);
        to.accept(result);
    }
}
