package dev.nabla.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import dev.nabla.security.Ask.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets in with which key, and to whose things. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "nabla.security.key=the-first-key-of-all")
class ApiKeysTest {
    @TempDir
    static Path folder;
    private static String alice;
    private static String bob;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void file(DynamicPropertyRegistry properties) {
        properties.add("nabla.security.keys", () -> folder.resolve("keys").toString());
    }

    @BeforeAll
    static void keys() throws IOException {
        KeyFile file = new KeyFile(folder.resolve("keys"));
        alice = file.add("alice", Instant.EPOCH);
        bob = file.add("bob", Instant.EPOCH);
    }

    private Ask as(String key) {
        return new Ask(port, key);
    }

    private static String id(Answer made) {
        assertThat(made.status()).as(made.response().body()).isBetween(200, 299);
        return made.json().get("id").asString();
    }

    @Test
    void withoutAKeyNothingIsTold() {
        Ask stranger = new Ask(port, null);
        for (String path : List.of("/v1", "/v1/sessions", "/v1/jobs", "/v1/ops", "/v1/nothing", "/actuator/metrics",
                "/actuator/prometheus")) {
            Answer refused = stranger.get(path);
            assertThat(refused.status()).as(path).isEqualTo(401);
            assertThat(refused.code()).isEqualTo("unauthorized");
            assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        }
        assertThat(stranger.post("/v1/evaluate", "{}").status()).isEqualTo(401);
        assertThat(stranger.post("/v1/sessions", "x".repeat(1 << 20)).status()).isEqualTo(401);
        assertThat(stranger.send("DELETE", "/v1/sessions/x", null).status()).isEqualTo(401);
        assertThat(as("nabla_wrong").get("/v1").status()).isEqualTo(401);
        assertThat(as("x").get("/v1").json().get("detail").asString()).isEqualTo("the credentials are not valid");
        assertThat(stranger.get("/v1", "Authorization", "Basic YTpi").status()).isEqualTo(401);
    }

    @Test
    void whatTellsNothingOfAnybodyIsOpen() {
        Ask stranger = new Ask(port, null);
        for (String path : List.of("/actuator/health/liveness", "/actuator/health/readiness", "/problems/unauthorized", "/v3/api-docs",
                "/swagger-ui/index.html")) {
            assertThat(stranger.get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(stranger.get("/v3/api-docs").json().at("/components/securitySchemes/bearer/scheme").asString()).isEqualTo("bearer");
    }

    @Test
    void theFirstKeyOpens() {
        Ask admin = as("the-first-key-of-all");
        assertThat(admin.get("/v1").status()).isEqualTo(200);
        assertThat(admin.post("/v1/evaluate", "{'steps': [{'tensor': {'name': 'x', 'data': 1}}]}").status()).isEqualTo(200);
    }

    @Test
    void anothersThingsAreNotFound() {
        String session = "/v1/sessions/" + id(as(alice).post("/v1/sessions", "{'name': 'mine'}"));
        as(alice).post(session + "/steps", "{'steps': [{'tensor': {'name': 'w', 'data': 1.0, 'requires_grad': true}},"
                + " {'op': 'mul', 'inputs': ['w', 'w'], 'name': 'y'}]}");
        String descent = "'loss': 'y', 'optimizer': {'name': 'SGD', 'lr': 0.1}, 'steps': 5";
        String job = "/v1/jobs/" + id(as(alice).post(session + "/jobs", "{'name': 'fit', " + descent + "}"));
        String sweep = "/v1/sweeps/" + id(as(alice).post(session + "/sweeps",
                "{'job': {" + descent + ", 'write_back': false}, 'grid': {'optimizer.lr': [0.1, 0.2]}}"));
        Ask other = as(bob);
        for (String path : List.of(session, "/v1/sessions/mine", session + "/tensors", session + "/tensors/w", session + "/graph",
                session + "/gradients", session + "/export?format=json", session + "/export?format=pytorch", session + "/jobs",
                "/v1/jobs?session=mine")) {
            assertThat(other.get(path).code()).as(path).isEqualTo("session_not_found");
        }
        for (String path : List.of(job, "/v1/jobs/fit", job + "/history", job + "/events", job + "/loss.svg")) {
            assertThat(other.get(path).code()).as(path).isEqualTo("job_not_found");
        }
        assertThat(other.get(sweep).status()).isEqualTo(404);
        for (String change : List.of("/ops", "/steps", "/backward", "/fork", "/jobs", "/tensors")) {
            assertThat(other.post(session + change, "{}").status()).as(change).isIn(400, 404);
        }
        assertThat(other.post(session + "/fork", "{}").status()).isEqualTo(404);
        assertThat(other.send("POST", job + "/cancel", null).code()).isEqualTo("job_not_found");
        assertThat(other.send("DELETE", session, null).code()).isEqualTo("session_not_found");
        assertThat(other.get("/v1/sessions").json().get("items").size()).isZero();
        assertThat(other.get("/v1/jobs").json().get("items").size()).isZero();
        assertThat(id(other.post("/v1/sessions", "{'name': 'mine'}"))).isNotEqualTo(session.substring(session.lastIndexOf('/') + 1));
        assertThat(as(alice).get(job).status()).isEqualTo(200);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() throws IOException {
        Path path = folder.resolve("keys");
        assertThat(command("add", "carol")).startsWith(KeyFile.PREFIX);
        String key = command("add", "carol").strip();
        assertThat(as(key).get("/v1").status()).isEqualTo(200);
        String id = KeyFile.hash(key).substring(0, 12);
        assertThat(command("list")).contains("carol  " + id).doesNotContain(key);
        assertThat(Files.readString(path)).doesNotContain(key);
        assertThat(command("revoke", id)).startsWith("1 key revoked");
        assertThat(as(key).get("/v1").status()).isEqualTo(401);
        assertThat(as(alice).get("/v1").status()).isEqualTo(200);
        assertThat(command("revoke", id)).startsWith("0 keys");
        assertThat(command("grow")).contains("keys add OWNER");
        assertThat(command("add", "no spaces")).contains("an owner's name");
    }

    private static String command(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] args = new String[words.length + 2];
        args[0] = "keys";
        System.arraycopy(words, 0, args, 1, words.length);
        args[words.length + 1] = "--file=" + folder.resolve("keys");
        assertThat(KeysCommand.isMeant(args)).isTrue();
        KeysCommand.run(args, new PrintStream(out));
        return out.toString();
    }
}
