package dev.nabla.job;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a job stands. */
public enum JobStatus {
    QUEUED, RUNNING, PAUSED, SUCCEEDED, DIVERGED, FAILED, CANCELLED;

    /** Whether it stays so for good. */
    public boolean isEnd() {
        return compareTo(PAUSED) > 0;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
