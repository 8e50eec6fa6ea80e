package dev.nabla.engine.array;

import java.util.Arrays;

/** exp(x) / Σ exp(x) along one dimension, or its logarithm. The largest element is subtracted first, so no exponential overflows. */
public final class SoftmaxLoop extends LineLoop {
    /** What is computed. */
    enum Kind {
        SOFTMAX,
        /** 0 where the whole line is −∞. */
        SAFE,
        /** x − log Σ exp(x). */
        LOG
    }

    private final Kind kind;

    SoftmaxLoop(Kind kind, NdArray result, NdArray x, int dim) {
        super(result, x, dim);
        this.kind = kind;
    }

    @Override
    void line(double[] x) {
        double max = Double.NEGATIVE_INFINITY;
        for (double v : x) {
            max = Math.max(max, v);
        }
        if (kind == Kind.SAFE && max == Double.NEGATIVE_INFINITY) {
            Arrays.fill(x, 0);
            return;
        }
        double sum = 0;
        if (kind == Kind.LOG) {
            for (double v : x) {
                sum += Math.exp(v - max);
            }
            double log = Math.log(sum);
            for (int i = 0; i < x.length; i++) {
                x[i] = x[i] - max - log;
            }
            return;
        }
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.exp(x[i] - max);
            sum += x[i];
        }
        for (int i = 0; i < x.length; i++) {
            x[i] /= sum;
        }
    }

    @Override
    void line(double[] x, int p, double[] y, int q, int n) {
        double max = Kernels.ROWS.max(x, p, n);
        if (kind == Kind.SAFE && max == Double.NEGATIVE_INFINITY) {
            Arrays.fill(y, q, q + n, 0);
            return;
        }
        double sum = Kernels.ROWS.expSum(x, p, max, y, q, n);
        if (kind == Kind.LOG) {
            double log = Math.log(sum);
            for (int i = 0; i < n; i++) {
                y[q + i] = x[p + i] - max - log;
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[q + i] /= sum;
            }
        }
    }

    @Override
    void line(float[] x, int p, float[] y, int q, int n) {
        float max = Kernels.ROWS.max(x, p, n);
        if (kind == Kind.SAFE && max == Float.NEGATIVE_INFINITY) {
            Arrays.fill(y, q, q + n, 0);
            return;
        }
        double sum = Kernels.ROWS.expSum(x, p, max, y, q, n);
        if (kind == Kind.LOG) {
            double shift = max + Math.log(sum);
            for (int i = 0; i < n; i++) {
                y[q + i] = (float) (x[p + i] - shift);
            }
        } else {
            float total = (float) sum;
            for (int i = 0; i < n; i++) {
                y[q + i] /= total;
            }
        }
    }

    @Override
    public SoftmaxLoop on(NdArray otherResult, NdArray... otherOperands) {
        return new SoftmaxLoop(kind, otherResult, otherOperands[0], dim());
    }
}
