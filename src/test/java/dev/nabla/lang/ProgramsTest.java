package dev.nabla.lang;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs and what CPython and PyTorch print for them, recorded. */
class ProgramsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Programs that do not print the same yet. The list only shrinks. */
    private static final Set<String> NOT_YET = Set.of("functions-025", "literals-016");

    @TestFactory
    Stream<DynamicTest> printWhatPythonPrints() {
        return cases("programs").stream().filter(c -> !c.has("sensitive"))
                .map(c -> DynamicTest.dynamicTest(id(c), () -> {
                    if (NOT_YET.contains(id(c))) {
                        assertThat(given(c)).as("passes, so its name leaves the list").isNotEqualTo(expected(c));
                    } else {
                        assertThat(given(c)).isEqualTo(expected(c));
                    }
                }));
    }

    /** What a run shows: everything that a reader of the answer sees. */
    private record Seen(String stdout, @Nullable String result, @Nullable String error, int line, List<Integer> callLines) {
    }

    private static Seen expected(JsonNode c) {
        JsonNode e = c.get("error");
        List<Integer> calls = new ArrayList<>();
        e.path("call_lines").forEach(n -> calls.add(n.asInt()));
        return new Seen(c.get("stdout").asString(), c.get("result").isNull() ? null : c.get("result").asString(),
                e.isNull() ? null : e.get("type").asString() + ": " + e.get("message").asString(), e.path("line").asInt(0), calls);
    }

    private static Seen given(JsonNode c) {
        boolean masked = c.has("address_masked");
        Workspace w = new Workspace();
        Interpreter interpreter = new Interpreter(new Names());
        try {
            Interpreter.Outcome o = w.call(() -> w.withRecording(Workspace.Recording.CALLS,
                    () -> interpreter.run(c.get("code").asString(), limits())));
            return new Seen(masked(o.stdout(), masked), o.result(), null, 0, List.of());
        } catch (ProgramError e) {
            return new Seen(masked(e.stdout(), masked), null, e.type() + ": " + e.message(), e.line(), e.callLines());
        }
    }

    /** What is around a program. */
    static final class Names implements SharedTensors {
        private final Map<String, Tensor> all = new HashMap<>();

        @Override
        public @Nullable Tensor find(String name) {
            return all.get(name);
        }

        @Override
        public void bind(String name, Tensor tensor) {
            all.put(name, tensor);
        }

        @Override
        public void free(String name) {
            all.remove(name);
        }
    }

    static Interpreter.Limits limits() {
        return new Interpreter.Limits(100_000_000L, 1000, 1_000_000, 512L << 20, System.nanoTime() + 60_000_000_000L);
    }

    private static String masked(String text, boolean masked) {
        return masked ? text.replaceAll("0x[0-9a-f]+", "0xADDRESS") : text;
    }

    private static String id(JsonNode c) {
        return c.get("id").asString();
    }

    private static List<JsonNode> cases(String file) {
        try (InputStream in = Objects.requireNonNull(ProgramsTest.class.getResourceAsStream("/conformance/programs/" + file + ".jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(l -> JSON.readTree(l)).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
