package dev.nabla.job;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a run tells of its step size.
 *
 * @param lrLimit the step size from which on this optimizer diverges where the curvature is lambdaMax: 2/λ without momentum
 * @param lambdaMax the largest eigenvalue of the Hessian
 * @param stepsNeeded how many steps more bring every parameter to within 0.0001 of the minimum
 */
@Schema(name = "Diagnosis")
public record Diagnosis(
        @JsonProperty(required = true) Verdict verdict,
        @JsonProperty(required = true) double lr,
        @JsonProperty(value = "lr_limit", required = true) @Nullable Double lrLimit,
        @JsonProperty(value = "lambda_max", required = true) @Nullable Double lambdaMax,
        @JsonProperty(value = "lambda_min", required = true) @Nullable Double lambdaMin,
        @JsonProperty(value = "condition_number", required = true) @Nullable Double conditionNumber,
        @JsonProperty(value = "steps_needed", required = true) @Schema(description = "More steps until every parameter is within 0.0001 of the minimum.") @Nullable Long stepsNeeded,
        @JsonProperty(required = true) @Schema(implementation = String.class) Remarks text) {

    /** What the step size was. */
    public enum Verdict {
        TOO_SMALL, FINE, OSCILLATING, DIVERGING, UNKNOWN;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
