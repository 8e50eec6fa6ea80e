package dev.nabla.stories;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.nabla.stories.Client.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Failures that people really met in other optimizers, schedules and stop rules, as jobs: PyTorch's numbers, step for step. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DescentCasesTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @LocalServerPort
    private int port;

    record Case(String id, JsonNode json) {
        @Override
        public String toString() {
            return id + ": " + json.get("story").asString();
        }

        void close(String what, JsonNode got, JsonNode want) {
            List<Double> found = flat(got);
            List<Double> wanted = flat(want);
            assertThat(found).as(what).hasSameSizeAs(wanted);
            for (int i = 0; i < found.size(); i++) {
                double w = wanted.get(i);
                assertThat(found.get(i)).as(what).isCloseTo(w,
                        within(json.get("atol").asDouble() + json.get("rtol").asDouble() * Math.abs(w)));
            }
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = Objects.requireNonNull(DescentCasesTest.class.getResourceAsStream("/cases/descent.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(JSON::readTree)
                    .map(c -> new Case(c.get("id").asString(), c)).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void descendsAsPyTorchDoes(Case c) {
        Client client = new Client(port);
        String session = client.post("/v1/sessions", JSON.createObjectNode().<tools.jackson.databind.node.ObjectNode>set("steps",
                c.json.get("steps")).toString()).body().get("id").asString();
        Answer answer = client.post("/v1/sessions/" + session + "/jobs", c.json.get("job").toString(), "Prefer", "wait=30");
        JsonNode want = c.json.get("want");
        if (want.has("refused")) {
            assertThat(answer.status()).isBetween(400, 499);
            want.get("refused").properties().forEach(m -> assertThat(answer.body().get(m.getKey())).isEqualTo(m.getValue()));
            return;
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode job = answer.body();
        JsonNode points = client.get("/v1/jobs/" + job.get("id").asString() + "/history").body().get("items");
        for (Map.Entry<String, JsonNode> e : want.properties()) {
            switch (e.getKey()) {
                case "losses" -> along(c, points, "loss", e.getValue());
                case "lrs" -> along(c, points, "lr", e.getValue());
                case "parameters" -> e.getValue().properties().forEach(p -> {
                    for (int i = 0; i < p.getValue().size(); i++) {
                        c.close("step " + (i + 1), points.get(i).get("parameters").get(p.getKey()), p.getValue().get(i));
                    }
                });
                case "end" -> e.getValue().properties().forEach(p -> c.close("end", job.get("parameters").get(p.getKey()), p.getValue()));
                case "best_loss" -> c.close("best_loss", job.get("best_loss"), e.getValue());
                default -> assertThat(job.get(e.getKey())).as(job.toString()).isEqualTo(e.getValue());
            }
        }
        assertThat(flat(job.get("parameters"))).as("the last parameters that the loss was measured at").allMatch(Double::isFinite);
    }

    private static void along(Case c, JsonNode points, String member, JsonNode want) {
        for (int i = 0; i < want.size(); i++) {
            c.close(member + " of step " + (i + 1), points.get(i).get(member), want.get(i));
        }
    }

    private static List<Double> flat(JsonNode data) {
        List<Double> all = new ArrayList<>();
        if (data.isContainer()) {
            data.forEach(d -> all.addAll(flat(d)));
        } else {
            all.add(data.isString() ? Double.parseDouble(data.asString()) : data.asDouble());
        }
        return all;
    }
}
