package dev.nabla.session;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Literal;

/** A command on a session's graph. */
public sealed interface Step {

    /** torch.tensor: a leaf or a constant. */
    record NewTensor(
            @JsonProperty @Nullable String name,
            @JsonProperty(required = true) Literal data,
            @JsonProperty long @Nullable [] shape,
            @JsonProperty @Nullable DType dtype,
            @JsonProperty("requires_grad") boolean requiresGrad,
            @JsonProperty boolean replace) implements Step {
        Given given() {
            return new Given(data, shape, dtype);
        }
    }

    /**
     * One op.
     *
     * @param inputs the operands in the order of PyTorch's signature
     * @param params every other argument by PyTorch's name: null, Boolean, Long, Double, String, List or Map
     * @param names of the results in their order; null where one is dropped
     */
    record Apply(String op, List<Operand> inputs, Map<String, @Nullable Object> params, @Nullable String name,
            @Nullable List<@Nullable String> names, boolean noGrad, boolean replace) implements Step {
    }

    /** The same storage without history, under a name. */
    record Detach(
            @JsonProperty(required = true) String of,
            @JsonProperty @Nullable String name,
            @JsonProperty boolean replace) implements Step {
    }

    /** Keeps the gradient of an intermediate at the next backward. */
    record RetainGrad(@JsonProperty(required = true) String of) implements Step {
    }

    /** Sets requires_grad of a leaf. */
    record RequiresGrad(
            @JsonProperty(required = true) String of,
            @JsonProperty(required = true) boolean value) implements Step {
    }

    /** Clears gradients to null: of these tensors, or of all. */
    record ZeroGrad(@JsonProperty @Nullable List<String> of) implements Step {
    }

    /** Gives the gradient of a tensor a name of its own. */
    record GetGrad(
            @JsonProperty(required = true) String of,
            @JsonProperty(required = true) String name,
            @JsonProperty boolean replace) implements Step {
    }

    /** Frees names. */
    record Delete(@JsonProperty(required = true) List<String> of) implements Step {
    }

    /**
     * torch.Tensor.backward.
     *
     * @param retainGraph null for what {@code create_graph} says
     */
    record Backward(
            @JsonProperty(required = true) String of,
            @JsonProperty @Nullable Operand gradient,
            @JsonProperty("retain_graph") @Nullable Boolean retainGraph,
            @JsonProperty("create_graph") boolean createGraph,
            @JsonProperty @Nullable List<String> inputs) implements Step {
    }

    /**
     * torch.autograd.grad.
     *
     * @param gradOutputs one per output, null where it is 1
     * @param names of the gradients in the order of the inputs
     */
    record Grad(
            @JsonProperty(required = true) List<String> outputs,
            @JsonProperty(required = true) List<String> inputs,
            @JsonProperty("grad_outputs") @Nullable List<Operand> gradOutputs,
            @JsonProperty("retain_graph") @Nullable Boolean retainGraph,
            @JsonProperty("create_graph") boolean createGraph,
            @JsonProperty("allow_unused") boolean allowUnused,
            @JsonProperty @Nullable List<@Nullable String> names,
            @JsonProperty boolean replace) implements Step {
    }

    /** Runs a program on the session's names. */
    record Run(@JsonProperty(required = true) String code) implements Step {
    }

    /** Runs the recorded forward of a tensor again at the present leaves. */
    record Recompute(@JsonProperty(required = true) String of) implements Step {
    }
}
