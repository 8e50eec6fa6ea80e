package dev.nabla.session;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.TorchError;
import dev.nabla.lang.Overrun;
import dev.nabla.lang.ProgramError;

/** A command that cannot be carried out, and why. Nothing has changed by it. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The reasons, by the contract's codes. */
    public enum Kind {
        BAD_VALUE, BAD_NAME, RAGGED_DATA, UNKNOWN_MEMBER, //
        SESSION_NOT_FOUND, TENSOR_NOT_FOUND, OP_NOT_FOUND, JOB_NOT_FOUND, GRADIENT_MISSING, //
        NAME_TAKEN, BACKWARD_TWICE, MODIFIED_INPLACE, LEAF_IN_USE, JOB_ENDED, KEY_IN_USE, STALE, //
        TENSOR_TOO_LARGE, SESSION_TOO_LARGE, TOO_MANY_STEPS, //
        SHAPE_MISMATCH, DTYPE_MISMATCH, INDEX_OUT_OF_RANGE, BAD_ARGUMENT, NO_GRAD_FN, GRAD_NEEDS_SCALAR, UNUSED_INPUT, SINGULAR_MATRIX, //
        NOT_REPLAYABLE, PROGRAM_ERROR, BUDGET_STEPS, BUDGET_TIME, BUDGET_MEMORY, BUDGET_OUTPUT, BUDGET_DEPTH, //
        TOO_MANY_SESSIONS, TOO_MANY_JOBS, OVERLOADED, JOURNAL_UNAVAILABLE
    }

    private final Kind kind;
    private @Nullable String pointer;
    private @Nullable String torchError;
    private @Nullable String reason;
    private @Nullable Duration retryAfter;
    private @Nullable Raised raised;

    /**
     * Where a program ended.
     *
     * @param line of the innermost frame within the program, counted from 1
     * @param callLines of the frames around it, outermost first
     * @param stdout what was printed before
     */
    public record Raised(int line, List<Integer> callLines, String stdout) {
    }

    public Refusal(Kind kind, String detail) {
        super(detail, null, false, false);
        this.kind = kind;
    }

    /** What PyTorch raises, in its own words. */
    public static Refusal of(TorchError e) {
        Refusal r = new Refusal(Kind.valueOf(e.kind().name()), String.valueOf(e.getMessage()));
        r.torchError = e.pythonType();
        return r;
    }

    /** Says what Python raises here: the detail is its message then. */
    public Refusal raised(String pythonType) {
        torchError = pythonType;
        return this;
    }

    /** What a program raises, in Python's words. */
    static Refusal of(ProgramError e) {
        Refusal r = new Refusal(Kind.PROGRAM_ERROR, e.message());
        r.torchError = e.type();
        r.raised = new Raised(e.line(), e.callLines(), e.stdout());
        return r;
    }

    /** A program that takes more than it may. */
    static Refusal of(Overrun e) {
        return new Refusal(Kind.valueOf("BUDGET_" + e.kind().name()), e.message());
    }

    /** Names the place in the command where the fault is, before what is known of it already: {@code /inputs/1}. */
    public Refusal at(String place) {
        pointer = pointer == null ? place : place + pointer;
        return this;
    }

    /** A finer reason, for programs. */
    public Refusal because(String word) {
        reason = word;
        return this;
    }

    /** When it is worth trying again. */
    public Refusal retryAfter(Duration time) {
        retryAfter = time;
        return this;
    }

    public Kind kind() {
        return kind;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Where in the command, by RFC 6901, or null. */
    public @Nullable String pointer() {
        return pointer;
    }

    /** The Python type of what PyTorch raises here, or null where it is our own rule. */
    public @Nullable String torchError() {
        return torchError;
    }

    public @Nullable String reason() {
        return reason;
    }

    /** Where a program ended, or null where none did. */
    public @Nullable Raised raised() {
        return raised;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
