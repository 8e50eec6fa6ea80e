package dev.nabla.engine.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Application;
import dev.nabla.engine.Computed;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.TorchError;

/**
 * The recorded computation of a tensor, run again: every call from the given tensors on, in the order and grad mode in which it was made.
 * Whether backward has freed the graph does not matter.
 */
public final class RecordedForward implements Forward {
    private final Source root;
    private final List<Application> calls;
    private final Set<Source> given = new LinkedHashSet<>();

    /**
     * @param root what is computed
     * @param cut sources that are given although the record knows how they were computed
     */
    public RecordedForward(Source root, Set<Source> cut) {
        this.root = root;
        Set<Application> seen = new LinkedHashSet<>();
        Deque<Application> ahead = new ArrayDeque<>();
        follow(root, cut, seen, ahead);
        for (Application a = ahead.poll(); a != null; a = ahead.poll()) {
            for (Source s : a.inputs()) {
                if (s != null) {
                    follow(s, cut, seen, ahead);
                }
            }
        }
        calls = new ArrayList<>(seen);
        calls.sort(Comparator.comparingLong(Application::sequence));
    }

    private void follow(Source s, Set<Source> cut, Set<Application> seen, Deque<Application> ahead) {
        if (cut.contains(s)) {
            given.add(s);
            return;
        }
        switch (s) {
            case Computed c -> {
                if (seen.add(c.application())) {
                    ahead.push(c.application());
                }
            }
            case Tensor t -> {
                if (!t.isNumber()) {
                    given.add(t);
                }
            }
        }
    }

    /** What the computation starts from: tensors that were given, and what was cut. Numbers are not among them. */
    public Set<Source> given() {
        return given;
    }

    /** The calls, in the order in which they were made. */
    public List<Application> calls() {
        return calls;
    }

    @Override
    public Tensor loss(Map<Source, Tensor> standIns) {
        Map<Application, Tensor[]> results = new HashMap<>();
        for (Application a : calls) {
            @Nullable
            Tensor[] inputs = new @Nullable Tensor[a.inputs().size()];
            for (int i = 0; i < inputs.length; i++) {
                Source s = a.inputs().get(i);
                inputs[i] = s == null ? null : value(s, standIns, results);
            }
            results.put(a, apply(a, inputs));
        }
        return value(root, standIns, results);
    }

    private static Tensor value(Source s, Map<Source, Tensor> standIns, Map<Application, Tensor[]> results) {
        Tensor standIn = standIns.get(s);
        if (standIn != null) {
            return standIn;
        }
        return switch (s) {
            case Tensor t -> t;
            case Computed c -> results.get(c.application())[c.index()];
        };
    }

    private static Tensor[] apply(Application a, @Nullable Tensor[] inputs) {
        try {
            return Workspace.current().withGrad(a.gradEnabled(), () -> a.op().apply(a.params(), inputs));
        } catch (TorchError e) {
            throw new NotReplayable(a.op().wireName() + ": " + e.getMessage());
        }
    }
}
