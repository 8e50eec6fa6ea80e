package dev.nabla.engine.array;

/**
 * The gradient of softmax, {@code y·(g − Σ g·y)} along the last dimension, row by row: the operations, and the numbers, of products and sums of whole
 * arrays, while a row is in the cache.
 */
public final class SoftmaxGradient {
    private static final int DIVISIBLE = 1 << 16;
    private static final int PART = 1 << 14;

    private SoftmaxGradient() {
    }

    /** Whether there are rows long enough for it. */
    public static boolean isFor(NdArray g, NdArray y, int dim) {
        return dim == y.rank() - 1 && y.rank() > 0 && y.dim(dim) >= RowKernels.LONG && g.isContiguous() && y.isContiguous()
                && g.shape().equals(y.shape()) && g.dtype() == y.dtype() && y.dtype().isFloat();
    }

    /** Where {@link #isFor}. */
    public static NdArray of(NdArray g, NdArray y) {
        NdArray x = NdArray.zeros(y.dtype(), y.shape());
        int n = y.dim(y.rank() - 1);
        int rows = y.size() / n;
        int rowsInPart = y.size() < DIVISIBLE ? rows : Math.max(1, PART / n);
        Team.run((rows + rowsInPart - 1) / rowsInPart, part -> {
            double[] products = new double[y.dtype() == DType.FLOAT64 ? n : 0];
            float[] floats = new float[y.dtype() == DType.FLOAT64 ? 0 : n];
            for (int r = part * rowsInPart; r < Math.min(rows, (part + 1) * rowsInPart); r++) {
                if (y.dtype() == DType.FLOAT64) {
                    row(g.storage().doubles(), g.offset() + r * n, y.storage().doubles(), y.offset() + r * n, x.storage().doubles(), r * n,
                            products);
                } else {
                    row(g.storage().floats(), g.offset() + r * n, y.storage().floats(), y.offset() + r * n, x.storage().floats(), r * n, floats);
                }
            }
        });
        return x;
    }

    private static void row(double[] g, int p, double[] y, int q, double[] x, int o, double[] products) {
        int n = products.length;
        Kernels.ROWS.combine(Arithmetic.MULTIPLY, g, p, 1, y, q, 1, products, 0, n);
        products[0] = Sums.ofRow(products, 0, n);
        Kernels.ROWS.combine(Arithmetic.SUBTRACT, g, p, 1, products, 0, 0, x, o, n);
        Kernels.ROWS.combine(Arithmetic.MULTIPLY, x, o, 1, y, q, 1, x, o, n);
    }

    private static void row(float[] g, int p, float[] y, int q, float[] x, int o, float[] products) {
        int n = products.length;
        Kernels.ROWS.combine(Arithmetic.MULTIPLY, g, p, 1, y, q, 1, products, 0, n);
        products[0] = (float) Sums.ofRow(products, 0, n);
        Kernels.ROWS.combine(Arithmetic.SUBTRACT, g, p, 1, products, 0, 0, x, o, n);
        Kernels.ROWS.combine(Arithmetic.MULTIPLY, x, o, 1, y, q, 1, x, o, n);
    }
}
