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

    static void ask(long bytes) {
        if (CURRENT.isBound()) {
            CURRENT.get().reserve(bytes);
        }
    }
}
