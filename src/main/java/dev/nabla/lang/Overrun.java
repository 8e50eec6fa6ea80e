package dev.nabla.lang;

import dev.nabla.lang.value.OverBudget;

/** A program that was stopped because it takes more than it may. */
public final class Overrun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What there is a budget of. */
    public enum Kind {
        STEPS, TIME, MEMORY, OUTPUT, DEPTH
    }

    private final Kind kind;

    Overrun(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    static Overrun of(OverBudget e) {
        return new Overrun(Kind.valueOf(e.kind().name()), e.message());
    }

    public Kind kind() {
        return kind;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
