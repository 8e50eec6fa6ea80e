package dev.nabla.engine.array;

import java.util.Arrays;

/** The sizes of an array along its dimensions; immutable. The 0-d shape has one element. */
public final class Shape {
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;
    private final int size;
    private final int[] strides;

    private Shape(int[] dims) {
        this.dims = dims;
        this.strides = new int[dims.length];
        long size = 1;
        for (int d : dims) {
            size *= d;
            if (size > Integer.MAX_VALUE) {
                throw new ArrayTooLarge(dims);
            }
        }
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(dims[i], 1);
        }
        this.size = (int) size;
    }

    /**
     * @throws ArrayTooLarge if the product exceeds what one Java array can index
     */
    public static Shape of(int... dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /**
     * @throws TorchError if a size is negative
     * @throws ArrayTooLarge if the product exceeds what one Java array can index
     */
    public static Shape of(long[] dims) {
        int[] d = new int[dims.length];
        for (int i = 0; i < d.length; i++) {
            if (dims[i] < 0) {
                throw TorchError.argument("Trying to create tensor with negative dimension " + dims[i] + ": " + Arrays.toString(dims));
            }
            if (dims[i] > Integer.MAX_VALUE) {
                throw new ArrayTooLarge(dims);
            }
            d[i] = (int) dims[i];
        }
        return of(d);
    }

    public int rank() {
        return dims.length;
    }

    /** Number of elements. */
    public int size() {
        return size;
    }

    public int dim(int i) {
        return dims[i];
    }

    /** A copy of the sizes. */
    public int[] dims() {
        return dims.clone();
    }

    /** Row-major strides, shared: never written to. */
    int[] strides() {
        return strides;
    }

    public boolean isScalar() {
        return dims.length == 0;
    }

    /** This shape with size {@code n} at dimension {@code d}. */
    public Shape with(int d, int n) {
        int[] changed = dims.clone();
        changed[d] = n;
        return of(changed);
    }

    /** This shape without dimension {@code d}. */
    public Shape without(int d) {
        int[] fewer = new int[dims.length - 1];
        System.arraycopy(dims, 0, fewer, 0, d);
        System.arraycopy(dims, d + 1, fewer, d, fewer.length - d);
        return of(fewer);
    }

    /** This shape with a new dimension of size {@code n} before dimension {@code d}. */
    public Shape insert(int d, int n) {
        int[] more = new int[dims.length + 1];
        System.arraycopy(dims, 0, more, 0, d);
        more[d] = n;
        System.arraycopy(dims, d, more, d + 1, dims.length - d);
        return of(more);
    }

    @Override
    public boolean equals(Object o) {
        return o == this || o instanceof Shape s && Arrays.equals(dims, s.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** As PyTorch prints sizes: {@code [2, 3]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
