package dev.nabla.web;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A problem detail in JSON. */
@Schema(name = "Problem", description = "What went wrong (RFC 9457); some codes add members of their own.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProblemBody(
        @JsonProperty(required = true) @Schema(example = "/problems/tensor_not_found") String type,
        @JsonProperty(required = true) String title,
        @JsonProperty(required = true) @Schema(example = "404") int status,
        @JsonProperty(required = true) @Schema(description = "What is wrong here; PyTorch's own message where it raises.") String detail,
        @JsonProperty(required = true) @Schema(description = "The request's path.") String instance,
        @JsonProperty(required = true) @Schema(description = "Stable, for programs.", example = "tensor_not_found") String code,
        @JsonProperty @Schema(description = "Where in the request's body (RFC 6901).", example = "/steps/3/inputs/1") @Nullable String pointer,
        @JsonProperty @Schema(description = "What to do next.") @Nullable String hint,
        @JsonIgnore @JsonAnyGetter Map<String, Object> more) {
}
