package dev.nabla.job;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to see of a loss.
 *
 * @param y null for a line
 * @param job whose path is to be shown, by id or name
 */
@Schema(name = "NewSurface")
public record SurfaceRequest(
        @JsonProperty(required = true) @Schema(description = "A tensor of the session, or {\"code\": \"…\"}.", oneOf = {
            String.class, JobRequest.Loss.Code.class}) JobRequest.Loss loss,
        @JsonProperty(required = true) Axis x,
        @JsonProperty @Nullable Axis y,
        @JsonProperty @Schema(description = "A job whose path is shown too, by id or name.") @Nullable String job) {

    /**
     * One element of one tensor, and the range it is taken through.
     *
     * @param index of the element; not needed where there is only one
     */
    @Schema(name = "SurfaceAxis")
    public record Axis(
            @JsonProperty(required = true) @Schema(example = "a") String tensor,
            @JsonProperty @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Schema(description = "Of the element, a number for each dimension; not needed where there is one element.", example = "[0, 0]") long @Nullable [] index,
            @JsonProperty(required = true) @Schema(example = "-1.0") Double from,
            @JsonProperty(required = true) @Schema(example = "3.0") Double to,
            @JsonProperty(required = true) @Schema(description = "At least 2.", example = "41") Long points) {
    }
}
