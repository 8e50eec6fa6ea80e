package dev.nabla.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.session.Warning;

/** A job as it is now. */
@Schema(name = "Job")
public record JobView(
        @JsonProperty(required = true) @Schema(description = "Null where the request was only validated.") @Nullable String id,
        @JsonProperty(required = true) @Schema(example = "fit") @Nullable String name,
        @JsonProperty(value = "session_id", required = true) String sessionId,
        @JsonProperty(required = true) JobRequest request,
        @JsonProperty(value = "parameter_names", required = true) List<String> parameterNames,
        @JsonProperty(required = true) JobStatus status,
        @JsonProperty(value = "stop_reason", required = true) @Nullable StopReason stopReason,
        @JsonProperty(value = "steps_done", required = true) @Schema(description = "Updates made.") long stepsDone,
        @JsonProperty(required = true) long steps,
        @JsonProperty(required = true) @Schema(description = "The latest known, at the end that of the final parameters.") @Nullable Number loss,
        @JsonProperty(value = "initial_loss", required = true) @Nullable Number initialLoss,
        @JsonProperty(value = "best_loss", required = true) @Nullable Number bestLoss,
        @JsonProperty(value = "grad_norm", required = true) @Nullable Number gradNorm,
        @JsonProperty(required = true) @Nullable Double lr,
        @JsonProperty(required = true) @Schema(description = "Nested numbers by name; null for more than 1,000 elements.") @Nullable Map<
                String, @Nullable NdArray> parameters,
        @JsonProperty(required = true) @Nullable String message,
        @JsonProperty(required = true) @Nullable Diagnosis diagnosis,
        @JsonProperty(required = true) List<Warning> warnings,
        @JsonProperty(value = "created_at", required = true) Instant createdAt,
        @JsonProperty(value = "started_at", required = true) @Nullable Instant startedAt,
        @JsonProperty(value = "ended_at", required = true) @Nullable Instant endedAt,
        @JsonProperty(value = "steps_per_second", required = true) @Nullable Double stepsPerSecond,
        @JsonProperty(value = "queue_position", required = true) @Schema(description = "From 1, while it is queued.") @Nullable Integer queuePosition) {
}
