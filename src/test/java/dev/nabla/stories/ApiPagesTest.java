package dev.nabla.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The OpenAPI document is well kept, and {@code docs/} has it as the service gives it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ApiPagesTest {
    private static final Path FOLDER = Path.of("docs");

    @LocalServerPort
    private int port;
    private JsonNode api;

    @BeforeEach
    void read() {
        api = new Service(port).get("/v3/api-docs").ok();
    }

    @Test
    void pagesAreCurrent() throws IOException {
        for (Map.Entry<String, String> page : ApiPages.of(api).entrySet()) {
            Path file = FOLDER.resolve(page.getKey());
            if (Boolean.getBoolean("nabla.docs.update")) {
                Files.writeString(file, page.getValue());
            }
            assertThat(Files.readString(file)).as(file + ": -Dnabla.docs.update=true writes it anew").isEqualTo(page.getValue());
        }
    }

    /** What tools that read such documents ask for. */
    @Test
    void theDocumentIsClean() {
        List<String> faults = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (ApiOperation o : ApiOperation.all(api)) {
            check(ids.add(o.id()), o + " shares its operationId", faults);
            check(!o.json().path("summary").asString("").isBlank(), o + " has no summary", faults);
            Set<String> names = new HashSet<>();
            for (JsonNode p : o.json().path("parameters")) {
                String name = p.get("in").asString() + " " + p.get("name").asString();
                check(names.add(name), o + " has " + name + " twice", faults);
                check(p.has("description") && p.path("schema").has("type"), o + " does not describe " + name, faults);
                check(!p.get("in").asString().equals("path")
                        || p.path("required").asBoolean() && o.path().contains("{" + p.get("name").asString() + "}"),
                        o + " has no " + name, faults);
            }
            check(names.stream().filter(n -> n.startsWith("path ")).count() == o.path().chars().filter(c -> c == '{').count(),
                    o + " does not describe its path", faults);
            for (Map.Entry<String, JsonNode> response : o.json().get("responses").properties()) {
                check(!response.getValue().path("description").asString("").isBlank(), o + " does not describe " + response.getKey(),
                        faults);
            }
        }
        Set<String> used = new HashSet<>();
        references(api, used);
        for (String ref : used) {
            check(!api.at(ref.substring(1)).isMissingNode(), ref + " is nowhere", faults);
        }
        for (String schema : api.at("/components/schemas").propertyNames()) {
            check(used.contains("#/components/schemas/" + schema), schema + " is not used", faults);
        }
        enums(api, "", faults);
        assertThat(faults).isEmpty();
    }

    private static void check(boolean holds, String fault, List<String> faults) {
        if (!holds) {
            faults.add(fault);
        }
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.path("$ref").isString()) {
            found.add(node.get("$ref").asString());
        }
        node.forEach(child -> references(child, found));
    }

    /** What may be null is among the values that may be. */
    private static void enums(JsonNode node, String at, List<String> faults) {
        if (node.path("enum").isArray() && node.path("type").isArray()) {
            check(node.get("enum").valueStream().anyMatch(JsonNode::isNull), at + ": null is not among the values", faults);
        }
        if (node.isObject()) {
            node.properties().forEach(m -> enums(m.getValue(), at + "/" + m.getKey(), faults));
        }
    }
}
