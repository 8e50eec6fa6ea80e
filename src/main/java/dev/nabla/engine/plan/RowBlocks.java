package dev.nabla.engine.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Loop;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.ProductLoop;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.Storage;
import dev.nabla.engine.array.SumLoop;
import dev.nabla.engine.array.Team;

/**
 * A routine whose loops go over the rows of a large array, run block of rows by block of rows: forward and backward of a block together, while it is
 * in the cache, and blocks on all processors. What is a sum over rows (a loss, the gradient of a parameter) is added up within a block and then
 * over blocks in their order. How rows are divided depends on shapes alone, so results do not depend on the number of threads.
 *
 * <pre>
 * before:      what does not depend on the rows
 * each block:  loops over its rows; sums over its rows into sums of its own
 * sums:        sums of the blocks, added up in order
 * after:       what depends on those sums
 * </pre>
 */
final class RowBlocks implements Runnable {
    private final List<Runnable> before;
    private final Lane[] lanes;
    private final List<Runnable> after;
    private final IntConsumer lane = this::lane;

    /** Blocks that follow each other, with the arrays they work in: one thread's at a time. */
    private record Lane(List<List<Loop>> blocks) {
        void run() {
            for (int b = 0; b < blocks.size(); b++) {
                List<Loop> loops = blocks.get(b);
                for (int i = 0; i < loops.size(); i++) {
                    loops.get(i).run();
                }
            }
        }
    }

    private RowBlocks(List<Runnable> before, Lane[] lanes, List<Runnable> after) {
        this.before = before;
        this.lanes = lanes;
        this.after = after;
    }

    /** The routine in blocks, or null where it has no rows, too few, or no way to divide it. */
    static @Nullable RowBlocks of(Routine routine) {
        Rows rows = Rows.of(routine);
        return rows == null ? null : new Division(routine, rows).divide();
    }

    @Override
    public void run() {
        for (int i = 0; i < before.size(); i++) {
            before.get(i).run();
        }
        Team.run(lanes.length, lane);
        for (int i = 0; i < after.size(); i++) {
            after.get(i).run();
        }
    }

    private void lane(int i) {
        lanes[i].run();
    }

    /** {@code result = (Σ parts)/divisor}, in the order of the parts, in double. */
    private record Fold(NdArray result, NdArray[] parts, double divisor) implements Runnable {
        @Override
        public void run() {
            int n = result.size();
            Storage to = result.storage();
            int at = result.offset();
            if (parts[0].dtype() == DType.FLOAT32 && divisor == 1) {
                floats(to.floats(), at, n);
                return;
            }
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (NdArray part : parts) {
                    sum += part.storage().getDouble(i);
                }
                to.setDouble(at + i, SumLoop.divided(sum, divisor, to.dtype()));
            }
        }

        private void floats(float[] to, int at, int n) {
            System.arraycopy(parts[0].storage().floats(), 0, to, at, n);
            for (int k = 1; k < parts.length; k++) {
                float[] part = parts[k].storage().floats();
                for (int i = 0; i < n; i++) {
                    to[at + i] += part[i];
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

    /** Makes the loops of every block. */
    private static final class Division {
        /** Bytes that the arrays of a block should take: they stay in a second-level cache. */
        private static final int BLOCK_BYTES = 1 << 18;
        private static final int MOST_BLOCKS = 512;
        private static final int MOST_LANES = 8;
        /** Where sums are larger than this, few lanes have sums of their own. */
        private static final int LARGE_SUMS = 1 << 18;

        private final Routine routine;
        private final Rows rows;
        private final Set<Storage> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        private final IdentityHashMap<Loop, List<NdArray>> parts = new IdentityHashMap<>();

        Division(Routine routine, Rows rows) {
            this.routine = routine;
            this.rows = rows;
            kept.addAll(routine.given());
            for (NdArray r : routine.results()) {
                if (r != null) {
                    kept.add(r.storage());
                }
            }
        }

        RowBlocks divide() {
            List<Loop> inner = new ArrayList<>();
            List<Runnable> before = new ArrayList<>();
            List<Runnable> after = new ArrayList<>();
            for (Runnable r : routine.code()) {
                switch (rows.place(r)) {
                    case BEFORE -> before.add(r);
                    case AFTER -> after.add(r);
                    case INSIDE, SUM -> inner.add((Loop) r);
                }
            }
            int n = rows.count();
            int size = rowsInBlock(inner);
            int blocks = (n + size - 1) / size;
            Lane[] lanes = new Lane[Math.min(blocks, lanes(inner))];
            for (int l = 0; l < lanes.length; l++) {
                lanes[l] = lane(inner, (int) ((long) blocks * l / lanes.length), (int) ((long) blocks * (l + 1) / lanes.length), size);
            }
            List<Runnable> line = new ArrayList<>();
            for (Loop loop : inner) {
                List<NdArray> sums = parts.get(loop);
                if (sums != null) {
                    double divisor = loop instanceof SumLoop s ? s.divisor() : 1;
                    line.add(new Fold(loop.result(), sums.toArray(NdArray[]::new), divisor));
                }
            }
            line.addAll(after);
            return new RowBlocks(before, lanes, line);
        }

        private int rowsInBlock(List<Loop> inner) {
            Set<Storage> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            long bytesInRow = 0;
            for (Loop l : inner) {
                for (int k = 0; k <= l.count(); k++) {
                    Storage s = (k < l.count() ? l.operand(k) : l.result()).storage();
                    if (rows.unit(s) > 0 && seen.add(s)) {
                        bytesInRow += (long) rows.unit(s) * s.dtype().bytes();
                    }
                }
            }
            int n = rows.count();
            long fit = Math.max(1, BLOCK_BYTES / Math.max(1, bytesInRow));
            long most = Math.max(fit, (n + MOST_BLOCKS - 1) / MOST_BLOCKS);
            return (int) Math.min(Math.max(1, (most + 15) / 16 * 16), (n + 1) / 2);
        }

        private int lanes(List<Loop> inner) {
            long bytes = 0;
            for (Loop l : inner) {
                if (rows.place(l) == Rows.Place.SUM) {
                    bytes += (long) l.result().size() * l.result().dtype().bytes();
                }
            }
            return bytes > LARGE_SUMS ? 2 : MOST_LANES;
        }

        private Lane lane(List<Loop> inner, int from, int to, int size) {
            IdentityHashMap<Storage, Storage> own = new IdentityHashMap<>();
            IdentityHashMap<Loop, NdArray> sums = new IdentityHashMap<>();
            List<List<Loop>> blocks = new ArrayList<>();
            for (int b = from; b < to; b++) {
                int first = b * size;
                int count = Math.min(size, rows.count() - first);
                List<Loop> loops = new ArrayList<>();
                for (Loop l : inner) {
                    loops.add(rows.place(l) == Rows.Place.SUM ? summing(l, first, count, size, own, sums) : on(l, first, count, size, own));
                }
                blocks.add(loops);
            }
            return new Lane(blocks);
        }

        private Loop on(Loop l, int first, int count, int size, IdentityHashMap<Storage, Storage> own) {
            NdArray[] in = new NdArray[l.count()];
            for (int k = 0; k < in.length; k++) {
                in[k] = part(l.operand(k), rows.rowDim(l, k), first, count, size, own);
            }
            return l.on(part(l.result(), rows.rowDim(l, l.count()), first, count, size, own), in);
        }

        /** Sums of floats are kept in double, one for each block; products are added up over the blocks of a lane. */
        private Loop summing(Loop l, int first, int count, int size, IdentityHashMap<Storage, Storage> own,
                IdentityHashMap<Loop, NdArray> sums) {
            NdArray[] in = new NdArray[l.count()];
            for (int k = 0; k < in.length; k++) {
                in[k] = part(l.operand(k), rows.rowDim(l, k), first, count, size, own);
            }
            if (l instanceof SumLoop s) {
                NdArray sum = NdArray.zeros(DType.FLOAT64, l.result().shape());
                parts.computeIfAbsent(l, _ -> new ArrayList<>()).add(sum);
                return s.on(1, sum, in[0]);
            }
            NdArray sum = sums.get(l);
            boolean isFirst = sum == null;
            if (sum == null) {
                sum = NdArray.zeros(l.result().dtype(), l.result().shape());
                sums.put(l, sum);
                parts.computeIfAbsent(l, _ -> new ArrayList<>()).add(sum);
            }
            return ((ProductLoop) l).on(isFirst, sum, in[0], in[1]);
        }

        /** Some rows of an array: of the array itself where it is kept, else of one of the lane's own, in which every block begins at 0. */
        private NdArray part(NdArray a, int dim, int first, int count, int size, IdentityHashMap<Storage, Storage> own) {
            if (dim < 0) {
                return a;
            }
            int unit = rows.unit(a.storage());
            if (unit == 0 || kept.contains(a.storage())) {
                return a.sliced(dim, first, count, 1);
            }
            Storage block = own.computeIfAbsent(a.storage(), s -> NdArray.zeros(s.dtype(), Shape.of(size * unit)).storage());
            return a.sliced(dim, 0, count, 1).over(block);
        }
    }
}
