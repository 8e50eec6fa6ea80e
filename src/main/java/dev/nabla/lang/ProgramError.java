package dev.nabla.lang;

import java.util.List;

/** A program that ended in an exception. */
public final class ProgramError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final int line;
    private final transient List<Integer> callLines;
    private final String stdout;

    ProgramError(String type, String message, int line, List<Integer> callLines, String stdout) {
        super(message, null, false, false);
        this.type = type;
        this.line = line;
        this.callLines = List.copyOf(callLines);
        this.stdout = stdout;
    }

    /** {@code type(e).__name__} */
    public String type() {
        return type;
    }

    /** {@code str(e)} */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** Of the innermost frame within the program, counted from 1. */
    public int line() {
        return line;
    }

    /** Of the frames around it, outermost first. */
    public List<Integer> callLines() {
        return callLines;
    }

    /** What was printed before. */
    public String stdout() {
        return stdout;
    }
}
