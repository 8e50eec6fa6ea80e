package dev.nabla.web;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/** Every way in which a request can fail, in the contract's words. Titles, hints and explanations stand in {@code messages/problems*.properties}. */
public enum ProblemCode {
    MALFORMED_JSON(400), UNKNOWN_MEMBER(400), BAD_VALUE(400), RAGGED_DATA(400), BAD_NAME(400), //
    UNAUTHORIZED(401), ORIGIN_NOT_ALLOWED(403), //
    NOT_FOUND(404), SESSION_NOT_FOUND(404), TENSOR_NOT_FOUND(404), OP_NOT_FOUND(404), JOB_NOT_FOUND(404), GRADIENT_MISSING(404), //
    METHOD_NOT_ALLOWED(405), NOT_ACCEPTABLE(406), REQUEST_TIMEOUT(408), //
    NAME_TAKEN(409), BACKWARD_TWICE(409), MODIFIED_INPLACE(409), LEAF_IN_USE(409), JOB_ENDED(409), KEY_IN_USE(409), //
    STALE(412), //
    BODY_TOO_LARGE(413), TENSOR_TOO_LARGE(413), SESSION_TOO_LARGE(413), TOO_MANY_STEPS(413), //
    UNSUPPORTED_MEDIA_TYPE(415), MISDIRECTED_REQUEST(421), //
    SHAPE_MISMATCH(422), DTYPE_MISMATCH(422), INDEX_OUT_OF_RANGE(422), BAD_ARGUMENT(422), NO_GRAD_FN(422), GRAD_NEEDS_SCALAR(422), //
    UNUSED_INPUT(422), SINGULAR_MATRIX(422), NOT_REPLAYABLE(422), PROGRAM_ERROR(422), BUDGET_STEPS(422), BUDGET_TIME(422), //
    BUDGET_MEMORY(422), BUDGET_OUTPUT(422), BUDGET_DEPTH(422), KEY_REUSED(422), //
    TOO_MANY_REQUESTS(429), TOO_MANY_SESSIONS(429), TOO_MANY_JOBS(429), //
    INTERNAL_ERROR(500), //
    OVERLOADED(503), JOURNAL_UNAVAILABLE(503);

    private final HttpStatus status;

    ProblemCode(int status) {
        this.status = HttpStatus.valueOf(status);
    }

    public HttpStatus status() {
        return status;
    }

    /** The code of a failure of which no more is known than its HTTP status. */
    static ProblemCode of(int status) {
        return switch (status) {
            case 400 -> BAD_VALUE;
            case 401, 403 -> UNAUTHORIZED;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> REQUEST_TIMEOUT;
            case 413 -> BODY_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 503 -> OVERLOADED;
            default -> INTERNAL_ERROR;
        };
    }

    /** The code in JSON: {@code name_taken}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
