package dev.nabla.engine.array;

/** Triangles of matrices, or of whole batches of them. */
public final class Triangles {
    private Triangles() {
    }

    /**
     * A copy with zeros above (or below) a diagonal.
     *
     * @param diagonal the last diagonal kept, counted upwards from the main one
     * @param lower whether the part below it is kept, else that above
     */
    public static NdArray copy(NdArray x, int diagonal, boolean lower) {
        NdArray y = x.copy();
        int m = y.dim(y.rank() - 2);
        int n = y.dim(y.rank() - 1);
        Storage s = y.storage();
        for (int row = 0; n > 0 && row < y.size() / n; row++) {
            long edge = (long) row % m + diagonal;
            long from = lower ? Math.max(edge + 1, 0) : 0;
            long to = lower ? n : Math.min(edge, n);
            for (long j = from; j < to; j++) {
                s.setLong((int) (row * (long) n + j), 0);
            }
        }
        return y;
    }
}
