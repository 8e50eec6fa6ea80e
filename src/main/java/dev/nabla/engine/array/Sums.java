package dev.nabla.engine.array;

import org.jspecify.annotations.Nullable;

/**
 * Sums along dimensions, and what is made of sums. Elements are added up in double: 64 or 256 in a row, the parts in pairs, so the error grows
 * with the logarithm of their number (Higham, Accuracy and Stability of Numerical Algorithms, 4.2).
 */
final class Sums {
    private static final int BLOCK = 256;
    private static final int ROWS = 64;
    /** From this many adjacent sums on whole rows are added to each other, which reads memory in its order. */
    private static final int WIDE = 16;

    /** Replaces elements by a function of them before they are added up. */
    @FunctionalInterface
    interface BlockMap {
        /** @param first the number of the sum that element 0 goes to; element i goes to {@code first + i·step} */
        void apply(double[] block, int n, int first, int step);
    }

    private Sums() {
    }

    /**
     * One sum for each element that stays, in row-major order.
     *
     * @param f applied to the elements first, or null
     */
    static double[] of(NdArray x, boolean[] over, @Nullable BlockMap f) {
        Lines lines = Lines.along(x, over);
        int n = lines.length();
        int inner = lines.step();
        boolean wide = inner >= WIDE && n > 1 && lines.storage() == x.storage() && x.isContiguous();
        Budget.ask(8L * lines.count());
        double[] sums = new double[lines.count()];
        if (n == 0) {
            return sums;
        }
        if (wide) {
            for (int o = 0; o < sums.length; o += inner) {
                double[] part = rows(lines.storage(), x.offset() + o * n, n, inner, o, f);
                System.arraycopy(part, 0, sums, o, inner);
            }
        } else {
            double[] block = new double[Math.min(BLOCK, n)];
            for (int i = 0; i < sums.length; i++, lines.next()) {
                sums[i] = line(lines, 0, n, block, i, f);
            }
        }
        return sums;
    }

    private static double line(Lines lines, int from, int n, double[] block, int number, @Nullable BlockMap f) {
        if (n > BLOCK) {
            int half = (n / 2 + BLOCK - 1) / BLOCK * BLOCK;
            return line(lines, from, half, block, number, f) + line(lines, from + half, n - half, block, number, f);
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

    private static double[] rows(Storage s, int at, int n, int width, int number, @Nullable BlockMap f) {
        if (n > ROWS) {
            int half = (n / 2 + ROWS - 1) / ROWS * ROWS;
            double[] a = rows(s, at, half, width, number, f);
            double[] b = rows(s, at + half * width, n - half, width, number, f);
            for (int j = 0; j < width; j++) {
                a[j] += b[j];
            }
            return a;
        }
        double[] sums = new double[width];
        double[] row = new double[width];
        for (int i = 0; i < n; i++) {
            Lines.load(s, at + i * width, 1, row, width);
            if (f != null) {
                f.apply(row, width, number, 1);
            }
            add(row, sums);
        }
        return sums;
    }

    private static void add(double[] row, double[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += row[j];
        }
    }
}
