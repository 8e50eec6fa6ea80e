package dev.nabla.lang.value;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What zip, map, enumerate, reversed, iter and generator expressions give: read once.
 *
 * @param from what it reads
 */
public record PyIterator(PyType type, Iterator<Object> items, List<Object> from) implements PyObject {
    /** @param name of its type */
    public static PyIterator of(String name, Iterator<Object> items, Object... from) {
        return new PyIterator(PyType.of(name), items, List.of(from));
    }

    @Override
    public void holds(Consumer<Object> to) {
        from.forEach(to);
        if (items instanceof Run.Holder h) {
            h.holds(to);
        }
    }

    @Override
    public Object copied(Copies c) {
        throw Copies.cannot(this);
    }

    @Override
    public Iterator<Object> iterate() {
        return items;
    }
}
