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
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * A straight line of calls of primitive ops over numbered slots: what was traced, before and after everything that need not be done is taken out.
 * The first slots are the inputs; constants have a value; every other slot is the result of one call.
 *
 * @param results slots of what the program is for; −1 for none
 */
record Program(List<Slot> slots, List<Step> steps, int inputs, int[] results) {
    /** What is known of a slot. */
    record Slot(Shape shape, DType dtype, @Nullable Tensor value) {
        boolean isConstant() {
            return value != null;
        }
    }

    /**
     * One call.
     *
     * @param inputs slots of the operands; −1 where an optional one is absent
     * @param outputs slots of the results; −1 where a result is not used
     */
    record Step(Op op, Params params, int[] inputs, int[] outputs) {
    }

    /** Two calls of which give the same. */
    private record Key(Op op, Params params, List<Integer> inputs) {
    }

    private record NumberKey(DType dtype, long bits) {
    }

    // ---- from the record ------------------------------------------------------------------------------------------

    /** The calls by which the results were computed from the inputs, as the record of primitive ops has them. */
    static Program of(List<Tensor> inputs, List<@Nullable Tensor> results) {
        return new Reading(inputs).read(results);
    }

    /** Numbers the sources on the way from the results to the inputs. */
    private static final class Reading {
        private final Map<Source, Integer> slotOf = new HashMap<>();
        private final Map<NumberKey, Integer> numbers = new HashMap<>();
        private final Map<Application, Step> stepOf = new HashMap<>();
        private final List<Slot> slots = new ArrayList<>();
        private final int inputs;

        Reading(List<Tensor> inputs) {
            this.inputs = inputs.size();
            for (Tensor t : inputs) {
                slotOf.put(t, slots.size());
                slots.add(new Slot(t.shape(), t.dtype(), null));
            }
        }

        Program read(List<@Nullable Tensor> results) {
            List<Step> steps = new ArrayList<>();
            for (Application a : calls(results)) {
                int[] in = new int[a.inputs().size()];
                for (int k = 0; k < in.length; k++) {
                    Source s = a.inputs().get(k);
                    in[k] = s == null ? -1 : slot(s);
                }
                Step step = new Step(a.op(), a.params(), in, new int[outputs(a)]);
                Arrays.fill(step.outputs, -1);
                stepOf.put(a, step);
                steps.add(step);
            }
            int[] wanted = new int[results.size()];
            for (int k = 0; k < wanted.length; k++) {
                Tensor t = results.get(k);
                wanted[k] = t == null ? -1 : slot(t.source());
            }
            return new Program(slots, steps, inputs, wanted);
        }

        private final Map<Application, Integer> outputsOf = new HashMap<>();

        private int outputs(Application a) {
            return outputsOf.getOrDefault(a, 0);
        }

        private List<Application> calls(List<@Nullable Tensor> results) {
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

        private void follow(@Nullable Source s, Set<Application> seen, Deque<Application> ahead) {
            if (s instanceof Computed c) {
                outputsOf.merge(c.application(), c.index() + 1, Math::max);
                if (seen.add(c.application())) {
                    ahead.push(c.application());
                }
            }
        }

        /** The slot of a source, made at its first use: a constant's, or the result of a step before. */
        private int slot(Source s) {
            Integer known = slotOf.get(s);
            if (known != null) {
                return known;
            }
            int made = slots.size();
            switch (s) {
                case Tensor constant -> {
                    Integer same = constant.isNumber() ? numbers.putIfAbsent(number(constant), made) : null;
                    if (same != null) {
                        return same;
                    }
                    slots.add(new Slot(constant.shape(), constant.dtype(), constant));
                }
                case Computed c -> {
                    slots.add(new Slot(c.shape(), c.dtype(), null));
                    Objects.requireNonNull(stepOf.get(c.application())).outputs[c.index()] = made;
                }
            }
            slotOf.put(s, made);
            return made;
        }

        private static NumberKey number(Tensor t) {
            NdArray a = t.data();
            return new NumberKey(t.dtype(), t.dtype().isFloat() ? Double.doubleToRawLongBits(a.getDouble(0)) : a.getLong(0));
        }
    }

    // ---- less of it -----------------------------------------------------------------------------------------------

    /**
     * The same results, with fewer calls: what depends on no input is computed here, what was computed before is not computed again, and what
     * changes nothing (·1, ^1, −−) is left out. Every number stays what it is, to the bit.
     */
    Program simplified() {
        List<Slot> known = new ArrayList<>(slots);
        int[] same = new int[slots.size()];
        Arrays.setAll(same, i -> i);
        Step[] producer = new Step[slots.size()];
        Map<Key, Step> done = new HashMap<>();
        List<Step> left = new ArrayList<>();
        for (Step step : steps) {
            int[] in = new int[step.inputs.length];
            boolean isConstant = !step.op.row().isRandom();
            for (int i = 0; i < in.length; i++) {
                in[i] = step.inputs[i] < 0 ? -1 : same[step.inputs[i]];
                isConstant &= in[i] < 0 || known.get(in[i]).isConstant();
            }
            Step now = new Step(step.op, step.params, in, step.outputs);
            if (isConstant) {
                compute(now, known);
                continue;
            }
            int unchanged = unchanged(now, known, producer);
            if (unchanged >= 0) {
                same[step.outputs[0]] = unchanged;
                continue;
            }
            Step before = step.op.row().isRandom() ? null
                    : done.putIfAbsent(new Key(step.op, step.params, Arrays.stream(in).boxed().toList()), now);
            if (before != null && covers(before, now)) {
                for (int k = 0; k < step.outputs.length; k++) {
                    if (step.outputs[k] >= 0) {
                        same[step.outputs[k]] = before.outputs[k];
                    }
                }
                continue;
            }
            left.add(now);
            for (int s : step.outputs) {
                if (s >= 0) {
                    producer[s] = now;
                }
            }
        }
        int[] wanted = Arrays.stream(results).map(s -> s < 0 ? -1 : same[s]).toArray();
        return new Program(known, left, inputs, wanted).needed();
    }

    private static void compute(Step step, List<Slot> known) {
        @Nullable
        Tensor[] in = new @Nullable Tensor[step.inputs.length];
        for (int i = 0; i < in.length; i++) {
            in[i] = step.inputs[i] < 0 ? null : known.get(step.inputs[i]).value();
        }
        NdArray[] out = step.op.compute(step.params, in);
        for (int k = 0; k < step.outputs.length; k++) {
            int s = step.outputs[k];
            if (s >= 0) {
                known.set(s, new Slot(known.get(s).shape(), known.get(s).dtype(), Tensor.of(out[k])));
            }
        }
    }

    /** The operand that the call gives back as it is, or −1. */
    private static int unchanged(Step step, List<Slot> known, Step[] producer) {
        int[] in = step.inputs;
        int kept = switch (step.op.wireName()) {
            case "mul" -> isOne(known.get(in[1])) ? in[0] : isOne(known.get(in[0])) ? in[1] : -1;
            case "div" -> step.params.get("rounding_mode") == null && isOne(known.get(in[1])) ? in[0] : -1;
            case "pow" -> isOne(known.get(in[1])) ? in[0] : -1;
            case "neg" -> {
                Step before = producer[in[0]];
                yield before != null && before.op.equals(step.op) ? before.inputs[0] : -1;
            }
            default -> -1;
        };
        if (kept < 0 || step.outputs.length != 1 || step.outputs[0] < 0) {
            return -1;
        }
        Slot from = known.get(kept);
        Slot to = known.get(step.outputs[0]);
        return from.dtype == to.dtype && from.dtype.isFloat() && from.shape.equals(to.shape) ? kept : -1;
    }

    private static boolean isOne(Slot slot) {
        Tensor t = slot.value;
        if (t == null || t.dtype() == DType.BOOL) {
            return false;
        }
        NdArray a = t.data();
        boolean isRepeated = true;
        for (int d = 0; d < a.rank(); d++) {
            isRepeated &= a.stride(d) == 0 || a.dim(d) == 1;
        }
        int n = isRepeated ? Math.min(1, a.size()) : a.size();
        boolean all = n > 0;
        for (int i = 0; i < n && all; i++) {
            all = a.getDouble(i) == 1;
        }
        return all;
    }

    private static boolean covers(Step before, Step now) {
        for (int k = 0; k < now.outputs.length; k++) {
            if (now.outputs[k] >= 0 && (k >= before.outputs.length || before.outputs[k] < 0)) {
                return false;
            }
        }
        return true;
    }

    /** Without the calls that no result needs. */
    Program needed() {
        boolean[] needed = new boolean[slots.size()];
        for (int s : results) {
            if (s >= 0) {
                needed[s] = true;
            }
        }
        Deque<Step> wanted = new ArrayDeque<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            boolean isNeeded = false;
            for (int s : step.outputs) {
                isNeeded |= s >= 0 && needed[s];
            }
            if (isNeeded) {
                wanted.push(step);
                for (int s : step.inputs) {
                    if (s >= 0) {
                        needed[s] = true;
                    }
                }
            }
        }
        return new Program(slots, List.copyOf(wanted), inputs, results);
    }

    /** For other results alone. */
    Program only(int... otherResults) {
        return new Program(slots, steps, inputs, otherResults).needed();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
