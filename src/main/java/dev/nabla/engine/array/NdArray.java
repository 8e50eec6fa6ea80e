package dev.nabla.engine.array;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * A strided view of a {@link Storage}: element (i, j, …) stands at {@code offset + i·strides[0] + j·strides[1] + …}. Views made by
 * {@link #view} share the storage, as PyTorch's do.
 */
public final class NdArray {
    private final Storage storage;
    private final Shape shape;
    private final int[] strides;
    private final int offset;
    private final boolean contiguous;

    @SuppressWarnings("ReferenceEquality") // a shape hands out its own strides: the same array is row-major without a look at it
    private NdArray(Storage storage, Shape shape, int[] strides, int offset) {
        this.storage = storage;
        this.shape = shape;
        this.strides = strides;
        this.offset = shape.size() == 0 ? 0 : offset;
        this.contiguous = strides == shape.strides() || isRowMajor(shape, strides);
    }

    private static boolean isRowMajor(Shape shape, int[] strides) {
        if (shape.size() == 0) {
            return true;
        }
        int expected = 1;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            if (shape.dim(i) != 1 && strides[i] != expected) {
                return false;
            }
            expected *= shape.dim(i);
        }
        return true;
    }

    /** A new array of zeros. */
    public static NdArray zeros(DType dtype, Shape shape) {
        Budget.ask((long) shape.size() * dtype.bytes());
        return new NdArray(Storage.allocate(dtype, shape.size()), shape, shape.strides(), 0);
    }

    /** A new array with every element {@code value}, converted to the dtype. */
    public static NdArray full(DType dtype, Shape shape, double value) {
        NdArray a = zeros(dtype, shape);
        a.fill(value);
        return a;
    }

    /** Wraps the Java array itself. */
    public static NdArray of(Shape shape, double... values) {
        return new NdArray(Storage.of(values), checked(shape, values.length), shape.strides(), 0);
    }

    /** Wraps the Java array itself. */
    public static NdArray of(Shape shape, float... values) {
        return new NdArray(Storage.of(values), checked(shape, values.length), shape.strides(), 0);
    }

    /** Wraps the Java array itself. */
    public static NdArray of(Shape shape, long... values) {
        return new NdArray(Storage.of(values), checked(shape, values.length), shape.strides(), 0);
    }

    /** Wraps the Java array itself. */
    public static NdArray of(Shape shape, int... values) {
        return new NdArray(Storage.of(values), checked(shape, values.length), shape.strides(), 0);
    }

    /** Wraps the Java array itself. */
    public static NdArray of(Shape shape, boolean... values) {
        return new NdArray(Storage.of(values), checked(shape, values.length), shape.strides(), 0);
    }

    /** All elements of a storage in a row. */
    public static NdArray of(Storage storage) {
        Shape shape = Shape.of(storage.length());
        return new NdArray(storage, shape, shape.strides(), 0);
    }

    private static Shape checked(Shape shape, int length) {
        if (shape.size() != length) {
            throw new IllegalArgumentException(length + " values for shape " + shape);
        }
        return shape;
    }

    /** A 0-d array. */
    public static NdArray scalar(DType dtype, double value) {
        NdArray a = new NdArray(Storage.allocate(dtype, 1), Shape.SCALAR, Shape.SCALAR.strides(), 0);
        a.storage.setDouble(0, value);
        return a;
    }

    /** A 0-d array. */
    public static NdArray scalar(DType dtype, long value) {
        NdArray a = new NdArray(Storage.allocate(dtype, 1), Shape.SCALAR, Shape.SCALAR.strides(), 0);
        a.storage.setLong(0, value);
        return a;
    }

    public Storage storage() {
        return storage;
    }

    public DType dtype() {
        return storage.dtype();
    }

    public Shape shape() {
        return shape;
    }

    public int rank() {
        return shape.rank();
    }

    public int size() {
        return shape.size();
    }

    public int dim(int i) {
        return shape.dim(i);
    }

    public int stride(int i) {
        return strides[i];
    }

    public int[] strides() {
        return strides.clone();
    }

    public int offset() {
        return offset;
    }

    /** Whether the elements stand in row-major order without gaps from {@link #offset}. */
    public boolean isContiguous() {
        return contiguous;
    }

    /** Another view of the same storage; the caller answers for its bounds. */
    public NdArray view(Shape newShape, int[] newStrides, int newOffset) {
        return new NdArray(storage, newShape, newStrides, newOffset);
    }

    /** The same view of another storage; the caller answers for its bounds. */
    public NdArray over(Storage other) {
        return new NdArray(other, shape, strides, offset);
    }

    /** A view of a contiguous array under another shape of the same size. */
    public NdArray reshaped(Shape newShape) {
        if (!contiguous || newShape.size() != shape.size()) {
            throw new IllegalStateException(shape + " cannot be viewed as " + newShape);
        }
        return new NdArray(storage, newShape, newShape.strides(), offset);
    }

    /**
     * A view under another shape of the same size, or null where the strides allow none: each new dimension must lie within one run of old
     * dimensions that follow each other without gaps.
     *
     * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html">torch.Tensor.view</a>
     */
    public @Nullable NdArray viewed(Shape target) {
        if (contiguous) {
            return reshaped(target);
        }
        int[] s = new int[target.rank()];
        int t = target.rank() - 1;
        int d = rank() - 1;
        while (d >= 0) {
            int step = strides[d];
            int run = dim(d);
            while (d > 0 && (dim(d - 1) == 1 || strides[d - 1] == run * step)) {
                run *= dim(--d);
            }
            d--;
            int filled = 1;
            while (t >= 0 && (filled < run || target.dim(t) == 1)) {
                s[t] = filled * step;
                filled *= target.dim(t--);
            }
            if (filled != run) {
                return null;
            }
        }
        return view(target, s, offset);
    }

    /** The view of {@code count} elements along dimension {@code d}, {@code step} apart, from {@code start} on. */
    public NdArray sliced(int d, int start, int count, int step) {
        int[] s = strides.clone();
        s[d] *= step;
        return view(shape.with(d, count), s, offset + start * strides[d]);
    }

    /** The view of the elements with one index at dimension {@code d}, which falls away. */
    public NdArray selected(int d, int index) {
        return view(shape.without(d), removed(strides, d), offset + index * strides[d]);
    }

    /** The view with a new dimension of size 1 before dimension {@code d}. */
    public NdArray unsqueezed(int d) {
        int[] s = new int[rank() + 1];
        System.arraycopy(strides, 0, s, 0, d);
        s[d] = d < rank() ? dim(d) * strides[d] : 1;
        System.arraycopy(strides, d, s, d + 1, rank() - d);
        return view(shape.insert(d, 1), s, offset);
    }

    /**
     * What {@code made} makes of this array with its dimensions in the order in which its elements stand in memory, turned back: if it makes
     * contiguous arrays, one whose elements stand as this one's do.
     */
    public NdArray inMemoryOrder(UnaryOperator<NdArray> made) {
        return inMemoryOrder(this, made);
    }

    /** {@link #inMemoryOrder(UnaryOperator)}, with another array of this shape given to {@code made}. */
    public NdArray inMemoryOrder(NdArray given, UnaryOperator<NdArray> made) {
        if (contiguous) {
            return made.apply(given);
        }
        int[] order = memoryOrder();
        int[] back = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            back[order[i]] = i;
        }
        return made.apply(given.permuted(order)).permuted(back);
    }

    /** This array, or a copy whose elements stand in memory as those of another array of its shape. */
    public NdArray standingAs(NdArray other) {
        if (other.contiguous) {
            return this;
        }
        NdArray out = other.inMemoryOrder(a -> zeros(dtype(), a.shape()));
        Elementwise.copy(this, out);
        return out;
    }

    /** The dimensions in the order in which the elements stand in memory, the one with the largest stride first. */
    private int[] memoryOrder() {
        return IntStream.range(0, rank()).boxed().sorted(Comparator.comparingInt(d -> -strides[d])).mapToInt(d -> d).toArray();
    }

    /** The view with the order of the elements reversed along the marked dimensions. */
    public NdArray flipped(boolean[] reversed) {
        int[] s = strides.clone();
        int from = offset;
        for (int d = 0; d < rank(); d++) {
            if (reversed[d]) {
                from += (dim(d) - 1) * strides[d];
                s[d] = -s[d];
            }
        }
        return view(shape, s, from);
    }

    private static int[] removed(int[] a, int d) {
        int[] out = new int[a.length - 1];
        System.arraycopy(a, 0, out, 0, d);
        System.arraycopy(a, d + 1, out, d, out.length - d);
        return out;
    }

    /** This array if it is contiguous, else a row-major copy. */
    public NdArray contiguous() {
        return contiguous ? this : copy();
    }

    /** A row-major copy with a storage of its own. */
    public NdArray copy() {
        NdArray out = zeros(dtype(), shape);
        if (contiguous && !Tape.isAtWork()) {
            out.storage.copy(0, storage, offset, shape.size());
        } else {
            Elementwise.copy(this, out);
        }
        return out;
    }

    /** This array if it has the dtype, else a converted copy. */
    public NdArray to(DType dtype) {
        if (dtype == dtype()) {
            return this;
        }
        NdArray out = zeros(dtype, shape);
        Elementwise.copy(this, out);
        return out;
    }

    /**
     * A view with the elements repeated (stride 0) along missing dimensions and those of size 1.
     *
     * @param target a shape this array can be broadcast to
     */
    public NdArray broadcastTo(Shape target) {
        if (target.equals(shape)) {
            return this;
        }
        int[] s = new int[target.rank()];
        int lead = target.rank() - rank();
        for (int i = 0; i < rank(); i++) {
            s[lead + i] = dim(i) == 1 ? 0 : strides[i];
        }
        return view(target, s, offset);
    }

    /** A view with dimensions in the given order. */
    public NdArray permuted(int... order) {
        int[] d = new int[order.length];
        int[] s = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            d[i] = dim(order[i]);
            s[i] = strides[order[i]];
        }
        return view(Shape.of(d), s, offset);
    }

    /** A view with the last two dimensions exchanged. */
    public NdArray mT() {
        int[] order = new int[rank()];
        Arrays.setAll(order, i -> i < order.length - 2 ? i : 2 * order.length - 3 - i);
        return permuted(order);
    }

    /**
     * A view of the diagonals of the matrices that two dimensions span, as the last dimension.
     *
     * @param diagonal which one, counted upwards from the main one
     */
    public NdArray diagonal(int diagonal, int dim1, int dim2) {
        long rows = Math.min(dim(dim1) + Math.min(0L, diagonal), dim(dim2) - Math.max(0L, diagonal));
        int n = (int) Math.max(rows, 0);
        int from = n == 0 ? offset : offset + Math.max(-diagonal, 0) * strides[dim1] + Math.max(diagonal, 0) * strides[dim2];
        int[] d = new int[rank() - 1];
        int[] s = new int[rank() - 1];
        int k = 0;
        for (int i = 0; i < rank(); i++) {
            if (i != dim1 && i != dim2) {
                d[k] = dim(i);
                s[k++] = strides[i];
            }
        }
        d[k] = n;
        s[k] = strides[dim1] + strides[dim2];
        return view(Shape.of(d), s, from);
    }

    /** Writes {@code value} to every element; the version counter is the caller's business. */
    public void fill(double value) {
        if (contiguous) {
            int end = offset + size();
            switch (dtype()) {
                case FLOAT64 -> Arrays.fill(storage.doubles(), offset, end, value);
                case FLOAT32 -> Arrays.fill(storage.floats(), offset, end, (float) value);
                case INT64 -> Arrays.fill(storage.longs(), offset, end, Storage.truncated(value));
                case INT32 -> Arrays.fill(storage.ints(), offset, end, Storage.truncatedToInt(value));
                case BOOL -> Arrays.fill(storage.bools(), offset, end, value != 0);
            }
        } else {
            Elementwise.copy(scalar(dtype(), value).broadcastTo(shape), this);
        }
    }

    /** Copies the elements of {@code from}, broadcast and converted, into this array's place. */
    public void assign(NdArray from) {
        Elementwise.copy(from.broadcastTo(shape), this);
    }

    /** Storage index of the element with this row-major number. */
    public int index(int flat) {
        if (contiguous) {
            return offset + flat;
        }
        int at = offset;
        int rest = flat;
        for (int i = rank() - 1; i >= 0; i--) {
            at += rest % dim(i) * strides[i];
            rest /= dim(i);
        }
        return at;
    }

    /** The element with this row-major number. */
    public double getDouble(int flat) {
        return storage.getDouble(index(flat));
    }

    /** The element with this row-major number. */
    public long getLong(int flat) {
        return storage.getLong(index(flat));
    }

    /** The elements in row-major order, converted; a copy. */
    public double[] toDoubles() {
        NdArray a = to(DType.FLOAT64).contiguous();
        return Arrays.copyOfRange(a.storage.doubles(), a.offset, a.offset + a.size());
    }

    /** The elements in row-major order, floats truncated; a copy. */
    public long[] toLongs() {
        NdArray a = to(DType.INT64).contiguous();
        return Arrays.copyOfRange(a.storage.longs(), a.offset, a.offset + a.size());
    }
}
