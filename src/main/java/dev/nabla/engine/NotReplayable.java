package dev.nabla.engine;

/** A recorded computation cannot be run again as a function of its leaves: one of its calls wrote over an operand, or does not fit them. */
public final class NotReplayable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Application call;

    NotReplayable(Application call) {
        this(call, "the in-place op " + call.op().wireName() + " on the way cannot be run again");
    }

    /** @param message why the call cannot be run again */
    public NotReplayable(Application call, String message) {
        super(message, null, false, false);
        this.call = call;
    }

    public Application call() {
        return call;
    }
}
