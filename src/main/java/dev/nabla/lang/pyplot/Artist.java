package dev.nabla.lang.pyplot;

import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyType;

/** What a plotting function returns: something drawn, which can only be looked at. */
record Artist(String module, String name, String text) implements PyObject {
    static Artist of(String module, String name) {
        return new Artist(module, name, "");
    }

    /** A text at a place. */
    static Artist text(String place, String text) {
        return new Artist("matplotlib.text", "Text", "Text(" + place + ", " + dev.nabla.lang.value.Values.repr(text) + ")");
    }

    @Override
    public PyType type() {
        return PyType.of(module, name);
    }

    @Override
    public String repr() {
        return text.isEmpty() ? PyObject.super.repr() : text;
    }
}
