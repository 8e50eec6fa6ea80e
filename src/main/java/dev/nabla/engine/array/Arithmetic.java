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
    static final int BLOCK = 256;

    abstract void run(double[] a, int p, double[] b, int q, double[] y, int o, int n);

    abstract void run(float[] a, int p, float[] b, int q, float[] y, int o, int n);

    /**
     * {@link #run} for steps of 0 or 1, one of them 1.
     *
     * @param spread room for an element to be repeated in, of {@link #BLOCK} elements at least
     */
    void row(double[] a, int p, int dp, double[] b, int q, int dq, double[] y, int o, int n, double[] spread) {
        Arrays.fill(spread, 0, Math.min(BLOCK, n), dp == 0 ? a[p] : b[q]);
        for (int i = 0; i < n; i += BLOCK) {
            run(dp == 0 ? spread : a, dp == 0 ? 0 : p + i, dq == 0 ? spread : b, dq == 0 ? 0 : q + i, y, o + i, Math.min(BLOCK, n - i));
        }
    }

    /**
     * {@link #run} for steps of 0 or 1, one of them 1.
     *
     * @param spread room for an element to be repeated in, of {@link #BLOCK} elements at least
     */
    void row(float[] a, int p, int dp, float[] b, int q, int dq, float[] y, int o, int n, float[] spread) {
        Arrays.fill(spread, 0, Math.min(BLOCK, n), dp == 0 ? a[p] : b[q]);
        for (int i = 0; i < n; i += BLOCK) {
            run(dp == 0 ? spread : a, dp == 0 ? 0 : p + i, dq == 0 ? spread : b, dq == 0 ? 0 : q + i, y, o + i, Math.min(BLOCK, n - i));
        }
    }
}
