package dev.nabla.session;

import java.util.Set;

/** What a client has seen of what it is about to change, as the tags of {@code If-Match}: compared while the session is locked. */
public final class Precondition {
    /** The precondition of the request at work. */
    public static final ScopedValue<Precondition> CURRENT = ScopedValue.newInstance();

    private final Set<String> tags;
    private boolean held;

    /** @param tags as they were answered, with their quotes */
    public Precondition(Set<String> tags) {
        this.tags = tags;
    }

    /**
     * Compares the tag of what is about to be changed; a request's first change decides.
     *
     * @throws Refusal stale where it is another by now
     */
    static void check(String tag) {
        if (CURRENT.isBound()) {
            CURRENT.get().compare(tag);
        }
    }

    /** The change has to be made anew: what it was compared with is not the present any more. */
    static void renew() {
        if (CURRENT.isBound()) {
            CURRENT.get().held = false;
        }
    }

    private void compare(String tag) {
        if (!held && !tags.contains("*") && !tags.contains(tag)) {
            throw new Refusal(Refusal.Kind.STALE, "it has changed: its tag is " + tag + " by now");
        }
        held = true;
    }
}
