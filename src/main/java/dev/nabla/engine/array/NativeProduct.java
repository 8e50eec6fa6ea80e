package dev.nabla.engine.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import dev.nabla.engine.array.MatrixProduct.Slice;

/**
 * {@code C ← C + alpha·A·B} by OpenBLAS. Brief products are computed on the Java arrays themselves. Longer ones are cut: a narrow one, which is
 * over as soon as its memory is read, into brief ones; any other into blocks that are copied to native memory first, which costs little beside the
 * arithmetic of a block.
 */
final class NativeProduct {
    /** Largest block, in each direction. */
    private static final int BLOCK = 1024;
    /** A product with fewer rows or columns than this does not repay copies. */
    private static final int NARROW = 16;

    /** Native memory for three blocks, kept for the next product; as many as there are processors. */
    private static final BlockingQueue<MemorySegment> SPARE = new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

    private final Operand a;
    private final Operand b;
    private final double alpha;
    private final Storage c;
    private final int ldc;
    private final boolean fresh;

    private NativeProduct(Operand a, Operand b, double alpha, Storage c, int ldc, boolean fresh) {
        this.a = a;
        this.b = b;
        this.alpha = alpha;
        this.c = c;
        this.ldc = ldc;
        this.fresh = fresh;
    }

    /** A row-major matrix with rows {@code ld} apart, or the transpose of one. */
    private record Operand(Storage storage, int at, int ld, boolean transposed) {
        static Operand of(Slice s, int rows, int columns) {
            if ((s.column == 1 || columns == 1) && (s.row >= columns || rows == 1)) {
                return new Operand(s.storage, s.at, Math.max(rows == 1 ? columns : s.row, 1), false);
            }
            if ((s.row == 1 || rows == 1) && (s.column >= rows || columns == 1)) {
                return new Operand(s.storage, s.at, Math.max(columns == 1 ? rows : s.column, 1), true);
            }
            Storage copy = Storage.allocate(s.storage.dtype(), rows * columns);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    copy.set(i * columns + j, s.storage, s.at + i * s.row + j * s.column);
                }
            }
            return new Operand(copy, 0, columns, false);
        }

        Operand mT() {
            return new Operand(storage, at, ld, !transposed);
        }

        int index(int i, int j) {
            return transposed ? at + j * ld + i : at + i * ld + j;
        }
    }

    /**
     * @param at where C begins, row-major without gaps
     * @param fresh whether C is known to be zero
     */
    static void accumulate(Slice a, Slice b, double alpha, Storage c, int at, int m, int n, int k, boolean fresh) {
        NativeProduct p = new NativeProduct(Operand.of(a, m, k), Operand.of(b, k, n), alpha, c, n, fresh);
        if (Math.min(m, n) < NARROW || OpenBlas.isBrief(m, n, k, c.dtype().bytes())) {
            p.brief(0, 0, 0, at, m, n, k);
        } else {
            p.blocks(at, m, n, k);
        }
    }

    /** The part of the product that begins at row i, column j and term l; halved until it is brief. */
    private void brief(int i, int j, int l, int at, int m, int n, int k) {
        if (OpenBlas.isBrief(m, n, k, c.dtype().bytes())) {
            call(i, j, l, at, m, n, k);
        } else if (k >= m && k >= n) {
            brief(i, j, l, at, m, n, k / 2);
            brief(i, j, l + k / 2, at, m, n, k - k / 2);
        } else if (m >= n) {
            brief(i, j, l, at, m / 2, n, k);
            brief(i + m / 2, j, l, at + m / 2 * ldc, m - m / 2, n, k);
        } else {
            brief(i, j, l, at, m, n / 2, k);
            brief(i, j + n / 2, l, at + n / 2, m, n - n / 2, k);
        }
    }

    private void call(int i, int j, int l, int at, int m, int n, int k) {
        if (n == 1) {
            timesVector(a, i, l, m, k, b.storage, b.index(l, j), b.transposed ? 1 : b.ld, at, ldc);
        } else if (m == 1) {
            timesVector(b.mT(), j, l, n, k, a.storage, a.index(i, l), a.transposed ? a.ld : 1, at, 1);
        } else if (c.dtype() == DType.FLOAT64) {
            OpenBlas.multiply(a.transposed, b.transposed, m, n, k, alpha, a.storage.doubles(), a.index(i, l), a.ld, b.storage.doubles(),
                    b.index(l, j), b.ld, c.doubles(), at, ldc);
        } else {
            OpenBlas.multiply(a.transposed, b.transposed, m, n, k, (float) alpha, a.storage.floats(), a.index(i, l), a.ld,
                    b.storage.floats(), b.index(l, j), b.ld, c.floats(), at, ldc);
        }
    }

    /** The part of a matrix that begins at (i, j), m×n, times a vector, to where C stands at {@code at}. */
    private void timesVector(Operand x, int i, int j, int m, int n, Storage v, int vt, int dv, int at, int dc) {
        int rows = x.transposed ? n : m;
        int columns = x.transposed ? m : n;
        if (c.dtype() == DType.FLOAT64) {
            OpenBlas.multiply(x.transposed, rows, columns, alpha, x.storage.doubles(), x.index(i, j), x.ld, v.doubles(), vt, dv,
                    c.doubles(), at,
                    dc);
        } else {
            OpenBlas.multiply(x.transposed, rows, columns, (float) alpha, x.storage.floats(), x.index(i, j), x.ld, v.floats(), vt, dv,
                    c.floats(), at, dc);
        }
    }

    // ---- blocks in native memory ----------------------------------------------------------------------------------

    private void blocks(int at, int m, int n, int k) {
        MemorySegment memory = SPARE.poll();
        if (memory == null) {
            memory = Arena.ofAuto().allocate(3L * BLOCK * BLOCK * Double.BYTES, 64);
        }
        try {
            long size = (long) BLOCK * BLOCK * Double.BYTES;
            MemorySegment left = memory.asSlice(0, size);
            MemorySegment right = memory.asSlice(size, size);
            MemorySegment sum = memory.asSlice(2 * size, size);
            for (int i = 0; i < m; i += BLOCK) {
                int rows = Math.min(BLOCK, m - i);
                for (int j = 0; j < n; j += BLOCK) {
                    int columns = Math.min(BLOCK, n - j);
                    if (!fresh) {
                        copy(c, at + i * ldc + j, ldc, rows, columns, sum);
                    }
                    for (int l = 0; l < k; l += BLOCK) {
                        int terms = Math.min(BLOCK, k - l);
                        int lda = copy(a, i, l, rows, terms, left);
                        int ldb = copy(b, l, j, terms, columns, right);
                        OpenBlas.multiply(c.dtype(), a.transposed, b.transposed, rows, columns, terms, alpha, left, lda, right, ldb,
                                fresh && l == 0 ? 0 : 1, sum, columns);
                    }
                    copyBack(sum, rows, columns, at + i * ldc + j);
                }
            }
        } finally {
            boolean _ = SPARE.offer(memory);
        }
    }

    /** Copies a block without gaps, rows as they are stored, and gives their length. */
    private static int copy(Operand x, int i, int j, int rows, int columns, MemorySegment to) {
        int lines = x.transposed ? columns : rows;
        int length = x.transposed ? rows : columns;
        copy(x.storage, x.index(i, j), x.ld, lines, length, to);
        return length;
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

    private void copyBack(MemorySegment from, int lines, int length, int at) {
        int pieces = ldc == length ? 1 : lines;
        int size = lines / pieces * length;
        for (int r = 0; r < pieces; r++) {
            if (c.dtype() == DType.FLOAT64) {
                MemorySegment.copy(from, ValueLayout.JAVA_DOUBLE, 8L * r * length, c.doubles(), at + r * ldc, size);
            } else {
                MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, 4L * r * length, c.floats(), at + r * ldc, size);
            }
        }
    }
}
