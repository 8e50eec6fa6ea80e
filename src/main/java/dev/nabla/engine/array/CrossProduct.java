package dev.nabla.engine.array;

/** The vector product {@code (a₁b₂ − a₂b₁, a₂b₀ − a₀b₂, a₀b₁ − a₁b₀)} along a dimension of size 3. */
public final class CrossProduct {
    private CrossProduct() {
    }

    /**
     * @param a of the same dtype as b, broadcastable against it
     * @throws TorchError if the other sizes do not fit
     */
    public static NdArray of(NdArray a, NdArray b, int dim) {
        NdArray c = NdArray.zeros(a.dtype(), Broadcasting.of(a.shape(), b.shape()));
        NdArray x = a.broadcastTo(c.shape());
        NdArray y = b.broadcastTo(c.shape());
        int p = x.stride(dim);
        int q = y.stride(dim);
        int r = c.stride(dim);
        Storage s = x.storage();
        Storage t = y.storage();
        Storage u = c.storage();
        boolean real = a.dtype().isFloat();
        StridedLoop.over(c.shape().without(dim), (n, at, step) -> {
            for (int i = 0; i < n; i++) {
                int e = at[0] + i * step[0];
                int f = at[1] + i * step[1];
                int g = at[2] + i * step[2];
                for (int k = 0; k < 3; k++) {
                    int l = (k + 1) % 3;
                    int m = (k + 2) % 3;
                    if (real) {
                        u.setDouble(g + k * r, s.getDouble(e + l * p) * t.getDouble(f + m * q) - s.getDouble(e + m * p) * t.getDouble(f + l
                                * q));
                    } else {
                        u.setLong(g + k * r, s.getLong(e + l * p) * t.getLong(f + m * q) - s.getLong(e + m * p) * t.getLong(f + l * q));
                    }
                }
            }
        }, line(x, dim), line(y, dim), line(c, dim));
        return c;
    }

    /** The first elements along the dimension. */
    private static NdArray line(NdArray a, int dim) {
        int[] strides = new int[a.rank() - 1];
        for (int i = 0, k = 0; i < a.rank(); i++) {
            if (i != dim) {
                strides[k++] = a.stride(i);
            }
        }
        return a.view(a.shape().without(dim), strides, a.offset());
    }
}
