package dev.nabla.engine.array;

import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Elements picked one by one: first their indices in the storage are worked out, in the row-major order of the pick, then one loop for each
 * dtype moves them.
 */
public final class Places {
    private Places() {
    }

    // ---- where ----------------------------------------------------------------------------------------------------

    private static int[] allocate(long n) {
        if (n > Integer.MAX_VALUE) {
            throw new ArrayTooLarge("a pick of " + n + " elements is too large");
        }
        Budget.ask(4 * n);
        return new int[(int) n];
    }

    /** Where dimension {@code d} of x has its elements, counted from the first. */
    public static int[] axis(NdArray x, int d) {
        int[] at = allocate(x.dim(d));
        for (int i = 0; i < at.length; i++) {
            at[i] = i * x.stride(d);
        }
        return at;
    }

    /** The sums of one entry of each table, the last table's entries next to each other. */
    public static int[] outer(int base, int[]... tables) {
        int[] at = {base};
        for (int[] table : tables) {
            int[] next = allocate((long) at.length * table.length);
            int k = 0;
            for (int a : at) {
                for (int t : table) {
                    next[k++] = a + t;
                }
            }
            at = next;
        }
        return at;
    }

    /** x with only the picked indices at dimension {@code d}, in that order; a 0-d array is taken as one-dimensional. */
    public static int[] pick(NdArray x, int d, int[] picked) {
        int[][] tables = new int[Math.max(x.rank(), 1)][];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = i == d ? new int[picked.length] : axis(x, i);
        }
        int stride = x.rank() == 0 ? 0 : x.stride(d);
        for (int k = 0; k < picked.length; k++) {
            tables[d][k] = picked[k] * stride;
        }
        return outer(x.offset(), tables);
    }

    /**
     * For each element of {@code index} the element of x in the same place, but for its index at dimension {@code d}, which is the element.
     *
     * @param index no larger than x apart from dimension d
     * @throws TorchError RuntimeError if an index is out of bounds
     */
    public static int[] along(NdArray x, int d, NdArray index) {
        Shape shape = index.shape();
        NdArray flat = index.to(DType.INT64).contiguous();
        long[] picked = flat.storage().longs();
        int rank = shape.rank();
        boolean scalar = x.rank() == 0;
        int limit = scalar ? 1 : x.dim(d);
        int step = scalar ? 0 : x.stride(d);
        int[] at = allocate(shape.size());
        int[] counter = new int[rank];
        int base = x.offset();
        for (int p = 0; p < at.length; p++) {
            long k = picked[flat.offset() + p];
            if (k < 0 || k >= limit) {
                throw TorchError.runtime(TorchError.Kind.INDEX_OUT_OF_RANGE,
                        "index " + k + " is out of bounds for dimension " + d + " with size " + limit);
            }
            at[p] = base + (int) k * step;
            for (int i = rank - 1; i >= 0; i--) {
                int stride = i == d ? 0 : x.stride(i);
                counter[i]++;
                base += stride;
                if (counter[i] < shape.dim(i)) {
                    break;
                }
                base -= counter[i] * stride;
                counter[i] = 0;
            }
        }
        return at;
    }

    /** Where the mask, of x's shape, is true. */
    public static int[] masked(NdArray x, NdArray mask) {
        int[] at = allocate(count(mask));
        boolean[] m = mask.storage().bools();
        int[] next = {0};
        StridedLoop.over(x.shape(), (n, from, step) -> {
            for (int i = 0, p = from[0], q = from[1]; i < n; i++, p += step[0], q += step[1]) {
                if (m[q]) {
                    at[next[0]++] = p;
                }
            }
        }, x, mask);
        return at;
    }

    /** How many elements of a mask are true. */
    public static int count(NdArray mask) {
        boolean[] m = mask.storage().bools();
        int[] count = {0};
        StridedLoop.over(mask.shape(), (n, from, step) -> {
            for (int i = 0, p = from[0]; i < n; i++, p += step[0]) {
                count[0] += m[p] ? 1 : 0;
            }
        }, mask);
        return count[0];
    }

    /** The indices of the elements that are not zero: a table for each dimension, in row-major order. */
    public static NdArray[] nonzero(NdArray x) {
        NdArray mask = x.dtype() == DType.BOOL ? x : Elementwise.test(x, v -> v != 0);
        NdArray flat = NdArray.zeros(DType.INT64, x.shape());
        int[] at = masked(flat, mask);
        NdArray[] indices = new NdArray[x.rank()];
        for (int d = 0; d < indices.length; d++) {
            indices[d] = NdArray.zeros(DType.INT64, Shape.of(at.length));
            long[] index = indices[d].storage().longs();
            for (int k = 0; k < at.length; k++) {
                index[k] = at[k] / flat.stride(d) % x.dim(d);
            }
        }
        return indices;
    }

    // ---- what -----------------------------------------------------------------------------------------------------

    /** A new array of the elements of x at these places. */
    public static NdArray take(NdArray x, int[] at, Shape shape) {
        NdArray y = NdArray.zeros(x.dtype(), shape);
        switch (x.dtype()) {
            case FLOAT64 -> {
                double[] s = x.storage().doubles();
                double[] r = y.storage().doubles();
                for (int i = 0; i < r.length; i++) {
                    r[i] = s[at[i]];
                }
            }
            case FLOAT32 -> {
                float[] s = x.storage().floats();
                float[] r = y.storage().floats();
                for (int i = 0; i < r.length; i++) {
                    r[i] = s[at[i]];
                }
            }
            default -> {
                for (int i = 0; i < at.length; i++) {
                    y.storage().set(i, x.storage(), at[i]);
                }
            }
        }
        return y;
    }

    /** {@code out[i][j] = x[index[i][j]][j]} for dimension 0, and so on: the elements {@link #along} the index. */
    public static NdArray gather(NdArray x, int d, NdArray index) {
        return take(x, along(x, d, index), index.shape());
    }

    /** Writes the values, in row-major order and of x's dtype, to these places of x; a later one covers an earlier one. */
    public static void put(NdArray x, int[] at, NdArray values) {
        NdArray v = values.contiguous();
        for (int i = 0; i < at.length; i++) {
            x.storage().set(at[i], v.storage(), v.offset() + i);
        }
    }

    /** Adds the values, in row-major order and of x's dtype, one after the other at these places of x; true + true is true. */
    public static void add(NdArray x, int[] at, NdArray values) {
        NdArray v = values.contiguous();
        int o = v.offset();
        switch (x.dtype()) {
            case FLOAT64 -> {
                double[] r = x.storage().doubles();
                double[] s = v.storage().doubles();
                for (int i = 0; i < at.length; i++) {
                    r[at[i]] += s[o + i];
                }
            }
            case FLOAT32 -> {
                float[] r = x.storage().floats();
                float[] s = v.storage().floats();
                for (int i = 0; i < at.length; i++) {
                    r[at[i]] += s[o + i];
                }
            }
            default -> combine(x, at, v, Double::sum, Long::sum);
        }
    }

    /** Folds the values, in row-major order and of x's dtype, one after the other into these places of x. */
    public static void combine(NdArray x, int[] at, NdArray values, DoubleBinaryOperator f, LongBinaryOperator g) {
        NdArray v = values.contiguous();
        Storage r = x.storage();
        Storage s = v.storage();
        boolean real = x.dtype().isFloat();
        for (int i = 0; i < at.length; i++) {
            int k = v.offset() + i;
            if (real) {
                r.setDouble(at[i], f.applyAsDouble(r.getDouble(at[i]), s.getDouble(k)));
            } else {
                r.setLong(at[i], g.applyAsLong(r.getLong(at[i]), s.getLong(k)));
            }
        }
    }
}
