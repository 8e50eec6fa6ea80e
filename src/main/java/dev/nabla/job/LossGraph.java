package dev.nabla.job;

import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.plan.Forward;
import dev.nabla.engine.plan.RecordedForward;
import dev.nabla.session.Graph;
import dev.nabla.session.Refusal;

/** A loss in a session: how it is computed, and from which of the session's tensors. */
final class LossGraph {
    private final Tensor tensor;
    private final RecordedForward forward;
    /** What it starts from, by the tensors that now stand there. */
    private final IdentityHashMap<Tensor, Source> places = new IdentityHashMap<>();
    private final Map<Source, Tensor> given = new LinkedHashMap<>();

    private LossGraph(Tensor tensor, RecordedForward forward) {
        this.tensor = tensor;
        this.forward = forward;
    }

    /**
     * Follows the record of a loss back to what it starts from.
     *
     * @param cut tensors that it is to start from although the record knows how they were computed
     * @throws Refusal tensor_not_found at {@code /loss}, or what a program fails of
     */
    static LossGraph of(Graph g, JobRequest.Loss loss, Collection<Tensor> cut) {
        Tensor tensor = at("/loss", () -> switch (loss) {
            case JobRequest.Loss.Named named -> g.tensor(named.ref());
            case JobRequest.Loss.Code code -> g.evaluate(code.code());
        });
        Set<Source> ends = new HashSet<>();
        IdentityHashMap<Source, Tensor> computed = new IdentityHashMap<>();
        cut.forEach(t -> {
            ends.add(t.source());
            computed.put(t.source(), t);
        });
        LossGraph graph = new LossGraph(tensor, new RecordedForward(tensor.source(), ends));
        for (Source s : graph.forward.given()) {
            Tensor now = g.present(s);
            Tensor t = now != null ? now : s instanceof Tensor itself ? itself : computed.get(s);
            if (t != null) {
                graph.places.put(t, s);
                graph.given.put(s, t);
            }
        }
        return graph;
    }

    /** The tensor whose record this is. */
    Tensor tensor() {
        return tensor;
    }

    Forward forward() {
        return forward;
    }

    DType dtype() {
        return tensor.dtype();
    }

    /** The tensors that it starts from. */
    Collection<Tensor> given() {
        return given.values();
    }

    /** Where a tensor stands among what the loss starts from, or null where it does not. */
    @Nullable
    Source placeOf(Tensor t) {
        return places.get(t);
    }

    /**
     * Copies of all that it starts from but for what changes.
     *
     * @param copies made so far; they are taken and added to
     */
    Map<Source, NdArray> constants(Set<Source> parameters, Set<Source> data, IdentityHashMap<Tensor, NdArray> copies) {
        Map<Source, NdArray> constants = new LinkedHashMap<>();
        given.forEach((s, t) -> {
            if (!parameters.contains(s) && !data.contains(s)) {
                constants.put(s, copies.computeIfAbsent(t, _ -> t.data().copy()));
            }
        });
        return constants;
    }

    /** Runs the body; what it refuses is said to be at this place of the request. */
    static <R> R at(String place, Supplier<R> body) {
        try {
            return body.get();
        } catch (Refusal r) {
            throw r.at(place);
        }
    }
}
