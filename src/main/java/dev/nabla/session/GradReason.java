package dev.nabla.session;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a tensor has no gradient. */
public enum GradReason {
    BACKWARD_NOT_RUN, NOT_A_LEAF, NO_PATH, NOT_DIFFERENTIABLE;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
