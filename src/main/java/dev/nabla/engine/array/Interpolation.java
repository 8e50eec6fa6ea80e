package dev.nabla.engine.array;

import java.util.function.DoubleUnaryOperator;

/**
 * How one line of n elements is stretched to m: each result lies at a point of the old line, and is made of the elements near it.
 *
 * <p>Element i stands for the interval from i to i + 1, so result o lies at {@code scale·(o + ½) − ½}; with aligned corners the first and last
 * elements of both lines coincide, and it lies at {@code scale·o}.
 */
public final class Interpolation {
    private static final double CUBIC = -0.75;
    private static final double SMOOTHED_CUBIC = -0.5;

    private final int n;
    private final int m;
    private final boolean aligned;
    private final double scale;

    /** @param factor how many results there are for each element, or 0 for m/n */
    public Interpolation(int n, int m, boolean aligned, double factor) {
        this.n = n;
        this.m = m;
        this.aligned = aligned;
        this.scale = aligned ? m > 1 ? (n - 1.0) / (m - 1) : 0 : factor > 0 ? 1 / factor : (double) n / m;
    }

    /** The element in whose interval the result begins, or with exact in whose interval its middle lies. */
    public Resampling.Line nearest(boolean exact) {
        Resampling.Line line = new Resampling.Line(n, m);
        float step = (float) scale;
        for (int o = 0; o < m; o++) {
            int i = Math.min((int) Math.floor((exact ? o + 0.5f : o) * step), n - 1);
            line.takeRange(o, i, i + 1, 1);
        }
        return line;
    }

    /** The elements on both sides, each weighted by the distance of the other. */
    public Resampling.Line linear() {
        Resampling.Line line = new Resampling.Line(n, m);
        for (int o = 0; o < m; o++) {
            double x = Math.max(position(o), 0);
            int i = Math.min((int) x, n - 1);
            double right = Math.clamp(x - i, 0, 1);
            line.take(o, new int[]{i, Math.min(i + 1, n - 1)}, new double[]{1 - right, right});
        }
        return line;
    }

    /**
     * The two elements on each side, weighted by Keys's cubic convolution (1981) with a = −3/4; the line goes on with its first and last element.
     */
    public Resampling.Line cubic() {
        Resampling.Line line = new Resampling.Line(n, m);
        for (int o = 0; o < m; o++) {
            double x = position(o);
            int i = (int) Math.floor(x);
            int[] index = new int[4];
            double[] weight = new double[4];
            for (int k = 0; k < 4; k++) {
                index[k] = Math.clamp(i - 1 + k, 0, n - 1);
                weight[k] = cubic(x - i + 1 - k, CUBIC);
            }
            line.take(o, index, weight);
        }
        return line;
    }

    private double position(int o) {
        return aligned ? scale * o : scale * (o + 0.5) - 0.5;
    }

    private static double cubic(double x, double a) {
        double t = Math.abs(x);
        if (t <= 1) {
            return ((a + 2) * t - (a + 3)) * t * t + 1;
        }
        return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
    }

    // ---- with smoothing -------------------------------------------------------------------------------------------

    /** The linear filter, widened where the line shrinks so that no element is passed over. */
    public Resampling.Line smoothedLinear() {
        return smoothed(2, x -> Math.max(0, 1 - Math.abs(x)));
    }

    /** The cubic filter with a = −1/2, widened where the line shrinks. */
    public Resampling.Line smoothedCubic() {
        return smoothed(4, x -> cubic(x, SMOOTHED_CUBIC));
    }

    private Resampling.Line smoothed(int width, DoubleUnaryOperator filter) {
        Resampling.Line line = new Resampling.Line(n, m);
        double shrink = Math.max(scale, 1);
        double reach = 0.5 * width * shrink;
        for (int o = 0; o < m; o++) {
            double centre = scale * (o + 0.5);
            int start = Math.max((int) (centre - reach + 0.5), 0);
            int count = Math.min((int) (centre + reach + 0.5), n) - start;
            int[] index = new int[Math.max(count, 0)];
            double[] weight = new double[index.length];
            double total = 0;
            for (int j = 0; j < index.length; j++) {
                index[j] = start + j;
                weight[j] = filter.applyAsDouble((start + j - centre + 0.5) / shrink);
                total += weight[j];
            }
            for (int j = 0; j < index.length; j++) {
                weight[j] /= total;
            }
            line.take(o, index, weight);
        }
        return line;
    }
}
