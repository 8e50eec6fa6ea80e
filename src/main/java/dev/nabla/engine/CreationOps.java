package dev.nabla.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.ArrayTooLarge;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Tensors from nothing: without dtype of the default float dtype, or of the dtype that their numbers have. */
enum CreationOps implements Op {
    TENSOR(primitive("tensor(Data data, *, Dtype? dtype=None, bool requires_grad=False)",
            c -> one(PythonData.array(c.params().get("data"), c.params().dtype("dtype")))).leaf()
            .example(Map.of("data", List.of(List.of(1L, 2L), List.of(3L, 4.5))))
            .doc("The numbers of nested lists: int64 if all are ints, bool if all are bools, else of the default dtype.")),
    ZEROS(primitive("zeros(int[] size, *, Dtype? dtype=None, bool requires_grad=False)", CreationOps::zeros).leaf()
            .example(Map.of("size", List.of(2L, 3L)))
            .doc("Zeros.")),
    ONES(primitive("ones(int[] size, *, Dtype? dtype=None, bool requires_grad=False)", c -> one(NdArray.full(dtype(c), size(c), 1))).leaf()
            .example(Map.of("size", List.of(2L, 3L)))
            .doc("Ones.")),
    EMPTY(primitive("empty(int[] size, *, Dtype? dtype=None, bool requires_grad=False)", c -> one(NdArray.zeros(dtype(c), size(c)))).leaf()
            .example(Map.of("size", List.of(2L, 3L)))
            .doc("A tensor whose elements are still to be written; here they are zeros.")),
    FULL(primitive("full(int[] size, Number fill_value, *, Dtype? dtype=None, bool requires_grad=False)", CreationOps::full).leaf()
            .example(Map.of("size", List.of(2L, 3L), "fill_value", 2.5))
            .doc("One number everywhere; its kind decides on the dtype.")),
    EYE(primitive("eye(int n, int? m=None, *, Dtype? dtype=None, bool requires_grad=False)", CreationOps::eye).leaf()
            .example(Map.of("n", 2L))
            .doc("Ones on the diagonal, zeros elsewhere.")),
    ARANGE(primitive("arange(Number start=0, Number? end=None, Number step=1, *, Dtype? dtype=None, bool requires_grad=False)",
            CreationOps::arange).leaf()
            .example(Map.of("start", 1L, "end", 2.5, "step", 0.5))
            .doc("The numbers from start to before end, step apart; a single bound is the end. int64 if all are ints.")),
    LINSPACE(primitive("linspace(Number start, Number end, int steps, *, Dtype? dtype=None, bool requires_grad=False)",
            c -> one(evenly(c, "linspace", null))).leaf()
            .example(Map.of("start", 0L, "end", 1L, "steps", 5L))
            .doc("So many numbers evenly from start to end, both included.")),
    LOGSPACE(primitive("logspace(Number start, Number end, int steps, float base=10.0, *, Dtype? dtype=None, bool requires_grad=False)",
            c -> one(evenly(c, "logspace", c.params().real("base")))).leaf()
            .example(Map.of("start", 0L, "end", 2L, "steps", 3L))
            .doc("The powers of a base whose exponents go evenly from start to end.")),
    ZEROS_LIKE(primitive("zeros_like(Tensor input, *, Dtype? dtype=None, bool requires_grad=False)",
            c -> one(NdArray.zeros(like(c), c.shape(0)))).elementwise()
            .leaf()
            .doc("Zeros of the shape, and unless said otherwise the dtype, of the input.")),
    ONES_LIKE(primitive("ones_like(Tensor input, *, Dtype? dtype=None, bool requires_grad=False)",
            c -> one(NdArray.full(like(c), c.shape(0), 1))).elementwise()
            .leaf()
            .doc("Ones of the shape, and unless said otherwise the dtype, of the input.")),
    EMPTY_LIKE(primitive("empty_like(Tensor input, *, Dtype? dtype=None, bool requires_grad=False)",
            c -> one(NdArray.zeros(like(c), c.shape(0)))).elementwise()
            .leaf()
            .doc("A tensor like the input whose elements are still to be written; here they are zeros.")),
    FULL_LIKE(primitive("full_like(Tensor input, Number fill_value, *, Dtype? dtype=None, bool requires_grad=False)",
            c -> one(filled(c, like(c), c.shape(0)))).elementwise().leaf()
            .example(Map.of("fill_value", 2.5), Examples.array(2, 3))
            .doc("One number everywhere, with the shape, and unless said otherwise the dtype, of the input."));

    private final Row row;

    CreationOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    /** The dtype asked for, or the default one. */
    static DType dtype(Call c) {
        DType d = c.params().dtype("dtype");
        return d == null ? Workspace.current().defaultDtype() : d;
    }

    /** The dtype asked for, or the input's. */
    static DType like(Call c) {
        DType d = c.params().dtype("dtype");
        return d == null ? c.dtype(0) : d;
    }

    /** @throws TorchError RuntimeError for a negative size */
    static Shape size(Call c) {
        return Shape.of(Objects.requireNonNull(c.params().longs("size")));
    }

    private static NdArray[] zeros(Call c) {
        for (long n : Objects.requireNonNull(c.params().longs("size"))) {
            if (n < 0) {
                throw TorchError.argument("zeros: Dimension size must be non-negative.");
            }
        }
        return one(NdArray.zeros(dtype(c), size(c)));
    }

    private static NdArray[] full(Call c) {
        DType dtype = c.params().dtype("dtype");
        if (dtype == null) {
            dtype = number(c, "fill_value").dtype();
            dtype = dtype.isFloat() ? Workspace.current().defaultDtype() : dtype;
        }
        return one(filled(c, dtype, size(c)));
    }

    private static NdArray filled(Call c, DType dtype, Shape shape) {
        NdArray value = Numbers.of(number(c, "fill_value"), dtype);
        NdArray out = NdArray.zeros(dtype, shape);
        out.assign(value);
        return out;
    }

    private static Tensor number(Call c, String name) {
        return switch (c.params().get(name)) {
            case Long v -> Tensor.number(v);
            case Boolean v -> Tensor.number(v);
            case null, default -> Tensor.number(c.params().real(name));
        };
    }

    private static NdArray[] eye(Call c) {
        long n = c.params().whole("n");
        long m = c.params().get("m") instanceof Long given ? given : n;
        if (n < 0 || m < 0) {
            throw TorchError.argument((n < 0 ? "n" : "m") + " must be greater or equal to 0, got " + (n < 0 ? n : m));
        }
        NdArray out = NdArray.zeros(dtype(c), Shape.of(new long[]{n, m}));
        out.diagonal(0, 0, 1).fill(1);
        return one(out);
    }

    // ---- ranges ---------------------------------------------------------------------------------------------------

    private static NdArray[] arange(Call c) {
        Params p = c.params();
        boolean bounded = p.get("end") != null;
        Tensor start = bounded ? number(c, "start") : Tensor.number(0);
        Tensor end = number(c, bounded ? "end" : "start");
        Tensor step = number(c, "step");
        DType dtype = p.dtype("dtype");
        if (dtype == null) {
            boolean real = start.dtype().isFloat() || end.dtype().isFloat() || step.dtype().isFloat();
            dtype = real ? Workspace.current().defaultDtype() : DType.INT64;
        }
        if (dtype == DType.BOOL) {
            throw TorchError.notImplemented("\"arange_cpu\" not implemented for 'Bool'");
        }
        double from = start.data().getDouble(0);
        double to = end.data().getDouble(0);
        double by = step.data().getDouble(0);
        if (!(by > 0 || by < 0)) {
            throw TorchError.argument("step must be nonzero");
        }
        if (!Double.isFinite(from) || !Double.isFinite(to)) {
            throw TorchError.argument("unsupported range: " + Numbers.shown(from) + " -> " + Numbers.shown(to));
        }
        if (by > 0 ? to < from : to > from) {
            throw TorchError.argument("upper bound and lower bound inconsistent with step sign");
        }
        long first = start.data().getLong(0);
        long each = step.data().getLong(0);
        double count = Math.ceil((to - from) / by);
        if (dtype == DType.INT64) {
            if (each == 0) {
                throw TorchError.value("step must be nonzero");
            }
            count = Math.ceil((double) (end.data().getLong(0) - first) / each);
        }
        if (count > Integer.MAX_VALUE) {
            throw new ArrayTooLarge("a range of " + count + " numbers is too large");
        }
        NdArray out = NdArray.zeros(dtype, Shape.of((int) count));
        for (int i = 0; i < out.size(); i++) {
            if (dtype.isFloat()) {
                out.storage().setDouble(i, from + by * i);
            } else {
                out.storage().setLong(i, first + each * i);
            }
        }
        return one(out);
    }

    /**
     * start + i·step in the first half, end − (steps − 1 − i)·step in the second, so that both ends are exact; or the powers of a base with these
     * exponents.
     */
    private static NdArray evenly(Call c, String op, @Nullable Double base) {
        DType dtype = dtype(c);
        long steps = c.params().whole("steps");
        if (steps < 0) {
            throw TorchError.argument("number of steps must be non-negative");
        }
        if (dtype == DType.BOOL) {
            throw TorchError.notImplemented("\"" + op + "_cpu\" not implemented for 'Bool'");
        }
        double start = Numbers.of(number(c, "start"), dtype).getDouble(0);
        double end = Numbers.of(number(c, "end"), dtype).getDouble(0);
        NdArray out = NdArray.zeros(dtype, Shape.of(new long[]{steps}));
        int n = out.size();
        boolean single = dtype == DType.FLOAT32;
        double step = n == 1 ? 0 : single ? ((float) end - (float) start) / (n - 1) : (end - start) / (n - 1);
        for (int i = 0; i < n; i++) {
            boolean early = i < n / 2 || n == 1;
            int k = early ? i : n - 1 - i;
            double at;
            if (single) {
                at = early ? (float) start + (float) step * k : (float) end - (float) step * k;
            } else {
                at = early ? start + step * k : end - step * k;
            }
            out.storage().setDouble(i, base == null ? at : Math.pow(base, at));
        }
        return out;
    }
}
