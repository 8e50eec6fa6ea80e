package dev.nabla.stories;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.nabla.stories.Service.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** Swagger UI, pressed from top to bottom, twice: every example runs, and what is answered is what {@code /v3/api-docs} says. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ResourceLock("the session called demo")
class DocumentationTest {
    private static final List<String> TAGS = List.of("Sessions", "Tensors and ops", "Backward and gradients", "Graph", "Descent jobs");

    @LocalServerPort
    private int port;
    private Service service;
    private JsonNode api;

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
            for (ApiOperation o : ApiOperation.all(api)) {
                JsonNode body = o.body();
                Answer answer =
                        service.send(o.method(), o.target(), body == null ? null : body.toString(), o.headers().toArray(String[]::new));
                assertThat(answer.status()).as(o + ": " + answer.text()).isBetween(200, 299);
                JsonNode documented = o.json().get("responses").path(String.valueOf(answer.status()));
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
        for (ApiOperation o : ApiOperation.all(api)) {
            JsonNode body = o.content().path("application/json");
            assertThat(o.json().get("tags").size()).as(o.toString()).isEqualTo(1);
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
}
