package dev.nabla.engine.optim;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/** Keeps gradients from growing beyond a bound, between backward and the update. */
public sealed interface Clipping {
    /** Changes the gradients in place; null ones are left out. */
    void apply(@Nullable NdArray[] gradients);

    /**
     * All gradients together scaled by min(1, max_norm / (norm + 1e-6)).
     *
     * @param normType p of the p-norm; may be infinite
     * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html">clip_grad_norm_</a>
     */
    record ByNorm(double maxNorm, double normType) implements Clipping {
        @Override
        public void apply(@Nullable NdArray[] gradients) {
            double scale = maxNorm / (norm(gradients, normType) + 1e-6);
            for (NdArray g : gradients) {
                if (g != null) {
                    FlatArray.of(g).scale(Math.min(scale, 1));
                }
            }
        }
    }

    /**
     * Each element brought into [−clip_value, clip_value].
     *
     * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html">clip_grad_value_</a>
     */
    record ByValue(double clipValue) implements Clipping {
        @Override
        public void apply(@Nullable NdArray[] gradients) {
            for (NdArray g : gradients) {
                if (g != null) {
                    FlatArray f = FlatArray.of(g);
                    for (int i = 0; i < f.size(); i++) {
                        f.set(i, Math.min(Math.max(f.get(i), -clipValue), clipValue));
                    }
                }
            }
        }
    }

    /** The p-norm of the p-norms of all gradients: that of all their elements together. Squares are not rescaled, so that it may overflow. */
    static double norm(@Nullable NdArray[] gradients, double p) {
        boolean wide = false;
        int n = 0;
        double[] norms = new double[gradients.length];
        for (NdArray g : gradients) {
            if (g != null) {
                norms[n++] = norm(FlatArray.of(g.contiguous()), p);
                wide |= g.dtype() == DType.FLOAT64;
            }
        }
        if (n == 1) {
            return norms[0];
        }
        FlatArray all = wide ? new Doubles(norms, 0, n) : new Floats(new float[n], 0, n);
        for (int i = 0; i < n; i++) {
            all.set(i, norms[i]);
        }
        return norm(all, p);
    }

    private static double norm(FlatArray x, double p) {
        if (p == 2) {
            return x.norm();
        }
        if (p == Double.POSITIVE_INFINITY) {
            return x.absoluteMaximum();
        }
        double sum = p == Double.NEGATIVE_INFINITY ? p : 0;
        for (int i = 0; i < x.size(); i++) {
            double size = Math.abs(x.get(i));
            if (p == 0) {
                sum += size == 0 ? 0 : 1;
            } else if (p == Double.NEGATIVE_INFINITY) {
                sum = i == 0 ? size : Math.min(sum, size);
            } else {
                sum += Math.pow(size, p);
            }
        }
        return x.round(p == 0 || Double.isInfinite(p) ? sum : p == 1 ? sum : Math.pow(sum, 1 / p));
    }
}
