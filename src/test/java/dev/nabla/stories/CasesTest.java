package dev.nabla.stories;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Failures that people really met in other systems, as steps over HTTP: what is answered, what is refused, and what stays as it was. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CasesTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @LocalServerPort
    private int port;

    record Case(String id, JsonNode json) {
        @Override
        public String toString() {
            return id + ": " + json.get("story").asString();
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = Objects.requireNonNull(CasesTest.class.getResourceAsStream("/cases/compute.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(JSON::readTree)
                    .map(c -> new Case(c.get("id").asString(), c));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsPyTorchDoes(Case c) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String session = "/v1/sessions/" + post(client, "/v1/sessions", "{}", 201).get("id").asString();
            List<JsonNode> steps = new ArrayList<>();
            c.json.get("steps").forEach(steps::add);
            JsonNode error = c.json.get("error");
            JsonNode last = error.isNull() ? null : steps.removeLast();
            post(client, session + "/steps", body(steps, List.of()), 200);
            if (last != null) {
                JsonNode problem = post(client, session + "/steps", body(List.of(last), List.of()), 0);
                assertThat(problem.path("torch_error").asString("")).as("%s", problem).isEqualTo(error.get("type").asString());
                assertThat(problem.path("detail").asString("")).isEqualTo(error.get("message").asString());
            }
            JsonNode values = c.json.get("values");
            List<String> refs =
                    values.propertyNames().stream().filter(r -> !r.endsWith(".shape") && !r.endsWith(".requires_grad")).toList();
            JsonNode got = post(client, session + "/steps", body(List.of(), refs), 200).get("values");
            for (String ref : refs) {
                compare(c, ref, values.get(ref), got.get(ref));
            }
        }
    }

    private void compare(Case c, String ref, JsonNode want, @Nullable JsonNode got) {
        boolean undefined = got == null || got.isNull();
        if (want.isNull()) {
            assertThat(undefined).as(ref).isTrue();
            return;
        }
        List<Double> expected = flat(want.get("data"));
        if (undefined) {
            assertThat(expected).as(ref).allMatch(v -> v == 0);
            return;
        }
        assertThat(got.get("dtype")).as(ref).isEqualTo(want.get("dtype"));
        assertThat(got.get("shape")).as(ref).isEqualTo(want.get("shape"));
        List<Double> found = flat(got.get("data"));
        assertThat(found).as(ref).hasSameSizeAs(expected);
        double rtol = c.json.get("rtol").asDouble();
        double atol = c.json.get("atol").asDouble();
        for (int i = 0; i < found.size(); i++) {
            double w = expected.get(i);
            double g = found.get(i);
            boolean same = Double.isNaN(w) ? Double.isNaN(g) : Double.isInfinite(w) ? w == g : Math.abs(w - g) <= atol + rtol * Math.abs(w);
            assertThat(same).as("%s[%d] is %s, expected %s", ref, i, g, w).isTrue();
        }
    }

    private static List<Double> flat(JsonNode data) {
        List<Double> all = new ArrayList<>();
        if (data.isArray()) {
            data.forEach(d -> all.addAll(flat(d)));
        } else {
            all.add(data.isString() ? Double.parseDouble(data.asString())
                    : data.isBoolean() ? data.asBoolean() ? 1.0 : 0.0 : data.asDouble());
        }
        return all;
    }

    private static String body(List<JsonNode> steps, List<String> refs) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("steps", steps);
        body.put("return", refs);
        return JSON.writeValueAsString(body);
    }

    /** @param status what is expected, or 0 for any refusal */
    private JsonNode post(HttpClient client, String path, String body, int status) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)).build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (status == 0) {
            assertThat(response.statusCode()).as(response.body()).isBetween(400, 499);
        } else {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        }
        return JSON.readTree(response.body());
    }
}
