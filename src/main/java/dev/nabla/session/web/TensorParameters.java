package dev.nabla.session.web;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.BindParam;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Literal;
import dev.nabla.session.Step;
import dev.nabla.web.Problem;
import dev.nabla.web.ProblemCode;
import dev.nabla.web.Query;

/**
 * What is said of a tensor in the query, where its elements are the body.
 *
 * @param shape sizes separated by commas
 */
record TensorParameters(@Nullable String name, @Nullable String shape, @Nullable String dtype,
        @BindParam("requires_grad") @Nullable String requiresGrad, @Nullable String replace, @Nullable String data) {
    private static final Set<String> NAMES = new TreeSet<>(Set.of("name", "shape", "dtype", "requires_grad", "replace", "data"));

    /** Like members in JSON, what nobody knows is refused. */
    static void checkNames(HttpServletRequest request) {
        for (String name : request.getParameterMap().keySet()) {
            if (!NAMES.contains(name)) {
                throw new Problem(ProblemCode.UNKNOWN_MEMBER,
                        "unknown parameter \"" + name + "\"; known are " + String.join(", ", NAMES), null);
            }
        }
    }

    /** @param own the dtype that the elements have, or null */
    Step.NewTensor tensor(Literal data, @Nullable DType own) {
        DType wanted = Query.oneOf("dtype", dtype, DType.values(), DType::torchName);
        return new Step.NewTensor(name, data, sizes(), wanted == null ? own : wanted,
                Boolean.TRUE.equals(Query.bool("requires_grad", requiresGrad)), Boolean.TRUE.equals(Query.bool("replace", replace)));
    }

    private long @Nullable [] sizes() {
        if (shape == null) {
            return null;
        }
        try {
            return Arrays.stream(shape.split(",")).map(String::strip).filter(s -> !s.isEmpty()).mapToLong(Long::parseLong).toArray();
        } catch (NumberFormatException e) {
            throw new Problem(ProblemCode.BAD_VALUE, "shape is a list of sizes separated by commas", null);
        }
    }
}
