package dev.nabla.lang.value;

import java.util.ArrayList;
import java.util.List;

import dev.nabla.engine.array.TorchError;

/** An exception of the program: Python's type and message, and the lines of the frames it has passed. */
public final class PyError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final List<Integer> lines = new ArrayList<>();
    /** Whether the line of the present frame is known. */
    private boolean placed;

    public PyError(String type, String message) {
        super(message, null, false, false);
        this.type = type;
    }

    /** What the engine raises. */
    public static PyError of(TorchError e) {
        return new PyError(e.pythonType(), String.valueOf(e.getMessage()));
    }

    public static PyError type(String message) {
        return new PyError("TypeError", message);
    }

    public static PyError value(String message) {
        return new PyError("ValueError", message);
    }

    public static PyError index(String message) {
        return new PyError("IndexError", message);
    }

    public static PyError attribute(String message) {
        return new PyError("AttributeError", message);
    }

    public static PyError name(String message) {
        return new PyError("NameError", message);
    }

    public static PyError runtime(String message) {
        return new PyError("RuntimeError", message);
    }

    public static PyError zeroDivision(String message) {
        return new PyError("ZeroDivisionError", message);
    }

    public static PyError overflow(String message) {
        return new PyError("OverflowError", message);
    }

    /** Says in which line of the present frame it happened, unless that is known. */
    public PyError at(int line) {
        if (!placed) {
            lines.add(line);
            placed = true;
        }
        return this;
    }

    /** Leaves a function of the program. */
    public void leave() {
        placed = false;
    }

    /** {@code type(e).__name__} */
    public String type() {
        return type;
    }

    /** {@code str(e)} */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** The lines, innermost frame first. */
    public List<Integer> lines() {
        return lines;
    }
}
