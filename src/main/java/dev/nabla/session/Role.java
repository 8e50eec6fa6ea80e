package dev.nabla.session;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a tensor is in a graph. */
public enum Role {
    /** Differentiable and not computed. */
    LEAF,
    /** Computed, and something differentiable is computed from it. */
    INTERMEDIATE,
    /** Computed, and nothing differentiable is computed from it. */
    OUTPUT,
    /** Not differentiable. */
    CONSTANT;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
