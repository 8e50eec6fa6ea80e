package dev.nabla.lang.torch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyRange;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Values;

/** Values of programs on their way into the engine. */
public final class Operand {
    private Operand() {
    }

    /** A value that can stand for a tensor, such as a numpy array. */
    public interface TensorLike extends PyObject {
        Tensor tensor();
    }

    /** A tensor, or a number that adapts to the tensors it meets; null for anything else. */
    public static @Nullable Tensor orNull(Object v) {
        return switch (v) {
            case PyTensor t -> t.tensor();
            case Long l -> Tensor.number(l);
            case Double d -> Tensor.number(d);
            case Boolean b -> Tensor.number(b);
            case BigInteger _ -> throw PyError.runtime("Overflow when unpacking long long");
            case TensorLike t -> t.tensor();
            default -> null;
        };
    }

    /** A value as the engine takes what is no tensor: Long, Double, Boolean, String, DType, List, or null. */
    static @Nullable Object plain(Object v) {
        return switch (v) {
            case None _ -> null;
            case PyDType d -> d.dtype();
            case PyList l -> plain(l.items());
            case PyTuple t -> plain(t.items());
            case PyRange _ -> plain(Values.list(v));
            case PyTensor t when t.tensor().shape().isScalar() -> t.item();
            default -> v;
        };
    }

    private static List<@Nullable Object> plain(List<Object> items) {
        List<@Nullable Object> out = new ArrayList<>(items.size());
        items.forEach(i -> out.add(plain(i)));
        return out;
    }

    /** Nested lists of numbers and tensors, as torch.tensor takes them. */
    static @Nullable Object data(Object v) {
        return switch (v) {
            case PyList l -> data(l.items());
            case PyTuple t -> data(t.items());
            case PyRange _ -> data(Values.list(v));
            case PyTensor t -> t.tensor();
            case TensorLike t -> t.tensor();
            case Long _,Double _,Boolean _,BigInteger _ -> v;
            case None _ -> throw PyError.runtime("Could not infer dtype of NoneType");
            case String _ -> throw PyError.type("new(): invalid data type 'str'");
            case PyObject o -> throw PyError.runtime("Could not infer dtype of " + o.type().name());
            default -> throw new IllegalStateException(v.getClass().getName());
        };
    }

    private static List<@Nullable Object> data(List<Object> items) {
        List<@Nullable Object> out = new ArrayList<>(items.size());
        dev.nabla.lang.value.Run run = dev.nabla.lang.value.Run.current();
        for (Object i : items) {
            run.step();
            out.add(i instanceof TensorLike t && !t.tensor().shape().isScalar() ? data(Values.list(t)) : data(i));
        }
        return out;
    }

    /** A list or tuple of tensors, or null for anything else. */
    static @Nullable List<Tensor> tensors(Object v) {
        if (!(v instanceof PyList) && !(v instanceof PyTuple)) {
            return null;
        }
        List<Tensor> out = new ArrayList<>();
        for (Object item : Values.list(v)) {
            if (!(item instanceof PyTensor t)) {
                return null;
            }
            out.add(t.tensor());
        }
        return out;
    }

    /** Whether it is a number of Python. */
    static boolean isNumber(Object v) {
        return Numbers.isNumber(v);
    }
}
