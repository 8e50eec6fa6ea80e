package dev.nabla.job;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Something that happened to a job.
 *
 * @param id counts from 1 in the job
 * @param content what is told of it: a {@link Progress}, or the {@link JobView} at the end, or the {@link JobStatus} it went over to
 */
public record JobEvent(long id, Kind kind, Object content) {
    /** What kind of event it is. */
    public enum Kind {
        PROGRESS, STATUS, END;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is known of a run under way. */
    public record Progress(
            @JsonProperty(required = true) long step,
            @JsonProperty(required = true) Number loss,
            @JsonProperty(value = "best_loss", required = true) Number bestLoss,
            @JsonProperty(value = "grad_norm", required = true) Number gradNorm,
            @JsonProperty(required = true) double lr) {
    }
}
