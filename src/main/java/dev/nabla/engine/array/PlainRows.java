package dev.nabla.engine.array;

/** Plain loops, some of which the compiler turns into vector instructions by itself. */
final class PlainRows extends RowKernels {
    @Override
    String describe() {
        return "plain loops";
    }

    @Override
    int vectorBytes() {
        return 32;
    }

    @Override
    void map(UnaryFunction f, double[] x, int p, double[] y, int o, int n) {
        each(f, x, p, y, o, n);
    }

    static void each(UnaryFunction f, double[] x, int p, double[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = f.applyAsDouble(x[p + i]);
        }
    }

    @Override
    void map(UnaryFunction f, float[] x, int p, float[] y, int o, int n) {
        each(f, x, p, y, o, n);
    }

    static void each(UnaryFunction f, float[] x, int p, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = f.applyAsFloat(x[p + i]);
        }
    }

    @Override
    void combine(Arithmetic op, double[] a, int p, int dp, double[] b, int q, int dq, double[] y, int o, int n) {
        switch (op) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    y[o + i] = a[p + i * dp] + b[q + i * dq];
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < n; i++) {
                    y[o + i] = a[p + i * dp] - b[q + i * dq];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < n; i++) {
                    y[o + i] = a[p + i * dp] * b[q + i * dq];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < n; i++) {
                    y[o + i] = a[p + i * dp] / b[q + i * dq];
                }
            }
        }
    }

    @Override
    void combine(Arithmetic op, float[] a, int p, int dp, float[] b, int q, int dq, float[] y, int o, int n) {
        switch (op) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    y[o + i] = a[p + i * dp] + b[q + i * dq];
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < n; i++) {
                    y[o + i] = a[p + i * dp] - b[q + i * dq];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < n; i++) {
                    y[o + i] = a[p + i * dp] * b[q + i * dq];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < n; i++) {
                    y[o + i] = a[p + i * dp] / b[q + i * dq];
                }
            }
        }
    }

    @Override
    double sum(double[] x, int p, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= n - 4; i += 4) {
            s0 += x[p + i];
            s1 += x[p + i + 1];
            s2 += x[p + i + 2];
            s3 += x[p + i + 3];
        }
        for (; i < n; i++) {
            s0 += x[p + i];
        }
        return s0 + s1 + (s2 + s3);
    }

    @Override
    double sum(float[] x, int p, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= n - 4; i += 4) {
            s0 += x[p + i];
            s1 += x[p + i + 1];
            s2 += x[p + i + 2];
            s3 += x[p + i + 3];
        }
        for (; i < n; i++) {
            s0 += x[p + i];
        }
        return s0 + s1 + (s2 + s3);
    }

    @Override
    float max(float[] x, int p, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[p + i]);
        }
        return max;
    }

    @Override
    double max(double[] x, int p, int n) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[p + i]);
        }
        return max;
    }

    @Override
    double expSum(float[] x, int p, float shift, float[] y, int o, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            y[o + i] = FloatFunctions.exp(x[p + i] - shift);
            sum += y[o + i];
        }
        return sum;
    }

    @Override
    double expSum(double[] x, int p, double shift, double[] y, int o, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            y[o + i] = DoubleFunctions.exp(x[p + i] - shift);
            sum += y[o + i];
        }
        return sum;
    }

    @Override
    double dot(float[] a, int p, float[] b, int q, int n) {
        return MatrixProduct.dot(n, a, p, 1, b, q, 1);
    }

    @Override
    double dot(double[] a, int p, double[] b, int q, int n) {
        return MatrixProduct.dot(n, a, p, 1, b, q, 1);
    }

    @Override
    void addScaled(float c, float[] x, int p, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] += c * x[p + i];
        }
    }

    @Override
    void addScaled(double c, double[] x, int p, double[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] += c * x[p + i];
        }
    }
}
