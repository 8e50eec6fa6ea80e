package dev.nabla.engine.array;

/** Largest and smallest elements. The first of several equal ones counts; NaN is larger than the largest and smaller than the smallest. */
public final class Extremes {
    /** Elements, and their positions along the dimension (int64). */
    public record At(NdArray values, NdArray indices) {
    }

    private Extremes() {
    }

    /** The extreme elements over the marked dimensions, which are not empty. */
    public static NdArray values(NdArray x, boolean[] over, boolean keepdim, boolean largest) {
        Lines lines = Lines.along(x, over);
        NdArray values = NdArray.zeros(x.dtype(), Reductions.shape(x.shape(), over, keepdim));
        for (int i = 0; i < lines.count(); i++, lines.next()) {
            values.storage().set(i, lines.storage(), lines.at() + position(lines, largest) * lines.step());
        }
        return values;
    }

    /** Where the extreme elements over the marked dimensions stand, counted in row-major order of these. */
    public static NdArray indices(NdArray x, boolean[] over, boolean keepdim, boolean largest) {
        Lines lines = Lines.along(x, over);
        NdArray indices = NdArray.zeros(DType.INT64, Reductions.shape(x.shape(), over, keepdim));
        for (int i = 0; i < lines.count(); i++, lines.next()) {
            indices.storage().setLong(i, position(lines, largest));
        }
        return indices;
    }

    /** Both. */
    public static At at(NdArray x, boolean[] over, boolean keepdim, boolean largest) {
        Lines lines = Lines.along(x, over);
        Shape shape = Reductions.shape(x.shape(), over, keepdim);
        NdArray values = NdArray.zeros(x.dtype(), shape);
        NdArray indices = NdArray.zeros(DType.INT64, shape);
        for (int i = 0; i < lines.count(); i++, lines.next()) {
            int p = position(lines, largest);
            values.storage().set(i, lines.storage(), lines.at() + p * lines.step());
            indices.storage().setLong(i, p);
        }
        return new At(values, indices);
    }

    private static int position(Lines lines, boolean largest) {
        return switch (lines.storage().dtype()) {
            case FLOAT64 -> position(lines.storage().doubles(), lines.at(), lines.length(), lines.step(), largest);
            case FLOAT32 -> position(lines.storage().floats(), lines.at(), lines.length(), lines.step(), largest);
            default -> position(lines.storage(), lines.at(), lines.length(), lines.step(), largest);
        };
    }

    private static int position(double[] a, int at, int n, int step, boolean largest) {
        int best = 0;
        double extreme = a[at];
        for (int i = 1, p = at + step; i < n && !Double.isNaN(extreme); i++, p += step) {
            double v = a[p];
            if (largest ? !(v <= extreme) : !(v >= extreme)) {
                best = i;
                extreme = v;
            }
        }
        return best;
    }

    private static int position(float[] a, int at, int n, int step, boolean largest) {
        int best = 0;
        float extreme = a[at];
        for (int i = 1, p = at + step; i < n && !Double.isNaN(extreme); i++, p += step) {
            float v = a[p];
            if (largest ? !(v <= extreme) : !(v >= extreme)) {
                best = i;
                extreme = v;
            }
        }
        return best;
    }

    private static int position(Storage s, int at, int n, int step, boolean largest) {
        int best = 0;
        long extreme = s.getLong(at);
        for (int i = 1, p = at + step; i < n; i++, p += step) {
            long v = s.getLong(p);
            if (largest ? v > extreme : v < extreme) {
                best = i;
                extreme = v;
            }
        }
        return best;
    }
}
