package dev.nabla.lang.value;

/** Python's {@code ...}. */
public enum Ellipsis implements PyObject {
    ELLIPSIS;

    @Override
    public PyType type() {
        return Types.ELLIPSIS;
    }

    @Override
    public String repr() {
        return "Ellipsis";
    }
}
