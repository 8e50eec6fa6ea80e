package dev.nabla.engine.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntConsumer;

import dev.nabla.engine.array.MatrixProduct.Slice;

/**
 * {@code C ← C + alpha·A·B} by OpenBLAS, cut by its shape into parts that the {@link Team} shares. Parts of most products are brief and computed on
 * the Java arrays themselves; a large product is copied to native memory block by block, which costs little beside its arithmetic.
 */
final class NativeProduct {
    /** Largest block in native memory, in each direction. */
    private static final int BLOCK = 1024;
    /** Rows of a block that one processor computes. */
    private static final int STRIP = 512;
    /** A product with fewer rows or columns than this does not repay copies. */
    private static final int NARROW = 16;
    /** Multiplications from which on copies pay. */
    private static final long LARGE = 1 << 27;
    /** Multiplications below which nobody is called to help. */
    private static final long DIVISIBLE = 1 << 22;

    /** Native memory for three blocks, kept for the next product; as many as there are processors. */
    private static final BlockingQueue<MemorySegment> SPARE = new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

    private final Operand a;
    private final Operand b;
    private final double alpha;
    private final Storage c;
    private final int at;
    private final int m;
    private final int n;
    private final int k;
    private final boolean fresh;
    /** What is computed on the Java arrays: the calls of each part in turn; none where the product goes through native memory. */
    private final List<List<Call>> parts = new ArrayList<>();
    private final IntConsumer part = this::part;

    /** One call of the library on parts of the arrays. */
    private record Call(DType dtype, boolean isMatrix, boolean transA, boolean transB, int rows, int columns, int terms, double alpha,
            MemorySegment left, int lda, MemorySegment right, int ldb, double beta, MemorySegment sum, int ldc) {
        void run() {
            if (isMatrix) {
                OpenBlas.multiplyBriefly(dtype, transA, transB, rows, columns, terms, alpha, left, lda, right, ldb, beta, sum, ldc);
            } else {
                OpenBlas.multiplyBriefly(dtype, transA, rows, columns, alpha, left, lda, right, ldb, beta, sum, ldc);
            }
        }
    }

    /**
     * @param at where C begins, row-major without gaps
     * @param fresh whether C is to be overwritten
     */
    NativeProduct(Slice a, Slice b, double alpha, Storage c, int at, int m, int n, int k, boolean fresh) {
        this.a = Operand.of(a, m, k);
        this.b = Operand.of(b, k, n);
        this.alpha = alpha;
        this.c = c;
        this.at = at;
        this.m = m;
        this.n = n;
        this.k = k;
        this.fresh = fresh;
        if (Math.min(m, n) < NARROW) {
            parts.add(new ArrayList<>());
            brief(0, 0, 0, m, n, k);
        } else if ((long) m * n * k < LARGE || OpenBlas.isBrief(m, n, k, c.dtype().bytes())) {
            cut(0, 0, m, n);
        }
    }

    /** Whether it reads the operands where they are, and so can be run again. */
    boolean isOfViews() {
        return a.isView && b.isView;
    }

    /** Divides rows or columns until each part is brief, or no longer worth it. */
    private void cut(int i, int j, int rows, int columns) {
        if (OpenBlas.isBrief(rows, columns, k, c.dtype().bytes()) || Math.max(rows, columns) <= 2 * NARROW) {
            parts.add(new ArrayList<>());
            brief(i, j, 0, rows, columns, k);
        } else if (rows >= columns) {
            int half = (rows / 2 + NARROW - 1) / NARROW * NARROW;
            cut(i, j, half, columns);
            cut(i + half, j, rows - half, columns);
        } else {
            int half = (columns / 2 + NARROW - 1) / NARROW * NARROW;
            cut(i, j, rows, half);
            cut(i, j + half, rows, columns - half);
        }
    }

    void run() {
        if (parts.isEmpty()) {
            blocks();
        } else if ((long) m * n * k >= DIVISIBLE) {
            Team.run(parts.size(), part);
        } else {
            for (int p = 0; p < parts.size(); p++) {
                part(p);
            }
        }
    }

    private void part(int p) {
        List<Call> calls = parts.get(p);
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).run();
        }
    }

    /** A row-major matrix with rows {@code ld} apart, or the transpose of one. */
    private record Operand(Storage storage, int at, int ld, boolean transposed, boolean isView) {
        static Operand of(Slice s, int rows, int columns) {
            if ((s.column == 1 || columns == 1) && (s.row >= columns || rows == 1)) {
                return new Operand(s.storage, s.at, Math.max(rows == 1 ? columns : s.row, 1), false, true);
            }
            if ((s.row == 1 || rows == 1) && (s.column >= rows || columns == 1)) {
                return new Operand(s.storage, s.at, Math.max(columns == 1 ? rows : s.column, 1), true, true);
            }
            Storage copy = Storage.allocate(s.storage.dtype(), rows * columns);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    copy.set(i * columns + j, s.storage, s.at + i * s.row + j * s.column);
                }
            }
            return new Operand(copy, 0, columns, false, false);
        }

        Operand mT() {
            return new Operand(storage, at, ld, !transposed, isView);
        }

        /** The same matrix without its first rows and columns. */
        Operand part(int i, int j) {
            return new Operand(storage, index(i, j), ld, transposed, isView);
        }

        int index(int i, int j) {
            return transposed ? at + j * ld + i : at + i * ld + j;
        }
    }

    /** The part of the product that begins at row i, column j and term l; halved until it is brief. */
    private void brief(int i, int j, int l, int rows, int columns, int terms) {
        if (OpenBlas.isBrief(rows, columns, terms, c.dtype().bytes())) {
            call(i, j, l, rows, columns, terms);
        } else if (terms >= rows && terms >= columns) {
            brief(i, j, l, rows, columns, terms / 2);
            brief(i, j, l + terms / 2, rows, columns, terms - terms / 2);
        } else if (rows >= columns) {
            brief(i, j, l, rows / 2, columns, terms);
            brief(i + rows / 2, j, l, rows - rows / 2, columns, terms);
        } else {
            brief(i, j, l, rows, columns / 2, terms);
            brief(i, j + columns / 2, l, rows, columns - columns / 2, terms);
        }
    }

    private void call(int i, int j, int l, int rows, int columns, int terms) {
        double beta = fresh && l == 0 ? 0 : 1;
        MemorySegment sum = from(c, at + i * n + j);
        MemorySegment left = from(a.storage, a.index(i, l));
        MemorySegment right = from(b.storage, b.index(l, j));
        Call call = n == 1 ? timesVector(a, rows, terms, left, right, b.transposed ? 1 : b.ld, beta, sum, n)
                : m == 1 ? timesVector(b.mT(), columns, terms, right, left, a.transposed ? a.ld : 1, beta, sum, 1)
                        : new Call(c.dtype(), true, a.transposed, b.transposed, rows, columns, terms, alpha, left, a.ld, right, b.ld, beta,
                                sum,
                                n);
        parts.getLast().add(call);
    }

    /** A part of a matrix, height×width, times a vector. */
    private Call timesVector(Operand x, int height, int width, MemorySegment matrix, MemorySegment vector, int dv, double beta,
            MemorySegment sum, int dc) {
        int rows = x.transposed ? width : height;
        int columns = x.transposed ? height : width;
        return new Call(c.dtype(), false, x.transposed, false, rows, columns, 0, alpha, matrix, x.ld, vector, dv, beta, sum, dc);
    }

    private static MemorySegment from(Storage s, int at) {
        return s.dtype() == DType.FLOAT64 ? MemorySegment.ofArray(s.doubles()).asSlice(8L * at)
                : MemorySegment.ofArray(s.floats()).asSlice(4L * at);
    }

    // ---- blocks in native memory ----------------------------------------------------------------------------------

    private void blocks() {
        MemorySegment spare = SPARE.poll();
        MemorySegment memory = spare == null ? Arena.ofAuto().allocate(3L * BLOCK * BLOCK * Double.BYTES, 64) : spare;
        try {
            for (int i = 0; i < m; i += BLOCK) {
                for (int j = 0; j < n; j += BLOCK) {
                    for (int l = 0; l < k; l += BLOCK) {
                        block(memory, i, j, l, Math.min(BLOCK, m - i), Math.min(BLOCK, n - j), Math.min(BLOCK, k - l));
                    }
                }
            }
        } finally {
            boolean _ = SPARE.offer(memory);
        }
    }

    /** One block of C and what one block of A and of B add to it; B is shared, rows of A and C are each one processor's. */
    private void block(MemorySegment memory, int i, int j, int l, int rows, int columns, int terms) {
        long size = (long) BLOCK * BLOCK * Double.BYTES;
        MemorySegment left = memory.asSlice(0, size);
        MemorySegment right = memory.asSlice(size, size);
        MemorySegment sum = memory.asSlice(2 * size, size);
        int bytes = c.dtype().bytes();
        Operand whole = b.part(l, j);
        int lines = b.transposed ? columns : terms;
        int ldb = b.transposed ? terms : columns;
        Team.run((lines + STRIP - 1) / STRIP, s -> {
            int from = s * STRIP;
            copy(whole.storage, whole.at + from * whole.ld, whole.ld, Math.min(STRIP, lines - from), ldb,
                    right.asSlice((long) from * ldb * bytes));
        });
        Team.run((rows + STRIP - 1) / STRIP, s -> {
            int from = i + s * STRIP;
            int height = Math.min(STRIP, rows - s * STRIP);
            MemorySegment strip = left.asSlice((long) s * STRIP * BLOCK * bytes);
            MemorySegment to = sum.asSlice((long) s * STRIP * BLOCK * bytes);
            Operand part = a.part(from, l);
            int lda = a.transposed ? height : terms;
            copy(part.storage, part.at, part.ld, a.transposed ? terms : height, lda, strip);
            int target = at + from * n + j;
            boolean isFirst = fresh && l == 0;
            if (!isFirst) {
                copy(c, target, n, height, columns, to);
            }
            OpenBlas.multiply(c.dtype(), a.transposed, b.transposed, height, columns, terms, alpha, strip, lda, right, ldb,
                    isFirst ? 0 : 1, to, columns);
            copyBack(to, height, columns, target);
        });
    }

    private static void copy(Storage from, int at, int ld, int lines, int length, MemorySegment to) {
        int pieces = ld == length ? 1 : lines;
        int size = lines / pieces * length;
        for (int r = 0; r < pieces; r++) {
            if (from.dtype() == DType.FLOAT64) {
                MemorySegment.copy(from.doubles(), at + r * ld, to, ValueLayout.JAVA_DOUBLE, 8L * r * length, size);
            } else {
                MemorySegment.copy(from.floats(), at + r * ld, to, ValueLayout.JAVA_FLOAT, 4L * r * length, size);
            }
        }
    }

    private void copyBack(MemorySegment from, int lines, int length, int to) {
        int pieces = n == length ? 1 : lines;
        int size = lines / pieces * length;
        for (int r = 0; r < pieces; r++) {
            if (c.dtype() == DType.FLOAT64) {
                MemorySegment.copy(from, ValueLayout.JAVA_DOUBLE, 8L * r * length, c.doubles(), to + r * n, size);
            } else {
                MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, 4L * r * length, c.floats(), to + r * n, size);
            }
        }
    }
}
