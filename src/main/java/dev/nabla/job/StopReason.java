package dev.nabla.job;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a job ended. */
public enum StopReason {
    STEPS, LOSS, GRAD_NORM, LOSS_CHANGE, MAX_SECONDS, NON_FINITE, CANCELLED, ERROR;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
