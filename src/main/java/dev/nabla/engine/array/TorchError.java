package dev.nabla.engine.array;

import org.jspecify.annotations.Nullable;

/**
 * What PyTorch raises: the Python type, PyTorch's own message, and our stable kind. Thrown before anything has changed.
 */
public final class TorchError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, in the words of the HTTP contract (there in snake_case). */
    public enum Kind {
        SHAPE_MISMATCH, DTYPE_MISMATCH, INDEX_OUT_OF_RANGE, BAD_ARGUMENT, NO_GRAD_FN, GRAD_NEEDS_SCALAR, UNUSED_INPUT, SINGULAR_MATRIX, //
        BACKWARD_TWICE, MODIFIED_INPLACE
    }

    private final Kind kind;
    private final String pythonType;
    private final @Nullable String argument;

    private TorchError(Kind kind, String pythonType, String message, @Nullable String argument) {
        super(message, null, false, true);
        this.kind = kind;
        this.pythonType = pythonType;
        this.argument = argument;
    }

    public Kind kind() {
        return kind;
    }

    /** {@code RuntimeError}, {@code IndexError}, {@code ValueError}, {@code TypeError}, {@code NotImplementedError}, {@code _LinAlgError}, … */
    public String pythonType() {
        return pythonType;
    }

    /** The name of the argument at fault, where one is. */
    public @Nullable String argument() {
        return argument;
    }

    /** The same error with the name of the argument at fault. */
    public TorchError at(String name) {
        return new TorchError(kind, pythonType, String.valueOf(getMessage()), name);
    }

    public static TorchError runtime(Kind kind, String message) {
        return new TorchError(kind, "RuntimeError", message, null);
    }

    /** A RuntimeError about sizes. */
    public static TorchError shape(String message) {
        return runtime(Kind.SHAPE_MISMATCH, message);
    }

    /** A RuntimeError about dtypes. */
    public static TorchError dtype(String message) {
        return runtime(Kind.DTYPE_MISMATCH, message);
    }

    /** A RuntimeError about an argument's value. */
    public static TorchError argument(String message) {
        return runtime(Kind.BAD_ARGUMENT, message);
    }

    public static TorchError index(String message) {
        return new TorchError(Kind.INDEX_OUT_OF_RANGE, "IndexError", message, null);
    }

    public static TorchError value(String message) {
        return new TorchError(Kind.BAD_ARGUMENT, "ValueError", message, null);
    }

    public static TorchError type(String message) {
        return new TorchError(Kind.BAD_ARGUMENT, "TypeError", message, null);
    }

    /** A ZeroDivisionError of Python itself. */
    public static TorchError zeroDivision(String message) {
        return new TorchError(Kind.BAD_ARGUMENT, "ZeroDivisionError", message, null);
    }

    /** No kernel for a dtype: {@code "tan_cpu" not implemented for 'Bool'}. */
    public static TorchError notImplemented(String message) {
        return new TorchError(Kind.DTYPE_MISMATCH, "NotImplementedError", message, null);
    }

    public static TorchError linalg(String message) {
        return new TorchError(Kind.SINGULAR_MATRIX, "_LinAlgError", message, null);
    }
}
