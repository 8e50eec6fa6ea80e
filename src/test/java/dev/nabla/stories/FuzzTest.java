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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.nabla.stories.Service.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is asked, the answer is one that {@code /v3/api-docs} describes, in time, and never a 500. {@code -Dnabla.fuzz.cases} and
 * {@code -Dnabla.fuzz.seed} ask for more cases and for others.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"nabla.limits.request-time=5s",
    "nabla.limits.tensor-elements=1000000",
    "nabla.limits.session-memory=16MB", "nabla.limits.job-steps=5000", "nabla.limits.jobs-queued=20", "nabla.limits.surface-points=2000",
    "nabla.limits.sessions=100"})
class FuzzTest {
    private static final int CASES = Integer.getInteger("nabla.fuzz.cases", 3000);
    private static final long SEED = Long.getLong("nabla.fuzz.seed", 20260101);
    private static final int ENOUGH = 15;

    @LocalServerPort
    private int port;

    @Test
    void everyAnswerIsOneThatIsDescribed() throws Exception {
        Service service = new Service(port);
        JsonNode api = service.get("/v3/api-docs").ok();
        Documented documented = new Documented(api);
        Fuzzer fuzzer = new Fuzzer(api, catalogue(service), new SplittableRandom(SEED));
        List<String> faults = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < CASES && faults.size() < ENOUGH; i++) {
                Fuzzer.Request request = fuzzer.next();
                for (String fault : faults(client, documented, request)) {
                    faults.add("case " + i + ": " + request + "\n    " + fault);
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(service.get("/actuator/health/liveness").at("/status").asString()).isEqualTo("UP");
    }

    private static List<JsonNode> catalogue(Service service) {
        List<JsonNode> ops = new ArrayList<>();
        for (JsonNode page = service.get("/v1/ops?limit=200").ok();; page = service.get(
                "/v1/ops?limit=200&cursor=" + page.get("next_cursor").asString()).ok()) {
            page.get("items").forEach(ops::add);
            if (page.get("next_cursor").isNull()) {
                return ops;
            }
        }
    }

    private List<String> faults(HttpClient client, Documented documented, Fuzzer.Request r) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + r.path())).timeout(Duration.ofSeconds(30))
                        .method(r.method(), r.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(r.body()));
        if (!r.headers().isEmpty()) {
            request.headers(r.headers().toArray(String[]::new));
        }
        try {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            String type = response.headers().firstValue("Content-Type").orElse("");
            String text;
            try (InputStream in = response.body()) {
                text = type.startsWith("text/event-stream") ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            Answer answer = new Answer(response.statusCode(), response.headers(), text);
            if (answer.status() == 500) {
                return List.of("500 " + text);
            }
            if (r.method().equals("HEAD") || r.method().equals("OPTIONS")) {
                return List.of();
            }
            List<String> faults = documented.faults(r.method(), r.path(), answer);
            return faults.isEmpty() ? List.of()
                    : List.of(faults + "\n    " + answer.status() + " " + (text.length() > 1000 ? text.substring(0, 1000) : text));
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }
}
