package dev.nabla.lang.optim;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;

/** Settings on their way from programs to the engine and back. */
final class PlainValues {
    private PlainValues() {
    }

    /** A setting as the engine takes it: None is null, tuples and lists are lists, a tensor of one element is its number. */
    static @Nullable Object plain(Object v) {
        return switch (v) {
            case None _ -> null;
            case PyTuple t -> plain(t.items());
            case PyList l -> plain(l.items());
            case PyTensor t when t.tensor().shape().size() == 1 ->
                    t.tensor().dtype().isFloat() ? (Object) t.real() : (Object) Numbers.index(t);
            case PyScheduler s -> s.engine();
            default -> v;
        };
    }

    private static List<@Nullable Object> plain(List<Object> items) {
        List<@Nullable Object> out = new ArrayList<>(items.size());
        items.forEach(i -> out.add(plain(i)));
        return out;
    }

    /** A setting as a program sees it. */
    static Object shown(@Nullable Object v) {
        return switch (v) {
            case null -> None.NONE;
            case List<?> l -> new PyTuple(l.stream().<Object>map(PlainValues::shown).toList());
            default -> v;
        };
    }
}
