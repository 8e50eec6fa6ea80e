package dev.nabla.stories;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.nabla.stories.Client.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A loss seen over a line and over a plane, with where one stands, the way down, and the path of a descent. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SurfaceStoryTest {
    @LocalServerPort
    private int port;
    private Client client;
    private String session;

    @BeforeEach
    void theSumOfSquaredErrorsOfALine() {
        client = new Client(port);
        session = "/v1/sessions/" + client
                .post("/v1/sessions",
                        """
                {"steps": [
                  {"tensor": {"name": "w", "data": [[0.0], [0.0]], "requires_grad": true}},
                  {"tensor": {"name": "X", "data": [[1, 1], [3, 1]]}}, {"tensor": {"name": "y", "data": [[2], [4]]}},
                  {"op": "matmul", "inputs": ["X", "w"], "name": "fit"}, {"op": "sub", "inputs": ["fit", "y"], "name": "r"},
                  {"op": "square", "inputs": ["r"], "name": "squares"}, {"op": "sum", "inputs": ["squares"], "name": "sse"},
                  {"tensor": {"name": "a", "data": 1.0, "requires_grad": true}}, {"tensor": {"name": "b", "data": 1.0}},
                  {"op": "square", "inputs": ["a"], "name": "parabola"},
                  {"op": "log", "inputs": ["a"], "name": "log"}, {"op": "square", "inputs": ["b"], "name": "b2"},
                  {"op": "mul", "inputs": ["log", "b2"], "name": "half"}, {"op": "mul", "inputs": ["half", 0], "name": "flat"},
                  {"op": "mul", "inputs": ["parabola", 1e30], "name": "large"}, {"op": "mul", "inputs": ["large", 1e8], "name": "huge"}]}""")
                .body().get("id").asString();
    }

    private JsonNode surface(String body) {
        Answer a = client.post(session + "/surface", body);
        assertThat(a.status()).as(a.text()).isEqualTo(200);
        return a.body();
    }

    private static List<String> flat(JsonNode z) {
        List<String> all = new ArrayList<>();
        z.forEach(v -> all.addAll(v.isArray() ? flat(v) : List.of(v.asString())));
        return all;
    }

    @Test
    void aLineHasATangentWhoseSlopeIsTheGradient() {
        JsonNode s = surface("{\"loss\": \"parabola\", \"x\": {\"tensor\": \"a\", \"from\": -2, \"to\": 2, \"points\": 5}}");
        assertThat(flat(s.get("x"))).containsExactly("-2.0", "-1.0", "0.0", "1.0", "2.0");
        assertThat(flat(s.get("z"))).containsExactly("4.0", "1.0", "0.0", "1.0", "4.0");
        assertThat(s.get("y").isNull()).isTrue();
        assertThat(s.at("/point/x").asDouble()).isEqualTo(1);
        assertThat(s.at("/gradient/x").asDouble()).isEqualTo(2);
        assertThat(s.at("/tangent/slope").asDouble()).isEqualTo(2);
        assertThat(s.at("/tangent/intercept").asDouble()).isEqualTo(-1);
        assertThat(s.at("/direction/x").asDouble()).isEqualTo(-1);
    }

    private static final String PLANE = "\"x\": {\"tensor\": \"w\", \"index\": [0, 0], \"from\": -1, \"to\": 3, \"points\": 3}, "
            + "\"y\": {\"tensor\": \"w\", \"index\": [1, 0], \"from\": -1, \"to\": 3, \"points\": 2}";

    @Test
    void aPlaneHasRowsOfYAndTheWayDown() {
        JsonNode s = surface("{\"loss\": \"sse\", " + PLANE + "}");
        assertThat(flat(s.get("z"))).containsExactly("80.0", "8.0", "16.0", "16.0", "8.0", "80.0");
        assertThat(s.at("/gradient/x").asDouble()).isEqualTo(-28);
        assertThat(s.at("/gradient/y").asDouble()).isEqualTo(-12);
        assertThat(s.at("/direction/x").asDouble()).isCloseTo(28 / Math.hypot(28, 12), within(1e-6));
        assertThat(s.has("path")).isFalse();
    }

    @Test
    void theSessionStaysAsItIs() {
        Answer before = client.get(session);
        surface("{\"loss\": \"sse\", " + PLANE + "}");
        assertThat(client.get(session).header("ETag")).isEqualTo(before.header("ETag"));
        assertThat(client.get(session + "/tensors/w").body().get("grad").isNull()).isTrue();
        assertThat(flat(client.get(session + "/tensors/w").body().get("data"))).containsExactly("0.0", "0.0");
    }

    @Test
    void theIntegersOfTheRequestAndAConstantMayBeAxesToo() {
        JsonNode s = surface("""
                {"loss": "sse", "x": {"tensor": "w", "index": [-1, 0], "from": 0, "to": 1, "points": 2},
                 "y": {"tensor": "y", "index": [0, 0], "from": 2, "to": 3, "points": 2}}""");
        assertThat(flat(s.get("z"))).containsExactly("20.0", "10.0", "25.0", "13.0");
    }

    @Test
    void thePathOfAJobLiesOnTheSurface() {
        client.post(session + "/jobs",
                """
                {"name": "path", "replace": true, "loss": "sse", "optimizer": {"name": "SGD", "lr": 0.01}, "steps": 3, "write_back": false}""",
                "Prefer", "wait=30");
        JsonNode path = surface("{\"loss\": \"sse\", \"job\": \"path\", " + PLANE + "}").get("path");
        assertThat(path).extracting(p -> p.get("step").asLong()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(path).extracting(p -> p.get("x").asString()).startsWith("0.0", "0.28");
        assertThat(path).extracting(p -> Math.round(p.get("z").asDouble() * 1e4) / 1e4).containsExactly(20.0, 11.8016, 6.9797, 4.1436);
        client.delete("/v1/jobs/path");
    }

    @Test
    void aPathThatEndsOutsideOfAllNumbersIsShownAsFarAsItIsSeen() {
        client.post(session + "/jobs",
                """
                {"name": "far", "replace": true, "loss": "sse", "optimizer": {"name": "SGD", "lr": 10}, "steps": 1000, "write_back": false}""",
                "Prefer", "wait=30");
        String body = "{\"loss\": \"sse\", \"job\": \"far\", " + PLANE + "}";
        assertThat(surface(body).get("path").size()).isGreaterThan(5);
        assertThat(picture(body)).doesNotContain("NaN").doesNotContain("Infinity").contains("clip-path");
        client.delete("/v1/jobs/far");
    }

    private String picture(String body) {
        Answer a = client.post(session + "/surface", body, "Accept", "image/svg+xml");
        assertThat(a.status()).as(a.text()).isEqualTo(200);
        assertThat(a.header("Content-Type")).startsWith("image/svg+xml");
        return a.text();
    }

    @Test
    void cellsThatAreNotFiniteSurviveAndHaveAColourOfTheirOwn() {
        String body =
                """
                {"loss": "half", "x": {"tensor": "a", "from": -1, "to": 1, "points": 3}, "y": {"tensor": "b", "from": 0, "to": 2, "points": 2}}""";
        assertThat(flat(surface(body).get("z"))).containsExactly("NaN", "NaN", "0.0", "NaN", "-Infinity", "0.0");
        assertThat(picture(body)).contains("#d9d9d9", "not finite").doesNotContain("NaN").doesNotContain("Infinity");
        String line = "{\"loss\": \"half\", \"x\": {\"tensor\": \"a\", \"from\": -1, \"to\": 1, \"points\": 9}}";
        assertThat(picture(line)).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @ParameterizedTest
    @CsvSource({"flat, 0.5, 2", "huge, -2, 2", "huge, 2, 3"})
    void constantAndHugeSurfacesAreDrawn(String loss, double from, double to) {
        String axis = "\"from\": " + from + ", \"to\": " + to + ", \"points\": 9";
        String svg = picture("{\"loss\": \"" + loss + "\", \"x\": {\"tensor\": \"a\", " + axis + "}}");
        assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity").contains("<svg");
        String map = picture("{\"loss\": \"half\", \"x\": {\"tensor\": \"a\", " + axis + "}, \"y\": {\"tensor\": \"b\", " + axis + "}}");
        assertThat(map).doesNotContain("Infinity").contains("<svg");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"loss": "sse", "x": {"tensor": "w", "from": 0, "to": 1, "points": 3}}                                  | 400 | bad_value          | /x/index
            {"loss": "sse", "x": {"tensor": "w", "index": [2, 0], "from": 0, "to": 1, "points": 3}}                 | 422 | index_out_of_range | /x/index/0
            {"loss": "sse", "x": {"tensor": "w", "index": 0, "from": 0, "to": 1, "points": 3}}                      | 422 | index_out_of_range | /x/index
            {"loss": "sse", "x": {"tensor": "a", "from": 0, "to": 1, "points": 3}}                                  | 422 | bad_argument       | /x/tensor
            {"loss": "parabola", "x": {"tensor": "a", "from": 1, "to": 1, "points": 3}}                             | 400 | bad_value          | /x/to
            {"loss": "parabola", "x": {"tensor": "a", "from": 2, "to": 1, "points": 3}}                             | 400 | bad_value          | /x/to
            {"loss": "parabola", "x": {"tensor": "a", "from": "-Infinity", "to": 1, "points": 3}}                   | 400 | bad_value          | /x/from
            {"loss": "parabola", "x": {"tensor": "a", "from": 0, "to": 1, "points": 1}}                             | 400 | bad_value          | /x/points
            {"loss": "half", "x": {"tensor": "a", "from": 0, "to": 1, "points": 100000}, "y": {"tensor": "b", "from": 0, "to": 1, "points": 100000}} | 400 | bad_value | /y/points
            {"loss": "parabola", "x": {"tensor": "a", "from": 0, "to": 1, "points": 3}, "y": {"tensor": "a", "from": 0, "to": 1, "points": 3}} | 400 | bad_value | /y
            {"loss": "gone", "x": {"tensor": "a", "from": 0, "to": 1, "points": 3}}                                 | 404 | tensor_not_found   | /loss
            {"loss": "parabola", "x": {"tensor": "a", "from": 0, "to": 1, "points": 3}, "job": "gone"}              | 404 | job_not_found      | /job
            """)
    void whatCannotBeDrawnIsRefusedWithItsPlace(String body, int status, String code, String pointer) {
        Answer a = client.post(session + "/surface", body);
        assertThat(a.status()).as(a.text()).isEqualTo(status);
        assertThat(a.body().get("code").asString()).isEqualTo(code);
        assertThat(a.body().get("pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void noOtherPictureIsDrawn() {
        assertThat(client.post(session + "/surface", "{\"loss\": \"sse\", " + PLANE + "}", "Accept", "image/png").status()).isEqualTo(406);
    }
}
