package dev.nabla.engine;

/** A recorded computation cannot be run again as a function of its leaves: one of its calls wrote over an operand. */
public final class NotReplayable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Application call;

    NotReplayable(Application call) {
        super("the in-place op " + call.op().wireName() + " on the way cannot be run again");
        this.call = call;
    }

    public Application call() {
        return call;
    }
}
