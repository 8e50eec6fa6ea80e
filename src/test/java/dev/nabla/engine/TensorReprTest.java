package dev.nabla.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

import static org.assertj.core.api.Assertions.assertThat;

/** Printed tensors, recorded from PyTorch. */
class TensorReprTest {
    @Test
    void printsAsPyTorchDoes() {
        List<String> failures = new ArrayList<>();
        int run = 0;
        for (JsonNode c : Conformance.cases("repr")) {
            DType dtype = DType.named(c.get("dtype").asString());
            if (dtype == null) {
                continue;
            }
            run++;
            String text = c.get("text").asString();
            String gradFn = text.contains("grad_fn=<") ? text.substring(text.indexOf("grad_fn=<") + 9, text.lastIndexOf('>')) : null;
            boolean requiresGrad = gradFn == null && c.path("requires_grad").asBoolean(false);
            String got = options(c.path("printoptions")).of(array(c, dtype), DType.FLOAT32, gradFn, requiresGrad);
            if (!got.equals(text)) {
                failures.add(c.get("id").asString() + "\n" + got + "\nexpected\n" + text);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(run).isGreaterThan(300);
    }

    private static TensorRepr options(JsonNode o) {
        TensorRepr d = switch (o.path("profile").asString("default")) {
            case "short" -> TensorRepr.SHORT;
            case "full" -> TensorRepr.FULL;
            default -> TensorRepr.DEFAULT;
        };
        JsonNode sci = o.path("sci_mode");
        Boolean scientific = sci.isBoolean() ? (Boolean) sci.asBoolean() : null;
        return new TensorRepr(o.path("precision").asInt(d.precision()), o.path("threshold").asInt(d.threshold()),
                o.path("edgeitems").asInt(d.edgeItems()), o.path("linewidth").asInt(d.lineWidth()), scientific);
    }

    private static NdArray array(JsonNode c, DType dtype) {
        int[] dims = new int[c.get("shape").size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = c.get("shape").get(i).asInt();
        }
        NdArray a = NdArray.zeros(dtype, Shape.of(dims));
        JsonNode data = c.get("data");
        for (int i = 0; i < a.size(); i++) {
            JsonNode element = data.isObject() ? null : Objects.requireNonNull(data.isArray() ? data.get(i) : data);
            if (element != null && element.isIntegralNumber()) {
                a.storage().setLong(i, element.asLong());
            } else {
                a.storage().setDouble(i, element == null ? formula(data, i) : number(element));
            }
        }
        for (JsonNode set : data.path("set")) {
            a.storage().setDouble(set.get(0).asInt(), number(set.get(1)));
        }
        return a;
    }

    private static double formula(JsonNode f, int i) {
        return f.get("formula").asString().equals("arange") ? f.get("start").asDouble() + i * f.get("step").asDouble()
                : (double) ((i * f.get("a").asLong()) % f.get("m").asLong()) * f.get("scale").asDouble() + f.get("offset").asDouble();
    }

    private static double number(@Nullable JsonNode v) {
        if (v == null) {
            throw new IllegalArgumentException("no number");
        }
        return v.isString() ? Double.parseDouble(v.asString().replace("nan", "NaN").replace("inf", "Infinity"))
                : v.isBoolean() ? v.asBoolean() ? 1 : 0 : v.asDouble();
    }
}
