package dev.nabla.engine.array;

import org.jspecify.annotations.Nullable;

/**
 * Sums along dimensions, and what is made of sums. Elements are added up in double: 64 or 256 in a row, the parts in pairs, so the error grows
 * with the logarithm of their number (Higham, Accuracy and Stability of Numerical Algorithms, 4.2). Holds the memory it works in, so summing
 * again takes none.
 */
final class Sums {
    private static final int BLOCK = 256;
    private static final int ROWS = 64;
    private static final RowKernels SHORT = new PlainRows();
    /** From this many adjacent sums on whole rows are added to each other, which reads memory in its order. */
    private static final int WIDE = 16;

    /** Replaces elements by a function of them before they are added up. */
    @FunctionalInterface
    interface BlockMap {
        /** @param first the number of the sum that element 0 goes to; element i goes to {@code first + i·step} */
        void apply(double[] block, int n, int first, int step);
    }

    private final NdArray x;
    private final Lines lines;
    private final @Nullable BlockMap f;
    private final boolean isWide;
    private final double[] sums;
    private final double[] block;
    /** Sums of the first halves of rows that are still to be joined, by depth; made when a depth is first reached. */
    private final double[][] halves;

    /** @param f applied to the elements first, or null */
    Sums(NdArray x, boolean[] over, @Nullable BlockMap f) {
        this.x = x;
        this.f = f;
        this.lines = Lines.along(x, over);
        int n = lines.length();
        int inner = lines.step();
        Budget.ask(8L * lines.count());
        this.isWide = inner >= WIDE && n > 1 && lines.storage() == x.storage() && x.isContiguous();
        this.sums = new double[lines.count()];
        this.block = new double[isWide ? inner : Math.min(BLOCK, n)];
        this.halves = new double[isWide ? 33 : 0][];
    }

    /**
     * One sum for each element that stays, in row-major order.
     *
     * @param f applied to the elements first, or null
     */
    static double[] of(NdArray x, boolean[] over, @Nullable BlockMap f) {
        return new Sums(x, over, f).add();
    }

    /** Whether whole rows are added to each other. */
    boolean isWide() {
        return isWide;
    }

    /** Adds up once more; the array is the same every time. */
    double[] add() {
        int n = lines.length();
        if (n == 0) {
            return sums;
        }
        if (isWide) {
            int inner = lines.step();
            for (int o = 0; o < sums.length; o += inner) {
                double[] part = rows(x.offset() + o * n, n, inner, o, 0);
                System.arraycopy(part, 0, sums, o, inner);
            }
        } else {
            lines.rewind();
            for (int i = 0; i < sums.length; i++, lines.next()) {
                sums[i] = line(0, n, i);
            }
        }
        return sums;
    }

    /** Where more elements than a block has are divided. */
    private static int firstPart(int n) {
        return (n / 2 + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** The sum of n adjacent elements. */
    static double ofRow(double[] x, int p, int n) {
        return n > BLOCK
                ? ofRow(x, p, firstPart(n)) + ofRow(x, p + firstPart(n), n - firstPart(n))
                : (n >= RowKernels.LONG ? Kernels.ROWS : SHORT).sum(x, p, n);
    }

    static double ofRow(float[] x, int p, int n) {
        return n > BLOCK
                ? ofRow(x, p, firstPart(n)) + ofRow(x, p + firstPart(n), n - firstPart(n))
                : (n >= RowKernels.LONG ? Kernels.ROWS : SHORT).sum(x, p, n);
    }

    private double line(int from, int n, int number) {
        if (f == null && lines.step() == 1 && lines.storage().dtype() == DType.FLOAT64) {
            return ofRow(lines.storage().doubles(), lines.at() + from, n);
        }
        if (f == null && lines.step() == 1 && lines.storage().dtype() == DType.FLOAT32) {
            return ofRow(lines.storage().floats(), lines.at() + from, n);
        }
        if (n > BLOCK) {
            int half = firstPart(n);
            return line(from, half, number) + line(from + half, n - half, number);
        }
        lines.load(block, from, n);
        if (f != null) {
            f.apply(block, n, number, 0);
        }
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 += block[i];
            s1 += block[i + 1];
            s2 += block[i + 2];
            s3 += block[i + 3];
        }
        for (; i < n; i++) {
            s0 += block[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    private double[] rows(int at, int n, int width, int number, int depth) {
        if (n > ROWS) {
            int half = (n / 2 + ROWS - 1) / ROWS * ROWS;
            double[] a = rows(at, half, width, number, depth);
            double[] b = rows(at + half * width, n - half, width, number, depth + 1);
            for (int j = 0; j < width; j++) {
                a[j] += b[j];
            }
            return a;
        }
        double[] sum = halves[depth];
        if (sum == null) {
            sum = new double[width];
            halves[depth] = sum;
        }
        java.util.Arrays.fill(sum, 0);
        for (int i = 0; i < n; i++) {
            Lines.load(lines.storage(), at + i * width, 1, block, width);
            if (f != null) {
                f.apply(block, width, number, 1);
            }
            for (int j = 0; j < width; j++) {
                sum[j] += block[j];
            }
        }
        return sum;
    }
}
