package dev.nabla.engine.array;

import java.util.Arrays;

/**
 * exp(x) / Σ exp(x) along one dimension, and its logarithm. The largest element is subtracted first, so no exponential overflows.
 */
public final class Softmax {
    private Softmax() {
    }

    /** exp(x) / Σ exp(x). */
    public static NdArray softmax(NdArray x, int dim) {
        return along(x, dim, Softmax::softmax);
    }

    /** exp(x) / Σ exp(x), but 0 where the whole line is −∞. */
    public static NdArray safeSoftmax(NdArray x, int dim) {
        return along(x, dim, Softmax::safeSoftmax);
    }

    /** x − log Σ exp(x). */
    public static NdArray logSoftmax(NdArray x, int dim) {
        return along(x, dim, Softmax::logSoftmax);
    }

    private static void softmax(double[] x) {
        double max = max(x);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.exp(x[i] - max);
            sum += x[i];
        }
        for (int i = 0; i < x.length; i++) {
            x[i] /= sum;
        }
    }

    private static void safeSoftmax(double[] x) {
        if (max(x) == Double.NEGATIVE_INFINITY) {
            Arrays.fill(x, 0);
        } else {
            softmax(x);
        }
    }

    private static void logSoftmax(double[] x) {
        double max = max(x);
        double sum = 0;
        for (double v : x) {
            sum += Math.exp(v - max);
        }
        double log = Math.log(sum);
        for (int i = 0; i < x.length; i++) {
            x[i] = x[i] - max - log;
        }
    }

    private static double max(double[] x) {
        double max = Double.NEGATIVE_INFINITY;
        for (double v : x) {
            max = Math.max(max, v);
        }
        return max;
    }

    private interface Lane {
        void transform(double[] x);
    }

    private static NdArray along(NdArray x, int dim, Lane f) {
        NdArray y = NdArray.zeros(x.dtype(), x.shape());
        Lines from = Lines.along(x, dim);
        Lines to = Lines.along(y, dim);
        double[] lane = new double[from.length()];
        for (int k = 0; k < from.count(); k++, from.next(), to.next()) {
            from.load(lane, 0, lane.length);
            f.transform(lane);
            Lines.store(to.storage(), to.at(), to.step(), lane, lane.length);
        }
        return y;
    }
}
