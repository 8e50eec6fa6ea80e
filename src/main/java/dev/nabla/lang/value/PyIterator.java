package dev.nabla.lang.value;

import java.util.Iterator;

/** What zip, map, enumerate, reversed, iter and generator expressions give: read once. */
public record PyIterator(PyType type, Iterator<Object> items) implements PyObject {
    /** @param name of its type */
    public static PyIterator of(String name, Iterator<Object> items) {
        return new PyIterator(PyType.of(name), items);
    }

    @Override
    public Iterator<Object> iterate() {
        return items;
    }
}
