package dev.nabla.session;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What commands give. */
public final class Answers {
    private static final String FIGURES = "What was plotted, as Plotly draws it; svg is the picture of one in two dimensions.";

    private Answers() {
    }

    /** The results of one op; null where one is dropped. */
    @Schema(name = "Outputs")
    public record Outputs(
            @JsonProperty(required = true) List<@Nullable TensorView> outputs,
            @JsonProperty(required = true) List<Warning> warnings) {
    }

    /** What steps or a program give. */
    public sealed interface Given {
    }

    /**
     * What was asked for, by reference; null where it is undefined.
     *
     * @param stdout what the programs among the steps printed, null where there were none
     */
    @Schema(name = "Values")
    public record Values(
            @JsonProperty(required = true) @Schema(description = "By reference; null where it is undefined.") Map<String,
                    @Nullable Shown> values,
            @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "What the programs among the steps printed.") @Nullable String stdout,
            @JsonProperty @JsonInclude(JsonInclude.Include.NON_EMPTY) @Schema(description = FIGURES) List<Object> figures,
            @JsonProperty(required = true) List<Warning> warnings) implements Given {
        /** With something said of each figure. */
        public Values withFigures(UnaryOperator<Object> said) {
            return figures.isEmpty() ? this : new Values(values, stdout, figures.stream().map(said).toList(), warnings);
        }
    }

    /** What a program printed and gave. */
    @Schema(name = "RunResult")
    public record Ran(
            @JsonProperty(required = true) @Schema(description = "Character for character what Python prints.") String stdout,
            @JsonProperty(required = true) @Schema(description = "The repr of a final bare expression, as a notebook shows it.") @Nullable String result,
            @JsonProperty(required = true) @Schema(description = "By reference: a tensor is a tensor, a number a number.") Map<String,
                    @Nullable Shown> values,
            @JsonProperty(required = true) @Schema(description = FIGURES) List<Object> figures,
            @JsonProperty(required = true) List<Warning> warnings) implements Given {
        /** With something said of each figure. */
        public Ran withFigures(UnaryOperator<Object> said) {
            return figures.isEmpty() ? this : new Ran(stdout, result, values, figures.stream().map(said).toList(), warnings);
        }
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
            @JsonProperty(required = true) @Schema(description = "Whether the function kept values for its derivative, which it lets go of now without retain_graph.") boolean saved,
            @JsonProperty(value = "local_rule", required = true) @Schema(example = "d(x**2)/dx = 2·x = 2", description = "One line of mathematics with its numbers.") String localRule) {
    }
}
