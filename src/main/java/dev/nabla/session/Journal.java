package dev.nabla.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;

/**
 * Where sessions are kept beyond memory. What is kept is safe when a call returns. Without one they live in memory alone ({@link #NONE}).
 *
 * <p>Every call may be refused with journal_unavailable: then nothing was kept.
 */
public interface Journal {
    /** What is kept of a session besides its content. */
    record Kept(String id, String owner, @Nullable String name, long number, Instant createdAt, Instant usedAt, Duration idleTimeout,
            @Nullable Duration ttl, DType defaultDtype, @Nullable Long seed, int tensors, long bytes) {
    }

    /** How a session came to be: from what it starts, and what was changed before anybody knew of it. */
    record Beginning(@Nullable Content content, @Nullable Change change) {
    }

    /**
     * All of a session at one time.
     *
     * @param sequence that of the last change in it
     * @param owned what jobs have taken
     */
    record Content(long sequence, long version, SavedGraph graph, List<Owned> owned) {
    }

    /** What a job has, by the places in the graph; see {@link Change.Taken}. */
    record Owned(String job, String label, List<Integer> leaves, @Nullable Integer loss) {
    }

    /** A change with its place. */
    record Entry(long sequence, Change change) {
    }

    /** What has to be done to come to the present state: start anew from the content where there is one, then make the changes. */
    record Course(@Nullable Content content, List<Entry> entries) {
    }

    /** Another replica has made a change of that number. */
    final class Stale extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Stale() {
            super("another replica was first", null, false, false);
        }
    }

    /** Whether anything is kept at all. */
    boolean isOn();

    /** Whether other processes may change the sessions, so that what is in memory may be old. */
    boolean isShared();

    /** @throws Refusal name_taken */
    void open(Kept session, Beginning beginning);

    /**
     * Keeps a change, the next after those that are kept.
     *
     * @throws Stale where there is one of that number
     * @throws Refusal session_not_found where it was ended
     */
    void append(Session session, long sequence, Change change);

    /** Keeps all of a session, so that the changes before it are not needed any more. */
    void snapshot(Session session, Content content);

    /** The number of the last change, or −1 where the session was ended. */
    long head(Session session);

    /** The way from the state after a change (−1: from nothing) to the present. */
    Course since(Session session, long sequence);

    @Nullable
    Kept find(String owner, String idOrName);

    /** The owner's, newest first. */
    List<Kept> list(String owner);

    void end(Session session);

    int count();

    /** Notes when sessions were last used, and how large they are. */
    void used(Collection<Kept> sessions);

    /** Sessions whose time is over and that no job keeps alive. */
    List<Kept> over(Instant now);

    /** Keeps nothing. */
    Journal NONE = new Journal() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public boolean isShared() {
            return false;
        }

        @Override
        public void open(Kept session, Beginning beginning) {
        }

        @Override
        public void append(Session session, long sequence, Change change) {
        }

        @Override
        public void snapshot(Session session, Content content) {
        }

        @Override
        public long head(Session session) {
            throw new IllegalStateException("nothing is kept");
        }

        @Override
        public Course since(Session session, long sequence) {
            throw new IllegalStateException("nothing is kept");
        }

        @Override
        public @Nullable Kept find(String owner, String idOrName) {
            return null;
        }

        @Override
        public List<Kept> list(String owner) {
            return List.of();
        }

        @Override
        public void end(Session session) {
        }

        @Override
        public int count() {
            return 0;
        }

        @Override
        public void used(Collection<Kept> sessions) {
        }

        @Override
        public List<Kept> over(Instant now) {
            return List.of();
        }
    };
}
