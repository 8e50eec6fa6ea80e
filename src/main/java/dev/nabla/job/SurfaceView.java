package dev.nabla.job;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/**
 * A loss over a line or a grid; everything else stays as it is in the session.
 *
 * @param z the losses: z[i] at x[i], or z[j][i] at (x[i], y[j]); what is not finite stays so
 * @param point where the session stands now
 * @param gradient there
 * @param direction in which the loss falls fastest from there, of length 1; null where it is flat or the gradient is not finite
 * @param tangent of a line
 * @param path of a job
 */
@Schema(name = "Surface")
public record SurfaceView(
        @JsonProperty(required = true) double[] x,
        @JsonProperty(required = true) @Schema(description = "Null for a line.") double @Nullable [] y,
        @JsonProperty(required = true) @Schema(description = "The losses: z[i] at x[i], or z[j][i] at (x[i], y[j]).", implementation = Object[].class) NdArray z,
        @JsonProperty(required = true) Place point,
        @JsonProperty(required = true) Slope gradient,
        @JsonProperty(required = true) @Schema(description = "Of steepest descent, of length 1; null where it is flat.") @Nullable Slope direction,
        @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "Of a line, at the point: its slope is the gradient.") @Nullable Tangent tangent,
        @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "Of the job, from where it began.") @Nullable List<
                Stop> path) {

    /** A point of the surface. */
    @Schema(name = "SurfacePoint")
    public record Place(
            @JsonProperty(required = true) Number x,
            @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Number y,
            @JsonProperty(required = true) Number z) {
    }

    /** A vector in the plane of x and y. */
    @Schema(name = "SurfaceSlope")
    public record Slope(
            @JsonProperty(required = true) Number x,
            @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Number y) {
    }

    /** z = slope · x + intercept. */
    @Schema(name = "Tangent")
    public record Tangent(
            @JsonProperty(required = true) Number slope,
            @JsonProperty(required = true) Number intercept) {
    }

    /** Where a job stood after a step, seen on the surface; step 0 is where it began. */
    @Schema(name = "SurfaceStop")
    public record Stop(
            @JsonProperty(required = true) long step,
            @JsonProperty(required = true) Number x,
            @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Number y,
            @JsonProperty(required = true) Number z) {
    }
}
