package dev.nabla.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.TorchError;

/**
 * Runs recorded calls again, in the order in which they were made, on values that may have changed: one more forward pass. Random ops draw anew.
 */
public final class Replay {
    private final IdentityHashMap<Source, Tensor> given = new IdentityHashMap<>();
    private final IdentityHashMap<Application, Tensor[]> results = new IdentityHashMap<>();

    private Replay() {
    }

    /**
     * Computes the targets again.
     *
     * @param substitute the value to take in a source's place, computed or given; null to compute it again, or to take a given tensor as it is
     * @throws NotReplayable if a call on the way wrote in place, or refuses the values it now gets
     */
    public static Replay of(Collection<? extends Source> targets, Function<Source, @Nullable Tensor> substitute) {
        Replay replay = new Replay();
        for (Application call : replay.calls(targets, substitute)) {
            replay.repeat(call);
        }
        return replay;
    }

    /** The value of a target, or of a source on the way to one, as computed again. */
    public Tensor value(Source source) {
        Tensor substituted = given.get(source);
        if (substituted != null) {
            return substituted;
        }
        return switch (source) {
            case Tensor t -> t;
            case Computed c -> {
                Tensor[] outputs = results.get(c.application());
                if (outputs == null) {
                    throw new IllegalArgumentException("not on the way: " + c.application().op().wireName());
                }
                yield outputs[c.index()];
            }
        };
    }

    /** Whether the source was computed again. */
    public boolean repeated(Computed source) {
        return results.containsKey(source.application()) && !given.containsKey(source);
    }

    private List<Application> calls(Collection<? extends Source> targets, Function<Source, @Nullable Tensor> substitute) {
        List<Application> calls = new ArrayList<>();
        Set<Source> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Application> found = new HashSet<>();
        Deque<Source> stack = new ArrayDeque<>(targets);
        while (!stack.isEmpty()) {
            Source s = stack.pop();
            if (!seen.add(s)) {
                continue;
            }
            Tensor instead = substitute.apply(s);
            if (instead != null) {
                given.put(s, instead);
            } else if (s instanceof Computed c && found.add(c.application())) {
                if (c.application().op() instanceof InPlace || c.application().op() instanceof InPlaceOps) {
                    throw new NotReplayable(c.application());
                }
                calls.add(c.application());
                for (Source input : c.application().inputs()) {
                    if (input != null) {
                        stack.push(input);
                    }
                }
            }
        }
        calls.sort(Comparator.comparingLong(Application::sequence));
        return calls;
    }

    private void repeat(Application call) {
        @Nullable
        Tensor[] inputs = new @Nullable Tensor[call.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            Source s = call.inputs().get(i);
            inputs[i] = s == null ? null : value(s);
        }
        Workspace w = Workspace.current();
        boolean grad = call.gradEnabled() && w.isGradEnabled();
        try {
            results.put(call, w.withGrad(grad, () -> call.op().apply(call.params(), inputs)));
        } catch (TorchError e) {
            throw new NotReplayable(call, call.op().wireName() + " cannot be run again on these values: " + e.getMessage());
        }
    }
}
