package dev.nabla.engine.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Application;
import dev.nabla.engine.Computed;
import dev.nabla.engine.Op;
import dev.nabla.engine.Params;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * A straight line of kernel calls over numbered slots. The first slots are the inputs; constants stand in theirs from the beginning; every other
 * slot is written by one call and dropped after its last use.
 */
final class Program {
    /**
     * One call.
     *
     * @param inputs slots of the operands; −1 where an optional one is absent
     * @param outputs slots of the results; −1 where a result is not used
     * @param shapes what the results must look like, so that the calls after this one still fit
     * @param done slots that nobody reads after this call
     */
    record Step(Op op, Params params, int[] inputs, int[] outputs, @Nullable Shape[] shapes, int[] done) {
    }

    private final Step[] steps;
    private final @Nullable Tensor[] slots;
    private final int inputs;

    private Program(Step[] steps, @Nullable Tensor[] slots, int inputs) {
        this.steps = steps;
        this.slots = slots;
        this.inputs = inputs;
    }

    /** Results have another shape than when the program was traced: it does not fit the data it runs on. */
    static final class ShapeChanged extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ShapeChanged(Op op) {
            super(op.wireName(), null, false, false);
        }
    }

    /**
     * The calls by which the results were computed from the inputs, as the record of primitive ops has them.
     *
     * @param results each the slot in {@code slotsOf} of the same position; null has none
     * @param slotsOf filled
     */
    static Program of(List<Tensor> inputs, List<@Nullable Tensor> results, int[] slotsOf) {
        Map<Source, Integer> slot = new HashMap<>();
        List<@Nullable Tensor> slots = new ArrayList<>();
        for (Tensor t : inputs) {
            slot.put(t, slots.size());
            slots.add(t);
        }
        List<Application> calls = calls(results);
        List<Step> steps = new ArrayList<>();
        for (Application a : calls) {
            steps.add(new Step(a.op(), a.params(), new int[a.inputs().size()], new int[0], new Shape[0], new int[0]));
        }
        Map<Application, Integer> position = HashMap.newHashMap(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            position.put(calls.get(i), i);
            Step step = steps.get(i);
            for (int k = 0; k < step.inputs.length; k++) {
                Source s = calls.get(i).inputs().get(k);
                step.inputs[k] = s == null ? -1 : slotFor(s, slot, slots, steps, position);
            }
        }
        for (int k = 0; k < slotsOf.length; k++) {
            Tensor t = results.get(k);
            slotsOf[k] = t == null ? -1 : slotFor(t.source(), slot, slots, steps, position);
        }
        return new Program(steps.toArray(Step[]::new), slots.toArray(Tensor[]::new), inputs.size()).dropping(slotsOf);
    }

    /** The slot of a source, made at its first use: a constant's, or the result of a step before. */
    private static int slotFor(Source s, Map<Source, Integer> slot, List<@Nullable Tensor> slots, List<Step> steps,
            Map<Application, Integer> position) {
        Integer known = slot.get(s);
        if (known != null) {
            return known;
        }
        int made = slots.size();
        slot.put(s, made);
        switch (s) {
            case Tensor constant -> slots.add(constant);
            case Computed c -> {
                slots.add(null);
                int at = Objects.requireNonNull(position.get(c.application()));
                steps.set(at, withOutput(steps.get(at), c.index(), made, c.shape()));
            }
        }
        return made;
    }

    private static Step withOutput(Step step, int index, int slot, Shape shape) {
        int n = Math.max(step.outputs.length, index + 1);
        int[] outputs = Arrays.copyOf(step.outputs, n);
        Arrays.fill(outputs, step.outputs.length, n, -1);
        @Nullable
        Shape[] shapes = Arrays.copyOf(step.shapes, n);
        outputs[index] = slot;
        shapes[index] = shape;
        return new Step(step.op, step.params, step.inputs, outputs, shapes, step.done);
    }

    private static List<Application> calls(List<@Nullable Tensor> results) {
        Set<Application> seen = new LinkedHashSet<>();
        Deque<Application> ahead = new ArrayDeque<>();
        for (Tensor t : results) {
            if (t != null) {
                follow(t.source(), seen, ahead);
            }
        }
        for (Application a = ahead.poll(); a != null; a = ahead.poll()) {
            for (Source s : a.inputs()) {
                follow(s, seen, ahead);
            }
        }
        List<Application> calls = new ArrayList<>(seen);
        calls.sort(Comparator.comparingLong(Application::sequence));
        return calls;
    }

    private static void follow(@Nullable Source s, Set<Application> seen, Deque<Application> ahead) {
        if (s instanceof Computed c && seen.add(c.application())) {
            ahead.push(c.application());
        }
    }

    /** The same steps; each drops what only it read last, but for what is kept. */
    private Program dropping(int[] kept) {
        int[] last = new int[slots.length];
        Arrays.fill(last, -1);
        for (int i = 0; i < steps.length; i++) {
            for (int s : steps[i].inputs) {
                if (s >= 0) {
                    last[s] = i;
                }
            }
            for (int s : steps[i].outputs) {
                if (s >= 0) {
                    last[s] = i;
                }
            }
        }
        for (int s : kept) {
            if (s >= 0) {
                last[s] = -1;
            }
        }
        List<List<Integer>> done = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            done.add(new ArrayList<>());
        }
        for (int s = inputs; s < slots.length; s++) {
            if (slots[s] == null && last[s] >= 0) {
                done.get(last[s]).add(s);
            }
        }
        Step[] dropping = new Step[steps.length];
        for (int i = 0; i < steps.length; i++) {
            Step s = steps[i];
            dropping[i] =
                    new Step(s.op, s.params, s.inputs, s.outputs, s.shapes, done.get(i).stream().mapToInt(Integer::intValue).toArray());
        }
        return new Program(dropping, slots, inputs);
    }

    /**
     * The same results with what depends on no input computed once and for all. The inputs must be set.
     *
     * @param kept the slots of the results
     */
    Program folded(int[] kept) {
        boolean[] varies = new boolean[slots.length];
        Arrays.fill(varies, 0, inputs, true);
        @Nullable
        Tensor[] known = slots.clone();
        List<Step> left = new ArrayList<>();
        for (Step step : steps) {
            boolean depends = step.op.row().isRandom();
            for (int s : step.inputs) {
                depends |= s >= 0 && varies[s];
            }
            if (depends) {
                left.add(step);
                for (int s : step.outputs) {
                    if (s >= 0) {
                        varies[s] = true;
                    }
                }
            } else {
                run(step, known);
            }
        }
        return new Program(left.toArray(Step[]::new), known, inputs).dropping(kept);
    }

    /** The steps that some results need, on the same slots. */
    Program only(int[] kept) {
        boolean[] needed = new boolean[slots.length];
        for (int s : kept) {
            if (s >= 0) {
                needed[s] = true;
            }
        }
        Deque<Step> wanted = new ArrayDeque<>();
        for (int i = steps.length - 1; i >= 0; i--) {
            boolean isNeeded = false;
            for (int s : steps[i].outputs) {
                isNeeded |= s >= 0 && needed[s];
            }
            if (isNeeded) {
                wanted.push(steps[i]);
                for (int s : steps[i].inputs) {
                    if (s >= 0) {
                        needed[s] = true;
                    }
                }
            }
        }
        return new Program(wanted.toArray(Step[]::new), slots, inputs).dropping(kept);
    }

    /** Sets an input, until it is set again. */
    void set(int input, Tensor value) {
        slots[input] = value;
    }

    /** Number of calls. */
    int size() {
        return steps.length;
    }

    /**
     * Runs every step.
     *
     * @throws ShapeChanged where a result does not have the shape it had when traced
     */
    void run() {
        for (Step step : steps) {
            run(step, slots);
            for (int s : step.done) {
                slots[s] = null;
            }
        }
    }

    private static void run(Step step, @Nullable Tensor[] slots) {
        @Nullable
        Tensor[] in = new @Nullable Tensor[step.inputs.length];
        for (int i = 0; i < in.length; i++) {
            in[i] = step.inputs[i] < 0 ? null : slots[step.inputs[i]];
        }
        NdArray[] out = step.op.compute(step.params, in);
        for (int k = 0; k < step.outputs.length; k++) {
            if (step.outputs[k] >= 0) {
                if (!Objects.equals(out[k].shape(), step.shapes[k])) {
                    throw new ShapeChanged(step.op);
                }
                slots[step.outputs[k]] = Tensor.of(out[k]);
            }
        }
    }

    /** What a slot holds after a run. */
    NdArray value(int slot) {
        Tensor t = slots[slot];
        if (t == null) {
            throw new IllegalStateException("slot " + slot + " is empty");
        }
        return t.data();
    }
}
