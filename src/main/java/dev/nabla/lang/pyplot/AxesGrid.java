package dev.nabla.lang.pyplot;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Values;

/**
 * The axes that {@code subplots} gives: an array of them, in rows.
 *
 * @param rows axes, or lists of axes
 */
record AxesGrid(List<Object> rows) implements PyObject {
    private static final PyType TYPE = PyType.of("numpy", "ndarray").with(List.of(
            Builtin.method("flatten()", a -> new AxesGrid(((AxesGrid) a.self()).all())),
            Builtin.method("ravel()", a -> new AxesGrid(((AxesGrid) a.self()).all()))));

    private List<Object> all() {
        List<Object> out = new ArrayList<>();
        for (Object r : rows) {
            if (r instanceof PyList l) {
                out.addAll(l.items());
            } else {
                out.add(r);
            }
        }
        return out;
    }

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        return "array(" + new PyList(rows).repr() + ", dtype=object)";
    }

    @Override
    public Object item(Object key) {
        if (key instanceof PyTuple t && t.items().size() == 2) {
            return Values.item(item(t.items().getFirst()), t.items().getLast());
        }
        Object v = new PyList(rows).item(key);
        return v instanceof PyList l ? new AxesGrid(l.items()) : v;
    }

    @Override
    public Iterator<Object> iterate() {
        return rows.stream().<Object>map(r -> r instanceof PyList l ? new AxesGrid(l.items()) : r).iterator();
    }

    @Override
    public int length() {
        return rows.size();
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "flat" -> new AxesGrid(all());
            case "shape" -> rows.getFirst() instanceof PyList l ? PyTuple.of((long) rows.size(), (long) l.items().size())
                    : PyTuple.of((long) rows.size());
            default -> null;
        };
    }
}
