package dev.nabla.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Capture;
import dev.nabla.engine.Tensor;

/**
 * Where a session's graph is: in memory, or in the journal alone until it is asked for again. For who has the session to himself.
 *
 * <p>What is in memory is the state after the change numbered {@code sequence}. In a journal that others write too there may be later ones; they are
 * made here before anything else is done.
 */
final class Residence {
    /** So many changes are made again at most when a session comes back after a crash; then all of it is kept. */
    private static final long MANY = 1000;
    /** Or changes that took so long. */
    private static final long LONG_NANOS = 2_000_000_000;

    private final Session session;
    private final Supplier<Graph> empty;
    private Journal journal = Journal.NONE;
    private volatile @Nullable Graph graph;
    private long sequence;
    private long version;
    private long snapshot;
    private long work;

    /** @param empty makes the graph that the session began with */
    Residence(Session session, Supplier<Graph> empty, @Nullable Graph graph) {
        this.session = session;
        this.empty = empty;
        this.graph = graph;
    }

    /** From here on every change is kept. */
    void keepIn(Journal kept) {
        journal = kept;
    }

    long version() {
        return version;
    }

    boolean isInMemory() {
        return graph != null;
    }

    /** The graph where it is in memory. */
    Graph inMemory() {
        return Objects.requireNonNull(graph);
    }

    /** The graph as it is now. */
    Graph present() {
        Graph g = graph;
        if (!journal.isOn() || g != null && !journal.isShared()) {
            return g == null ? empty.get() : g;
        }
        if (g == null) {
            return follow(null, journal.since(session, -1));
        }
        long head = journal.head(session);
        if (head < 0) {
            session.vanish();
            throw session.notFound();
        }
        return head == sequence ? g : follow(g, journal.since(session, sequence));
    }

    private Graph follow(@Nullable Graph from, Journal.Course course) {
        Journal.Content content = course.content();
        Graph g = from;
        if (g == null || content != null) {
            leave();
            g = empty.get();
            sequence = 0;
            version = 0;
        }
        Graph now = g;
        now.allowance().unlimited(() -> {
            if (content != null) {
                now.call(() -> fill(now, content));
            }
            for (Journal.Entry e : course.entries()) {
                now.atomically(() -> {
                    new Execution(now).run(e.change());
                    return true;
                });
                count(e.change());
            }
        });
        graph = now;
        return now;
    }

    private boolean fill(Graph g, Journal.Content content) {
        List<Tensor> all = content.graph().restore(g);
        content.owned().forEach(o -> g.ownership().take(o.job(), new Ownership.Taken(o.label(), o.leaves().stream().map(all::get).toList(),
                o.loss() == null ? null : all.get(o.loss()))));
        sequence = content.sequence();
        version = content.version();
        snapshot = sequence;
        return true;
    }

    private void count(Change change) {
        sequence++;
        version += change.isSeen() ? 1 : 0;
    }

    /** Keeps a change that was made, before it counts. */
    void keep(Change change) {
        journal.append(session, sequence + 1, change);
    }

    /** A change counts. */
    void made(Change change, long nanos) {
        count(change);
        work += nanos;
        if (journal.isOn() && (sequence - snapshot >= MANY || work > LONG_NANOS)) {
            keepAll();
        }
    }

    /**
     * Keeps all of it, so that it comes back without making its changes again. What programs have made beside tensors (functions, optimizers) comes
     * back by running them again, from the first.
     */
    void keepAll() {
        Graph g = graph;
        if (g != null && journal.isOn() && snapshot < sequence && !g.programs().haveRun()) {
            journal.snapshot(session, content(g));
            snapshot = sequence;
            work = 0;
        }
    }

    private Journal.Content content(Graph g) {
        List<Journal.Owned> owned = new ArrayList<>();
        g.ownership().all().forEach((job, t) -> owned.add(new Journal.Owned(job, t.label(), placesOf(g, t.leaves()),
                t.loss() == null ? null : placesOf(g, List.of(t.loss())).getFirst())));
        return new Journal.Content(sequence, version, SavedGraph.of(g), owned);
    }

    /** The first content of a session that did not begin empty. */
    Journal.Content beginning(Graph g) {
        return content(g);
    }

    /** Leaves memory. */
    void leave() {
        Graph g = graph;
        if (g != null) {
            g.allowance().close();
            graph = null;
        }
    }

    /** All tensors that are reached, in an order that the state alone decides. */
    static List<Tensor> places(Graph g) {
        return g.capture().tensors();
    }

    static List<Integer> placesOf(Graph g, List<Tensor> tensors) {
        Capture capture = g.capture();
        return tensors.stream().map(capture::position).toList();
    }
}
