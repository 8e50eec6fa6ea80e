package dev.nabla.lang.numpy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;

/**
 * Functions that join, reshape, sort and choose.
 *
 * @see <a href="https://numpy.org/doc/2.4/reference/routines.array-manipulation.html">Array manipulation routines</a>
 */
final class ArrayShapes {
    static final List<Builtin> ROWS = List.of(
            function("concatenate(arrays, axis=0)", a -> joined(values(a.get(0)), a.get(1))),
            function("stack(arrays, axis=0)", a -> stacked(values(a.get(0)), a.integer(1))),
            function("vstack(tup)", a -> joined(values(a.get(0)).stream().map(x -> atLeast2d(x)).toList(), 0L)),
            function("hstack(tup)", a -> {
                List<NdArray> all = values(a.get(0)).stream().map(x -> x.rank() == 0 ? x.reshaped(Shape.of(1)) : x).toList();
                return joined(all, !all.isEmpty() && all.getFirst().rank() == 1 ? 0L : 1L);
            }),
            function("column_stack(tup)",
                    a -> joined(values(a.get(0)).stream().map(x -> x.rank() < 2 ? atLeast2d(x).mT() : x).toList(), 1L)),
            function("reshape(a, shape, order='C')", a -> reshaped(value(a), a.get(1))),
            function("ravel(a)", a -> reshaped(value(a), -1L)),
            function("transpose(a, axes=None)", a -> transposed(value(a), a.get(1))),
            function("swapaxes(a, axis1, axis2)", a -> op("transpose", Map.of("dim0", a.get(1), "dim1", a.get(2)), value(a))),
            function("squeeze(a, axis=None)",
                    a -> a.has(1) ? op("squeeze", Map.of("dim", a.get(1)), value(a)) : op("squeeze", Map.of(), value(
                            a))),
            function("expand_dims(a, axis)", a -> op("unsqueeze", Map.of("dim", a.get(1)), value(a))),
            function("broadcast_to(array, shape)",
                    a -> PyArray.of(Tensor.of(value(a).broadcastTo(dev.nabla.lang.numpy.Arrays.newShape(a.get(
                            1)))))),
            function("flip(m, axis=None)", a -> flipped(value(a), a.get(1))),
            function("roll(a, shift)", a -> op("roll", Map.of("shifts", a.get(1)), value(a))),
            function("tile(A, reps)", a -> op("tile", Map.of("dims", longs(a.get(1))), value(a))),
            function("repeat(a, repeats, axis=None)", a -> repeated(value(a), a.get(1), a.get(2))),
            function("split(ary, indices_or_sections, axis=0)", ArrayShapes::split),
            function("where(condition, *choices)", ArrayShapes::where),
            function("nonzero(a)", a -> places(value(a))),
            function("sort(a, axis=-1)", a -> sorted(value(a), a.get(1), "values")),
            function("argsort(a, axis=-1)", a -> sorted(value(a), a.get(1), "indices")),
            function("unique(ar)", a -> unique(value(a))),
            function("clip(a, a_min=None, a_max=None)", a -> clipped(a.get(0), a.get(1), a.get(2))),
            function("round(a, decimals=0)", a -> Ufuncs.rounded(a.get(0), a.size(1))),
            function("around(a, decimals=0)", a -> Ufuncs.rounded(a.get(0), a.size(1))),
            function("cumsum(a, axis=None)", a -> running("cumsum", value(a), a.get(1))),
            function("cumprod(a, axis=None)", a -> running("cumprod", value(a), a.get(1))),
            function("diff(a, n=1)", a -> {
                Object out = a.get(0);
                for (long i = 0; i < a.integer(1); i++) {
                    NdArray x = dev.nabla.lang.numpy.Arrays.value(out);
                    int d = x.rank() - 1;
                    int n = Math.max(0, x.dim(d) - 1);
                    out = Ufuncs.binary("subtract", PyArray.of(Tensor.of(x.sliced(d, Math.min(1, x.dim(d)), n, 1))),
                            PyArray.of(Tensor.of(x.sliced(d, 0, n, 1))));
                }
                return out;
            }),
            function("array_equal(a1, a2)", a -> {
                NdArray x = value(a);
                NdArray y = dev.nabla.lang.numpy.Arrays.value(a.get(1));
                return x.shape().equals(y.shape()) && Values.truth(Reductions.all("all",
                        dev.nabla.lang.numpy.Arrays.value(Ufuncs.binary("equal", a.get(0), a.get(1)))));
            }),
            function("isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)", ArrayShapes::close),
            function("allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)",
                    a -> Values.truth(Reductions.all("all", dev.nabla.lang.numpy.Arrays.value(close(a))))),
            function("shape(a)", a -> dev.nabla.lang.numpy.Arrays.sizes(value(a).shape())),
            function("ndim(a)", a -> (long) value(a).rank()),
            function("size(a)", a -> (long) value(a).size()));

    private ArrayShapes() {
    }

    private static NdArray value(Given a) {
        return dev.nabla.lang.numpy.Arrays.value(a.get(0));
    }

    static Object op(String name, Map<String, ?> params, NdArray... inputs) {
        Op op = Objects.requireNonNull(Ops.named(name), name);
        return dev.nabla.lang.numpy.Arrays.result(op.call(params, Arrays.stream(inputs).map(Tensor::of).toArray(Tensor[]::new)));
    }

    private static List<Long> longs(Object v) {
        return Arrays.stream(dev.nabla.lang.numpy.Arrays.dims(v)).mapToObj(d -> (long) d).toList();
    }

    private static List<NdArray> values(Object arrays) {
        return Values.list(arrays).stream().map(dev.nabla.lang.numpy.Arrays::value).toList();
    }

    private static NdArray atLeast2d(NdArray x) {
        return x.rank() == 0 ? x.reshaped(Shape.of(1, 1)) : x.rank() == 1 ? x.unsqueezed(0) : x;
    }

    private static Object joined(List<NdArray> all, Object axis) {
        if (all.isEmpty()) {
            throw PyError.value("need at least one array to concatenate");
        }
        if (axis == None.NONE) {
            return joined(all.stream().map(x -> x.contiguous().reshaped(Shape.of(x.size()))).toList(), 0L);
        }
        int rank = all.getFirst().rank();
        if (rank == 0) {
            throw PyError.value("zero-dimensional arrays cannot be concatenated");
        }
        int d = dev.nabla.lang.numpy.Arrays.axis(axis, rank);
        DType dtype = all.getFirst().dtype();
        for (int i = 0; i < all.size(); i++) {
            NdArray x = all.get(i);
            if (x.rank() != rank) {
                throw PyError.value("all the input arrays must have same number of dimensions, but the array at index 0 has " + rank
                        + " dimension(s) and the array at index " + i + " has " + x.rank() + " dimension(s)");
            }
            for (int k = 0; k < rank; k++) {
                if (k != d && x.dim(k) != all.getFirst().dim(k)) {
                    throw PyError.value("all the input array dimensions except for the concatenation axis must match exactly, but along "
                            + "dimension " + k + ", the array at index 0 has size " + all.getFirst().dim(k) + " and the array at index " + i
                            + " has size " + x.dim(k));
                }
            }
            dtype = dev.nabla.lang.numpy.Arrays.promoted(dtype, x.dtype());
        }
        DType to = dtype;
        return op("cat", Map.of("dim", (long) d), all.stream().map(x -> x.to(to)).toArray(NdArray[]::new));
    }

    private static Object stacked(List<NdArray> all, long axis) {
        if (all.isEmpty()) {
            throw PyError.value("need at least one array to stack");
        }
        if (all.stream().anyMatch(x -> !x.shape().equals(all.getFirst().shape()))) {
            throw PyError.value("all input arrays must have the same shape");
        }
        int rank = all.getFirst().rank() + 1;
        int d = dev.nabla.lang.numpy.Arrays.axis(axis, rank);
        return joined(all.stream().map(x -> x.unsqueezed(d)).toList(), (long) d);
    }

    static Object reshaped(NdArray x, Object shape) {
        int[] dims = dev.nabla.lang.numpy.Arrays.dims(shape);
        int known = 1;
        int open = -1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 0) {
                if (open >= 0) {
                    throw PyError.value("can only specify one unknown dimension");
                }
                open = i;
            } else {
                known *= dims[i];
            }
        }
        PyError wrong = PyError.value("cannot reshape array of size " + x.size() + " into shape " + spelled(dims));
        if (open >= 0) {
            if (known == 0 || x.size() % known != 0) {
                throw wrong;
            }
            dims[open] = x.size() / known;
        }
        Shape to = Shape.of(dims);
        if (to.size() != x.size()) {
            throw wrong;
        }
        NdArray viewed = x.viewed(to);
        return PyArray.of(Tensor.of(viewed == null ? x.copy().reshaped(to) : viewed));
    }

    private static String spelled(int[] dims) {
        StringBuilder b = new StringBuilder("(");
        for (int i = 0; i < dims.length; i++) {
            b.append(i == 0 ? "" : ",").append(dims[i] < 0 ? "newaxis" : Integer.toString(dims[i]));
        }
        return b.append(dims.length == 1 ? ",)" : ")").toString();
    }

    static Object transposed(NdArray x, Object axes) {
        int n = x.rank();
        int[] order = new int[n];
        if (axes == None.NONE) {
            Arrays.setAll(order, i -> n - 1 - i);
        } else {
            List<Object> given = Values.list(axes);
            if (given.size() != n) {
                throw PyError.value("axes don't match array");
            }
            Arrays.setAll(order, i -> dev.nabla.lang.numpy.Arrays.axis(given.get(i), n));
        }
        return PyArray.of(Tensor.of(x.permuted(order)));
    }

    private static Object flipped(NdArray x, Object axis) {
        boolean[] turned = new boolean[x.rank()];
        if (axis == None.NONE) {
            Arrays.fill(turned, true);
        } else {
            turned[dev.nabla.lang.numpy.Arrays.axis(axis, x.rank())] = true;
        }
        return PyArray.of(Tensor.of(x.flipped(turned)));
    }

    static Object repeated(NdArray x, Object repeats, Object axis) {
        return op("repeat_interleave", axis == None.NONE ? Map.of() : Map.of("dim", axis), x, dev.nabla.lang.numpy.Arrays.value(repeats));
    }

    private static Object split(Given a) {
        NdArray x = value(a);
        int d = dev.nabla.lang.numpy.Arrays.axis(a.get(2), x.rank());
        List<Integer> ends = new ArrayList<>();
        if (Numbers.isInteger(a.get(1))) {
            int n = a.size(1);
            if (n <= 0 || x.dim(d) % n != 0) {
                throw PyError.value("array split does not result in an equal division");
            }
            for (int i = 1; i <= n; i++) {
                ends.add(x.dim(d) / n * i);
            }
        } else {
            Values.list(a.get(1)).forEach(v -> ends.add((int) Math.clamp(Numbers.index(v), 0L, (long) x.dim(d))));
            ends.add(x.dim(d));
        }
        List<Object> parts = new ArrayList<>();
        int from = 0;
        for (int end : ends) {
            parts.add(PyArray.of(Tensor.of(x.sliced(d, Math.min(from, end), Math.max(0, end - from), 1))));
            from = end;
        }
        return new PyList(parts);
    }

    private static Object where(Given a) {
        if (a.rest().length == 0) {
            return places(value(a));
        }
        if (a.rest().length != 2) {
            throw PyError.value("either both or neither of x and y should be given");
        }
        DType dtype = dev.nabla.lang.numpy.Arrays.common(a.rest());
        return op("where", Map.of(), value(a).to(DType.BOOL), dev.nabla.lang.numpy.Arrays.value(a.rest()[0]).to(dtype),
                dev.nabla.lang.numpy.Arrays.value(a.rest()[1]).to(dtype));
    }

    /** Where elements are not 0: an array of indices for each dimension. */
    static Object places(NdArray x) {
        NdArray found = Objects.requireNonNull(Ops.named("nonzero")).call(Tensor.of(x)).data();
        List<Object> out = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            out.add(PyArray.of(Tensor.of(found.selected(1, d).copy())));
        }
        return new PyTuple(out);
    }

    static Object sorted(NdArray x, Object axis, String part) {
        NdArray of = axis == None.NONE ? x.contiguous().reshaped(Shape.of(x.size())) : x;
        long d = axis == None.NONE ? 0 : dev.nabla.lang.numpy.Arrays.axis(axis, of.rank());
        Op sort = Objects.requireNonNull(Ops.named("sort"));
        Tensor[] both = sort.apply(dev.nabla.engine.Params.of(sort.row().signature(), Map.of("dim", d, "stable", true)), Tensor.of(of));
        return PyArray.of(both[part.equals("values") ? 0 : 1]);
    }

    private static Object unique(NdArray x) {
        NdArray all = dev.nabla.lang.numpy.Arrays.value(sorted(x, None.NONE, "values"));
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (i == 0 || all.getDouble(i) != all.getDouble(i - 1) || all.getLong(i) != all.getLong(i - 1)) {
                kept.add(i);
            }
        }
        NdArray out = NdArray.zeros(all.dtype(), Shape.of(kept.size()));
        for (int i = 0; i < kept.size(); i++) {
            out.storage().set(i, all.storage(), all.index(kept.get(i)));
        }
        return PyArray.of(Tensor.of(out));
    }

    static Object clipped(Object x, Object least, Object most) {
        Object low = least == None.NONE ? x : Ufuncs.binary("maximum", x, least);
        return most == None.NONE ? low : Ufuncs.binary("minimum", low, most);
    }

    static Object running(String name, NdArray x, Object axis) {
        NdArray of = axis == None.NONE ? x.contiguous().reshaped(Shape.of(x.size())) : x;
        return op(name, Map.of("dim", axis == None.NONE ? 0L : (long) dev.nabla.lang.numpy.Arrays.axis(axis, of.rank())), of);
    }

    private static Object close(Given a) {
        NdArray x = value(a).to(DType.FLOAT64);
        NdArray y = dev.nabla.lang.numpy.Arrays.value(a.get(1)).to(DType.FLOAT64);
        Ufuncs.checkShapes(x.shape(), y.shape());
        return op("isclose", Map.of("rtol", a.real(2), "atol", a.real(3), "equal_nan", a.flag(4)), x, y);
    }
}
