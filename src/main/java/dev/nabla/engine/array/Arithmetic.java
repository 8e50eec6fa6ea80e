package dev.nabla.engine.array;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * The four operations that most of all work consists of, each with loops of its own over plain rows, which the compiler turns into vector
 * instructions. In float32 they are exact when rounded once, so they need not be computed in double.
 */
public enum Arithmetic implements DoubleBinaryOperator {
    ADD {
        @Override
        public double applyAsDouble(double a, double b) {
            return a + b;
        }

        @Override
        void run(double[] a, int p, double[] b, int q, double[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = a[p + i] + b[q + i];
            }
        }

        @Override
        void run(float[] a, int p, float[] b, int q, float[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = a[p + i] + b[q + i];
            }
        }
    },
    SUBTRACT {
        @Override
        public double applyAsDouble(double a, double b) {
            return a - b;
        }

        @Override
        void run(double[] a, int p, double[] b, int q, double[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = a[p + i] - b[q + i];
            }
        }

        @Override
        void run(float[] a, int p, float[] b, int q, float[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = a[p + i] - b[q + i];
            }
        }
    },
    MULTIPLY {
        @Override
        public double applyAsDouble(double a, double b) {
            return a * b;
        }

        @Override
        void run(double[] a, int p, double[] b, int q, double[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = a[p + i] * b[q + i];
            }
        }

        @Override
        void run(float[] a, int p, float[] b, int q, float[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = a[p + i] * b[q + i];
            }
        }
    },
    DIVIDE {
        @Override
        public double applyAsDouble(double a, double b) {
            return a / b;
        }

        @Override
        void run(double[] a, int p, double[] b, int q, double[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = a[p + i] / b[q + i];
            }
        }

        @Override
        void run(float[] a, int p, float[] b, int q, float[] y, int o, int n) {
            for (int i = 0; i < n; i++) {
                y[o + i] = a[p + i] / b[q + i];
            }
        }
    };

    /** A repeated element is spread over so many, to be read as a row again and again. */
    private static final int BLOCK = 256;

    abstract void run(double[] a, int p, double[] b, int q, double[] y, int o, int n);

    abstract void run(float[] a, int p, float[] b, int q, float[] y, int o, int n);

    /** {@link #run} for steps of 0 or 1. */
    void row(double[] a, int p, int dp, double[] b, int q, int dq, double[] y, int o, int n) {
        if (dp == 1 && dq == 1) {
            run(a, p, b, q, y, o, n);
            return;
        }
        double[] u = dp == 1 ? a : spread(a[p], n);
        double[] v = dq == 1 ? b : spread(b[q], n);
        for (int i = 0; i < n; i += BLOCK) {
            run(u, dp == 1 ? p + i : 0, v, dq == 1 ? q + i : 0, y, o + i, Math.min(BLOCK, n - i));
        }
    }

    /** {@link #run} for steps of 0 or 1. */
    void row(float[] a, int p, int dp, float[] b, int q, int dq, float[] y, int o, int n) {
        if (dp == 1 && dq == 1) {
            run(a, p, b, q, y, o, n);
            return;
        }
        float[] u = dp == 1 ? a : spread(a[p], n);
        float[] v = dq == 1 ? b : spread(b[q], n);
        for (int i = 0; i < n; i += BLOCK) {
            run(u, dp == 1 ? p + i : 0, v, dq == 1 ? q + i : 0, y, o + i, Math.min(BLOCK, n - i));
        }
    }

    private static double[] spread(double x, int n) {
        double[] block = new double[Math.min(BLOCK, n)];
        Arrays.fill(block, x);
        return block;
    }

    private static float[] spread(float x, int n) {
        float[] block = new float[Math.min(BLOCK, n)];
        Arrays.fill(block, x);
        return block;
    }
}
