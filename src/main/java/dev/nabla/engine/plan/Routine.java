package dev.nabla.engine.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Op;
import dev.nabla.engine.Params;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.Loop;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.ProductLoop;
import dev.nabla.engine.array.Storage;
import dev.nabla.engine.array.Tape;

/**
 * A program laid out over arrays that stay: every op is run once under a {@link Tape}, and its loops are kept with the arrays they read and write.
 * Views cost nothing any more. An op that is not made of loops is called as it is, and its results copied to where they belong.
 *
 * @param code what is run, in order: {@link Loop}s and {@link Whole} calls
 * @param given storages that the code only reads: inputs and constants
 * @param sources the arrays of inputs and constants
 * @param results null where the program has none
 */
record Routine(List<Runnable> code, Set<Storage> given, List<NdArray> sources, List<@Nullable NdArray> results) {

    /** Results have another shape than when the program was traced: it does not fit the data it runs on. */
    static final class ShapeChanged extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ShapeChanged(Op op) {
            super(op.wireName(), null, false, false);
        }
    }

    /** A call of an op that is not made of loops. */
    record Whole(Op op, Params params, @Nullable Tensor[] inputs, @Nullable NdArray[] outputs) implements Runnable {
        @Override
        public void run() {
            NdArray[] out = op.compute(params, inputs);
            for (int k = 0; k < outputs.length; k++) {
                NdArray to = outputs[k];
                if (to != null) {
                    if (!out[k].shape().equals(to.shape())) {
                        throw new ShapeChanged(op);
                    }
                    to.assign(out[k]);
                }
            }
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

    /** Lays out a program whose inputs are these arrays. Runs it once. */
    static Routine of(Program program, List<NdArray> inputs) {
        return new Layout(program, inputs).lay();
    }

    /** Runs everything once more. */
    void run() {
        for (int i = 0; i < code.size(); i++) {
            code.get(i).run();
        }
    }

    /** Whether all of it is loops. */
    boolean isMadeOfLoops() {
        return code.stream().allMatch(Loop.class::isInstance);
    }

    private static final class Layout {
        private final Program program;
        private final @Nullable Tensor[] values;
        private final List<Runnable> code = new ArrayList<>();
        private final Set<Storage> known = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<NdArray> sources = new ArrayList<>();
        private final Set<Storage> given = Collections.newSetFromMap(new IdentityHashMap<>());

        Layout(Program program, List<NdArray> inputs) {
            this.program = program;
            this.values = new Tensor[program.slots().size()];
            for (int s = 0; s < values.length; s++) {
                values[s] = s < inputs.size() ? Tensor.of(inputs.get(s)) : program.slots().get(s).value();
                if (values[s] != null) {
                    known.add(values[s].data().storage());
                    given.add(values[s].data().storage());
                    sources.add(values[s].data());
                }
            }
        }

        Routine lay() {
            for (Program.Step step : program.steps()) {
                lay(step);
            }
            List<@Nullable NdArray> results = new ArrayList<>();
            for (int s : program.results()) {
                results.add(s < 0 ? null : array(s));
            }
            return new Routine(code, given, sources, results);
        }

        private NdArray array(int slot) {
            return Objects.requireNonNull(values[slot]).data();
        }

        private void lay(Program.Step step) {
            @Nullable
            Tensor[] in = new @Nullable Tensor[step.inputs().length];
            for (int i = 0; i < in.length; i++) {
                in[i] = step.inputs()[i] < 0 ? null : values[step.inputs()[i]];
            }
            Tape tape = new Tape();
            NdArray[] out = tape.record(() -> step.op().compute(step.params(), in));
            for (int k = 0; k < step.outputs().length; k++) {
                int s = step.outputs()[k];
                if (s >= 0 && !out[k].shape().equals(program.slots().get(s).shape())) {
                    throw new ShapeChanged(step.op());
                }
            }
            if (step.op().row().isMadeOfLoops() && areWritten(step, out, tape.loops())) {
                code.addAll(tape.loops());
                tape.loops().forEach(l -> known.add(l.result().storage()));
                put(step, out);
            } else {
                callWhole(step, in, out);
            }
        }

        /** Whether every result is a view of what is known, or filled by the loops. */
        private boolean areWritten(Program.Step step, NdArray[] out, List<Loop> loops) {
            Set<Storage> filled = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Loop l : loops) {
                NdArray to = l.result();
                Storage s = to.storage();
                boolean fills = to.isContiguous() && to.size() == s.length() && !l.accumulates();
                if (known.contains(s) || !fills && !filled.contains(s)) {
                    return false;
                }
                filled.add(s);
            }
            for (int k = 0; k < step.outputs().length; k++) {
                if (step.outputs()[k] >= 0 && !known.contains(out[k].storage()) && !filled.contains(out[k].storage())) {
                    return false;
                }
            }
            return true;
        }

        private void callWhole(Program.Step step, @Nullable Tensor[] in, NdArray[] out) {
            @Nullable
            NdArray[] places = new @Nullable NdArray[step.outputs().length];
            for (int k = 0; k < places.length; k++) {
                if (step.outputs()[k] >= 0) {
                    NdArray place = out[k].copy();
                    out[k] = place;
                    places[k] = place;
                    known.add(place.storage());
                }
            }
            code.add(new Whole(step.op(), step.params(), in, places));
            put(step, out);
        }

        private void put(Program.Step step, NdArray[] out) {
            for (int k = 0; k < step.outputs().length; k++) {
                if (step.outputs()[k] >= 0) {
                    values[step.outputs()[k]] = Tensor.of(out[k]);
                }
            }
        }
    }

    /**
     * The same with each result in an array of its own, contiguous, that nothing else writes to: where two results share one, or one is a view of
     * an input, it is copied at the end. A product whose transpose is the result is computed the other way round instead.
     */
    Routine withOwnResults(int from) {
        List<Runnable> line = new ArrayList<>(code);
        List<@Nullable NdArray> own = new ArrayList<>(results);
        Set<Storage> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = from; i < own.size(); i++) {
            NdArray r = own.get(i);
            if (r == null) {
                continue;
            }
            boolean isFree = !given.contains(r.storage()) && r.size() == r.storage().length() && taken.add(r.storage());
            if (isFree && r.isContiguous()) {
                continue;
            }
            NdArray turned = isFree ? turn(line, r) : null;
            if (turned == null) {
                Loop copy = Loop.copy(r);
                line.add(copy);
                turned = copy.result();
            }
            own.set(i, turned);
        }
        return new Routine(line, given, sources, own);
    }

    /** Where the array is the transpose of a product that nothing else reads: replaces the product by its transpose. */
    private @Nullable NdArray turn(List<Runnable> line, NdArray r) {
        int at = -1;
        for (int i = 0; i < line.size(); i++) {
            if (!(line.get(i) instanceof Loop l)) {
                if (line.get(i) instanceof Whole w && reads(w, r.storage())) {
                    return null;
                }
                continue;
            }
            for (int k = 0; k < l.count(); k++) {
                if (l.operand(k).storage() == r.storage()) {
                    return null;
                }
            }
            if (l.result().storage() == r.storage()) {
                if (at >= 0) {
                    return null;
                }
                at = i;
            }
        }
        boolean isShared = results.stream().filter(x -> x != null && x.storage() == r.storage()).count() > 1;
        if (at < 0 || isShared || !(line.get(at) instanceof ProductLoop p) || p.accumulates() || r.rank() != 2 || p.result().rank() != 2
                || !r.mT().isContiguous()) {
            return null;
        }
        ProductLoop turned = p.transposed();
        line.set(at, turned);
        return turned.result();
    }

    private static boolean reads(Whole w, Storage s) {
        for (Tensor t : w.inputs()) {
            if (t != null && t.data().storage() == s) {
                return true;
            }
        }
        return false;
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
