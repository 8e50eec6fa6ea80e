package dev.nabla.lang.syntax;

/** What Python says of a text that is no program: nothing of it has run. */
public final class SyntaxFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final int line;

    SyntaxFault(String type, String message, int line) {
        super(message, null, false, false);
        this.type = type;
        this.line = line;
    }

    /** A SyntaxError. */
    public static SyntaxFault at(int line, String message) {
        return new SyntaxFault("SyntaxError", message, line);
    }

    static SyntaxFault indentation(int line, String message) {
        return new SyntaxFault("IndentationError", message, line);
    }

    /** Python has it, this language has not. */
    static SyntaxFault absent(int line, String what, String instead) {
        return new SyntaxFault("NotImplementedError", what + " is not part of Nabla's subset of Python; " + instead, line);
    }

    /** {@code SyntaxError}, {@code IndentationError}, {@code TabError}, or {@code NotImplementedError} for what is left out here. */
    public String type() {
        return type;
    }

    /** Counted from 1. */
    public int line() {
        return line;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
