package dev.nabla.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Autograd;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * A loss and its gradients as two straight lines of kernel calls, traced once: the forward pass is run on stand-ins while every primitive op is
 * recorded, backward is recorded with it (create_graph), and what neither needs, or what depends on no input, is not run again. The numbers are
 * those of the eager engine, bit for bit: the same kernels in the same order.
 */
public final class Plan {
    private final Program both;
    private final Program forward;
    private final int parameters;
    private final int[] gradientSlots;
    private final boolean[] aliases;
    private final int lossSlot;
    private final List<Shape> inputShapes;

    private Plan(Program both, Program forward, int parameters, int lossSlot, int[] gradientSlots, boolean[] aliases,
            List<Shape> inputShapes) {
        this.both = both;
        this.forward = forward;
        this.parameters = parameters;
        this.lossSlot = lossSlot;
        this.gradientSlots = gradientSlots;
        this.aliases = aliases;
        this.inputShapes = inputShapes;
    }

    /**
     * Traces a loss.
     *
     * @param parameters what is differentiated, with values to trace at
     * @param data what else changes from run to run, likewise
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
        int[] slots = new int[results.size()];
        Program whole = Program.of(inputs, results, slots).folded(slots);
        whole.run();
        int[] gradients = java.util.Arrays.copyOfRange(slots, 1, slots.length);
        boolean[] aliases = new boolean[gradients.length];
        for (int i = 0; i < gradients.length; i++) {
            aliases[i] = gradients[i] >= 0 && sharesStorage(whole.value(gradients[i]), leaves);
        }
        return new Plan(whole, whole.only(new int[]{slots[0]}), leaves.size(), slots[0], gradients, aliases,
                inputs.stream().map(Tensor::shape).toList());
    }

    private static boolean sharesStorage(NdArray a, List<Tensor> leaves) {
        return leaves.stream().anyMatch(t -> t.data().storage() == a.storage());
    }

    /** Sets parameter i; its elements may change afterwards and the next run sees it. */
    public void parameter(int i, NdArray value) {
        set(i, value);
    }

    /** Sets data j. */
    public void data(int j, NdArray value) {
        set(parameters + j, value);
    }

    private void set(int input, NdArray value) {
        if (!value.shape().equals(inputShapes.get(input))) {
            throw new IllegalArgumentException(value.shape() + " for an input traced with " + inputShapes.get(input));
        }
        both.set(input, Tensor.of(value));
    }

    /** Computes the loss and all gradients at the present inputs. */
    public double run() {
        both.run();
        return both.value(lossSlot).getDouble(0);
    }

    /** Computes the loss alone. */
    public double value() {
        forward.run();
        return forward.value(lossSlot).getDouble(0);
    }

    /** The loss found by the last run. */
    public NdArray loss() {
        return both.value(lossSlot);
    }

    /** The gradient of parameter i found by the last {@link #run}, or null where the loss does not depend on it. Never changes afterwards. */
    public @Nullable NdArray gradient(int i) {
        if (gradientSlots[i] < 0) {
            return null;
        }
        NdArray g = both.value(gradientSlots[i]);
        return aliases[i] ? g.copy() : g;
    }

    /** Whether the loss depends on parameter i. */
    public boolean dependsOn(int i) {
        return gradientSlots[i] >= 0;
    }

    /** Number of kernel calls that one run makes. */
    public int size() {
        return both.size();
    }
}
