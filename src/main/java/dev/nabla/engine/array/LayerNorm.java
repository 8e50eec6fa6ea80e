package dev.nabla.engine.array;

import java.util.Arrays;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Rows of n elements brought to mean 0 and variance 1, {@code z = (x − mean)·s} with {@code s = 1/√(variance + eps)}, then {@code y = z·w + b}; and
 * the gradients of that. A row is computed in double and rounded once. Rows are shared between threads in parts of a fixed size.
 */
public final class LayerNorm {
    /** Elements of a part. */
    private static final int PART = 1 << 16;
    /** Elements that are worth dividing between threads. */
    private static final int DIVISIBLE = 1 << 17;

    private final NdArray x;
    private final int n;
    private final int rows;
    private final double eps;
    private final double @Nullable [] weight;

    /**
     * @param n elements of a row, adjacent
     * @param weight n elements, or null for ones
     */
    public LayerNorm(NdArray x, int n, @Nullable NdArray weight, double eps) {
        this.x = x.contiguous();
        this.n = n;
        this.rows = n == 0 ? 0 : x.size() / n;
        this.eps = eps;
        this.weight = weight == null ? null : weight.toDoubles();
    }

    private int rowsInPart() {
        return Math.max(1, PART / Math.max(1, n));
    }

    private int parts() {
        return (rows + rowsInPart() - 1) / rowsInPart();
    }

    private void share(IntConsumer part) {
        if (x.size() >= DIVISIBLE) {
            Team.run(parts(), part);
        } else {
            for (int i = 0; i < parts(); i++) {
                part.accept(i);
            }
        }
    }

    /** Replaces x by z, and gives s. */
    private double standardize(double[] row) {
        double mean = Kernels.ROWS.sum(row, 0, n) / n;
        for (int i = 0; i < n; i++) {
            row[i] -= mean;
        }
        double s = 1 / Math.sqrt(Kernels.ROWS.dot(row, 0, row, 0, n) / n + eps);
        for (int i = 0; i < n; i++) {
            row[i] *= s;
        }
        return s;
    }

    /** y. */
    public NdArray forward(@Nullable NdArray bias) {
        NdArray y = NdArray.zeros(x.dtype(), x.shape());
        double[] w = weight;
        double[] b = bias == null ? null : bias.toDoubles();
        share(part -> {
            double[] row = new double[n];
            int end = Math.min(rows, (part + 1) * rowsInPart());
            for (int r = part * rowsInPart(); r < end; r++) {
                Lines.load(x.storage(), x.offset() + r * n, 1, row, n);
                standardize(row);
                for (int i = 0; w != null && i < n; i++) {
                    row[i] *= w[i];
                }
                for (int i = 0; b != null && i < n; i++) {
                    row[i] += b[i];
                }
                store(row, y, r * n);
            }
        });
        return y;
    }

    private void store(double[] row, NdArray to, int at) {
        if (to.dtype() == DType.FLOAT64) {
            System.arraycopy(row, 0, to.storage().doubles(), at, n);
            return;
        }
        float[] a = to.storage().floats();
        for (int i = 0; i < n; i++) {
            a[at + i] = (float) row[i];
        }
    }

    /** The gradients by x, w and b: {@code (h − mean h − z·mean(h·z))·s} with {@code h = g·w}, {@code Σ g·z} and {@code Σ g} over rows. */
    public NdArray[] gradients(NdArray gradient, Shape affine) {
        NdArray g = gradient.contiguous();
        NdArray dx = NdArray.zeros(x.dtype(), x.shape());
        double[] w = weight;
        double[][] products = new double[parts()][n];
        double[][] sums = new double[parts()][n];
        share(part -> {
            double[] z = new double[n];
            double[] h = new double[n];
            double[] dw = products[part];
            double[] db = sums[part];
            int end = Math.min(rows, (part + 1) * rowsInPart());
            for (int r = part * rowsInPart(); r < end; r++) {
                Lines.load(x.storage(), x.offset() + r * n, 1, z, n);
                Lines.load(g.storage(), g.offset() + r * n, 1, h, n);
                double s = standardize(z);
                for (int i = 0; i < n; i++) {
                    dw[i] += h[i] * z[i];
                }
                for (int i = 0; i < n; i++) {
                    db[i] += h[i];
                }
                for (int i = 0; w != null && i < n; i++) {
                    h[i] *= w[i];
                }
                double mean = Kernels.ROWS.sum(h, 0, n) / n;
                double slope = Kernels.ROWS.dot(h, 0, z, 0, n) / n;
                for (int i = 0; i < n; i++) {
                    h[i] = (h[i] - mean - z[i] * slope) * s;
                }
                store(h, dx, r * n);
            }
        });
        return new NdArray[]{dx, total(products, affine), total(sums, affine)};
    }

    /** The sums of the parts, in their order. */
    private NdArray total(double[][] parts, Shape shape) {
        double[] total = new double[n];
        for (double[] part : parts) {
            Arrays.setAll(total, i -> total[i] + part[i]);
        }
        return NdArray.of(shape, total).to(x.dtype());
    }
}
