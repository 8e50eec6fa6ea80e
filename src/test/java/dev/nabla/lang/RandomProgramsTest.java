package dev.nabla.lang;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;

import static org.assertj.core.api.Assertions.assertThat;

/** Random numbers, layers' first parameters and shuffles of programs, bit for bit as PyTorch's generator draws them. */
class RandomProgramsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TestFactory
    Stream<DynamicTest> drawWhatPyTorchDraws() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/conformance/programs/rng.jsonl"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            return lines.stream().map(l -> JSON.readTree(l)).map(c -> DynamicTest.dynamicTest(c.get("id").asString(), () -> check(c)));
        }
    }

    private static void check(JsonNode c) {
        StringBuilder code = new StringBuilder("import torch\ntorch.manual_seed(").append(c.get("seed").asString()).append(")\n");
        int k = 0;
        for (JsonNode call : c.get("calls")) {
            code.append(call.get("values").isNull() ? "" : "r" + k + " = ").append(call.get("code").asString()).append('\n');
            k++;
        }
        Workspace w = new Workspace();
        ProgramsTest.Names names = new ProgramsTest.Names();
        w.call(() -> new Interpreter(names).run(code.toString(), ProgramsTest.limits()));
        k = 0;
        for (JsonNode call : c.get("calls")) {
            if (!call.get("values").isNull() && names.find("r" + k) instanceof Tensor t) {
                assertThat(drawn(t, call.path("value_index"))).as(call.get("code").asString()).isEqualTo(numbers(call.get("values")));
            }
            k++;
        }
    }

    private static List<Double> drawn(Tensor t, JsonNode places) {
        List<Double> out = new ArrayList<>();
        if (places.isArray()) {
            places.forEach(p -> out.add(t.data().getDouble(p.asInt())));
        } else {
            for (int i = 0; i < t.shape().size(); i++) {
                out.add(t.data().getDouble(i));
            }
        }
        return out;
    }

    private static List<Double> numbers(JsonNode values) {
        List<Double> out = new ArrayList<>();
        if (values.isArray()) {
            values.forEach(v -> out.add(v.asDouble()));
        } else {
            out.add(values.asDouble());
        }
        return out;
    }
}
