package dev.nabla.journal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.nabla.session.Journal;
import dev.nabla.session.Limits;
import dev.nabla.session.Sessions;
import dev.nabla.session.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/** A session that is made again from its journal is the session: every bit of it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ReplayTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    @LocalServerPort
    private int port;
    @Autowired
    private Sessions sessions;
    @Autowired
    private Limits limits;
    @Autowired
    private Journal journal;

    @DynamicPropertySource
    static void file(DynamicPropertyRegistry properties) {
        properties.add("nabla.journal.url", () -> "jdbc:h2:file:" + folder.resolve("journal"));
    }

    private String post(String path, JsonNode body) throws IOException, InterruptedException {
        HttpResponse<String> r = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.toString())).build(),
                BodyHandlers.ofString());
        return r.statusCode() < 300 ? r.body() : "";
    }

    private String open(long seed) throws IOException, InterruptedException {
        return JSON.readTree(post("/v1/sessions", JSON.createObjectNode().put("seed", seed))).get("id").asString();
    }

    private boolean step(String id, ObjectNode step) throws IOException, InterruptedException {
        ArrayNode steps = JSON.createArrayNode().add(step);
        return !post("/v1/sessions/" + id + "/steps", JSON.createObjectNode().<ObjectNode>set("steps", steps)).isEmpty();
    }

    /** All that there is of a session, as bytes. */
    private static byte[] state(Sessions in, String id) {
        return Encoder.encode(in.get("", id).save());
    }

    private void checkMadeAgain(List<String> ids) {
        Sessions again = new Sessions(limits, new SettableClock(), _ -> {
        }, journal);
        for (String id : ids) {
            assertThat(state(again, id)).as(id).isEqualTo(state(sessions, id));
            assertThat(again.get("", id).view().version()).isEqualTo(sessions.get("", id).view().version());
        }
    }

    @Test
    void graphProgramsComeBackBitForBit() throws IOException, InterruptedException {
        Random random = new Random(8);
        List<String> ids = new ArrayList<>();
        for (String file : List.of("graphs", "graphs-extra")) {
            try (Stream<String> lines = Files.lines(Path.of("src/test/resources/conformance/" + file + ".jsonl"))) {
                for (String line : (Iterable<String>) lines::iterator) {
                    String id = open(7);
                    for (JsonNode s : JSON.readTree(line).get("steps")) {
                        step(id, spoken((ObjectNode) s));
                        if (random.nextInt(8) == 0) {
                            sessions.keepAll();
                        }
                    }
                    ids.add(id);
                }
            }
        }
        checkMadeAgain(ids);
    }

    @Test
    void programsComeBackWithTheirNames() throws IOException, InterruptedException {
        String id = open(1);
        String path = "/v1/sessions/" + id + "/run";
        String first = """
                import torch
                state = {'n': 0}
                def count():
                    state['n'] += 1
                    return state['n']
                w = torch.randn(3, requires_grad=True)
                opt = torch.optim.SGD([w], lr=0.1, momentum=0.9)
                def loss():
                    return ((w - torch.rand(3)) ** 2).sum()
                print(count())""";
        String next = "opt.zero_grad()\nv = loss()\nv.backward()\nopt.step()\nprint(count(), v.item(), w)";
        post(path, JSON.createObjectNode().put("code", first));
        post(path, JSON.createObjectNode().put("code", next));
        sessions.keepAll();
        checkMadeAgain(List.of(id));
        sessions.tidy(Duration.ofDays(-1));
        String resumed = post(path, JSON.createObjectNode().put("code", next));
        String whole = open(1);
        String other = "/v1/sessions/" + whole + "/run";
        post(other, JSON.createObjectNode().put("code", first));
        post(other, JSON.createObjectNode().put("code", next));
        assertThat(post(other, JSON.createObjectNode().put("code", next))).isEqualTo(resumed).contains("3 ");
    }

    /** A step of a recorded graph in the words of the API. */
    private static ObjectNode spoken(ObjectNode recorded) {
        ObjectNode s = recorded.deepCopy();
        s.remove("error");
        String kind = s.remove("do").asString();
        JsonNode inputs = s.remove("wrt");
        if (inputs != null) {
            s.set("inputs", inputs);
        }
        if (kind.equals("zero_grad")) {
            s.set("of", JSON.createArrayNode().add(s.get("of")));
        }
        s.remove(s.properties().stream().filter(e -> e.getValue().isNull()).map(Map.Entry::getKey).toList());
        return kind.equals("op") ? s : JSON.createObjectNode().set(kind, s);
    }

    @Test
    void randomSessionsComeBackBitForBit() throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            String id = open(seed);
            int made = 0;
            for (int i = 0; i < 25; i++) {
                made += step(id, any(random, made)) ? 1 : 0;
                if (random.nextInt(10) == 0) {
                    sessions.keepAll();
                }
            }
            assertThat(made).isPositive();
            ids.add(id);
        }
        checkMadeAgain(ids);
    }

    /** Something a session can be asked for; part of it is refused. */
    private static ObjectNode any(Random random, int made) {
        String x = "v" + random.nextInt(Math.max(1, made));
        String y = "v" + random.nextInt(Math.max(1, made));
        return switch (random.nextInt(made < 3 ? 2 : 12)) {
            case 0, 1 ->
                    tensor(Map.of("name", "v" + made, "data", List.of(random.nextGaussian(), random.nextDouble()), "requires_grad", true));
            case 2, 3, 4 -> op(List.of("mul", "add", "sub").get(random.nextInt(3)), "v" + made, x, y);
            case 5 -> op(List.of("exp", "tanh", "sin").get(random.nextInt(3)), "v" + made, x);
            case 6 -> op("randn_like", "v" + made, x);
            case 7 -> op("sum", "v" + made, x);
            case 8 -> one("backward", Map.of("of", x, "retain_graph", random.nextBoolean()));
            case 9 -> op(random.nextBoolean() ? "mul_" : "add_", "v" + made, x, y);
            case 10 -> one(random.nextBoolean() ? "retain_grad" : "recompute", Map.of("of", x));
            default -> random.nextBoolean() ? one("delete", Map.of("of", List.of(x))) : one("zero_grad", Map.of("of", List.of(x)));
        };
    }

    private static ObjectNode tensor(Map<String, Object> members) {
        return one("tensor", members);
    }

    private static ObjectNode op(String op, String name, String... inputs) {
        return JSON.valueToTree(Map.of("op", op, "name", name, "inputs", List.of(inputs)));
    }

    private static ObjectNode one(String kind, Map<String, Object> members) {
        return JSON.valueToTree(Map.of(kind, members));
    }
}
