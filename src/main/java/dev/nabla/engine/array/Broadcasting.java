package dev.nabla.engine.array;

/**
 * Shapes that meet: aligned at their last dimensions, sizes equal or one of them 1.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/notes/broadcasting.html">Broadcasting semantics</a>
 */
public final class Broadcasting {
    private Broadcasting() {
    }

    /**
     * @throws TorchError if two sizes differ and neither is 1
     */
    public static Shape of(Shape a, Shape b) {
        if (b.isScalar() || a.equals(b)) {
            return a;
        }
        if (a.isScalar()) {
            return b;
        }
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int i = rank - 1; i >= 0; i--) {
            int p = i - rank + a.rank();
            int q = i - rank + b.rank();
            int m = p < 0 ? 1 : a.dim(p);
            int n = q < 0 ? 1 : b.dim(q);
            if (m != n && m != 1 && n != 1) {
                throw TorchError.shape("The size of tensor a (" + m + ") must match the size of tensor b (" + n
                        + ") at non-singleton dimension " + i);
            }
            dims[i] = m == 1 ? n : m;
        }
        return Shape.of(dims);
    }

    /** Whether two shapes can meet. */
    public static boolean fits(Shape a, Shape b) {
        for (int p = a.rank() - 1, q = b.rank() - 1; p >= 0 && q >= 0; p--, q--) {
            if (a.dim(p) != b.dim(q) && a.dim(p) != 1 && b.dim(q) != 1) {
                return false;
            }
        }
        return true;
    }

    /**
     * The array seen in the target's shape, as Tensor.expand.
     *
     * @throws TorchError if a size differs and is not 1, or there are more dimensions than in the target
     */
    public static NdArray expand(NdArray a, Shape target) {
        int lead = target.rank() - a.rank();
        if (lead < 0) {
            throw TorchError.shape("expand(torch." + a.dtype().scalarName() + "Tensor{" + a.shape() + "}, size=" + target
                    + "): the number of sizes provided (" + target.rank()
                    + ") must be greater or equal to the number of dimensions in the tensor (" + a.rank() + ")");
        }
        for (int i = a.rank() - 1; i >= 0; i--) {
            if (a.dim(i) != 1 && a.dim(i) != target.dim(lead + i)) {
                throw TorchError.shape("The expanded size of the tensor (" + target.dim(lead + i) + ") must match the existing size ("
                        + a.dim(i) + ") at non-singleton dimension " + (lead + i) + ".  Target sizes: " + target + ".  Tensor sizes: "
                        + a.shape());
            }
        }
        return a.broadcastTo(target);
    }

    /** Whether an array of shape {@code from} can be viewed, without change of its size, as {@code to}. */
    public static boolean expands(Shape from, Shape to) {
        int lead = to.rank() - from.rank();
        if (lead < 0) {
            return false;
        }
        for (int i = 0; i < from.rank(); i++) {
            if (from.dim(i) != 1 && from.dim(i) != to.dim(lead + i)) {
                return false;
            }
        }
        return true;
    }
}
