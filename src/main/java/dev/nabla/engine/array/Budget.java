package dev.nabla.engine.array;

/**
 * Asked for leave before memory is taken. An implementation refuses by throwing; nothing has been allocated then.
 */
@FunctionalInterface
public interface Budget {
    Budget UNLIMITED = _ -> {
    };

    /** The budget of the present thread's work. */
    ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

    void reserve(long bytes);

    /** What was reserved up to now is held by something that can be found, or by nothing any more. */
    default void settle() {
    }

    static void ask(long bytes) {
        if (CURRENT.isBound()) {
            CURRENT.get().reserve(bytes);
        }
    }

    /** Between two ops or functions: nothing is in flight. */
    static void settled() {
        if (CURRENT.isBound()) {
            CURRENT.get().settle();
        }
    }
}
