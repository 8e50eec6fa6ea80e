package dev.nabla.web;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** A request that fails, and why; answered as a problem detail (RFC 9457). */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final @Nullable String pointer;
    private final transient Map<String, Object> more = new LinkedHashMap<>();
    private long retryAfter;

    /**
     * @param detail what is wrong here
     * @param pointer where in the request's body, by RFC 6901, or null
     */
    public Problem(ProblemCode code, String detail, @Nullable String pointer) {
        super(detail, null, false, false);
        this.code = code;
        this.pointer = pointer;
    }

    /** A member beside the standard ones, such as {@code torch_error}. */
    public Problem with(String member, @Nullable Object value) {
        if (value != null) {
            more.put(member, value);
        }
        return this;
    }

    /** When it is worth trying again, in seconds; 0 says nothing. */
    public Problem retryAfter(long seconds) {
        retryAfter = seconds;
        return this;
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public @Nullable String pointer() {
        return pointer;
    }

    Map<String, Object> more() {
        return more;
    }

    long retryAfter() {
        return retryAfter;
    }
}
