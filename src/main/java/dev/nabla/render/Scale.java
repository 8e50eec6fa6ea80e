package dev.nabla.render;

import java.util.ArrayList;
import java.util.List;

/** A range of values laid out from 0 to 1. */
record Scale(double low, double high, boolean logarithmic) {
    /** From this ratio of the largest value to the smallest on, a scale is logarithmic. */
    private static final double DECADES = 100;

    /**
     * The range of the finite values.
     *
     * @param mayBeLogarithmic whether it is where the values are positive and span decades
     */
    static Scale of(List<double[]> all, boolean mayBeLogarithmic) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] values : all) {
            for (double v : values) {
                if (Double.isFinite(v)) {
                    low = Math.min(low, v);
                    high = Math.max(high, v);
                }
            }
        }
        if (low > high) {
            return new Scale(0, 1, false);
        }
        if (mayBeLogarithmic && low > 0 && high / low >= DECADES) {
            return new Scale(low, high, true);
        }
        double margin = low == high ? Math.max(Math.abs(low), 1) / 2 : 0;
        return new Scale(low - margin, high + margin, false);
    }

    boolean shows(double v) {
        return Double.isFinite(v) && (!logarithmic || v > 0);
    }

    /** Where a value stands. Halves are taken where the range itself is beyond double. */
    double place(double v) {
        return logarithmic ? (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low))
                : (v / 2 - low / 2) / (high / 2 - low / 2);
    }

    /** About five round numbers, or whole powers of ten. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            int from = (int) Math.ceil(Math.log10(low) - 1e-9);
            int to = (int) Math.floor(Math.log10(high) + 1e-9);
            int stride = Math.max(1, Math.ceilDiv(to - from + 1, 7));
            for (int e = from; e <= to; e += stride) {
                ticks.add(Math.pow(10, e));
            }
            return ticks;
        }
        double raw = high / 5 - low / 5;
        double unit = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = raw / unit < 1.5 ? unit : raw / unit < 3.5 ? 2 * unit : raw / unit < 7.5 ? 5 * unit : 10 * unit;
        for (double k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
            ticks.add(k * step);
        }
        return ticks;
    }
}
