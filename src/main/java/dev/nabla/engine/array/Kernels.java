package dev.nabla.engine.array;

/** Which implementations of the heavy kernels this process uses. They are chosen once and give the same results from then on. */
public final class Kernels {
    private Kernels() {
    }

    /**
     * What computes matrix products and factorizations, for people: {@code OpenBLAS 0.3.31 (SkylakeX)}, or {@code plain Java} and why. Loads the
     * library if that has not been done.
     */
    public static String describe() {
        return OpenBlas.isPresent() ? OpenBlas.version() : "plain Java (" + OpenBlas.absence() + ")";
    }

    /** Loads the native library on a thread of its own, so that neither the start nor the first large product waits for it. */
    public static void loadInBackground() {
        Thread.ofPlatform().name("openblas-loader").daemon().start(OpenBlas::isPresent);
    }
}
