package dev.nabla.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Capture;
import dev.nabla.engine.Restoration;
import dev.nabla.engine.Snapshot;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Generator;

/**
 * All of a session's graph as plain values: what a copy of it, or a file, is made of.
 *
 * @param sequence the next position in the order of execution
 * @param random the state of the generator; null for one that was not used
 * @param runs how often backward has run
 * @param marks what is known of single tensors besides
 */
public record SavedGraph(DType defaultDtype, long sequence, Generator.@Nullable State random, List<Name> names, int nextFree,
        long nextNumber,
        long revision, long lastId, long runs, List<Mark> marks, Snapshot snapshot) {

    /** A name and the position of the tensor that it stands for. */
    public record Name(String name, int tensor, long number, long revision) {
    }

    /**
     * What is known of a tensor.
     *
     * @param id its place among the given ones
     * @param since the run of backward since which it has been without a gradient
     * @param lost the name that it lost to another
     */
    public record Mark(int tensor, @Nullable Long id, @Nullable Long since, @Nullable String lost) {
    }

    /** What there is of it; the elements are the graph's own. */
    static SavedGraph of(Graph g) {
        return of(g, g.capture());
    }

    /**
     * Fills a new graph with a copy of another, and of what programs have left there.
     *
     * @throws Refusal not_replayable where that cannot be copied
     */
    static void copy(Graph from, Graph to) {
        Capture capture = from.capture();
        List<Tensor> tensors = of(from, capture).restore(to);
        to.programs().copy(from.programs(), t -> tensors.get(capture.position(t)));
    }

    private static SavedGraph of(Graph g, Capture capture) {
        List<Name> names = new ArrayList<>();
        for (NamedTensor b : g.names().all()) {
            names.add(new Name(b.name(), capture.position(b.tensor()), b.number(), b.revision()));
        }
        List<Mark> marks = new ArrayList<>();
        for (Tensor t : capture.tensors()) {
            Mark m = new Mark(capture.position(t), g.ids().get(t), g.gradients().since(t), g.lineage().lost(t));
            if (m.id != null || m.since != null || m.lost != null) {
                marks.add(m);
            }
        }
        Names.Counters counters = g.names().counters();
        return new SavedGraph(g.defaultDtype(), g.workspace().sequence(), g.workspace().generator().state(), names, counters.nextFree(),
                counters.nextNumber(), counters.revision(), g.lastId(), g.gradients().runs(), marks, capture.snapshot());
    }

    /** The same with elements of its own. */
    SavedGraph copied() {
        List<Snapshot.Elements> storages =
                snapshot.storages().stream().map(e -> new Snapshot.Elements(e.data().copy(), e.version())).toList();
        return new SavedGraph(defaultDtype, sequence, random, names, nextFree, nextNumber, revision, lastId, runs, marks,
                new Snapshot(storages, snapshot.tensors(), snapshot.functions(), snapshot.calls(), snapshot.values()));
    }

    /** Fills a new graph; all tensors of it, by position. */
    List<Tensor> restore(Graph g) {
        List<Tensor> tensors = Restoration.of(snapshot);
        fill(g, tensors);
        return tensors;
    }

    /**
     * Fills a new graph with what comes from outside.
     *
     * @throws Refusal bad_value where it is not what an export gave
     */
    void restoreChecked(Graph g) {
        try {
            checkNames(g.limits());
            List<Tensor> tensors = Restoration.checked(snapshot, Arguments::plain);
            for (Tensor t : tensors) {
                g.checkSize(t);
            }
            fill(g, tensors);
        } catch (Restoration.Invalid | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "not what an export gave: " + e.getMessage());
        }
    }

    private void checkNames(Limits limits) {
        if (names.size() > limits.sessionNames()) {
            throw new Refusal(Refusal.Kind.SESSION_TOO_LARGE, "a session holds at most " + limits.sessionNames() + " names").at("/names");
        }
        Set<String> seen = new HashSet<>();
        long last = -1;
        for (Name n : names) {
            if (!Names.checked(n.name).equals(n.name) || !seen.add(n.name) || n.number <= last || n.number >= nextNumber) {
                throw new IllegalArgumentException("names stand in their order, each once");
            }
            last = n.number;
        }
        long highest = Math.max(snapshot.functions().stream().mapToLong(Snapshot.Function::sequence).max().orElse(-1),
                snapshot.calls().stream().mapToLong(Snapshot.Recorded::sequence).max().orElse(-1));
        if (highest >= sequence || nextFree < 1) {
            throw new IllegalArgumentException("counters are ahead of what they count");
        }
    }

    private void fill(Graph g, List<Tensor> tensors) {
        g.workspace().sequence(sequence);
        if (random != null) {
            g.workspace().generator().state(random);
        }
        g.names().restore(names.stream().map(n -> new NamedTensor(n.name, tensors.get(n.tensor), n.number, n.revision)).toList(),
                new Names.Counters(nextFree, nextNumber, revision));
        g.gradients().restore(runs);
        g.lastId(lastId);
        Map<Tensor, Long> ids = g.ids();
        for (Mark m : marks) {
            Tensor t = tensors.get(m.tensor);
            if (m.id != null) {
                ids.put(t, m.id);
            }
            if (m.since != null) {
                g.gradients().restore(t, m.since);
            }
            if (m.lost != null) {
                g.lineage().restore(t, m.lost);
            }
        }
        g.lineage().forget();
        g.allowance().measure();
    }
}
