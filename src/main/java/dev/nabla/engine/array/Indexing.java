package dev.nabla.engine.array;

/** Kernels that read or write elements at positions given by an integer array. */
public final class Indexing {
    private Indexing() {
    }

    /**
     * {@code y[i, j, …] = x[i, index[i, j, …], …]}, the index standing at {@code dim}.
     *
     * @param index of x's rank, int64 or int32, in the other dimensions no larger than x; 0-d arrays count as having one element along dim 0
     * @throws TorchError RuntimeError for a position out of range
     */
    public static NdArray gather(NdArray x, int dim, NdArray index) {
        NdArray y = NdArray.zeros(x.dtype(), index.shape());
        if (index.size() == 0) {
            return y;
        }
        NdArray from = atLeast1d(x);
        NdArray at = atLeast1d(index);
        int step = from.stride(dim);
        int size = from.dim(dim);
        Lines source = Lines.along(cut(from, dim, at.shape()), dim);
        Lines positions = Lines.along(at, dim);
        Lines target = Lines.along(atLeast1d(y), dim);
        for (int i = 0; i < target.count(); i++, source.next(), positions.next(), target.next()) {
            for (int j = 0, p = positions.at(), q = target.at(); j < target.length(); j++, p += positions.step(), q += target.step()) {
                int k = checked(positions.storage().getLong(p), size, dim);
                y.storage().set(q, x.storage(), source.at() + k * step);
            }
        }
        return y;
    }

    /**
     * {@code x[i, index[i, j, …], …] += src[i, j, …]}, in place.
     *
     * @param index as for {@link #gather}; in no dimension larger than src
     * @throws TorchError RuntimeError for a position out of range
     */
    public static void scatterAdd(NdArray x, int dim, NdArray index, NdArray src) {
        if (index.size() == 0) {
            return;
        }
        NdArray to = atLeast1d(x);
        NdArray at = atLeast1d(index);
        NdArray values = atLeast1d(src);
        int step = to.stride(dim);
        int size = to.dim(dim);
        Storage t = x.storage();
        Storage s = src.storage();
        boolean isFloat = x.dtype().isFloat();
        Lines target = Lines.along(cut(to, dim, at.shape()), dim);
        Lines positions = Lines.along(at, dim);
        Lines source = Lines.along(values.view(at.shape(), values.strides(), values.offset()), dim);
        for (int i = 0; i < positions.count(); i++, source.next(), positions.next(), target.next()) {
            for (int j = 0, p = positions.at(), q = source.at(); j < positions.length(); j++, p += positions.step(), q += source.step()) {
                int k = target.at() + checked(positions.storage().getLong(p), size, dim) * step;
                if (isFloat) {
                    t.setDouble(k, t.getDouble(k) + s.getDouble(q));
                } else {
                    t.setLong(k, t.getLong(k) + s.getLong(q));
                }
            }
        }
    }

    private static NdArray atLeast1d(NdArray a) {
        return a.rank() > 0 ? a : a.view(Shape.of(1), new int[]{1}, a.offset());
    }

    /** The part of an array within a shape, whole along one dimension. */
    private static NdArray cut(NdArray a, int dim, Shape shape) {
        return a.view(shape.with(dim, a.dim(dim)), a.strides(), a.offset());
    }

    private static int checked(long k, int size, int dim) {
        if (k < 0 || k >= size) {
            throw TorchError.runtime(TorchError.Kind.INDEX_OUT_OF_RANGE,
                    "index " + k + " is out of bounds for dimension " + dim + " with size " + size);
        }
        return (int) k;
    }
}
