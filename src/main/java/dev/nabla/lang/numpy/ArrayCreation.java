package dev.nabla.lang.numpy;

import java.util.List;
import java.util.function.IntToDoubleFunction;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.ArrayTooLarge;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyTuple;

import static dev.nabla.lang.value.Builtin.function;

/**
 * Functions that make arrays.
 *
 * @see <a href="https://numpy.org/doc/2.4/reference/routines.array-creation.html">Array creation routines</a>
 */
final class ArrayCreation {
    static final List<Builtin> ROWS = List.of(
            function("array(object, dtype=None, *, copy=True, ndmin=0)", a -> array(a, true)),
            function("asarray(a, dtype=None, *, copy=None)", a -> array(a, false)),
            function("copy(a)", a -> PyArray.of(Tensor.of(Arrays.value(a.get(0)).copy()))),
            function("zeros(shape, dtype=None)", a -> full(Arrays.newShape(a.get(0)), dtype(a, 1, DType.FLOAT64), 0)),
            function("ones(shape, dtype=None)", a -> full(Arrays.newShape(a.get(0)), dtype(a, 1, DType.FLOAT64), 1)),
            function("empty(shape, dtype=None)", a -> full(Arrays.newShape(a.get(0)), dtype(a, 1, DType.FLOAT64), 0)),
            function("full(shape, fill_value, dtype=None)", a -> filled(Arrays.newShape(a.get(0)), a.get(1),
                    dtype(a, 2, Arrays.value(a.get(1)).dtype()))),
            function("zeros_like(a, dtype=None)", a -> full(Arrays.value(a.get(0)).shape(), like(a, 1), 0)),
            function("ones_like(a, dtype=None)", a -> full(Arrays.value(a.get(0)).shape(), like(a, 1), 1)),
            function("empty_like(a, dtype=None)", a -> full(Arrays.value(a.get(0)).shape(), like(a, 1), 0)),
            function("full_like(a, fill_value, dtype=None)", a -> filled(Arrays.value(a.get(0)).shape(), a.get(1), like(a, 2))),
            function("eye(N, M=None, k=0, dtype=None)", a -> identity(a.size(0), a.has(1) ? a.size(1) : a.size(0), a.size(2),
                    dtype(a, 3, DType.FLOAT64))),
            function("identity(n, dtype=None)", a -> identity(a.size(0), a.size(0), 0, dtype(a, 1, DType.FLOAT64))),
            function("arange(start, stop=None, step=None, dtype=None)", ArrayCreation::range),
            function("linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None)", ArrayCreation::evenly),
            function("logspace(start, stop, num=50, endpoint=True, base=10.0)", a -> {
                double base = a.real(4);
                return made(a.size(2), evenly(a.real(0), a.real(1), a.size(2), a.flag(3)), v -> Math.pow(base, v));
            }),
            function("geomspace(start, stop, num=50, endpoint=True)", a -> {
                if (a.real(0) == 0 || a.real(1) == 0) {
                    throw PyError.value("Geometric sequence cannot include zero");
                }
                double from = Math.log10(Math.abs(a.real(0)));
                double sign = Math.signum(a.real(0));
                return made(a.size(2), evenly(from, Math.log10(Math.abs(a.real(1))), a.size(2), a.flag(3)), v -> sign * Math.pow(10, v));
            }),
            function("meshgrid(*xi, copy=True, sparse=False, indexing='xy')", ArrayCreation::grid),
            function("diag(v, k=0)", a -> diagonal(Arrays.value(a.get(0)), a.size(1))));

    private ArrayCreation() {
    }

    private static DType dtype(Given a, int i, DType otherwise) {
        return a.has(i) ? NpType.dtype(a.get(i)) : otherwise;
    }

    private static DType like(Given a, int i) {
        return dtype(a, i, Arrays.value(a.get(0)).dtype());
    }

    private static Object array(Given a, boolean copies) {
        NdArray from = Arrays.value(a.get(0));
        NdArray to = from.to(dtype(a, 1, from.dtype()));
        boolean copy = copies ? a.flag(2) : a.has(2) && a.flag(2);
        if (a.get(0) instanceof PyArray same && !copy && to == from) {
            return same;
        }
        NdArray out = copy ? to.copy() : to;
        for (int i = copies ? out.rank() : Integer.MAX_VALUE; copies && i < a.size(3); i++) {
            out = out.unsqueezed(0);
        }
        return PyArray.of(Tensor.of(out));
    }

    private static Object full(Shape shape, DType dtype, double value) {
        return PyArray.of(Tensor.of(NdArray.full(dtype, shape, value)));
    }

    private static Object filled(Shape shape, Object value, DType dtype) {
        NdArray out = NdArray.zeros(dtype, shape);
        Ufuncs.checkShapes(out.shape(), Arrays.value(value).shape());
        out.assign(Arrays.value(value).to(dtype));
        return PyArray.of(Tensor.of(out));
    }

    private static Object identity(int rows, int columns, int k, DType dtype) {
        NdArray out = NdArray.zeros(dtype, Shape.of(new long[]{rows, columns}));
        for (int i = 0; i < rows; i++) {
            if (i + k >= 0 && i + k < columns) {
                out.storage().setLong(i * columns + i + k, 1);
            }
        }
        return PyArray.of(Tensor.of(out));
    }

    private static Object range(Given a) {
        Object start = a.has(1) ? a.get(0) : (Object) 0L;
        Object stop = a.has(1) ? a.get(1) : a.get(0);
        Object step = a.has(2) ? a.get(2) : (Object) 1L;
        DType dtype = dtype(a, 3, Arrays.common(start, stop, step));
        double from = Numbers.real(start);
        double by = Numbers.real(step);
        if (by == 0) {
            throw PyError.zeroDivision("division by zero");
        }
        double count = Math.max(0, Math.ceil((Numbers.real(stop) - from) / by));
        if (!(count <= Integer.MAX_VALUE)) {
            throw Double.isNaN(count) ? PyError.value("arange: cannot compute length") : new ArrayTooLarge("Maximum allowed size exceeded");
        }
        NdArray out = NdArray.zeros(dtype, Shape.of((int) count));
        // As numpy fills: the first two, then each by their difference.
        double difference = from + by - from;
        for (int i = 0; i < out.size(); i++) {
            if (dtype.isFloat()) {
                out.storage().setDouble(i, i == 1 ? from + by : from + i * difference);
            } else {
                out.storage().setLong(i, (long) from + i * (long) by);
            }
        }
        return PyArray.of(Tensor.of(out));
    }

    private static IntToDoubleFunction evenly(double start, double stop, int n, boolean endpoint) {
        if (n < 0) {
            throw PyError.value("Number of samples, " + n + ", must be non-negative.");
        }
        int gaps = endpoint ? n - 1 : n;
        double step = (stop - start) / gaps;
        return i -> endpoint && i == n - 1 && n > 1 ? stop : gaps > 0 ? step == 0 ? i / (double) gaps * (stop - start) + start
                : i * step + start : start;
    }

    private static Object evenly(Given a) {
        int n = a.size(2);
        NdArray from = Arrays.value(a.get(0));
        NdArray to = Arrays.value(a.get(1));
        if (from.rank() > 0 || to.rank() > 0) {
            throw PyError.type("linspace between arrays is not part of Nabla's subset of numpy; between numbers it is");
        }
        NdArray out = array(n, evenly(a.real(0), a.real(1), n, a.flag(3)), v -> v).to(dtype(a, 5, DType.FLOAT64));
        Object made = PyArray.of(Tensor.of(out));
        return a.flag(4) ? PyTuple.of(made, new PyScalar(DType.FLOAT64, (a.real(1) - a.real(0)) / (a.flag(3) ? n - 1 : n))) : made;
    }

    private static Object made(int n, IntToDoubleFunction at, java.util.function.DoubleUnaryOperator then) {
        return PyArray.of(Tensor.of(array(n, at, then)));
    }

    private static NdArray array(int n, IntToDoubleFunction at, java.util.function.DoubleUnaryOperator then) {
        NdArray out = NdArray.zeros(DType.FLOAT64, Shape.of(n));
        for (int i = 0; i < n; i++) {
            out.storage().setDouble(i, then.applyAsDouble(at.applyAsDouble(i)));
        }
        return out;
    }

    /** The coordinates of all points of a grid: one array for each axis. */
    private static Object grid(Given a) {
        Object[] axes = a.rest();
        @Nullable
        Object indexing = a.get(2);
        boolean swapped = "xy".equals(indexing) && axes.length > 1;
        if (!"xy".equals(indexing) && !"ij".equals(indexing)) {
            throw PyError.value("Valid values for `indexing` are 'xy' and 'ij'.");
        }
        int n = axes.length;
        int[] shape = new int[n];
        for (int i = 0; i < n; i++) {
            shape[dim(i, swapped)] = Arrays.value(axes[i]).size();
        }
        Object[] out = new Object[n];
        for (int i = 0; i < n; i++) {
            NdArray flat = Arrays.value(axes[i]).contiguous();
            int[] own = new int[n];
            java.util.Arrays.fill(own, 1);
            own[dim(i, swapped)] = flat.size();
            NdArray one = flat.reshaped(Shape.of(flat.size())).reshaped(Shape.of(own));
            out[i] = PyArray.of(Tensor.of(a.flag(1) ? one : one.broadcastTo(Shape.of(shape)).copy()));
        }
        return PyTuple.of(out);
    }

    private static int dim(int i, boolean swapped) {
        return swapped && i < 2 ? 1 - i : i;
    }

    private static Object diagonal(NdArray v, int k) {
        if (v.rank() == 2) {
            return PyArray.of(Tensor.of(v.diagonal(k, 0, 1).copy()));
        }
        if (v.rank() != 1) {
            throw PyError.value("Input must be 1- or 2-d.");
        }
        int n = v.size() + Math.abs(k);
        NdArray out = NdArray.zeros(v.dtype(), Shape.of(n, n));
        out.diagonal(k, 0, 1).assign(v);
        return PyArray.of(Tensor.of(out));
    }
}
