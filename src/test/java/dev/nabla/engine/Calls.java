package dev.nabla.engine;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Calls ops as the service does: arguments checked against the signature. */
final class Calls {
    private Calls() {
    }

    static Tensor[] invoke(Op op, JsonNode params, @Nullable Tensor[] inputs) {
        return op.invoke(Conformance.params(op, params), inputs);
    }
}
