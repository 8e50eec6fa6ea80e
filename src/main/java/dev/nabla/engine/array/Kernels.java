package dev.nabla.engine.array;

import java.util.function.Consumer;

/** Which implementations of the heavy kernels this process uses. They are chosen once and give the same results from then on. */
public final class Kernels {
    /** The innermost loops. */
    static final RowKernels ROWS =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? VectorRows.make() : new PlainRows();

    private Kernels() {
    }

    /**
     * What computes matrix products and factorizations, and what computes elementwise functions, for people:
     * {@code OpenBLAS 0.3.31 (SkylakeX), Vector API (512 bits)}, or {@code plain Java} and why. Loads the library if that has not been done.
     */
    public static String describe() {
        return (OpenBlas.isPresent() ? OpenBlas.version() : "plain Java (" + OpenBlas.absence() + ")") + ", " + ROWS.describe();
    }

    /** {@code y[o + i] += c·x[p + i]} for i below n. */
    public static void addScaled(float c, float[] x, int p, float[] y, int o, int n) {
        ROWS.addScaled(c, x, p, y, o, n);
    }

    /** {@code y[o + i] += c·x[p + i]} for i below n. */
    public static void addScaled(double c, double[] x, int p, double[] y, int o, int n) {
        ROWS.addScaled(c, x, p, y, o, n);
    }

    /** Σ a[p + i]·b[q + i], in double. */
    public static double dot(float[] a, int p, float[] b, int q, int n) {
        return ROWS.dot(a, p, b, q, n);
    }

    /** Σ a[p + i]·b[q + i]. */
    public static double dot(double[] a, int p, double[] b, int q, int n) {
        return ROWS.dot(a, p, b, q, n);
    }

    /** Loads the native library on a thread of its own, so that neither the start nor the first product waits for it; then says what there is. */
    public static void loadInBackground(Consumer<String> report) {
        Thread.ofPlatform().name("kernels").daemon().start(() -> report.accept(describe()));
    }
}
