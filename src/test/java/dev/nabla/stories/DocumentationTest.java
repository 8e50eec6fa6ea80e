package dev.nabla.stories;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.nabla.stories.Service.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** Swagger UI, pressed from top to bottom, twice: every example runs, and what is answered is what {@code /v3/api-docs} says. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DocumentationTest {
    private static final List<String> TAGS = List.of("Sessions", "Tensors and ops", "Backward and gradients", "Graph", "Descent jobs");

    @LocalServerPort
    private int port;
    private Service service;
    private JsonNode api;

    /** An operation as Swagger UI shows it. */
    private record Operation(int tag, String method, String path, JsonNode json) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeEach
    void readDocumentation() {
        service = new Service(port);
        api = service.get("/v3/api-docs").ok();
    }

    @Test
    void theTagsStandInTheOrderOfUse() {
        assertThat(api.get("tags").findValuesAsString("name")).startsWith(TAGS.toArray(String[]::new));
    }

    @Test
    void everyOperationHasAnExampleThatRuns() {
        for (int round = 0; round < 2; round++) {
            for (Operation o : operations()) {
                Answer answer = press(o);
                assertThat(answer.status()).as(o + ": " + answer.text()).isBetween(200, 299);
                JsonNode documented = o.json.get("responses").path(String.valueOf(answer.status()));
                assertThat(documented.isMissingNode()).as(o + " answers " + answer.status()).isFalse();
                JsonNode schema = documented.path("content").path("application/json").path("schema");
                String type = answer.headers().firstValue("Content-Type").orElse("");
                if (type.startsWith("application/json")) {
                    assertThat(schema.isMissingNode()).as(o + " documents JSON").isFalse();
                    assertThat(Schemas.faults(api, schema, answer.json())).as(o.toString()).isEmpty();
                }
            }
        }
    }

    @Test
    void everyExampleFitsItsSchema() {
        for (Operation o : operations()) {
            JsonNode body = o.json.at("/requestBody/content/application~1json");
            if (!body.isMissingNode()) {
                assertThat(Schemas.faults(api, body.get("schema"), body.get("example"))).as(o.toString()).isEmpty();
            }
        }
    }

    @Test
    void problemsAreDocumentedToo() {
        JsonNode problem = service.post("/v1/evaluate", "{'steps': [{'op': 'exp', 'inputs': ['x']}]}").problem(404, "tensor_not_found");
        assertThat(Schemas.faults(api, api.at("/components/schemas/Problem"), problem)).isEmpty();
    }

    /** In the order of Swagger UI: by tag, path, method. */
    private List<Operation> operations() {
        List<String> tags = api.get("tags").findValuesAsString("name");
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
            for (String method : List.of("get", "put", "post", "delete", "options", "head", "patch")) {
                JsonNode o = path.getValue().path(method);
                if (o.isObject()) {
                    assertThat(o.get("tags").size()).as(method + " " + path.getKey()).isEqualTo(1);
                    all.add(new Operation(tags.indexOf(o.at("/tags/0").asString()), method, path.getKey(), o));
                }
            }
        }
        all.sort(Comparator.comparingInt(Operation::tag));
        return all;
    }

    private Answer press(Operation o) {
        String path = o.path;
        List<String> query = new ArrayList<>();
        List<String> headers = new ArrayList<>();
        for (JsonNode p : o.json.path("parameters")) {
            JsonNode example = p.path("example");
            switch (p.get("in").asString()) {
                case "path" -> path = path.replace("{" + p.get("name").asString() + "}", example.asString());
                case "query" -> {
                    if (!example.isMissingNode()) {
                        query.add(p.get("name").asString() + "=" + example.asString());
                    }
                }
                default -> {
                    if (!example.isMissingNode()) {
                        headers.addAll(List.of(p.get("name").asString(), example.asString()));
                    }
                }
            }
        }
        JsonNode body = o.json.at("/requestBody/content/application~1json/example");
        if (!body.isMissingNode()) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        return service.send(o.method.toUpperCase(java.util.Locale.ROOT), query.isEmpty() ? path : path + "?" + String.join("&", query),
                body.isMissingNode() ? null : body.toString(), headers.toArray(String[]::new));
    }
}
