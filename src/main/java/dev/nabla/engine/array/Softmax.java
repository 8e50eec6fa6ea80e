package dev.nabla.engine.array;

/** exp(x) / Σ exp(x) along one dimension, and its logarithm. */
public final class Softmax {
    private Softmax() {
    }

    /** exp(x) / Σ exp(x). */
    public static NdArray softmax(NdArray x, int dim) {
        return along(SoftmaxLoop.Kind.SOFTMAX, x, dim);
    }

    /** exp(x) / Σ exp(x), but 0 where the whole line is −∞. */
    public static NdArray safeSoftmax(NdArray x, int dim) {
        return along(SoftmaxLoop.Kind.SAFE, x, dim);
    }

    /** x − log Σ exp(x). */
    public static NdArray logSoftmax(NdArray x, int dim) {
        return along(SoftmaxLoop.Kind.LOG, x, dim);
    }

    private static NdArray along(SoftmaxLoop.Kind kind, NdArray x, int dim) {
        NdArray y = NdArray.zeros(x.dtype(), x.shape());
        Tape.run(new SoftmaxLoop(kind, y, x, dim));
        return y;
    }
}
