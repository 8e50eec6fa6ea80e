package dev.nabla.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.Literal;
import dev.nabla.engine.array.TorchError;

/**
 * What is to change of a tensor; null leaves it as it is.
 *
 * @param data new elements, written in place as {@code copy_} does under no_grad
 * @param clearGrad whether the gradient is set to null
 */
@Schema(name = "TensorChange")
public record TensorChange(
        @JsonProperty("requires_grad") @Nullable Boolean requiresGrad,
        @JsonProperty("retain_grad") @Nullable Boolean retainGrad,
        @JsonProperty @Nullable Literal data,
        @JsonProperty("grad") @Nullable Cleared clearGrad) {

    /** The value null, where it was written. */
    public enum Cleared {
        TO_NULL
    }

    void apply(Graph graph, Tensor t) {
        if (retainGrad != null && !retainGrad) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "retain_grad can be set, not taken back").at("/retain_grad");
        }
        try {
            if (requiresGrad != null) {
                graph.ownership().check(t);
                t.requiresGrad(requiresGrad);
            }
            if (Boolean.TRUE.equals(retainGrad)) {
                t.retainGrad();
            }
            if (data != null) {
                graph.assign(t, data.toArray(t.dtype()));
            }
        } catch (TorchError e) {
            throw Refusal.of(e);
        }
        if (clearGrad != null) {
            graph.clearGradient(t);
        }
    }
}
