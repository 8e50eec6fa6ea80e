package dev.nabla.observability;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** What is measured where it is asked for, and the dashboard that shows it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"nabla.metrics.prometheus=true",
    "nabla.metrics.traces=http://127.0.0.1:9/v1/traces",
    "nabla.limits.requests-per-second=20", "nabla.journal.url=jdbc:h2:mem:metrics"})
class MetricsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;
    @Autowired
    private Tracer tracer;

    private HttpResponse<String> send(String method, String path, String body) {
        try {
            HttpRequest.Builder r = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            return HTTP.send(r.header("Content-Type", "application/json").build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsDoneIsCounted() {
        String steps = """
                {"name": "m", "steps": [{"tensor": {"name": "x", "data": 2.0, "requires_grad": true}},
                  {"op": "exp", "inputs": ["x"], "name": "y"}, {"backward": {"of": "y"}}]}""";
        assertThat(send("POST", "/v1/sessions", steps).statusCode()).isEqualTo(201);
        assertThat(send("GET", "/v1/sessions/nobody", "").statusCode()).isEqualTo(404);
        String metrics = send("GET", "/actuator/prometheus", "").body();
        assertThat(metrics).contains("nabla_sessions 1.0", "nabla_ops_total{family=\"elementary\"} 1.0", "nabla_backward_seconds_count 1",
                "nabla_refusals_total{code=\"session_not_found\"} 1.0", "nabla_jobs{status=\"running\"} 0.0",
                "nabla_journal_commit_seconds_count",
                "nabla_memory_bytes", "nabla_tensors", "nabla_plans_seconds_count", "nabla_evictions_total", "nabla_job_steps_total");
        assertThat(tracer.getClass().getName()).contains("otel");
    }

    @Test
    void whoAsksTooOftenIsTold() {
        List<HttpResponse<String>> answers = IntStream.range(0, 200).mapToObj(_ -> send("GET", "/v1/sessions/x", "")).toList();
        HttpResponse<String> refused = answers.stream().filter(a -> a.statusCode() == 429).findFirst().orElseThrow();
        assertThat(refused.body()).contains("too_many_requests");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(answers.getFirst().statusCode()).isEqualTo(404);
    }

    @Test
    void theDashboardShowsMetricsThatThereAre() throws IOException {
        String metrics = send("GET", "/actuator/prometheus", "").body();
        List<String> shown = Pattern.compile("nabla_[a-z_]+").matcher(Files.readString(Path.of("docs/grafana/nabla.json"))).results()
                .map(m -> m.group()).distinct().filter(name -> !name.startsWith("nabla_refusals")).toList();
        assertThat(shown).isNotEmpty().allSatisfy(name -> assertThat(metrics).contains(name));
    }
}
