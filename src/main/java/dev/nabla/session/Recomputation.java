package dev.nabla.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Application;
import dev.nabla.engine.Computed;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;

/** Runs the recorded forward of a tensor again at the present leaves, as one more forward pass would. */
public final class Recomputation {
    private final Graph graph;
    private final Map<Application, Tensor[]> again = new HashMap<>();

    public Recomputation(Graph graph) {
        this.graph = graph;
    }

    /**
     * Runs it, and rebinds the names on the way.
     *
     * @return the names that the tensor itself had
     */
    public List<@Nullable String> run(Tensor of) {
        List<Application> forward = forward(of);
        for (Application a : forward) {
            again.put(a, apply(a));
        }
        List<@Nullable String> names = new ArrayList<>();
        for (NamedTensor b : List.copyOf(graph.names().all())) {
            Computed c = b.tensor().origin();
            Tensor[] results = c == null ? null : again.get(c.application());
            if (c != null && results != null) {
                graph.bind(b.name(), results[c.index()], true);
                if (b.tensor() == of) {
                    names.add(b.name());
                }
            }
        }
        return names;
    }

    /** The calls that a tensor came from, in the order in which they were made. */
    static List<Application> forward(Tensor of) {
        Set<Application> seen = new HashSet<>();
        Deque<Application> ahead = new ArrayDeque<>();
        add(of.source(), seen, ahead);
        for (Application a = ahead.poll(); a != null; a = ahead.poll()) {
            for (Source s : a.inputs()) {
                add(s, seen, ahead);
            }
        }
        List<Application> inOrder = new ArrayList<>(seen);
        inOrder.sort(Comparator.comparingLong(Application::sequence));
        return inOrder;
    }

    private static void add(@Nullable Source s, Set<Application> seen, Deque<Application> ahead) {
        if (s instanceof Computed c && seen.add(c.application())) {
            ahead.push(c.application());
        }
    }

    private Tensor[] apply(Application a) {
        List<@Nullable Source> sources = a.inputs();
        @Nullable
        Tensor[] inputs = new @Nullable Tensor[sources.size()];
        for (int i = 0; i < inputs.length; i++) {
            Source s = sources.get(i);
            inputs[i] = switch (s) {
                case null -> null;
                case Tensor given -> graph.lineage().present(given);
                case Computed c -> now(c);
            };
        }
        return graph.workspace().withGrad(a.gradEnabled(), () -> a.op().apply(a.params(), inputs));
    }

    private Tensor now(Computed c) {
        Tensor[] results = again.get(c.application());
        if (results == null) {
            throw new IllegalStateException("the record is out of order at " + c.application().op().wireName());
        }
        return results[c.index()];
    }
}
