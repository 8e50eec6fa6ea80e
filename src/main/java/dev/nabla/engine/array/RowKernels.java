package dev.nabla.engine.array;

/**
 * The innermost loops: functions of long rows, their sums and products. There are two sets, one written with the Vector API and its twin of plain
 * loops for where the module {@code jdk.incubator.vector} is absent; {@link Kernels#ROWS} is the one chosen.
 */
abstract class RowKernels {
    /** Rows of at least so many elements are worth a call. */
    static final int LONG = 32;

    /** For people: {@code Vector API (512 bits)} or {@code plain loops}. */
    abstract String describe();

    /** The length of a vector, or a usual one where it is unknown. */
    abstract int vectorBytes();

    /** {@code y[o + i] = f(x[p + i])} for i below n. */
    abstract void map(UnaryFunction f, double[] x, int p, double[] y, int o, int n);

    abstract void map(UnaryFunction f, float[] x, int p, float[] y, int o, int n);

    /** {@code y[o + i] = a[p + i·dp] ∘ b[q + i·dq]}, for steps of 0 or 1, one of them 1. */
    abstract void combine(Arithmetic op, double[] a, int p, int dp, double[] b, int q, int dq, double[] y, int o, int n);

    abstract void combine(Arithmetic op, float[] a, int p, int dp, float[] b, int q, int dq, float[] y, int o, int n);

    /** Σ x[p + i], in double. */
    abstract double sum(double[] x, int p, int n);

    abstract double sum(float[] x, int p, int n);

    /** The largest x[p + i]; NaN where there is one. */
    abstract float max(float[] x, int p, int n);

    abstract double max(double[] x, int p, int n);

    /** {@code y[o + i] = exp(x[p + i] − shift)}; gives the sum of all, in double. */
    abstract double expSum(float[] x, int p, float shift, float[] y, int o, int n);

    abstract double expSum(double[] x, int p, double shift, double[] y, int o, int n);

    /** Σ a[p + i]·b[q + i], in double, several sums side by side. */
    abstract double dot(float[] a, int p, float[] b, int q, int n);

    abstract double dot(double[] a, int p, double[] b, int q, int n);

    /** {@code y[o + i] += c·x[p + i]}. */
    abstract void addScaled(float c, float[] x, int p, float[] y, int o, int n);

    abstract void addScaled(double c, double[] x, int p, double[] y, int o, int n);
}
