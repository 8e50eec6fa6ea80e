package dev.nabla.lang.torch;

import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyType;

/** {@code torch.strided}: the only layout. */
enum Layout implements PyObject {
    STRIDED;

    private static final PyType TYPE = PyType.of("torch", "layout");

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        return "torch.strided";
    }
}
