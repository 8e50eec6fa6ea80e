package dev.nabla.lang.value;

import org.jspecify.annotations.Nullable;

/** A variable: where closures share it, or a name of the session. */
public final class Cell {
    private @Nullable Object value;
    private Run.Era era = Run.current().era();

    /** The value, or null before there is one. */
    public @Nullable Object get() {
        return value;
    }

    /** Sets the value; null for none. */
    public void set(@Nullable Object v) {
        if (era.isOver()) {
            Object before = value;
            era = Run.current().era();
            Run.onUndo(() -> value = before);
        }
        value = v;
    }
}
