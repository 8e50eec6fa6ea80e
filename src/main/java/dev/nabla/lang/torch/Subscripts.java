package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Params;
import dev.nabla.engine.Tensor;
import dev.nabla.lang.value.Ellipsis;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyRange;
import dev.nabla.lang.value.PySlice;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Values;

/** {@code x[…]} and {@code x[…] = value}. */
public final class Subscripts {
    private static final Op GET = Objects.requireNonNull(Ops.named("getitem"));
    private static final Op SET = Objects.requireNonNull(Ops.named("setitem_"));

    private final List<Tensor> inputs = new ArrayList<>();

    private Subscripts(Tensor... first) {
        inputs.addAll(List.of(first));
    }

    public static Tensor get(Tensor x, Object key) {
        Subscripts s = new Subscripts(x);
        return s.apply(GET, key);
    }

    public static void set(Tensor x, Object key, Tensor value) {
        Subscripts s = new Subscripts(x, value);
        s.apply(SET, key);
    }

    private Tensor apply(Op op, Object key) {
        Object index = key instanceof PyTuple t ? t.items().stream().map(this::item).toList() : item(key);
        return op.apply(Params.of(op.row().signature(), Map.of("index", index)), inputs.toArray(Tensor[]::new))[0];
    }

    private Map<String, ?> item(Object key) {
        return switch (key) {
            case Boolean b -> Map.of("bool", b);
            case Long k -> Map.of("int", k);
            case None _ -> Map.of("newaxis", true);
            case Ellipsis _ -> Map.of("ellipsis", true);
            case PySlice s -> {
                List<@Nullable Object> parts = new ArrayList<>();
                parts.add(part(s.lower()));
                parts.add(part(s.upper()));
                parts.add(part(s.step()));
                yield Map.of("slice", parts);
            }
            case PyTensor t -> tensor(t.tensor());
            case Operand.TensorLike t -> tensor(t.tensor());
            case PyList _,PyRange _,PyTuple _ -> tensor(Creation.tensor(key, null, false));
            case String _ -> throw PyError.type("new(): invalid data type 'str'");
            default -> throw PyError
                    .index("only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
                            + Values.typeName(key) + ")");
        };
    }

    private static @Nullable Object part(Object v) {
        if (v == None.NONE) {
            return null;
        }
        if (!Numbers.isInteger(v) && !(v instanceof Numbers.Indexed)) {
            throw PyError.type("slice indices must be integers or None or have an __index__ method");
        }
        return Numbers.index(v);
    }

    private Map<String, ?> tensor(Tensor t) {
        Tensor index = t.shape().size() == 0 && t.dtype().isFloat() ? Tensor.of(t.data().to(dev.nabla.engine.array.DType.INT64)) : t;
        if (index.dtype().isFloat()) {
            throw PyError.index("tensors used as indices must be long, int, byte or bool tensors");
        }
        inputs.add(index);
        return Map.of("tensor", inputs.size() - 1L);
    }
}
