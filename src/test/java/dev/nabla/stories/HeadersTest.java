package dev.nabla.stories;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.nabla.stories.Service.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** What stands in headers: entity tags, keys of requests, origins. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "nabla.cors.allowed-origins=https://good.example")
class HeadersTest {
    @LocalServerPort
    private int port;
    private Service service;
    private String session;

    @BeforeEach
    void open() {
        service = new Service(port);
        session = service.session();
        service.post(session + "/tensors", "{'name': 'x', 'data': [1, 2], 'requires_grad': true}").ok();
    }

    private String tag(String path) {
        return service.get(path).headers().firstValue("ETag").orElseThrow();
    }

    private Answer change(String method, String path, String json, String tag) {
        return service.send(method, path, json.replace('\'', '"'), "Content-Type", "application/json", "If-Match", tag);
    }

    @Test
    void tagsChangeWithChangesOnly() {
        String before = tag(session);
        assertThat(before).isEqualTo("\"" + service.get(session).at("/version") + "\"");
        service.get(session + "/tensors/x").ok();
        service.get(session + "/graph?format=json").ok();
        service.post(session + "/jacobian", "{'of': 'x', 'inputs': ['x']}").ok();
        service.post(session + "/ops", "{'op': 'exp', 'inputs': ['nobody']}").problem(404, "tensor_not_found");
        assertThat(tag(session)).isEqualTo(before);
        service.post(session + "/ops", "{'op': 'exp', 'inputs': ['x'], 'name': 'e'}").ok();
        assertThat(tag(session)).isNotEqualTo(before);
        assertThat(service.post(session + "/tensors", "{'data': 1}").headers().firstValue("ETag")).isPresent();
    }

    @Test
    void aTensorsTagIsItsVersionWhileOnlyElementsChange() {
        String x = session + "/tensors/x";
        assertThat(tag(x)).isEqualTo("\"0\"");
        change("PATCH", x, "{'data': [3, 4]}", "\"0\"").ok();
        assertThat(tag(x)).isEqualTo("\"1\"");
        change("PATCH", x, "{'data': [5, 6]}", "\"0\"").problem(412, "stale");
        change("PATCH", x, "{'data': [5, 6]}", "W/\"1\"").problem(412, "stale");
        change("PATCH", x, "{'data': [5, 6]}", "\"7\", \"1\"").ok();
        change("PATCH", x, "{'requires_grad': false}", "\"2\"").ok();
        change("PATCH", x, "{'requires_grad': true}", "\"2\"").problem(412, "stale");
        String last = tag(x);
        service.post(session + "/tensors", "{'name': 'x', 'data': [1, 2], 'replace': true}").ok();
        assertThat(tag(x)).isNotIn("\"0\"", "\"1\"", "\"2\"", last);
        service.send("DELETE", x, null, "If-Match", last).problem(412, "stale");
        assertThat(service.send("DELETE", x, null, "If-Match", tag(x)).status()).isEqualTo(204);
    }

    @Test
    void everyChangeOfASessionHonoursItsTag() {
        List<List<String>> changes = List.of(List.of("POST", "/tensors", "{'data': 1}"),
                List.of("POST", "/ops", "{'op': 'exp', 'inputs': ['x']}"),
                List.of("POST", "/steps", "{'steps': [{'op': 'exp', 'inputs': ['x']}]}"),
                List.of("POST", "/steps", "{'steps': [{'op': 'sum', 'inputs': ['x'], 'name': 's'}]}"),
                List.of("POST", "/backward", "{'of': 's', 'retain_graph': true}"),
                List.of("POST", "/grad", "{'outputs': ['s'], 'inputs': ['x'], 'names': ['g'], 'retain_graph': true}"),
                List.of("DELETE", "/gradients", ""),
                List.of("POST", "/jobs", "{'loss': 's', 'optimizer': {'name': 'SGD', 'lr': 0.1}, 'steps': 1, 'write_back': false}"),
                List.of("DELETE", "", ""));
        for (List<String> c : changes) {
            String path = session + c.get(1);
            String now = tag(session);
            change(c.get(0), path, c.get(2), "\"99\"").problem(412, "stale");
            assertThat(tag(session)).isEqualTo(now);
            assertThat(change(c.get(0), path, c.get(2), now).status()).as(c.toString()).isBetween(200, 299);
        }
    }

    @Test
    void ofTwoWhoHaveSeenTheSameOneMayChangeIt() throws Exception {
        String seen = tag(session);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = IntStream.range(0, 16)
                    .mapToObj(i -> clients
                            .submit(() -> change("POST", session + "/ops", "{'op': 'exp', 'inputs': ['x'], 'name': 'e" + i + "'}", seen)))
                    .toList();
            int done = 0;
            for (Future<Answer> a : answers) {
                done += a.get().status() == 201 ? 1 : 0;
            }
            assertThat(done).isEqualTo(1);
        }
    }

    @Test
    void aRequestWithAKeyIsCarriedOutOnce() {
        String body = "{'op': 'exp', 'inputs': ['x']}";
        Answer first = keyed("/ops", body, "k1");
        Answer again = keyed("/ops", body, "k1");
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(keyed("/ops", body, "k2").at("/outputs/0/name").asString()).isNotEqualTo(first.at("/outputs/0/name").asString());
        keyed("/ops", "{'op': 'sin', 'inputs': ['x']}", "k1").problem(422, "key_reused");
        assertThat(keyed("/tensors", "{'data': 1}", "k1").status()).isEqualTo(201);
        keyed("/ops", "{'op': 'exp', 'inputs': ['nobody']}", "k3").problem(404, "tensor_not_found");
        keyed("/ops", "{'op': 'exp', 'inputs': ['nobody']}", "k3").problem(404, "tensor_not_found");
        keyed("/ops", body, " ").problem(400, "bad_value");

        Answer opened = service.send("POST", "/v1/sessions", "{}", "Content-Type", "application/json", "Idempotency-Key", session);
        Answer openedAgain = service.send("POST", "/v1/sessions", "{}", "Content-Type", "application/json", "Idempotency-Key", session);
        assertThat(openedAgain.headers().firstValue("Location")).isEqualTo(opened.headers().firstValue("Location")).isPresent();
        assertThat(openedAgain.headers().firstValue("ETag")).isEqualTo(opened.headers().firstValue("ETag")).isPresent();
    }

    @Test
    void aWaitingRequestWithAKeyIsCarriedOutOnceToo() {
        service.post(session + "/ops", "{'op': 'sum', 'inputs': ['x'], 'name': 's'}").ok();
        String body =
                "{\"loss\": \"s\", \"optimizer\": {\"name\": \"SGD\", \"lr\": 0.0}, \"steps\": 2000000, \"stop\": {\"max_seconds\": 0.2}}";
        String[] headers = {"Content-Type", "application/json", "Idempotency-Key", "j", "Prefer", "wait=10"};
        Answer first = service.send("POST", session + "/jobs", body, headers);
        Answer again = service.send("POST", session + "/jobs", body, headers);
        assertThat(first.ok().get("id")).isEqualTo(again.ok().get("id"));
        assertThat(again.headers().firstValue("Location")).isEqualTo(first.headers().firstValue("Location"));
        assertThat(service.get(session + "/jobs").at("/items").size()).isEqualTo(1);
    }

    private Answer keyed(String path, String body, String key) {
        return service.send("POST", session + path, body.replace('\'', '"'), "Content-Type", "application/json", "Idempotency-Key", key);
    }

    @Test
    void aRequestStillAtWorkKeepsItsKey() throws Exception {
        String slow = "{'steps': [{'op': 'ones', 'inputs': [], 'params': {'size': [1000, 1000]}, 'name': 'm'}"
                + ", {'op': 'matmul', 'inputs': ['m', 'm'], 'name': 'm', 'replace': true}".repeat(20) + "], 'return': []}";
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers =
                    IntStream.range(0, 4).mapToObj(_ -> clients.submit(() -> keyed("/steps", slow, "slow"))).toList();
            int refused = 0;
            for (Future<Answer> a : answers) {
                if (a.get().status() == 409) {
                    a.get().problem(409, "key_in_use");
                    refused++;
                } else {
                    assertThat(a.get().status()).isEqualTo(200);
                }
            }
            assertThat(refused).isBetween(1, 3);
        }
        assertThat(service.get(session).at("/version").asInt()).isEqualTo(2);
    }

    @Test
    void pagesOfNamedOriginsMayUseTheService() {
        Answer asked =
                service.send("OPTIONS", "/v1/evaluate", null, "Origin", "https://good.example", "Access-Control-Request-Method", "POST",
                        "Access-Control-Request-Headers", "content-type, idempotency-key");
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://good.example");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Headers").map(String::toLowerCase))
                .hasValue("content-type, idempotency-key");
        Answer answer = service.get("/v1", "Origin", "https://good.example");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://good.example");
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElse("")).contains("ETag", "Location");

        Optional<String> none = Optional.empty();
        Answer other =
                service.send("OPTIONS", "/v1/evaluate", null, "Origin", "https://evil.example", "Access-Control-Request-Method", "POST");
        other.problem(403, "origin_not_allowed");
        assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEqualTo(none);
        service.get("/v1", "Origin", "https://evil.example").problem(403, "origin_not_allowed");
        assertThat(service.get("/v1").headers().firstValue("Access-Control-Allow-Origin")).isEqualTo(none);
    }
}
