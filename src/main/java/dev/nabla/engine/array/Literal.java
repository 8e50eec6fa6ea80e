package dev.nabla.engine.array;

import java.util.Arrays;

/**
 * Numbers written out, nested as lists and still without a dtype: what torch.tensor takes. Bools, ints (in full) or floats, whichever holds all of
 * them.
 */
public final class Literal {
    /** The kinds of Python numbers; the kind of several is the latest. */
    public enum Kind {
        BOOL, INT, FLOAT
    }

    private final Shape shape;
    private final Kind kind;
    private final Object values;

    private Literal(Shape shape, Kind kind, Object values) {
        this.shape = shape;
        this.kind = kind;
        this.values = values;
    }

    /** Numbers that have a dtype already. */
    public static Literal of(NdArray array) {
        Kind kind = array.dtype().isFloat() ? Kind.FLOAT : array.dtype() == DType.BOOL ? Kind.BOOL : Kind.INT;
        return new Literal(array.shape(), kind, array.contiguous());
    }

    /**
     * All there is of it, for who keeps it.
     *
     * @param values {@code long[]}, {@code double[]}, or an {@link NdArray}
     */
    public record Parts(Shape shape, Kind kind, Object values) {
    }

    public Parts parts() {
        return new Parts(shape, kind, values);
    }

    public static Literal of(Parts parts) {
        return new Literal(parts.shape, parts.kind, parts.values);
    }

    public Shape shape() {
        return shape;
    }

    public Kind kind() {
        return kind;
    }

    /** Size of what is held. */
    public long bytes() {
        return 8L * shape.size();
    }

    /** The same numbers under another shape of the same size. */
    public Literal reshaped(Shape other) {
        if (other.size() != shape.size()) {
            throw TorchError.shape("shape '" + other + "' is invalid for input of size " + shape.size());
        }
        return new Literal(other, kind, values);
    }

    /**
     * A new array of these numbers; floats are truncated towards zero where the dtype is an integer one.
     *
     * @throws TorchError RuntimeError for a number that the dtype cannot hold
     */
    public NdArray toArray(DType dtype) {
        if (values instanceof NdArray whole) {
            NdArray a = whole.dtype() == dtype ? whole.copy() : whole.to(dtype);
            return a.reshaped(shape);
        }
        NdArray out = NdArray.zeros(dtype, shape);
        Storage to = out.storage();
        if (values instanceof double[] floats) {
            for (int i = 0; i < shape.size(); i++) {
                if (dtype.isInteger()) {
                    to.setLong(i, integer(floats[i], dtype));
                } else {
                    to.setDouble(i, floats[i]);
                }
            }
        } else {
            long[] ints = (long[]) values;
            for (int i = 0; i < shape.size(); i++) {
                if (dtype.isFloat()) {
                    to.setDouble(i, (double) ints[i]);
                } else {
                    to.setLong(i, dtype == DType.INT32 ? integer(ints[i], dtype) : ints[i]);
                }
            }
        }
        return out;
    }

    private static long integer(double v, DType dtype) {
        double low = dtype == DType.INT32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
        if (!(v >= low && v < -low)) {
            throw overflow(dtype);
        }
        return (long) v;
    }

    private static long integer(long v, DType dtype) {
        if (v != (int) v) {
            throw overflow(dtype);
        }
        return v;
    }

    private static TorchError overflow(DType dtype) {
        return TorchError.argument("value cannot be converted to type " + dtype.torchName() + " without overflow");
    }

    /** Collects numbers one by one, in a primitive array that grows. */
    public static final class Builder {
        private Kind kind = Kind.BOOL;
        private long[] ints = new long[8];
        private double[] floats = {};
        private int size;

        public int size() {
            return size;
        }

        public void add(boolean v) {
            add(v ? 1L : 0L, Kind.BOOL);
        }

        public void add(long v) {
            add(v, Kind.INT);
        }

        private void add(long v, Kind of) {
            if (kind == Kind.FLOAT) {
                add((double) v);
                return;
            }
            kind = kind.compareTo(of) >= 0 ? kind : of;
            if (size == ints.length) {
                ints = Arrays.copyOf(ints, grown(size));
            }
            ints[size++] = v;
        }

        public void add(double v) {
            if (kind != Kind.FLOAT) {
                kind = Kind.FLOAT;
                floats = new double[ints.length];
                for (int i = 0; i < size; i++) {
                    floats[i] = ints[i];
                }
                ints = new long[0];
            }
            if (size == floats.length) {
                floats = Arrays.copyOf(floats, grown(size));
            }
            floats[size++] = v;
        }

        private static int grown(int size) {
            return Math.max(8, size + (size >> 1));
        }

        /** What was collected, row-major, under a shape of that size. No number at all counts as float. */
        public Literal build(Shape shape) {
            if (shape.size() != size) {
                throw new IllegalArgumentException(size + " numbers for " + shape);
            }
            return new Literal(shape, size == 0 ? Kind.FLOAT : kind, kind == Kind.FLOAT ? floats : ints);
        }
    }
}
