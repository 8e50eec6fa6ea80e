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

    void apply(Graph graph, String name) {
        Tensor t = graph.tensor(name);
        if (retainGrad != null && !retainGrad) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "retain_grad can be set, not taken back").at("/retain_grad");
        }
        Boolean wanted = requiresGrad;
        if (wanted != null) {
            at("/requires_grad", () -> {
                graph.ownership().check(t);
                t.requiresGrad(wanted);
            });
        }
        if (retainGrad != null) {
            at("/retain_grad", t::retainGrad);
        }
        Literal elements = data;
        if (elements != null) {
            at("/data", () -> graph.assign(t, elements.toArray(t.dtype())));
        }
        if (clearGrad != null) {
            graph.clearGradient(t);
        }
        if (requiresGrad != null || retainGrad != null || clearGrad != null) {
            graph.touch(name);
        }
    }

    private static void at(String member, Runnable change) {
        try {
            change.run();
        } catch (TorchError e) {
            throw Refusal.of(e).at(member);
        } catch (Refusal r) {
            throw r.at(member);
        }
    }
}
