package dev.nabla.engine;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * Nested lists of Python numbers, as torch.tensor takes them: {@code List}, {@code Long}, {@code Double}, {@code Boolean}, tensors, and
 * {@code BigInteger} for ints beyond int64.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html">torch.tensor</a>
 */
final class PythonData {
    private static final int MAX_DEPTH = 128;

    private final NdArray array;
    private final int[] dims;
    private int next;

    private PythonData(DType dtype, int[] dims) {
        this.dims = dims;
        this.array = NdArray.zeros(dtype, Shape.of(dims));
    }

    /**
     * @param dtype null for the dtype that the numbers have
     * @throws TorchError ValueError for lists of unequal lengths, TypeError or RuntimeError for what is no number, RuntimeError for a number
     *     beyond an integer dtype
     */
    static NdArray array(@Nullable Object data, @Nullable DType dtype) {
        if (data instanceof Tensor t) {
            return dtype == null ? t.data().copy() : t.data().to(dtype).copy();
        }
        DType found = dtype == null ? inferred(data) : dtype;
        PythonData reader = new PythonData(found, sizes(data));
        if (reader.array.size() > 0) {
            reader.read(data, 0);
        }
        return reader.array;
    }

    private static DType inferred(@Nullable Object data) {
        DType defaultDtype = Workspace.current().defaultDtype();
        return switch (data) {
            case Long _,Integer _,BigInteger _ -> DType.INT64;
            case Double _ -> defaultDtype;
            case Boolean _ -> DType.BOOL;
            case Tensor t -> t.dtype();
            case String _ -> throw TorchError.type("new(): invalid data type 'str'");
            case List<?> list -> {
                DType d = list.isEmpty() ? defaultDtype : DType.BOOL;
                for (Object item : list) {
                    d = d.promote(inferred(item));
                }
                yield d;
            }
            case null, default -> throw TorchError.argument("Could not infer dtype of " + Params.pythonType(data));
        };
    }

    /** The lengths along the first items. */
    private static int[] sizes(@Nullable Object data) {
        List<Integer> sizes = new ArrayList<>();
        Object at = data;
        while (at instanceof List<?> list) {
            if (sizes.size() == MAX_DEPTH) {
                throw TorchError.value("too many dimensions 'list'");
            }
            sizes.add(list.size());
            at = list.isEmpty() ? null : list.getFirst();
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    private void read(@Nullable Object data, int dim) {
        if (dim == dims.length) {
            store(data);
            return;
        }
        if (!(data instanceof List<?> list)) {
            throw TorchError.type("not a sequence");
        }
        if (list.size() != dims[dim]) {
            throw TorchError.value("expected sequence of length " + dims[dim] + " at dim " + dim + " (got " + list.size() + ")");
        }
        for (Object item : list) {
            read(item, dim + 1);
        }
    }

    private void store(@Nullable Object item) {
        Object v = item instanceof Tensor t ? scalar(t) : item;
        switch (v) {
            case Long l -> integer(l);
            case Integer i -> integer(i);
            case Boolean b -> integer(b ? 1 : 0);
            case Double d -> real(d);
            case BigInteger b -> {
                if (array.dtype().isInteger()) {
                    throw TorchError.value("Overflow when unpacking long long");
                }
                real(b.doubleValue());
            }
            case null, default -> throw TorchError.type(array.dtype().isFloat() ? "must be real number, not " + Params.pythonType(v)
                    : "'" + Params.pythonType(v) + "' object cannot be interpreted as an integer");
        }
    }

    private static Object scalar(Tensor t) {
        if (t.shape().size() != 1) {
            throw TorchError.value("only one element tensors can be converted to Python scalars");
        }
        return t.dtype().isFloat() ? (Object) t.data().getDouble(0) : (Object) t.data().getLong(0);
    }

    private void integer(long v) {
        if (array.dtype() == DType.INT32 && v != (int) v) {
            throw overflow();
        }
        array.storage().setLong(next++, v);
    }

    private void real(double v) {
        if (array.dtype() == DType.INT32 && !(v > Integer.MIN_VALUE - 1.0 && v < Integer.MAX_VALUE + 1.0)
                || array.dtype() == DType.INT64 && !(v >= Long.MIN_VALUE && v < 0x1p63)) {
            throw overflow();
        }
        array.storage().setDouble(next++, v);
    }

    private TorchError overflow() {
        return TorchError.argument("value cannot be converted to type " + array.dtype().torchName() + " without overflow");
    }
}
