package dev.nabla.job;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.session.Refusal;

/** The gradient of least squares as it is found by hand, Xᵀ(Xw − y)/m, and by which factor autograd's differs from it. */
final class LinearGradient {
    private static final String FORMULA = "Xᵀ(Xw − y)/m";

    private LinearGradient() {
    }

    /**
     * Compares the two at the parameters before a step; all their elements, in order, are w.
     *
     * @param x (m, n)
     * @param y (m) or (m, k), where w has n·k elements
     * @throws Refusal shape_mismatch
     */
    static Iteration.MatrixForm of(Point.Before before, NdArray x, NdArray y, List<@Nullable NdArray> parameters) {
        double[] w = before.parameters();
        int m = x.rank() == 2 ? x.dim(0) : -1;
        int n = x.rank() == 2 ? x.dim(1) : -1;
        int k = y.rank() >= 1 && y.rank() <= 2 && y.dim(0) == m ? y.size() / Math.max(m, 1) : -1;
        if (m < 1 || k < 1 || n * k != w.length) {
            throw new Refusal(Refusal.Kind.SHAPE_MISMATCH, "X of shape " + x.shape() + " and y of shape " + y.shape()
                    + " do not fit the " + w.length + " elements of the parameters: X is (m, n), y (m, k), w (n, k)");
        }
        double[] h = new double[n * k];
        for (int i = 0; i < m; i++) {
            for (int c = 0; c < k; c++) {
                double r = -y.getDouble(i * k + c);
                for (int j = 0; j < n; j++) {
                    r += x.getDouble(i * n + j) * w[j * k + c];
                }
                for (int j = 0; j < n; j++) {
                    h[j * k + c] += x.getDouble(i * n + j) * r / m;
                }
            }
        }
        Double ratio = ratio(before.gradient(), h);
        NdArray first = Objects.requireNonNull(parameters.getFirst());
        NdArray shown = parameters.size() == 1 ? NdArray.of(first.shape(), h).to(first.dtype())
                : NdArray.of(dev.nabla.engine.array.Shape.of(h.length), h).to(first.dtype());
        return new Iteration.MatrixForm(FORMULA, m, shown, ratio, why(ratio, m));
    }

    /** g/h where g is a multiple of h. */
    private static @Nullable Double ratio(double[] g, double[] h) {
        double gh = 0;
        double hh = 0;
        double gg = 0;
        for (int i = 0; i < g.length; i++) {
            gh += g[i] * h[i];
            hh += h[i] * h[i];
            gg += g[i] * g[i];
        }
        double ratio = gh / hh;
        double off = gg - ratio * gh;
        return hh > 0 && Math.abs(off) <= 1e-8 * gg ? (Double) ratio : null;
    }

    private static Remarks why(@Nullable Double ratio, int m) {
        Remarks text = Remarks.none();
        if (ratio == null) {
            return text.say("matrix_unlike");
        }
        if (isAbout(ratio, 2.0 * m)) {
            return text.say("matrix_sum", 2.0 * m, m);
        }
        if (isAbout(ratio, 2)) {
            return text.say("matrix_mean", m);
        }
        return isAbout(ratio, 1) ? text.say("matrix_same", m) : text.say("matrix_other", ratio, 2.0 * m);
    }

    private static boolean isAbout(double v, double of) {
        return Math.abs(v - of) <= 1e-4 * of;
    }
}
