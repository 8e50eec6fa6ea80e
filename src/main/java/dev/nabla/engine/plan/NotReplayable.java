package dev.nabla.engine.plan;

/** A record that cannot be run again on the values it is given. */
public final class NotReplayable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message names the call and what is wrong with it */
    public NotReplayable(String message) {
        super(message, null, false, false);
    }
}
