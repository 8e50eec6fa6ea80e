package dev.nabla.engine.array;

/**
 * Products of matrices, or of whole batches of them: operands are {@code [..., m, k]} and {@code [..., k, n]} with the same leading sizes, of any
 * strides. Integers wrap around.
 *
 * <p>Tiny products and those of two vectors are plain sums in double, rounded once. All others are computed by OpenBLAS; where that cannot be
 * loaded, larger ones are computed in double, tile by tile: both operands are copied into panels of {@value #TILE} rows or columns, so that the
 * innermost loop reads them in order and keeps {@value #TILE}×{@value #TILE} sums in registers (the scheme of Goto and van de Geijn, "Anatomy of
 * high-performance matrix multiplication", 2008).
 */
public final class MatrixProduct {
    private static final int TILE = 4;
    /** Up to this many multiplications a call of the native library costs more than the sums. */
    private static final long TINY = 48;
    /** Up to this many multiplications the copies cost more than they save. */
    private static final long SMALL = 4096;
    /** Doubles in a packed panel of B: half a megabyte, so that it stays in the second-level cache. */
    private static final int PANEL = 1 << 16;

    private MatrixProduct() {
    }

    /** {@code A·B}, a new array {@code [..., m, n]} of their dtype. */
    public static NdArray of(NdArray a, NdArray b) {
        int rank = a.rank();
        NdArray c = NdArray.zeros(a.dtype(), a.shape().with(rank - 1, b.dim(rank - 1)));
        accumulate(a, b, 1, c, true);
        return c;
    }

    /**
     * {@code C ← C + alpha·A·B}.
     *
     * @param c contiguous, {@code [..., m, n]}, of the operands' dtype; modified
     */
    public static void accumulate(NdArray a, NdArray b, double alpha, NdArray c) {
        accumulate(a, b, alpha, c, false);
    }

    private static void accumulate(NdArray a, NdArray b, double alpha, NdArray c, boolean fresh) {
        Tape.run(new ProductLoop(c, a, b, alpha, fresh));
    }

    /** Whether the products of these sizes are plain sums. */
    static boolean isTiny(int m, int n, int k) {
        return (long) m * n * k <= TINY || m == 1 && n == 1;
    }

    /** One product without the native library, or of integers. */
    static void plain(Slice x, Slice y, double alpha, Storage c, int at, int m, int n, int k) {
        if (!c.dtype().isFloat()) {
            integers(x, y, (long) alpha, c, at, m, n, k);
        } else if ((long) m * n * k <= SMALL || m == 1 && n == 1) {
            sums(x, y, alpha, c, at, m, n, k);
        } else {
            tiles(x, y, alpha, c, at, m, n, k);
        }
    }

    /** Where matrix i of a batch begins. */
    static int batchOffset(NdArray a, int i) {
        int at = a.offset();
        for (int d = a.rank() - 3; d >= 0; d--) {
            at += i % a.dim(d) * a.stride(d);
            i /= a.dim(d);
        }
        return at;
    }

    /** One matrix of a batch: element (i, j) at {@code at + i·row + j·column}. */
    static final class Slice {
        final Storage storage;
        final int row;
        final int column;
        int at;

        Slice(NdArray a, int at) {
            this.storage = a.storage();
            this.row = a.stride(a.rank() - 2);
            this.column = a.stride(a.rank() - 1);
            this.at = at;
        }

        void at(int offset) {
            at = offset;
        }
    }

    private static void integers(Slice a, Slice b, long alpha, Storage c, int at, int m, int n, int k) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                long sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a.storage.getLong(a.at + i * a.row + p * a.column) * b.storage.getLong(b.at + p * b.row + j * b.column);
                }
                int q = at + i * n + j;
                c.setLong(q, c.getLong(q) + alpha * sum);
            }
        }
    }

    private static void sums(Slice a, Slice b, double alpha, Storage c, int at, int m, int n, int k) {
        boolean wide = c.dtype() == DType.FLOAT64;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int p = a.at + i * a.row;
                int q = b.at + j * b.column;
                double sum = wide ? dot(k, a.storage.doubles(), p, a.column, b.storage.doubles(), q, b.row)
                        : dot(k, a.storage.floats(), p, a.column, b.storage.floats(), q, b.row);
                int r = at + i * n + j;
                c.setDouble(r, c.getDouble(r) + alpha * sum);
            }
        }
    }

    /** {@code Σ x[p + i·s]·y[q + i·t]}, in four interleaved sums, which round less and wait less for each other. */
    static double dot(int n, double[] x, int p, int s, double[] y, int q, int t) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= n - 4; i += 4, p += 4 * s, q += 4 * t) {
            s0 += x[p] * y[q];
            s1 += x[p + s] * y[q + t];
            s2 += x[p + 2 * s] * y[q + 2 * t];
            s3 += x[p + 3 * s] * y[q + 3 * t];
        }
        for (; i < n; i++, p += s, q += t) {
            s0 += x[p] * y[q];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** As for doubles; products of floats are exact in double. */
    static double dot(int n, float[] x, int p, int s, float[] y, int q, int t) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= n - 4; i += 4, p += 4 * s, q += 4 * t) {
            s0 += (double) x[p] * y[q];
            s1 += (double) x[p + s] * y[q + t];
            s2 += (double) x[p + 2 * s] * y[q + 2 * t];
            s3 += (double) x[p + 3 * s] * y[q + 3 * t];
        }
        for (; i < n; i++, p += s, q += t) {
            s0 += (double) x[p] * y[q];
        }
        return (s0 + s1) + (s2 + s3);
    }

    // ---- tiles ----------------------------------------------------------------------------------------------------

    private static void tiles(Slice a, Slice b, double alpha, Storage c, int at, int m, int n, int k) {
        int width = Math.max(TILE, Math.min(n, PANEL / k) + TILE - 1 & -TILE);
        double[] right = new double[width * k];
        double[] left = new double[TILE * k];
        double[] tile = new double[TILE * TILE];
        for (int j = 0; j < n; j += width) {
            int columns = Math.min(width, n - j);
            for (int jj = 0; jj < columns; jj += TILE) {
                pack(b.storage, b.at + (j + jj) * b.column, b.column, b.row, Math.min(TILE, columns - jj), k, right, jj * k);
            }
            for (int i = 0; i < m; i += TILE) {
                int rows = Math.min(TILE, m - i);
                pack(a.storage, a.at + i * a.row, a.row, a.column, rows, k, left, 0);
                for (int jj = 0; jj < columns; jj += TILE) {
                    multiply(left, right, jj * k, k, tile);
                    add(tile, alpha, c, at + i * n + j + jj, n, rows, Math.min(TILE, columns - jj));
                }
            }
        }
    }

    /** Copies up to {@value #TILE} rows (or columns) side by side: element p of line r to {@code to[start + p·TILE + r]}, zero beyond. */
    private static void pack(Storage from, int at, int line, int step, int lines, int k, double[] to, int start) {
        for (int r = 0; r < TILE; r++) {
            int q = start + r;
            if (r >= lines) {
                for (int p = 0; p < k; p++, q += TILE) {
                    to[q] = 0;
                }
            } else if (from.dtype() == DType.FLOAT64) {
                double[] x = from.doubles();
                for (int p = 0, o = at + r * line; p < k; p++, o += step, q += TILE) {
                    to[q] = x[o];
                }
            } else {
                float[] x = from.floats();
                for (int p = 0, o = at + r * line; p < k; p++, o += step, q += TILE) {
                    to[q] = x[o];
                }
            }
        }
    }

    /** One tile of the product of two packed panels. */
    private static void multiply(double[] left, double[] right, int start, int k, double[] tile) {
        double c00 = 0, c01 = 0, c02 = 0, c03 = 0;
        double c10 = 0, c11 = 0, c12 = 0, c13 = 0;
        double c20 = 0, c21 = 0, c22 = 0, c23 = 0;
        double c30 = 0, c31 = 0, c32 = 0, c33 = 0;
        for (int p = 0, q = start; p < TILE * k; p += TILE, q += TILE) {
            double b0 = right[q];
            double b1 = right[q + 1];
            double b2 = right[q + 2];
            double b3 = right[q + 3];
            double a0 = left[p];
            c00 += a0 * b0;
            c01 += a0 * b1;
            c02 += a0 * b2;
            c03 += a0 * b3;
            double a1 = left[p + 1];
            c10 += a1 * b0;
            c11 += a1 * b1;
            c12 += a1 * b2;
            c13 += a1 * b3;
            double a2 = left[p + 2];
            c20 += a2 * b0;
            c21 += a2 * b1;
            c22 += a2 * b2;
            c23 += a2 * b3;
            double a3 = left[p + 3];
            c30 += a3 * b0;
            c31 += a3 * b1;
            c32 += a3 * b2;
            c33 += a3 * b3;
        }
        tile[0] = c00;
        tile[1] = c01;
        tile[2] = c02;
        tile[3] = c03;
        tile[4] = c10;
        tile[5] = c11;
        tile[6] = c12;
        tile[7] = c13;
        tile[8] = c20;
        tile[9] = c21;
        tile[10] = c22;
        tile[11] = c23;
        tile[12] = c30;
        tile[13] = c31;
        tile[14] = c32;
        tile[15] = c33;
    }

    private static void add(double[] tile, double alpha, Storage c, int at, int n, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int q = at + i * n + j;
                c.setDouble(q, c.getDouble(q) + alpha * tile[i * TILE + j]);
            }
        }
    }
}
