package dev.nabla.engine.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;

/**
 * An optimizer at work: parameters in groups, each with its settings, and what the update rule remembers. A step changes the parameters in
 * place.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/optim.html">torch.optim</a>
 */
public final class Optimizer {
    private final Algorithm algorithm;
    private final List<NdArray> parameters;
    private final List<ParameterGroup> groups;
    private final ParameterState[] states;
    private final @Nullable Update[] updates;
    private final @Nullable FlatArray[] flats;
    private final @Nullable NdArray[] flatOf;
    private final @Nullable Lbfgs lbfgs;

    /**
     * @param parameters contiguous float arrays, changed in place
     * @param groups every parameter in exactly one of them
     * @throws TorchError ValueError as PyTorch's constructor does
     */
    public Optimizer(Algorithm algorithm, List<NdArray> parameters, List<ParameterGroup> groups) {
        if (parameters.isEmpty()) {
            throw TorchError.value("optimizer got an empty parameter list");
        }
        Set<Integer> seen = new HashSet<>();
        for (ParameterGroup g : groups) {
            for (int i : g.parameters()) {
                if (!seen.add(i)) {
                    throw TorchError.value("some parameters appear in more than one parameter group");
                }
                algorithm.check(parameters.get(i));
            }
        }
        if (algorithm == Algorithm.LBFGS && groups.size() != 1) {
            throw TorchError.value("LBFGS doesn't support per-parameter options (parameter groups)");
        }
        this.algorithm = algorithm;
        this.parameters = List.copyOf(parameters);
        this.groups = List.copyOf(groups);
        this.updates = new Update[parameters.size()];
        this.flats = new FlatArray[parameters.size()];
        this.flatOf = new NdArray[parameters.size()];
        this.states = parameters.stream().map(ParameterState::new).toArray(ParameterState[]::new);
        this.lbfgs = algorithm.rule() != null ? null
                : new Lbfgs(groups.getFirst().parameters().stream().map(parameters::get).toList(), groups.getFirst().settings());
    }

    /** With all parameters in one group. */
    public static Optimizer of(Algorithm algorithm, List<NdArray> parameters, Settings settings) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            all.add(i);
        }
        return new Optimizer(algorithm, parameters, List.of(new ParameterGroup(all, settings)));
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    public List<NdArray> parameters() {
        return parameters;
    }

    public List<ParameterGroup> groups() {
        return groups;
    }

    /** What the rule remembers of parameter i. */
    public ParameterState state(int i) {
        return states[i];
    }

    /**
     * One step of descent.
     *
     * @param loss the loss at the present parameters, just evaluated by {@code objective}, whose gradients are current; only LBFGS evaluates it
     *     again
     */
    public void step(double loss, Objective objective) {
        if (lbfgs != null) {
            lbfgs.step(loss, objective);
            return;
        }
        for (int k = 0; k < groups.size(); k++) {
            ParameterGroup group = groups.get(k);
            for (int i : group.indices()) {
                NdArray g = objective.gradient(i);
                if (g != null) {
                    update(i, group).apply(flat(i, g));
                }
            }
        }
    }

    /** The gradient of parameter i as rules read it; made once for an array that comes again, as a plan's do. */
    private FlatArray flat(int i, NdArray g) {
        FlatArray known = flats[i];
        if (known != null && flatOf[i] == g) {
            return known;
        }
        boolean isSeparate = g.isContiguous() && g.storage() != parameters.get(i).storage();
        FlatArray made = FlatArray.of(isSeparate ? g : g.copy());
        flats[i] = isSeparate ? made : null;
        flatOf[i] = g;
        return made;
    }

    private Update update(int i, ParameterGroup group) {
        Update u = updates[i];
        Update.Rule rule = algorithm.rule();
        if (u == null && rule != null) {
            u = rule.start(states[i], group.settings());
            updates[i] = u;
        }
        if (u == null) {
            throw new IllegalStateException(algorithm + " has no rule for one parameter");
        }
        return u;
    }

    /** Evaluations of the loss by LBFGS so far; 0 for the others. */
    public long evaluations() {
        return lbfgs == null ? 0 : lbfgs.evaluations();
    }

    /** Iterations inside the steps of LBFGS so far; 0 for the others. */
    public long iterations() {
        return lbfgs == null ? 0 : lbfgs.iterations();
    }

    /**
     * What steps have left behind, but for the parameters and the settings.
     *
     * @param parameters for each what its rule keeps
     * @param curvature what LBFGS keeps
     */
    public record Memory(List<Map<String, Object>> parameters, Lbfgs.@Nullable Memory curvature) {
    }

    /** A copy of what steps have left behind. */
    public Memory memory() {
        return new Memory(Arrays.stream(states).map(ParameterState::entries).toList(), lbfgs == null ? null : lbfgs.memory());
    }

    /** Goes on from a memory of this optimizer, or of one of its kind whose parameters are the first of this one's. */
    public void restore(Memory memory) {
        for (int i = 0; i < states.length; i++) {
            Map<String, Object> kept = i < memory.parameters.size() ? memory.parameters.get(i) : Map.of();
            if (kept.isEmpty()) {
                updates[i] = null;
            }
            states[i].restore(kept);
        }
        if (lbfgs != null && memory.curvature != null) {
            lbfgs.restore(memory.curvature);
        }
    }
}
