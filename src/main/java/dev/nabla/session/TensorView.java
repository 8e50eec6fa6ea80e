package dev.nabla.session;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Node;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.TensorRepr;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/**
 * A tensor as it is now; later changes do not show in it.
 *
 * @param tag its entity tag, null for a gradient
 */
@Schema(name = "Tensor")
public record TensorView(
        @JsonProperty(required = true) String id,
        @JsonProperty(required = true) @Schema(example = "y") String name,
        @JsonProperty(required = true) DType dtype,
        @JsonProperty(required = true) int[] shape,
        @JsonProperty(required = true) @Schema(description = "Nested by shape, a 0-d tensor as a bare number; null above 10,000 elements unless asked for.") @Nullable NdArray data,
        @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Summary summary,
        @JsonProperty(value = "requires_grad", required = true) boolean requiresGrad,
        @JsonProperty(value = "is_leaf", required = true) boolean isLeaf,
        @JsonProperty(required = true) Role role,
        @JsonProperty(value = "grad_fn", required = true) @Schema(example = "PowBackward0") @Nullable String gradFn,
        @JsonProperty(value = "computed_by", required = true) @Nullable ComputedBy computedBy,
        @JsonProperty(required = true) @Nullable ValueView grad,
        @JsonProperty(value = "grad_reason", required = true) @Schema(description = "Why grad is null.") @Nullable GradReason gradReason,
        @JsonProperty(value = "retains_grad", required = true) boolean retainsGrad,
        @JsonProperty(required = true) @Schema(description = "How often the elements were changed in place.") int version,
        @JsonProperty(required = true) @Schema(example = "tensor(1., grad_fn=<PowBackward0>)", description = "What print shows in PyTorch.") String repr,
        @JsonIgnore @Nullable String tag) {

    static TensorView of(Graph graph, String ref, Tensor t, DataMode mode) {
        NdArray a = t.data();
        Tensor g = t.grad();
        Node f = t.gradFn();
        return new TensorView(graph.id(t), ref, a.dtype(), a.shape().dims(), mode.isFull(a.size()) ? a.copy() : null,
                mode.isSummary(a.size()) ? Summary.of(a) : null, t.requiresGrad(), t.isLeaf(), graph.role(t), f == null ? null : f.name(),
                ComputedBy.of(graph, t), g == null ? null : ValueView.of(g.data(), mode), graph.gradients().reason(t), t.retainsGrad(),
                a.storage().version(), TensorRepr.DEFAULT.of(t, graph.defaultDtype()), graph.tagOrNull(ref));
    }
}
