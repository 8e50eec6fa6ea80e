package dev.nabla.session;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Computed;
import dev.nabla.engine.NotReplayable;
import dev.nabla.engine.Replay;
import dev.nabla.engine.Tensor;

/** Runs the recorded forward of tensors again at the present leaves, as one more forward pass would. */
public final class Recomputation {
    private Recomputation() {
    }

    /**
     * Runs it, and rebinds the names on the way.
     *
     * @return the names that the tensors themselves had
     * @throws Refusal not_replayable, or what an op refuses
     */
    public static List<@Nullable String> run(Graph graph, List<Tensor> targets) {
        Replay replay;
        try {
            replay = Replay.of(targets.stream().map(Tensor::source).toList(), graph.lineage()::present);
        } catch (NotReplayable e) {
            throw new Refusal(Refusal.Kind.NOT_REPLAYABLE, String.valueOf(e.getMessage()));
        }
        List<@Nullable String> names = new ArrayList<>();
        for (NamedTensor named : List.copyOf(graph.tensors())) {
            Computed origin = named.tensor().origin();
            if (origin != null && replay.repeated(origin)) {
                graph.bind(named.name(), replay.value(origin), true);
                if (targets.contains(named.tensor())) {
                    names.add(named.name());
                }
            }
        }
        return names;
    }
}
