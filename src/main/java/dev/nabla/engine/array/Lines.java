package dev.nabla.engine.array;

/**
 * The lines of an array along its marked dimensions, one after another in row-major order of the other dimensions. A line is {@link #length}
 * elements of {@link #storage}: the first at {@link #at}, each next one {@link #step} further.
 */
final class Lines {
    private final Storage storage;
    private final int count;
    private final int length;
    private final int step;
    private final int[] dims;
    private final int[] strides;
    private final int[] counter;
    private final int start;
    private int at;

    private Lines(NdArray x, boolean[] along, int length, int step) {
        this.storage = x.storage();
        this.length = length;
        this.step = step;
        this.start = x.offset();
        this.at = start;
        int n = 0;
        int lines = 1;
        int[] size = new int[x.rank()];
        int[] stride = new int[x.rank()];
        for (int i = x.rank() - 1; i >= 0; i--) {
            if (!along[i]) {
                size[n] = x.dim(i);
                stride[n++] = x.stride(i);
                lines *= x.dim(i);
            }
        }
        this.count = lines;
        this.dims = java.util.Arrays.copyOf(size, n);
        this.strides = stride;
        this.counter = new int[n];
    }

    /** The lines along one dimension; a 0-d array is one line of one element. */
    static Lines along(NdArray x, int dim) {
        boolean[] along = new boolean[x.rank()];
        if (x.rank() > 0) {
            along[dim] = true;
        }
        return along(x, along);
    }

    /** The lines along the marked dimensions together, in row-major order; copied where they have no common step. */
    static Lines along(NdArray x, boolean[] along) {
        int length = 1;
        int step = 1;
        for (int i = x.rank() - 1; i >= 0; i--) {
            if (along[i] && x.dim(i) != 1) {
                if (length == 1) {
                    step = x.stride(i);
                } else if (x.dim(i) != 0 && length != 0 && x.stride(i) != step * length) {
                    return along(Reductions.rows(x, along), 1);
                }
                length *= x.dim(i);
            }
        }
        return new Lines(x, along, length, step);
    }

    /** Whether the elements along the marked dimensions have one step, so that none need be copied. */
    static boolean areEven(NdArray x, boolean[] along) {
        int length = 1;
        int step = 1;
        for (int i = x.rank() - 1; i >= 0; i--) {
            if (along[i] && x.dim(i) != 1) {
                if (length == 1) {
                    step = x.stride(i);
                } else if (x.dim(i) != 0 && length != 0 && x.stride(i) != step * length) {
                    return false;
                }
                length *= x.dim(i);
            }
        }
        return true;
    }

    /** Goes back to the first line. */
    void rewind() {
        at = start;
        java.util.Arrays.fill(counter, 0);
    }

    int count() {
        return count;
    }

    int length() {
        return length;
    }

    int step() {
        return step;
    }

    Storage storage() {
        return storage;
    }

    /** Where the present line begins. */
    int at() {
        return at;
    }

    /** Goes on to the next line. */
    void next() {
        for (int d = 0; d < dims.length; d++) {
            at += strides[d];
            if (++counter[d] < dims[d]) {
                return;
            }
            at -= dims[d] * strides[d];
            counter[d] = 0;
        }
    }

    /** Copies {@code n} elements of the present line, from number {@code from} on, to the front of a block. */
    void load(double[] block, int from, int n) {
        load(storage, at + from * step, step, block, n);
    }

    /** Copies {@code n} elements in steps to the front of a block. */
    static void load(Storage s, int at, int step, double[] block, int n) {
        switch (s.dtype()) {
            case FLOAT64 -> {
                double[] a = s.doubles();
                if (step == 1 && n > 0) {
                    System.arraycopy(a, at, block, 0, n);
                } else {
                    for (int i = 0, p = at; i < n; i++, p += step) {
                        block[i] = a[p];
                    }
                }
            }
            case FLOAT32 -> {
                float[] a = s.floats();
                if (step == 1) {
                    for (int i = 0; i < n; i++) {
                        block[i] = a[at + i];
                    }
                } else {
                    for (int i = 0, p = at; i < n; i++, p += step) {
                        block[i] = a[p];
                    }
                }
            }
            default -> {
                for (int i = 0, p = at; i < n; i++, p += step) {
                    block[i] = s.getDouble(p);
                }
            }
        }
    }

    /** Writes the first {@code n} numbers of a block to float elements in steps. */
    static void store(Storage s, int at, int step, double[] block, int n) {
        if (s.dtype() == DType.FLOAT64) {
            double[] a = s.doubles();
            for (int i = 0, p = at; i < n; i++, p += step) {
                a[p] = block[i];
            }
        } else {
            float[] a = s.floats();
            for (int i = 0, p = at; i < n; i++, p += step) {
                a[p] = (float) block[i];
            }
        }
    }

    /** Writes {@code n} elements from the front of a block to the present line, from number {@code from} on. */
    void store(double[] block, int from, int n) {
        store(block, storage, at + from * step, step, n);
    }

    /** Writes {@code n} elements from the front of a block in steps to a storage of floats. */
    static void store(double[] block, Storage s, int at, int step, int n) {
        if (s.dtype() == DType.FLOAT64) {
            double[] a = s.doubles();
            for (int i = 0, p = at; i < n; i++, p += step) {
                a[p] = block[i];
            }
        } else {
            float[] a = s.floats();
            for (int i = 0, p = at; i < n; i++, p += step) {
                a[p] = (float) block[i];
            }
        }
    }
}
