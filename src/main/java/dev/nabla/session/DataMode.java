package dev.nabla.session;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** How much of a tensor's content is answered. */
public enum DataMode {
    /** All of it. */
    FULL,
    /** A summary. */
    SUMMARY,
    /** Nothing. */
    NONE,
    /** All of it up to 10,000 elements, above a summary. */
    USUAL;

    private static final int MANY = 10_000;

    /** The word in JSON and in queries. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isFull(int elements) {
        return this == FULL || this == USUAL && elements <= MANY;
    }

    boolean isSummary(int elements) {
        return this == SUMMARY || this == USUAL && elements > MANY;
    }
}
