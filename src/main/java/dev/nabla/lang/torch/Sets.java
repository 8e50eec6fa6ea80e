package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Op;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyTuple;

import static dev.nabla.lang.value.Builtin.function;
import static dev.nabla.lang.value.Builtin.method;

/** Functions made of ops, of torch and as methods: those that count, sort out or combine elements. */
final class Sets {
    private Sets() {
    }

    private record Row(String parameters, Body body) {
        private interface Body {
            Object call(Tensor x, Given a, int next);
        }
    }

    private static final Map<String, Row> ROWS = Map.ofEntries(
            Map.entry("unique", new Row("sorted=True, return_inverse=False, return_counts=False, dim=None", Sets::unique)),
            Map.entry("bincount", new Row("weights=None, minlength=0", Sets::binCount)),
            Map.entry("diff", new Row("n=1, dim=-1", (x, a, i) -> difference(x, a.integer(i), a.integer(i + 1)))),
            Map.entry("quantile", new Row("q, dim=None, keepdim=False, interpolation='linear'", Sets::quantile)),
            Map.entry("argwhere", new Row("", (x, _, _) -> PyTensor.of(OpNames.named("nonzero").call(x)))),
            Map.entry("mode", new Row("dim=-1, keepdim=False", (x, a, i) -> mode(x, a.integer(i)))),
            Map.entry("aminmax", new Row("", (x, _, _) -> new Results.Named("aminmax", List.of("min", "max"), List.of(
                    PyTensor.of(OpNames.named("amin").call(x)), PyTensor.of(OpNames.named("amax").call(x)))))),
            Map.entry("isin", new Row("test_elements", (x, a, i) -> isIn(x, a.get(i)))),
            Map.entry("new_zeros", new Row("*size, **options", (x, a, _) -> likewise("zeros", x, a))),
            Map.entry("new_ones", new Row("*size, **options", (x, a, _) -> likewise("ones", x, a))),
            Map.entry("new_empty", new Row("*size, **options", (x, a, _) -> likewise("empty", x, a))),
            Map.entry("new_tensor",
                    new Row("data, dtype=None, requires_grad=False", (x, a, i) -> PyTensor.of(Creation.tensor(a.get(i), a.has(i
                            + 1) ? TensorMethods.dtype(a.get(i + 1)) : x.dtype(), a.flag(i + 2))))),
            Map.entry("new_full", new Row("size, fill_value", (x, a, i) -> PyTensor.of(OpNames.named("full").call(
                    Map.of("size", listed(a.get(i)), "fill_value", a.get(i + 1), "dtype", x.dtype()))))));

    static List<Builtin> functions() {
        return ROWS.entrySet().stream().filter(e -> !e.getKey().startsWith("new_")).map(e -> function(
                e.getKey() + "(input" + (e.getValue().parameters.isEmpty() ? "" : ", " + e.getValue().parameters) + ")",
                a -> e.getValue().body.call(TorchFunctions.tensor(a, 0), a, 1))).toList();
    }

    static List<Builtin> methods() {
        return ROWS.entrySet().stream().map(e -> method(e.getKey() + "(" + e.getValue().parameters + ")",
                a -> e.getValue().body.call(((PyTensor) a.self()).tensor(), a, 0))).toList();
    }

    private static Object listed(Object v) {
        Object plain = Operand.plain(v);
        return plain instanceof Long ? List.of(plain) : java.util.Objects.requireNonNull(plain);
    }

    private static Object likewise(String op, Tensor x, Given a) {
        Object size = a.rest().length == 1 ? listed(a.rest()[0]) : Arrays.asList(a.rest());
        Object dtype = a.keywords().get("dtype");
        return PyTensor.of(OpNames.named(op).call(Map.of("size", size, "dtype", dtype == null ? x.dtype() : TensorMethods.dtype(dtype),
                "requires_grad", Boolean.TRUE.equals(a.keywords().get("requires_grad")))));
    }

    private static Object unique(Tensor x, Given a, int i) {
        if (a.has(i + 3)) {
            throw PyError.runtime("unique along a dimension is not part of Nabla's subset of PyTorch; there is unique of all elements");
        }
        boolean inverse = a.flag(i + 1);
        boolean counts = a.flag(i + 2);
        NdArray flat = x.data().contiguous();
        int n = flat.size();
        Integer[] order = new Integer[n];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, (p, q) -> flat.dtype().isFloat() ? Double.compare(flat.getDouble(p), flat.getDouble(q))
                : Long.compare(flat.getLong(p), flat.getLong(q)));
        List<Integer> first = new ArrayList<>();
        long[] where = new long[n];
        List<Long> count = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            boolean fresh = k == 0 || flat.getDouble(order[k]) != flat.getDouble(order[k - 1]) || flat.getLong(order[k]) != flat.getLong(
                    order[k - 1]) && !flat.dtype().isFloat();
            if (fresh) {
                first.add(order[k]);
                count.add(0L);
            }
            where[order[k]] = first.size() - 1L;
            count.set(count.size() - 1, count.getLast() + 1);
        }
        NdArray values = NdArray.zeros(x.dtype(), Shape.of(first.size()));
        for (int k = 0; k < first.size(); k++) {
            values.storage().set(k, flat.storage(), flat.index(first.get(k)));
        }
        Object result = PyTensor.of(Tensor.of(values));
        if (!inverse && !counts) {
            return result;
        }
        List<Object> all = new ArrayList<>(List.of(result));
        if (inverse) {
            all.add(PyTensor.of(Tensor.of(NdArray.of(x.shape(), where))));
        }
        if (counts) {
            all.add(PyTensor.of(Tensor.of(NdArray.of(Shape.of(count.size()), count.stream().mapToLong(c -> c).toArray()))));
        }
        return new PyTuple(all);
    }

    private static Object binCount(Tensor x, Given a, int i) {
        if (x.dtype().isFloat() || x.shape().rank() != 1) {
            throw PyError.runtime("bincount only supports 1-d non-negative integral inputs.");
        }
        long[] v = x.data().toLongs();
        long least = a.integer(i + 1);
        long size = least;
        for (long k : v) {
            if (k < 0) {
                throw PyError.runtime("bincount only supports 1-d non-negative integral inputs.");
            }
            size = Math.max(size, k + 1);
        }
        boolean weighted = a.has(i);
        NdArray out = NdArray.zeros(weighted ? DType.FLOAT64 : DType.INT64, Shape.of(new long[]{size}));
        for (int k = 0; k < v.length; k++) {
            double w = weighted ? ((PyTensor) a.get(i)).tensor().data().getDouble(k) : 1;
            out.storage().setDouble((int) v[k], out.getDouble((int) v[k]) + w);
        }
        DType dtype = weighted ? ((PyTensor) a.get(i)).tensor().dtype() : DType.INT64;
        return PyTensor.of(Tensor.of(out.to(dtype)));
    }

    private static Tensor narrowed(Tensor x, long dim, long start, long length) {
        return OpNames.named("narrow").call(Map.of("dim", dim, "start", start, "length", length), x);
    }

    private static Object difference(Tensor x, long times, long dim) {
        Tensor y = x;
        int d = (int) (dim < 0 ? dim + x.shape().rank() : dim);
        for (long k = 0; k < times && y.shape().dim(d) > 0; k++) {
            int n = y.shape().dim(d);
            Tensor after = narrowed(y, d, 1, n - 1L);
            Tensor before = narrowed(y, d, 0, n - 1L);
            y = x.dtype() == DType.BOOL ? OpNames.named("logical_xor").call(after, before) : after.sub(before);
        }
        return PyTensor.of(y);
    }

    /** The element at q·(n − 1) of the sorted ones, or between its neighbours. */
    private static Object quantile(Tensor x, Given a, int i) {
        if (!x.dtype().isFloat()) {
            throw PyError.runtime("quantile() input tensor must be either float or double dtype");
        }
        Tensor q = a.get(i) instanceof PyTensor t ? t.tensor() : Tensor.of(NdArray.scalar(x.dtype(), a.real(i)));
        for (int k = 0; k < q.shape().size(); k++) {
            if (!(q.data().getDouble(k) >= 0 && q.data().getDouble(k) <= 1)) {
                throw PyError.runtime(
                        q.shape().isScalar() ? "quantile() q must be in the range [0, 1] but got " + dev.nabla.engine.array.PythonText
                                .of(q.data().getDouble(k)) : "quantile() q values must be in the range [0, 1]");
            }
        }
        boolean all = !a.has(i + 1);
        long dim = all ? 0 : a.integer(i + 1);
        Tensor flat = all ? OpNames.named("reshape").call(Map.of("shape", List.of(-1L)), x) : x;
        Tensor sorted = OpNames.named("sort").apply(dev.nabla.engine.Params.of(OpNames.named("sort").row().signature(), Map.of("dim", dim)),
                flat)[0];
        int n = sorted.shape().dim((int) (dim < 0 ? dim + flat.shape().rank() : dim));
        List<Tensor> parts = new ArrayList<>();
        for (int k = 0; k < q.shape().size(); k++) {
            parts.add(at(sorted, dim, q.data().getDouble(k) * (n - 1), a.text(i + 3)));
        }
        Tensor found = q.shape().isScalar() ? parts.getFirst() : OpNames.named("stack").call(parts.toArray(Tensor[]::new));
        boolean keep = a.flag(i + 2);
        if (keep && all) {
            long[] ones = new long[x.shape().rank() + (q.shape().isScalar() ? 0 : 1)];
            Arrays.fill(ones, 1);
            if (!q.shape().isScalar()) {
                ones[0] = q.shape().size();
            }
            found = OpNames.named("reshape").call(Map.of("shape", ones), found);
        } else if (keep) {
            found = found.unsqueeze((int) (dim < 0 ? dim + flat.shape().rank() : dim) + (q.shape().isScalar() ? 0 : 1));
        }
        return PyTensor.of(found);
    }

    private static Tensor at(Tensor sorted, long dim, double rank, String interpolation) {
        long below = (long) Math.floor(rank);
        long above = (long) Math.ceil(rank);
        Op select = OpNames.named("select");
        Tensor low = select.call(Map.of("dim", dim, "index", below), sorted);
        Tensor high = select.call(Map.of("dim", dim, "index", above), sorted);
        double weight = rank - below;
        return switch (interpolation) {
            case "lower" -> low;
            case "higher" -> high;
            case "nearest" -> Math.rint(rank) == below ? low : high;
            case "midpoint" -> OpNames.named("lerp").call(low, high, Tensor.number(0.5));
            default -> OpNames.named("lerp").call(low, high, Tensor.number(weight));
        };
    }

    private static Object mode(Tensor x, long dim) {
        if (x.shape().rank() != 1 || dim != -1 && dim != 0) {
            throw PyError.runtime("mode of more than one dimension is not part of Nabla's subset of PyTorch");
        }
        int best = 0;
        long most = 0;
        for (int i = 0; i < x.shape().size(); i++) {
            long n = 0;
            int last = i;
            for (int k = 0; k < x.shape().size(); k++) {
                if (x.data().getDouble(k) == x.data().getDouble(i)) {
                    n++;
                    last = k;
                }
            }
            if (n > most || n == most && x.data().getDouble(i) < x.data().getDouble(best)) {
                most = n;
                best = last;
            }
        }
        Tensor value = OpNames.named("select").call(Map.of("dim", 0L, "index", (long) best), x);
        return new Results.Named("mode", List.of("values", "indices"), List.of(PyTensor.of(value), PyTensor.of(Tensor.of(NdArray.scalar(
                DType.INT64, (long) best)))));
    }

    private static Object isIn(Tensor x, Object elements) {
        Tensor of = elements instanceof PyTensor t ? t.tensor() : Creation.tensor(elements, null, false);
        NdArray out = NdArray.zeros(DType.BOOL, x.shape());
        for (int i = 0; i < x.shape().size(); i++) {
            for (int k = 0; k < of.shape().size(); k++) {
                if (x.data().getDouble(i) == of.data().getDouble(k)) {
                    out.storage().setLong(i, 1);
                }
            }
        }
        return PyTensor.of(Tensor.of(out));
    }

    static Object broadcast(List<Tensor> tensors) {
        Shape shape = Shape.SCALAR;
        for (Tensor t : tensors) {
            shape = Broadcasting.of(shape, t.shape());
        }
        Shape all = shape;
        return new PyTuple(tensors.stream().<Object>map(t -> PyTensor.of(t.expand(all))).toList());
    }

    static Object cartesian(List<Tensor> tensors) {
        if (tensors.size() == 1) {
            return PyTensor.of(tensors.getFirst());
        }
        Tensor[] grids = OpNames.named("meshgrid").apply(dev.nabla.engine.Params.of(OpNames.named("meshgrid").row().signature(),
                Map.of("indexing", "ij")), tensors.toArray(Tensor[]::new));
        List<Tensor> columns = new ArrayList<>();
        for (Tensor g : grids) {
            columns.add(OpNames.named("reshape").call(Map.of("shape", List.of(-1L)), g));
        }
        return PyTensor.of(OpNames.named("stack").call(Map.of("dim", 1L), columns.toArray(Tensor[]::new)));
    }

    /** The places that are not zero, one tensor for each dimension. */
    static Object places(Tensor x) {
        @Nullable
        Tensor[] found = OpNames.named("nonzero").apply(dev.nabla.engine.Params.of(OpNames.named("nonzero").row().signature(),
                Map.of("as_tuple", true)), x);
        List<Object> all = new ArrayList<>();
        for (Tensor t : found) {
            if (t != null) {
                all.add(PyTensor.of(t));
            }
        }
        return new PyTuple(all);
    }
}
