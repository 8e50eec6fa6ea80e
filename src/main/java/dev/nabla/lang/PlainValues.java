package dev.nabla.lang;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Values;

/** Makes values of programs into values of plain Java. */
final class PlainValues {
    private final int most;
    private int count;
    /** What stands around the value at work: a list may hold itself. */
    private final Set<Object> around = Collections.newSetFromMap(new IdentityHashMap<>());

    PlainValues(int most) {
        this.most = most;
    }

    @Nullable
    Object of(Object v) {
        if (++count > most) {
            throw new Overrun(Overrun.Kind.OUTPUT, "a value that is answered may hold " + most + " values");
        }
        return switch (v) {
            case None _ -> null;
            case PyTensor t -> t.tensor();
            case PyList l -> list(l, l.items());
            case PyTuple t -> list(t, t.items());
            case PyDict d -> map(d);
            case PyObject o -> {
                Object items = Values.attributeOrNull(o, "tolist");
                yield items == null ? Values.repr(o) : of(Values.call(items));
            }
            default -> v;
        };
    }

    private Object list(Object whole, List<Object> items) {
        if (!around.add(whole)) {
            return Values.repr(whole);
        }
        List<@Nullable Object> all = new ArrayList<>(items.size());
        items.forEach(i -> all.add(of(i)));
        around.remove(whole);
        return all;
    }

    private Object map(PyDict d) {
        if (!around.add(d)) {
            return Values.repr(d);
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (Map.Entry<Object, Object> e : d.items()) {
            all.put(Values.str(e.getKey()), of(e.getValue()));
        }
        around.remove(d);
        return all;
    }
}
