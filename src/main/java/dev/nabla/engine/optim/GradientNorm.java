package dev.nabla.engine.optim;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/** The 2-norm of gradients that stand in the same arrays in every step: finding it again takes no memory. */
public final class GradientNorm {
    private final @Nullable NdArray[] arrays;
    private final @Nullable FlatArray[] flats;
    private final FlatArray narrow;
    private final FlatArray wide;

    /** @param count of parameters */
    public GradientNorm(int count) {
        this.arrays = new NdArray[count];
        this.flats = new FlatArray[count];
        this.narrow = new Floats(new float[count], 0, count);
        this.wide = new Doubles(new double[count], 0, count);
    }

    /**
     * The 2-norm of all gradients together, from the norm of each, as {@code torch.nn.utils.get_total_norm} finds it.
     *
     * @param gradients contiguous; null for none
     */
    public double of(@Nullable NdArray[] gradients) {
        boolean isWide = false;
        int n = 0;
        double only = 0;
        for (int i = 0; i < gradients.length; i++) {
            NdArray g = gradients[i];
            if (g == null) {
                continue;
            }
            FlatArray flat = flats[i];
            if (flat == null || arrays[i] != g) {
                flat = FlatArray.of(g);
                flats[i] = flat;
                arrays[i] = g;
            }
            only = flat.norm();
            narrow.set(n, only);
            wide.set(n++, only);
            isWide |= g.dtype() == DType.FLOAT64;
        }
        for (int i = n; i < gradients.length; i++) {
            narrow.set(i, 0);
            wide.set(i, 0);
        }
        return n == 1 ? only : isWide ? wide.norm() : narrow.norm();
    }
}
