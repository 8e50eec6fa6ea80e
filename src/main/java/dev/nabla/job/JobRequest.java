package dev.nabla.job;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param parameters null for every leaf that requires grad and that the loss depends on
 * @param steps or {@code epochs} over batches
 */
@Schema(name = "NewJob")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobRequest(
        @JsonProperty(required = true) @Schema(description = "A tensor of the session, whose recorded computation is run again in each step, or {\"code\": \"…\"}.", example = "sse", oneOf = {
            String.class, Loss.Code.class}) Loss loss,
        @JsonProperty @Schema(description = "Every leaf with requires_grad that the loss depends on, unless said.") @Nullable List<
                String> parameters,
        @JsonProperty(required = true) Optimizer optimizer,
        @JsonProperty @Nullable Scheduler scheduler,
        @JsonProperty @Nullable Clip clip,
        @JsonProperty @Schema(example = "1000") @Nullable Long steps,
        @JsonProperty @Schema(description = "In place of steps, with batches.") @Nullable Long epochs,
        @JsonProperty @Nullable Stop stop,
        @JsonProperty @Nullable Batches batches,
        @JsonProperty @Nullable Recording record,
        @JsonProperty("write_back") @Schema(description = "Whether the final parameters are copied into the session; true unless said.") @Nullable Boolean writeBack,
        @JsonProperty("validate_only") @Schema(description = "Check everything, run nothing but the first evaluation.") @Nullable Boolean validateOnly,
        @JsonProperty @Schema(pattern = "[A-Za-z0-9_-]{1,64}", example = "fit") @Nullable String name,
        @JsonProperty @Schema(description = "Ends and forgets the job that has the name.") @Nullable Boolean replace) {

    /** What is descended. */
    public sealed interface Loss {
        /** A tensor of the session. */
        record Named(@JsonValue String ref) implements Loss {
        }

        /** An expression over the session's tensors. */
        record Code(@JsonProperty(required = true) String code) implements Loss {
        }
    }

    /**
     * An optimizer by torch.optim's name.
     *
     * @param settings by torch.optim's names
     * @param groups parameters with settings of their own
     */
    @Schema(name = "Optimizer", additionalProperties = Schema.AdditionalPropertiesValue.TRUE, description = "The name of an optimizer of torch.optim and its settings by their names.", example = "{\"name\": \"SGD\", \"lr\": 0.05}")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Optimizer(
            @JsonProperty(required = true) String name,
            @JsonAnyGetter @Schema(hidden = true) Map<String, @Nullable Object> settings,
            @JsonProperty @Nullable List<Group> groups) {
    }

    /** Parameters with settings of their own. */
    @Schema(name = "ParameterGroup", additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
    public record Group(
            @JsonProperty(required = true) List<String> params,
            @JsonAnyGetter @Schema(hidden = true) Map<String, @Nullable Object> settings) {
    }

    /**
     * A schedule by torch.optim.lr_scheduler's name.
     *
     * @param every updates between two of its steps
     * @param schedulers what SequentialLR and ChainedScheduler are made of
     */
    @Schema(name = "Scheduler", additionalProperties = Schema.AdditionalPropertiesValue.TRUE, description = "The name of a scheduler of torch.optim.lr_scheduler and its settings by their names.", example = "{\"name\": \"StepLR\", \"step_size\": 100}")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Scheduler(
            @JsonProperty(required = true) String name,
            @JsonAnyGetter @Schema(hidden = true) Map<String, @Nullable Object> settings,
            @JsonProperty @Nullable Long every,
            @JsonProperty @Nullable List<Scheduler> schedulers) {
    }

    /** How gradients are clipped: {@code norm} with max_norm, or {@code value} with clip_value. */
    @Schema(name = "Clip")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Clip(
            @JsonProperty(required = true) @Schema(allowableValues = {
                "norm", "value"}) String type,
            @JsonProperty("max_norm") @Nullable Double maxNorm,
            @JsonProperty("norm_type") @Schema(description = "2 unless said; may be \"Infinity\".") @Nullable Double normType,
            @JsonProperty("clip_value") @Nullable Double clipValue) {
    }

    /**
     * When a job ends before its last step; see {@link StopRules} for how is counted.
     *
     * @param loss when it is no more than this
     * @param gradNorm when it is no more than this
     * @param lossChange when the loss has not bettered its best by more than this
     * @param patience steps in a row without a better loss; 1 unless said
     */
    @Schema(name = "Stop")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Stop(
            @JsonProperty @Nullable Double loss,
            @JsonProperty("grad_norm") @Nullable Double gradNorm,
            @JsonProperty("loss_change") @Nullable Double lossChange,
            @JsonProperty @Nullable Long patience,
            @JsonProperty("max_seconds") @Nullable Double maxSeconds) {
    }

    /**
     * Which rows of which tensors each step sees: runs of {@code size}, shuffled or not, or the batches of {@code order} in turn.
     */
    @Schema(name = "Batches")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Batches(
            @JsonProperty(required = true) List<String> tensors,
            @JsonProperty @Nullable Long size,
            @JsonProperty @Nullable Boolean shuffle,
            @JsonProperty("drop_last") @Nullable Boolean dropLast,
            @JsonProperty @Nullable Long seed,
            @JsonProperty @Nullable List<long[]> order) {
    }

    /**
     * What the history keeps.
     *
     * @param every each so manieth step; null to thin to about 1,000 points
     * @param parameters whether parameters of more than 1,000 elements are kept too (true), or none (false)
     */
    @Schema(name = "Recording")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Recording(@JsonProperty @Nullable Long every, @JsonProperty @Nullable Boolean parameters) {
    }

    /** The same under another name, and without writing back. */
    JobRequest amongOthers(@Nullable String otherName) {
        return new JobRequest(loss, parameters, optimizer, scheduler, clip, steps, epochs, stop, batches, record, false, validateOnly,
                otherName, replace);
    }

    boolean writesBack() {
        return !Boolean.FALSE.equals(writeBack);
    }

    public boolean onlyValidates() {
        return Boolean.TRUE.equals(validateOnly);
    }

    boolean replaces() {
        return Boolean.TRUE.equals(replace);
    }
}
