package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.TorchError;

/** Dimension arguments, which may count from the end. */
public final class Dims {
    private Dims() {
    }

    /**
     * The dimension counted from the front; a 0-d tensor is taken as one-dimensional.
     *
     * @throws TorchError IndexError if there is no such dimension
     */
    public static int wrap(int dim, int rank) {
        int n = Math.max(rank, 1);
        if (dim < -n || dim >= n) {
            throw TorchError.index("Dimension out of range (expected to be in range of [" + -n + ", " + (n - 1) + "], but got " + dim
                    + ")");
        }
        return dim < 0 ? dim + n : dim;
    }

    /**
     * Which dimensions a reduction runs over; all of them for none or an empty list.
     *
     * @throws TorchError if one is out of range or named twice
     */
    public static boolean[] mask(int @Nullable [] dims, int rank) {
        boolean[] mask = new boolean[rank];
        if (dims == null || dims.length == 0) {
            java.util.Arrays.fill(mask, true);
            return mask;
        }
        boolean[] seen = new boolean[Math.max(rank, 1)];
        for (int d : dims) {
            int w = wrap(d, rank);
            if (seen[w]) {
                throw TorchError.argument("dim " + w + " appears multiple times in the list of dims");
            }
            seen[w] = true;
        }
        System.arraycopy(seen, 0, mask, 0, rank);
        return mask;
    }
}
