package dev.nabla.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * What a subscript {@code x[…]} comes to: the view that its integers, slices, ellipses and new axes make, and the index tensors still to be
 * applied to it.
 *
 * @param view the tensor itself where nothing changes it
 * @param dims the first dimension of the view that each index tensor stands for
 * @param indices integer tensors and masks
 * @see <a href="https://docs.pytorch.org/cppdocs/notes/tensor_indexing.html">Tensor indexing</a>
 */
record Subscript(Tensor view, List<Integer> dims, List<Tensor> indices) {
    /**
     * Applies the basic part of a subscript, one op for each item, as PyTorch does.
     *
     * @param index a list of items, the subscript's tuple; or one item, the bare subscript. An item is a map with one entry: {@code int: k},
     *     {@code slice: [start, stop, step]}, {@code newaxis: true}, {@code ellipsis: true}, {@code bool: b}, {@code tensor: k}
     * @param operands what {@code tensor: k} counts in
     * @throws TorchError IndexError, ValueError or TypeError as PyTorch and Python do
     */
    static Subscript of(Tensor x, @Nullable Object index, List<Tensor> operands) {
        if (index instanceof List<?> items) {
            Reader reader = new Reader(x, operands);
            reader.read(items.stream().<Map<?, ?>>map(Subscript::item).toList());
            return new Subscript(reader.view, reader.dims, reader.indices);
        }
        return bare(x, item(index), operands);
    }

    private static Map<?, ?> item(@Nullable Object item) {
        if (item instanceof Map<?, ?> map && map.size() == 1) {
            return map;
        }
        throw TorchError.index("only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
                + Params.pythonType(item) + ")").at("index");
    }

    /** As the tuple of that one item, but a slice of everything is a slice, and the messages are others. */
    private static Subscript bare(Tensor x, Map<?, ?> item, List<Tensor> operands) {
        boolean slice = item.containsKey("slice");
        if (x.shape().isScalar() && (slice || item.containsKey("int"))) {
            throw TorchError.index(slice ? "slice() cannot be applied to a 0-dim tensor."
                    : "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor "
                            + "to a number");
        }
        if (slice) {
            return new Subscript(x.slice(0, Range.of(item.get("slice"), x.shape().dim(0))), List.of(), List.of());
        }
        return of(x, List.of(item), operands);
    }

    /** A slice with its ends brought within the dimension. */
    record Range(int start, int end, int step) {
        static Range of(@Nullable Object slice, int n) {
            if (!(slice instanceof List<?> parts) || parts.size() > 3) {
                throw TorchError.type("slice indices must be integers or None or have an __index__ method").at("index");
            }
            long step = part(parts, 2, 1);
            if (step <= 0) {
                throw TorchError.value(step == 0 ? "slice step cannot be zero" : "step must be greater than zero");
            }
            return of(part(parts, 0, 0), part(parts, 1, n), step, n);
        }

        static Range of(long start, long end, long step, int n) {
            int from = (int) Math.clamp(start < 0 ? start + n : start, 0L, (long) n);
            int to = (int) Math.clamp(end < 0 ? end + n : end, (long) from, (long) n);
            return new Range(from, to, (int) Math.min(step, Integer.MAX_VALUE));
        }

        /** Whether PyTorch leaves the slice out: as written it starts at 0, and −n is not 0 to it. */
        static boolean isAll(@Nullable Object slice, int n) {
            return slice instanceof List<?> parts && part(parts, 0, 0) == 0 && part(parts, 1, n) >= n && part(parts, 2, 1) == 1;
        }

        private static long part(List<?> parts, int i, long otherwise) {
            Object v = i < parts.size() ? parts.get(i) : null;
            if (v == null) {
                return otherwise;
            }
            if (v instanceof Long l) {
                return l;
            }
            throw TorchError.type("slice indices must be integers or None or have an __index__ method").at("index");
        }

        int count() {
            return Math.ceilDiv(end - start, step);
        }
    }

    private static final class Reader {
        private final Tensor x;
        private final List<Tensor> operands;
        private Tensor view;
        private int dim;
        private int position;
        private final List<Integer> dims = new ArrayList<>();
        private final List<Tensor> indices = new ArrayList<>();

        Reader(Tensor x, List<Tensor> operands) {
            this.x = x;
            this.operands = operands;
            this.view = x;
        }

        void read(List<Map<?, ?>> items) {
            int rank = x.shape().rank();
            int named = items.stream().mapToInt(this::dimensions).sum();
            if (named > rank) {
                throw TorchError.index("too many indices for tensor of dimension " + rank);
            }
            for (Map<?, ?> item : items) {
                Map.Entry<?, ?> entry = item.entrySet().iterator().next();
                switch (String.valueOf(entry.getKey())) {
                    case "int" -> select(entry.getValue() instanceof Long k ? k : wrongItem(entry.getValue()));
                    case "slice" -> slice(entry.getValue());
                    case "newaxis" -> view = view.unsqueeze(dim++);
                    case "ellipsis" -> {
                        dim += rank - named;
                        position += rank - named;
                    }
                    case "bool" -> mask(Tensor.of(NdArray.of(Shape.SCALAR, Boolean.TRUE.equals(entry.getValue()))));
                    case "tensor" -> index(operand(entry.getValue()));
                    default -> wrongItem(entry.getKey());
                }
            }
        }

        /** How many dimensions of x an item stands for. */
        private int dimensions(Map<?, ?> item) {
            if (item.containsKey("tensor")) {
                Tensor t = operand(item.get("tensor"));
                return t.dtype() == DType.BOOL ? t.shape().rank() : 1;
            }
            return item.containsKey("int") || item.containsKey("slice") ? 1 : 0;
        }

        private Tensor operand(@Nullable Object k) {
            if (k instanceof Long i && i >= 0 && i < operands.size()) {
                return operands.get(Math.toIntExact(i));
            }
            throw TorchError.value("the index names input " + k + " of " + operands.size()).at("index");
        }

        private void select(long k) {
            int n = view.shape().dim(dim);
            if (k < -n || k >= n) {
                throw TorchError.index("index " + k + " is out of bounds for dimension " + position + " with size " + n);
            }
            view = view.select(dim, (int) k);
            position++;
        }

        private void slice(@Nullable Object slice) {
            int n = view.shape().dim(dim);
            Range range = Range.of(slice, n);
            view = Range.isAll(slice, n) ? view : view.slice(dim, range);
            dim++;
            position++;
        }

        private void index(Tensor t) {
            boolean isMask = t.dtype() == DType.BOOL;
            if (!t.shape().isScalar()) {
                keep(t, isMask ? t.shape().rank() : 1);
            } else if (isMask) {
                mask(t);
            } else if (t.dtype().isInteger()) {
                select(t.data().getLong(0));
            } else {
                keep(t, 1);
            }
        }

        /** A 0-d mask picks all or nothing of a new axis. */
        private void mask(Tensor t) {
            view = view.unsqueeze(dim);
            keep(t, 1);
            position--;
        }

        private void keep(Tensor t, int count) {
            dims.add(dim);
            indices.add(t);
            dim += count;
            position += count;
        }

        private static long wrongItem(@Nullable Object v) {
            throw TorchError.index(
                    "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
                            + Params.pythonType(v) + ")")
                    .at("index");
        }
    }
}
