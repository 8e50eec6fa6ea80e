package dev.nabla.engine.array;

/** The largest element of each window of the planes of an image {@code [..., H, W]}, and where it is. */
public final class MaxPooling {
    /**
     * The windows along one dimension: window o covers {@code start[o], start[o] + step, …} before {@code end[o]}.
     */
    public record Intervals(int[] start, int[] end, int step) {
    }

    private MaxPooling() {
    }

    /**
     * The values in x's dtype and the positions in their plane (row-major, int64). NaN counts as largest, of equals the first.
     */
    public static NdArray[] of(NdArray x, Intervals rows, Intervals columns) {
        NdArray a = x.contiguous();
        int rank = a.rank();
        int width = a.dim(rank - 1);
        int plane = a.dim(rank - 2) * width;
        Shape shape = a.shape().with(rank - 2, rows.start.length).with(rank - 1, columns.start.length);
        NdArray values = NdArray.zeros(a.dtype(), shape);
        NdArray positions = NdArray.zeros(DType.INT64, shape);
        double[] image = new double[plane];
        int at = 0;
        for (int p = 0; at < shape.size(); p++) {
            int base = a.offset() + p * plane;
            Lines.load(a.storage(), base, 1, image, plane);
            for (int i = 0; i < rows.start.length; i++) {
                for (int j = 0; j < columns.start.length; j++) {
                    int best = largest(image, width, rows, i, columns, j);
                    values.storage().set(at, a.storage(), base + best);
                    positions.storage().setLong(at, best);
                    at++;
                }
            }
        }
        return new NdArray[]{values, positions};
    }

    private static int largest(double[] image, int width, Intervals rows, int i, Intervals columns, int j) {
        int best = rows.start[i] * width + columns.start[j];
        double max = Double.NEGATIVE_INFINITY;
        for (int h = rows.start[i]; h < rows.end[i]; h += rows.step) {
            for (int w = columns.start[j]; w < columns.end[j]; w += columns.step) {
                double v = image[h * width + w];
                if (v > max || Double.isNaN(v)) {
                    max = v;
                    best = h * width + w;
                }
            }
        }
        return best;
    }
}
