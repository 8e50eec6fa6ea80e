package dev.nabla.lang.run;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Run;

/** One call of a function: its variables by place, and what it returns. */
final class Frame {
    final @Nullable Object[] slots;
    final Run run;
    Object result = dev.nabla.lang.value.None.NONE;

    Frame(int size, Run run) {
        this.slots = new @Nullable Object[size];
        this.run = run;
    }
}
