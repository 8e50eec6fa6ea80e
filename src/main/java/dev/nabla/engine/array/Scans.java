package dev.nabla.engine.array;

import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Kernels whose element i along a dimension is made of elements 0 to i of the operand. */
public final class Scans {
    private Scans() {
    }

    /** Cumulative sums, in x's dtype; floats are added up in double. */
    public static NdArray sums(NdArray x, int dim) {
        return scan(x, dim, 0, Double::sum, 0, Long::sum);
    }

    /** Cumulative products, in x's dtype; floats are multiplied in double. */
    public static NdArray products(NdArray x, int dim) {
        return scan(x, dim, 1, (a, b) -> a * b, 1, (a, b) -> a * b);
    }

    /** Cumulative log Σ exp of a float array. */
    public static NdArray logsumexp(NdArray x, int dim) {
        return scan(x, dim, Double.NEGATIVE_INFINITY, Scans::logAddExp, 0, Long::sum);
    }

    /**
     * The linear recurrence {@code y[i] = x[i] + a[i]·y[i−1]}, or from the end {@code y[i] = x[i] + a[i+1]·y[i+1]}.
     *
     * @param a of x's shape and float dtype
     */
    public static NdArray linear(NdArray x, NdArray a, int dim, boolean reverse) {
        NdArray y = NdArray.zeros(x.dtype(), x.shape());
        Lines from = Lines.along(x, dim);
        Lines factors = Lines.along(a, dim);
        Lines to = Lines.along(y, dim);
        Storage s = from.storage();
        Storage f = factors.storage();
        Storage t = to.storage();
        int n = x.size() == 0 ? 0 : from.length();
        int sign = reverse ? -1 : 1;
        int first = reverse ? n - 1 : 0;
        int edge = reverse ? 1 : 0;
        for (int i = 0; i < from.count(); i++, from.next(), factors.next(), to.next()) {
            double running = 0;
            for (int k = 0, j = first; k < n; k++, j += sign) {
                double v = s.getDouble(from.at() + j * from.step());
                running = k == 0 ? v : v + f.getDouble(factors.at() + (j + edge) * factors.step()) * running;
                t.setDouble(to.at() + j * to.step(), running);
            }
        }
        return y;
    }

    private static double logAddExp(double a, double b) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Double.NaN;
        }
        double low = Math.min(a, b);
        double high = Math.max(a, b);
        return low == high && Double.isInfinite(low) ? low : high + Math.log1p(Math.exp(low - high));
    }

    private static NdArray scan(NdArray x, int dim, double start, DoubleBinaryOperator f, long first, LongBinaryOperator g) {
        NdArray y = NdArray.zeros(x.dtype(), x.shape());
        if (x.size() == 0) {
            return y;
        }
        Lines from = Lines.along(x, dim);
        Lines to = Lines.along(y, dim);
        if (!x.dtype().isFloat()) {
            scanLongs(from, to, first, g);
        } else if (x.isContiguous() && to.step() > 1) {
            scanSideBySide(x, y, to.length(), to.step(), start, f);
        } else {
            scanDoubles(from, to, start, f);
        }
        return y;
    }

    private static void scanLongs(Lines from, Lines to, long start, LongBinaryOperator f) {
        for (int i = 0; i < from.count(); i++, from.next(), to.next()) {
            long running = start;
            for (int j = 0, p = from.at(), q = to.at(); j < from.length(); j++, p += from.step(), q += to.step()) {
                running = f.applyAsLong(running, from.storage().getLong(p));
                to.storage().setLong(q, running);
            }
        }
    }

    private static void scanDoubles(Lines from, Lines to, double start, DoubleBinaryOperator f) {
        int n = from.length();
        double[] block = new double[Math.min(n, 1024)];
        for (int i = 0; i < from.count(); i++, from.next(), to.next()) {
            double running = start;
            for (int at = 0; at < n; at += block.length) {
                int count = Math.min(block.length, n - at);
                from.load(block, at, count);
                for (int j = 0; j < count; j++) {
                    running = f.applyAsDouble(running, block[j]);
                    block[j] = running;
                }
                to.store(block, at, count);
            }
        }
    }

    /** Adjacent lines advance together, so that memory is read in its order. */
    private static void scanSideBySide(NdArray x, NdArray y, int n, int lines, double start, DoubleBinaryOperator f) {
        double[] running = new double[lines];
        double[] row = new double[lines];
        for (int q = 0; q < x.size(); q += lines) {
            if (q % (n * lines) == 0) {
                java.util.Arrays.fill(running, start);
            }
            Lines.load(x.storage(), x.offset() + q, 1, row, lines);
            for (int j = 0; j < lines; j++) {
                running[j] = f.applyAsDouble(running[j], row[j]);
            }
            Lines.store(running, y.storage(), q, 1, lines);
        }
    }

    /**
     * The extreme elements so far and where they stand: of equal ones the last; NaN is larger than the largest and smaller than the smallest.
     */
    public static Extremes.At extremes(NdArray x, int dim, boolean largest) {
        NdArray values = NdArray.zeros(x.dtype(), x.shape());
        NdArray indices = NdArray.zeros(DType.INT64, x.shape());
        Lines from = Lines.along(x, dim);
        Lines to = Lines.along(values, dim);
        Storage s = from.storage();
        boolean isFloat = x.dtype().isFloat();
        int n = x.size() == 0 ? 0 : from.length();
        for (int i = 0; i < from.count(); i++, from.next(), to.next()) {
            int best = 0;
            for (int j = 0; j < n; j++) {
                int a = from.at() + best * from.step();
                int b = from.at() + j * from.step();
                if (isFloat ? replaces(s.getDouble(a), s.getDouble(b), largest) : replaces(s.getLong(a), s.getLong(b), largest)) {
                    best = j;
                }
                int q = to.at() + j * to.step();
                values.storage().set(q, s, from.at() + best * from.step());
                indices.storage().setLong(q, best);
            }
        }
        return new Extremes.At(values, indices);
    }

    private static boolean replaces(double before, double v, boolean largest) {
        return Double.isNaN(v) || (largest ? v >= before : v <= before);
    }

    private static boolean replaces(long before, long v, boolean largest) {
        return largest ? v >= before : v <= before;
    }
}
