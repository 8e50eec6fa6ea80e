package dev.nabla.engine.array;

/**
 * A flat Java array of one dtype, shared by all views on it, with a counter that every write through any of them moves on.
 */
public final class Storage {
    private final DType dtype;
    private final Object array;
    private int version;

    private Storage(DType dtype, Object array) {
        this.dtype = dtype;
        this.array = array;
    }

    static Storage allocate(DType dtype, int size) {
        Object array = switch (dtype) {
            case BOOL -> new boolean[size];
            case INT32 -> new int[size];
            case INT64 -> new long[size];
            case FLOAT32 -> new float[size];
            case FLOAT64 -> new double[size];
        };
        return new Storage(dtype, array);
    }

    static Storage of(double[] values) {
        return new Storage(DType.FLOAT64, values);
    }

    static Storage of(float[] values) {
        return new Storage(DType.FLOAT32, values);
    }

    static Storage of(long[] values) {
        return new Storage(DType.INT64, values);
    }

    static Storage of(int[] values) {
        return new Storage(DType.INT32, values);
    }

    static Storage of(boolean[] values) {
        return new Storage(DType.BOOL, values);
    }

    public DType dtype() {
        return dtype;
    }

    public int version() {
        return version;
    }

    /** Sets the version of one that is a copy of another. */
    public void version(int v) {
        version = v;
    }

    /** Called once by every op that writes to existing elements. */
    public void bump() {
        version++;
    }

    /** Number of elements. */
    public int length() {
        return java.lang.reflect.Array.getLength(array);
    }

    public long bytes() {
        return (long) length() * dtype.bytes();
    }

    public double[] doubles() {
        return (double[]) array;
    }

    public float[] floats() {
        return (float[]) array;
    }

    public long[] longs() {
        return (long[]) array;
    }

    public int[] ints() {
        return (int[]) array;
    }

    public boolean[] bools() {
        return (boolean[]) array;
    }

    /** Element {@code i} as a double; booleans as 0 and 1. */
    public double getDouble(int i) {
        return switch (dtype) {
            case FLOAT64 -> doubles()[i];
            case FLOAT32 -> floats()[i];
            case INT64 -> longs()[i];
            case INT32 -> ints()[i];
            case BOOL -> bools()[i] ? 1 : 0;
        };
    }

    /** Element {@code i} as a long; floats truncated towards zero. */
    public long getLong(int i) {
        return switch (dtype) {
            case FLOAT64 -> truncated(doubles()[i]);
            case FLOAT32 -> truncated(floats()[i]);
            case INT64 -> longs()[i];
            case INT32 -> ints()[i];
            case BOOL -> bools()[i] ? 1 : 0;
        };
    }

    public void setDouble(int i, double v) {
        switch (dtype) {
            case FLOAT64 -> doubles()[i] = v;
            case FLOAT32 -> floats()[i] = (float) v;
            case INT64 -> longs()[i] = truncated(v);
            case INT32 -> ints()[i] = truncatedToInt(v);
            case BOOL -> bools()[i] = v != 0;
        }
    }

    /** v without its fraction; the smallest long for what none can hold, NaN included, as x86 processors and so PyTorch do. */
    static long truncated(double v) {
        long whole = (long) v;
        return whole == Long.MAX_VALUE || Double.isNaN(v) ? Long.MIN_VALUE : whole;
    }

    /** As {@link #truncated}, for ints. */
    static int truncatedToInt(double v) {
        long whole = truncated(v);
        return whole == (int) whole ? (int) whole : Integer.MIN_VALUE;
    }

    public void setLong(int i, long v) {
        switch (dtype) {
            case FLOAT64 -> doubles()[i] = v;
            case FLOAT32 -> floats()[i] = v;
            case INT64 -> longs()[i] = v;
            case INT32 -> ints()[i] = (int) v;
            case BOOL -> bools()[i] = v != 0;
        }
    }

    /** Copies one element of a storage of the same dtype, exactly. */
    public void set(int i, Storage from, int j) {
        switch (dtype) {
            case FLOAT64 -> doubles()[i] = from.doubles()[j];
            case FLOAT32 -> floats()[i] = from.floats()[j];
            case INT64 -> longs()[i] = from.longs()[j];
            case INT32 -> ints()[i] = from.ints()[j];
            case BOOL -> bools()[i] = from.bools()[j];
        }
    }

    /** Copies a run of elements of a storage of the same dtype. */
    public void copy(int at, Storage from, int start, int count) {
        System.arraycopy(from.array, start, array, at, count);
    }

    /** The whole content and the version, to be put back by {@link #restore}. */
    public Storage snapshot() {
        Storage copy = allocate(dtype, length());
        copy.copy(0, this, 0, length());
        copy.version = version;
        return copy;
    }

    public void restore(Storage snapshot) {
        copy(0, snapshot, 0, length());
        version = snapshot.version;
    }
}
