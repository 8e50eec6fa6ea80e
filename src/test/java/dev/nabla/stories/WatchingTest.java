package dev.nabla.stories;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;

import dev.nabla.NablaApplication;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that follow a job: they leave and come back, many are idle, and the service stops under them. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class WatchingTest {
    private static final int WORKERS = 20;
    private static final String PARABOLA = """
            {"steps": [{"tensor": {"name": "x", "data": 3.0, "requires_grad": true}},
              {"op": "square", "inputs": ["x"], "name": "loss"}]}""";
    private static final String ENDLESS = """
            {"loss": "loss", "optimizer": {"name": "SGD", "lr": 1e-9}, "steps": 1000000000}""";

    @LocalServerPort
    private int port;
    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(port);
    }

    private static String launch(Client client, String body, String... headers) {
        String session = client.post("/v1/sessions", PARABOLA).body().get("id").asString();
        return "/v1/jobs/" + client.post("/v1/sessions/" + session + "/jobs", body, headers).body().get("id").asString();
    }

    /** Follows a job for some events from one on, and leaves. */
    private List<Long> follow(String job, long last, int count) throws IOException {
        List<Long> ids = new ArrayList<>();
        try (InputStream in = client.stream(job + "/events", "Last-Event-ID", Long.toString(last));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && ids.size() < count; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    ids.add(Long.parseLong(line.substring(3).strip()));
                }
            }
        }
        return ids;
    }

    @Test
    void whoLeavesAndComesBackMissesNothingAndSeesNothingTwice() throws IOException {
        String job = launch(client, ENDLESS);
        List<Long> seen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            seen.addAll(follow(job, seen.size(), 3));
        }
        client.post(job + "/cancel", "");
        client.get(job, "Prefer", "wait=30");
        seen.addAll(follow(job, seen.size(), 1000));
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, seen.size()).boxed().toList());
        assertThat(client.get(job + "/events", "Last-Event-ID", Integer.toString(seen.size())).status()).isEqualTo(204);
        assertThat(client.get(job + "/events", "Last-Event-ID", Integer.toString(seen.size() - 1)).text()).contains("event:end");
    }

    @Test
    void howeverFastItsStepsAJobTellsOfThemTenTimesASecond() {
        String job = launch(client, """
                {"loss": "loss", "optimizer": {"name": "SGD", "lr": 1e-9}, "steps": 1000000000, "stop": {"max_seconds": 1}}""", "Prefer",
                "wait=30");
        String events = client.get(job + "/events").text();
        assertThat(events.lines().filter(l -> l.equals("event:progress"))).hasSizeBetween(1, 10);
        assertThat(client.get(job).body().get("steps_done").asLong()).isGreaterThan(1000);
    }

    @Test
    void idleStreamsHoldNoThreadsAndDoNotHoldUpTheEnd() throws IOException {
        List<Socket> watchers = new ArrayList<>();
        ConfigurableApplicationContext service =
                new SpringApplicationBuilder(NablaApplication.class).run("--server.port=0", "--server.tomcat.threads.max=" + WORKERS);
        try {
            int own = Integer.parseInt(String.valueOf(service.getEnvironment().getProperty("local.server.port")));
            Client other = new Client(own);
            String job = launch(other, ENDLESS);
            for (int i = 0; i < 10 * WORKERS; i++) {
                watchers.add(watch(own, job));
            }
            // All workers together would not do if a stream held one.
            assertThat(other.get(job).body().get("status").asString()).isEqualTo("running");
            long begin = System.nanoTime();
            service.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        } finally {
            service.close();
            for (Socket s : watchers) {
                s.close();
            }
        }
    }

    /** Opens a stream and waits for its first event. */
    private static Socket watch(int port, String job) throws IOException {
        Socket s = new Socket("127.0.0.1", port);
        s.getOutputStream().write(("GET " + job + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        BufferedReader lines = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.startsWith("event:")) {
            line = lines.readLine();
        }
        assertThat(line).isNotNull();
        return s;
    }
}
