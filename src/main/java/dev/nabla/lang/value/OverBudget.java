package dev.nabla.lang.value;

/** A run that takes more than it may. Nothing in the program can catch it. */
public final class OverBudget extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What there is a budget of. */
    public enum Kind {
        STEPS, TIME, MEMORY, OUTPUT, DEPTH
    }

    private final Kind kind;

    public OverBudget(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
