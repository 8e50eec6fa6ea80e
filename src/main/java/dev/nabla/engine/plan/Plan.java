package dev.nabla.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Autograd;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.NdArray;

/**
 * A loss and its gradients as two straight lines of loops, traced once: the forward pass is run on stand-ins while every primitive op is
 * recorded, backward is recorded with it (create_graph), what need not be done is taken out ({@link Program}), and the rest is laid out over arrays
 * that stay ({@link Routine}). The numbers are those of the eager engine, bit for bit: the same loops in the same order.
 */
public final class Plan {
    private final Execution both;
    private final Execution forward;
    private final int size;
    private final int parameters;
    private final List<NdArray> inputs;
    private final NdArray loss;
    private final NdArray lossAlone;
    private final @Nullable NdArray[] gradients;

    private Plan(Routine both, Routine forward, List<NdArray> inputs, int parameters) {
        this.both = Execution.of(both);
        this.forward = Execution.of(forward);
        this.size = both.code().size();
        this.inputs = inputs;
        this.parameters = parameters;
        this.loss = Objects.requireNonNull(both.results().getFirst());
        this.lossAlone = Objects.requireNonNull(forward.results().getFirst());
        this.gradients = both.results().subList(1, both.results().size()).toArray(NdArray[]::new);
    }

    /**
     * Traces a loss.
     *
     * @param parameters what is differentiated: the plan reads these arrays at every run
     * @param data what else may change from run to run, likewise
     * @param constants stand-ins for what does not
     * @throws dev.nabla.engine.NotReplayable where the forward pass cannot be run on these values
     * @throws dev.nabla.engine.array.TorchError where backward of the loss cannot be run
     */
    public static Plan trace(Forward loss, Map<Source, NdArray> parameters, Map<Source, NdArray> data, Map<Source, NdArray> constants) {
        Workspace w = Workspace.current();
        Map<Source, Tensor> standIns = new HashMap<>();
        constants.forEach((s, a) -> standIns.put(s, Tensor.of(a)));
        List<Tensor> leaves = new ArrayList<>();
        List<Tensor> inputs = new ArrayList<>();
        parameters.forEach((s, a) -> {
            Tensor leaf = Tensor.leaf(a, true);
            leaves.add(leaf);
            standIns.put(s, leaf);
        });
        inputs.addAll(leaves);
        data.forEach((s, a) -> {
            Tensor t = Tensor.of(a);
            inputs.add(t);
            standIns.put(s, t);
        });
        List<@Nullable Tensor> results = new ArrayList<>();
        w.withRecording(Workspace.Recording.PRIMITIVES, () -> w.withGrad(true, () -> {
            Tensor value = loss.loss(standIns);
            results.add(value);
            results.addAll(Autograd.grad(List.of(value), leaves, null, new Autograd.Options(true, true), true));
            return value;
        }));
        List<NdArray> arrays = inputs.stream().map(Tensor::data).toList();
        Program whole = Program.of(inputs, results).simplified();
        return new Plan(Routine.of(whole, arrays).withOwnResults(1), Routine.of(whole.only(whole.results()[0]), arrays), arrays,
                leaves.size());
    }

    /** Sets the elements of parameter i. */
    public void parameter(int i, NdArray value) {
        set(i, value);
    }

    /** Sets the elements of data j. */
    public void data(int j, NdArray value) {
        set(parameters + j, value);
    }

    private void set(int input, NdArray value) {
        NdArray to = inputs.get(input);
        if (!value.shape().equals(to.shape())) {
            throw new IllegalArgumentException(value.shape() + " for an input traced with " + to.shape());
        }
        to.assign(value);
    }

    /** Computes the loss and all gradients at the present inputs. */
    public double run() {
        both.run();
        return loss.storage().getDouble(loss.offset());
    }

    /** Computes the loss alone. */
    public double value() {
        forward.run();
        return lossAlone.storage().getDouble(lossAlone.offset());
    }

    /** The loss found by the last {@link #run}; the next one overwrites it. */
    public NdArray loss() {
        return loss;
    }

    /**
     * The gradient of parameter i found by the last {@link #run}, which the next one overwrites; null where the loss does not depend on it.
     * Contiguous, and no array of the caller's.
     */
    public @Nullable NdArray gradient(int i) {
        return gradients[i];
    }

    /** Whether the loss depends on parameter i. */
    public boolean dependsOn(int i) {
        return gradients[i] != null;
    }

    /** Whether rows of data are run in blocks. */
    public boolean isInBlocks() {
        return both.isInBlocks();
    }

    /** Number of loops that one run makes. */
    public int size() {
        return size;
    }
}
