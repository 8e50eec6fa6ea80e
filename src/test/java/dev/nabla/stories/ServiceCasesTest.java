package dev.nabla.stories;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.nabla.stories.Service.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** What users of other services met: numbers that no JSON has, types of content, names, sessions that fill the memory. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"nabla.limits.session-memory=4MB", "nabla.limits.sessions=200"})
class ServiceCasesTest {
    private static final String JSON = "application/json";

    @LocalServerPort
    private int port;
    private Service service;
    private String session;

    @BeforeEach
    void open() {
        service = new Service(port);
        session = service.session();
    }

    private Answer create(String json) {
        return service.send("POST", session + "/tensors", json, "Content-Type", JSON);
    }

    @Test
    void whatIsNotFiniteIsJsonEverywhere() {
        create("{\"name\": \"x\", \"data\": [0.0, 1.0, -1.0], \"requires_grad\": true}").ok();
        service.post(session + "/ops", "{'op': 'log', 'inputs': ['x'], 'name': 'y'}").ok();
        JsonNode y = service.get(session + "/tensors/y").at("/data");
        assertThat(y.toString()).isEqualTo("[\"-Infinity\",0.0,\"NaN\"]");
        service.post(session + "/ops", "{'op': 'sum', 'inputs': ['y'], 'name': 's'}").ok();
        service.post(session + "/backward", "{'of': 's', 'retain_graph': true}").ok();
        assertThat(service.get(session + "/tensors/x/grad").at("/data").toString()).isEqualTo("[\"Infinity\",1.0,-1.0]");
        assertThat(service.get(session + "/tensors").at("/items").size()).isEqualTo(3);
        Answer job =
                service.send("POST", session + "/jobs", "{\"loss\": \"s\", \"optimizer\": {\"name\": \"SGD\", \"lr\": 0.1}, \"steps\": 3}",
                        "Content-Type", JSON, "Prefer", "wait=10");
        assertThat(job.at("/status").asString()).isEqualTo("diverged");
        String id = job.at("/id").asString();
        assertThat(service.get("/v1/jobs/" + id + "/history").at("/items/0/loss").asString()).isEqualTo("NaN");
        service.get("/v1/jobs/" + id + "/events").text().lines().filter(l -> l.startsWith("data:"))
                .forEach(l -> Service.JSON.readTree(l.substring(5)));
        assertThat(create("{\"name\": \"again\", \"data\": " + y + "}").at("/data")).isEqualTo(y);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "NaN", "Infinity", "01", "1.", ".5", "+1", "0x10", "1_000", "\"1\"", "null", "-", "1e"})
    void whatIsNoNumberIsRefused(String number) {
        assertThat(create("{\"data\": [" + number + "]}").status()).isEqualTo(400);
        assertThat(service.get(session + "/tensors").at("/items").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"lr, 1e400", "lr, -0.1", "lr, \"0.1\"", "steps, 1.5", "steps, 1e18", "steps, 1000000000000000000", "steps, -1"})
    void noJobBeginsWithSuchSettings(String setting, String value) {
        create("{\"name\": \"x\", \"data\": 1, \"requires_grad\": true}").ok();
        service.post(session + "/ops", "{'op': 'pow', 'inputs': ['x', 2], 'name': 'y'}").ok();
        Answer refused = service.send("POST", session + "/jobs", "{\"loss\": \"y\", \"optimizer\": {\"name\": \"SGD\", \"lr\": "
                + (setting.equals("lr") ? value : "0.1") + "}, \"steps\": " + (setting.equals("steps") ? value : "10") + "}",
                "Content-Type", JSON);
        assertThat(refused.status()).as(refused.text()).isIn(400, 413, 422);
        assertThat(refused.json().get("pointer").asString()).endsWith("/" + setting);
        assertThat(service.get(session + "/jobs").at("/items").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "float32 | [0.1,1.6777216E7,1.4E-45,-0.0,3.4028234E38,1.17549435E-38]",
        "float64 | [0.1,5.0E-324,1.7976931348623157E308,-0.0,0.30000000000000004]"})
    void textAndBackIsExact(String dtype, String data) {
        JsonNode sent = Service.JSON.readTree(data);
        JsonNode back = create("{\"name\": \"x\", \"dtype\": \"" + dtype + "\", \"data\": " + data + "}").at("/data");
        for (int i = 0; i < sent.size(); i++) {
            double expected = dtype.equals("float32") ? Float.parseFloat(sent.get(i).asString()) : sent.get(i).doubleValue();
            double read = dtype.equals("float32") ? Float.parseFloat(back.get(i).asString()) : back.get(i).doubleValue();
            assertThat(Double.doubleToRawLongBits(read)).as(data).isEqualTo(Double.doubleToRawLongBits(expected));
        }
        assertThat(service.post(session + "/ops", "{'op': 'reciprocal', 'inputs': ['x']}").at("/outputs/0/data/3").asString())
                .isEqualTo("-Infinity");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[[1, 2], [3]] | ragged_data | /data/1", "[[1, 2], 3] | ragged_data | /data/1",
        "[1, [2]] | ragged_data | /data/1",
        "[[], [1]] | ragged_data | /data/1"})
    void rowsOfUnequalLengthAreRefused(String data, String code, String pointer) {
        JsonNode problem = create("{\"data\": " + data + "}").problem(400, code);
        assertThat(problem.get("pointer").asString()).startsWith(pointer);
        create("{\"data\": [1], \"name\": \"good\"}").ok();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[1, 2, 3] | [4]", "[1, 2, 3] | [1, 16]", "[[1, 2], [3, 4]] | [2, 3]"})
    void shapeAndDataAgree(String data, String shape) {
        create("{\"data\": " + data + ", \"shape\": " + shape + "}").problem(422, "shape_mismatch");
        assertThat(service.get(session + "/tensors").at("/items").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"application/json; charset=utf-8 | 201", "Application/JSON | 201",
        "application/json ;charset=UTF-8 | 201",
        "text/plain | 415", "application/x-www-form-urlencoded | 415", "multipart/form-data | 415", "text/json | 415"})
    void theTypeOfABodyIsReadAsHttpSays(String type, int status) {
        assertThat(service.send("POST", "/v1/sessions", "{}", "Content-Type", type).status()).isEqualTo(status);
    }

    @Test
    void bodiesAreUtf8() {
        String json = "{\"data\": 1, \"name\": \"é\"}";
        assertThat(service.sendBytes(session + "/tensors", JSON, json.getBytes(StandardCharsets.UTF_16)).status()).isEqualTo(400);
        assertThat(service.sendBytes(session + "/tensors", JSON, json.getBytes(StandardCharsets.ISO_8859_1)).status()).isEqualTo(400);
        assertThat(service.sendBytes(session + "/tensors", JSON, ("\ufeff" + json).getBytes(StandardCharsets.UTF_8)).status()).isIn(201,
                400);
        assertThat(service.send("POST", "/v1/sessions", "{}").status()).isEqualTo(415);
    }

    @Test
    void oneNameIsOneTensor() {
        create("{\"name\": \"caf\\u00e9\", \"data\": 1}").ok();
        create("{\"name\": \"cafe\\u0301\", \"data\": 2}").problem(409, "name_taken");
        assertThat(service.get(session + "/tensors/" + encoded("cafe\u0301")).at("/name").asString()).isEqualTo("café");
    }

    @ParameterizedTest
    @ValueSource(strings = {"w 1", "a/b", "a%2Fb", "a?b#c", "x\\u0000y", "\\u202Eevil", "<script>alert(1)</script>", "\\ud83d\\ude00",
        "\\ud800", "", " "})
    void whatIsNoNameIsRefusedAndNotFound(String name) {
        create("{\"data\": 1, \"name\": \"" + name + "\"}").problem(400, "bad_name");
        if (!name.isBlank() && !name.contains("\\u")) {
            service.get(session + "/tensors/" + encoded(name)).problem(404, "tensor_not_found");
        }
    }

    @Test
    void namesOfOtherLanguagesMeanNothing() {
        for (String name : List.of("grad", "__proto__", "constructor")) {
            create("{\"data\": 1, \"name\": \"" + name + "\"}").ok();
            assertThat(service.get(session + "/tensors/" + name).at("/name").asString()).isEqualTo(name);
            assertThat(service.delete(session + "/tensors/" + name).status()).isEqualTo(204);
        }
    }

    @Test
    void bigProductsAndLongSumsMeetTheSessionsLimit() {
        create("{\"name\": \"a\", \"data\": [" + "1,".repeat(1999) + "1], \"shape\": [2000, 1]}").ok();
        create("{\"name\": \"b\", \"data\": [" + "1,".repeat(1999) + "1], \"shape\": [1, 2000]}").ok();
        service.post(session + "/ops", "{'op': 'mul', 'inputs': ['a', 'b'], 'name': 'c'}").problem(413, "session_too_large");
        create("{\"name\": \"total\", \"data\": 0}").ok();
        create("{\"name\": \"w\", \"data\": 1, \"requires_grad\": true}").ok();
        String round = "{\"op\": \"add\", \"inputs\": [\"total\", \"w\"], \"name\": \"total\", \"replace\": true}";
        Answer answer;
        do {
            answer = service.send("POST", session + "/steps", "{\"steps\": [" + (round + ",").repeat(4999) + round + "]}", "Content-Type",
                    JSON);
        } while (answer.status() == 200);
        answer.problem(413, "session_too_large");
        assertThat(service.get(session + "/tensors/a").status()).isEqualTo(200);
        assertThat(service.delete(session).status()).isEqualTo(204);
    }

    @Test
    void roundsThatAreForgottenTakeNoMemory() {
        create("{\"name\": \"w\", \"data\": [" + "1,".repeat(999) + "1], \"requires_grad\": true}").ok();
        String round = """
                {"op": "pow", "inputs": ["w", 2], "name": "p", "replace": true}, {"op": "sum", "inputs": ["p"], "name": "loss", "replace": true},
                {"backward": {"of": "loss"}}, {"zero_grad": {}}, {"delete": {"of": ["p", "loss"]}}""";
        String steps = "{\"steps\": [" + (round + ",").repeat(99) + round + "]}";
        service.send("POST", session + "/steps", steps, "Content-Type", JSON).ok();
        long after100 = service.get(session).at("/memory_bytes").asLong();
        for (int i = 0; i < 20; i++) {
            service.send("POST", session + "/steps", steps, "Content-Type", JSON).ok();
        }
        assertThat(service.get(session).at("/memory_bytes").asLong()).isLessThanOrEqualTo(after100 + 1000);
    }

    @Test
    void sessionsThatNobodyClosesAreBounded() {
        Answer answer;
        int opened = 0;
        do {
            answer = service.post("/v1/sessions", "{}");
            opened++;
        } while (answer.status() == 201 && opened < 1000);
        answer.problem(429, "too_many_sessions");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        for (JsonNode s : service.get("/v1/sessions?limit=200").at("/items")) {
            service.delete("/v1/sessions/" + s.get("id").asString());
        }
        service.post("/v1/sessions", "{}").ok();
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
