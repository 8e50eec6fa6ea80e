package dev.nabla.lang.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;

/** torch.tensor. */
public final class Creation {
    private static final Op TENSOR = Objects.requireNonNull(Ops.named("tensor"));

    private Creation() {
    }

    /**
     * A tensor of nested lists of numbers; of a tensor, a copy.
     *
     * @param dtype null for the dtype that the numbers have
     */
    public static Tensor tensor(Object data, @Nullable DType dtype, boolean requiresGrad) {
        Object plain = Operand.data(data);
        if (plain instanceof Tensor t) {
            return Tensor.leaf((dtype == null ? t.data() : t.data().to(dtype)).copy(), requiresGrad);
        }
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("data", plain);
        if (dtype != null) {
            params.put("dtype", dtype);
        }
        if (requiresGrad) {
            params.put("requires_grad", true);
        }
        return TENSOR.call(params);
    }
}
