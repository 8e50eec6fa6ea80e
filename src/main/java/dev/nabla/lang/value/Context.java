package dev.nabla.lang.value;

/** What {@code with} enters and leaves. */
public interface Context extends PyObject {
    /** {@code __enter__} */
    Object enter();

    /** {@code __exit__} */
    void exit();
}
