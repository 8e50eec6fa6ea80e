package dev.nabla.session;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What commands give. */
public final class Answers {
    private Answers() {
    }

    /** The results of one op; null where one is dropped. */
    @Schema(name = "Outputs")
    public record Outputs(
            @JsonProperty(required = true) List<@Nullable TensorView> outputs,
            @JsonProperty(required = true) List<Warning> warnings) {
    }

    /** What was asked for, by reference; null where it is undefined. */
    @Schema(name = "Values")
    public record Values(
            @JsonProperty(required = true) @Schema(description = "Tensors by reference; null where one is undefined.") Map<String,
                    @Nullable TensorView> values,
            @JsonProperty(required = true) List<Warning> warnings) {
    }

    /** The gradients that a backward left behind. */
    @Schema(name = "BackwardResult")
    public record Gradients(
            @JsonProperty(required = true) @Schema(description = "Of the leaves.") Map<String, ValueView> gradients,
            @JsonProperty(required = true) @Schema(description = "Of intermediates that retain theirs.") Map<String, ValueView> retained,
            @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Trace> trace,
            @JsonProperty(required = true) List<Warning> warnings) {
    }

    /** The accumulated gradients of all leaves. */
    @Schema(name = "Gradients")
    public record Accumulated(
            @JsonProperty(required = true) Map<String, @Nullable ValueView> gradients) {
    }

    /** One function that backward ran. */
    @Schema(name = "TraceEntry")
    public record Trace(
            @JsonProperty(required = true) @Schema(example = "PowBackward0") String function,
            @JsonProperty(required = true) @Schema(example = "y", description = "What the function computed.") @Nullable String tensor,
            @JsonProperty(value = "gradient_in", required = true) @Nullable ValueView gradientIn,
            @JsonProperty(value = "gradient_out", required = true) List<@Nullable ValueView> gradientOut,
            @JsonProperty(value = "local_rule", required = true) @Schema(example = "d(x**2)/dx = 2·x = 2", description = "One line of mathematics with its numbers.") String localRule) {
    }
}
