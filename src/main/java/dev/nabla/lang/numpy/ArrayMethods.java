package dev.nabla.lang.numpy;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;

import static dev.nabla.lang.value.Builtin.method;

/** Methods and attributes of arrays and scalars. */
final class ArrayMethods {
    /** Of arrays and scalars. */
    static final List<Builtin> SHARED = shared();

    /** Of arrays alone. */
    static final List<Builtin> ROWS = List.of(
            method("item(*args)", a -> {
                if (a.rest().length > 0) {
                    return PyScalar.element(Arrays.value(array(a).item(a.rest().length == 1 ? a.rest()[0] : PyTuple.of(a.rest()))), 0);
                }
                if (data(a).size() != 1) {
                    throw PyError.value("can only convert an array of size 1 to a Python scalar");
                }
                return PyScalar.element(data(a), 0);
            }),
            method("tolist()", a -> list(data(a))),
            method("astype(dtype, copy=True)", a -> PyArray.of(Tensor.of(converted(data(a), NpType.dtype(a.get(0)))))),
            method("copy()", a -> PyArray.of(Tensor.of(data(a).copy()))),
            method("flatten()", a -> ArrayShapes.reshaped(data(a).copy(), -1L)),
            method("ravel()", a -> ArrayShapes.reshaped(data(a), -1L)),
            method("reshape(*shape)", a -> ArrayShapes.reshaped(data(a), spread(a))),
            method("transpose(*axes)", a -> ArrayShapes.transposed(data(a), a.rest().length == 0 ? None.NONE : spread(a))),
            method("swapaxes(axis1, axis2)",
                    a -> ArrayShapes.op("transpose", java.util.Map.of("dim0", a.get(0), "dim1", a.get(1)), data(a))),
            method("squeeze(axis=None)", a -> a.has(0) ? ArrayShapes.op("squeeze", java.util.Map.of("dim", a.get(0)), data(a))
                    : ArrayShapes.op("squeeze", java.util.Map.of(), data(a))),
            method("argsort(axis=-1)", a -> ArrayShapes.sorted(data(a), a.get(0), "indices")),
            method("sort(axis=-1)", a -> {
                array(a).tensor().assign(Arrays.value(ArrayShapes.sorted(data(a), a.get(0), "values")));
                return None.NONE;
            }),
            method("nonzero()", a -> ArrayShapes.places(data(a))),
            method("fill(value)", a -> {
                array(a).tensor().assign(Arrays.value(a.get(0)).to(data(a).dtype()));
                return None.NONE;
            }),
            method("dot(b)", a -> LinearAlgebra.dot(a.self(), a.get(0))),
            method("clip(min=None, max=None)", a -> ArrayShapes.clipped(a.self(), a.get(0), a.get(1))),
            method("cumsum(axis=None)", a -> ArrayShapes.running("cumsum", data(a), a.get(0))),
            method("cumprod(axis=None)", a -> ArrayShapes.running("cumprod", data(a), a.get(0))),
            method("repeat(repeats, axis=None)", a -> ArrayShapes.repeated(data(a), a.get(0), a.get(1))),
            method("__abs__()", a -> Ufuncs.unary("abs", a.self())));

    private ArrayMethods() {
    }

    private static List<Builtin> shared() {
        List<Builtin> out = new ArrayList<>(Reductions.methods());
        out.add(method("round(decimals=0)", a -> Ufuncs.rounded(a.self(), a.size(0))));
        return List.copyOf(out);
    }

    private static PyArray array(Given a) {
        return (PyArray) a.self();
    }

    private static NdArray data(Given a) {
        return array(a).data();
    }

    private static NdArray converted(NdArray a, dev.nabla.engine.array.DType to) {
        return a.dtype() == to ? a.copy() : a.to(to);
    }

    private static Object spread(Given a) {
        return a.rest().length == 1 && !Numbers.isInteger(a.rest()[0]) ? a.rest()[0] : PyTuple.of(a.rest());
    }

    private static Object list(NdArray a) {
        if (a.rank() == 0) {
            return PyScalar.element(a, 0);
        }
        dev.nabla.lang.value.Run.current().take(24L * a.dim(0));
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < a.dim(0); i++) {
            items.add(list(a.selected(0, i)));
        }
        return new PyList(items);
    }

    /** An attribute of an array or scalar, or null. */
    static @Nullable Object attribute(Tensor t, Object self, String name) {
        NdArray a = t.data();
        return switch (name) {
            case "shape" -> Arrays.sizes(a.shape());
            case "ndim" -> (long) a.rank();
            case "size" -> (long) a.size();
            case "dtype" -> NpType.of(a.dtype());
            case "T" -> a.rank() < 2 ? self : ArrayShapes.transposed(a, None.NONE);
            case "itemsize" -> (long) a.dtype().bytes();
            case "nbytes" -> (long) a.dtype().bytes() * a.size();
            case "real" -> self;
            default -> null;
        };
    }
}
