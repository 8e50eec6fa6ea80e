package dev.nabla.stories;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a run says of its step size: on the line through two points, on badly scaled data, and where the loss is no bowl. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DiagnosisStoryTest {
    private static final String SSE = """
            {"tensor": {"name": "a", "data": 0.0, "requires_grad": true}}, {"tensor": {"name": "b", "data": 0.0, "requires_grad": true}},
            {"op": "rsub", "inputs": ["a", 2], "name": "u"}, {"op": "sub", "inputs": ["u", "b"], "name": "e1"},
            {"op": "mul", "inputs": [3, "a"], "name": "s"}, {"op": "rsub", "inputs": ["s", 4], "name": "v"},
            {"op": "sub", "inputs": ["v", "b"], "name": "e2"}, {"op": "square", "inputs": ["e1"], "name": "q1"},
            {"op": "square", "inputs": ["e2"], "name": "q2"}, {"op": "add", "inputs": ["q1", "q2"], "name": "loss"}""";

    @LocalServerPort
    private int port;
    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(port);
    }

    private JsonNode run(String steps, String optimizer, long n, String... headers) {
        String session = "/v1/sessions/"
                + client.post("/v1/sessions", "{\"default_dtype\": \"float64\", \"steps\": [" + steps + "]}").body().get("id").asString();
        String[] all = headers.length == 0 ? new String[]{"Prefer", "wait=30"} : new String[]{"Prefer", "wait=30", headers[0], headers[1]};
        return client.post(session + "/jobs", "{\"loss\": \"loss\", \"optimizer\": " + optimizer + ", \"steps\": " + n + "}", all).body();
    }

    private JsonNode diagnosis(String steps, String optimizer, long n, String... headers) {
        return run(steps, optimizer, n, headers).get("diagnosis");
    }

    @ParameterizedTest
    @CsvSource({"0.0001, 100, too_small", "0.01, 100, too_small", "0.05, 100, fine", "0.08, 100, oscillating", "0.0858, 100, diverging",
        "1, 1000, diverging"})
    void theLimitOnTheSumOfSquaredErrorsIsTwoOverTheLargestCurvature(double lr, long steps, String verdict) {
        JsonNode d = diagnosis(SSE, "{\"name\": \"SGD\", \"lr\": " + lr + "}", steps);
        assertThat(d.get("verdict").asString()).as(d.toString()).isEqualTo(verdict);
        assertThat(d.get("lr").asDouble()).isEqualTo(lr);
        assertThat(d.get("lambda_max").asDouble()).isCloseTo(12 + 8 * Math.sqrt(2), within(1e-9));
        assertThat(d.get("lambda_min").asDouble()).isCloseTo(12 - 8 * Math.sqrt(2), within(1e-9));
        assertThat(d.get("lr_limit").asDouble()).isCloseTo(2 / (12 + 8 * Math.sqrt(2)), within(1e-12));
        assertThat(d.get("condition_number").asDouble()).isCloseTo(33.97, within(5e-3));
        assertThat(d.get("text").asString()).doesNotContain("this point only");
    }

    @Test
    void oneThatIsTooSmallSaysHowManyStepsMoreAndTheyDo() {
        JsonNode d = diagnosis(SSE, "{\"name\": \"SGD\", \"lr\": 0.01}", 100);
        long more = d.get("steps_needed").asLong();
        assertThat(d.get("text").asString()).contains(Long.toString(more)).contains("from 0.08579 on it diverges");
        JsonNode then = run(SSE, "{\"name\": \"SGD\", \"lr\": 0.01}", 100 + more);
        JsonNode before = run(SSE, "{\"name\": \"SGD\", \"lr\": 0.01}", 100 + more * 9 / 10);
        assertThat(away(then)).isLessThanOrEqualTo(1e-4);
        assertThat(away(before)).isGreaterThan(1e-4);
    }

    /** How far the line is from y = x + 1. */
    private static double away(JsonNode job) {
        return Math.max(Math.abs(job.at("/parameters/a").asDouble() - 1), Math.abs(job.at("/parameters/b").asDouble() - 1));
    }

    @Test
    void oneThatIsTooLargeSaysFromWhichSizeOn() {
        JsonNode d = diagnosis(SSE, "{\"name\": \"SGD\", \"lr\": 1}", 1000, "Accept-Language", "zh-CN");
        assertThat(d.get("text").asString()).contains("步长 1 太大").contains("0.08579");
        assertThat(d.get("steps_needed").isNull()).isTrue();
    }

    @Test
    void momentumRaisesTheLimit() {
        JsonNode d = diagnosis(SSE, "{\"name\": \"SGD\", \"lr\": 0.01, \"momentum\": 0.9}", 100);
        assertThat(d.get("lr_limit").asDouble()).isCloseTo(2 * 1.9 / (12 + 8 * Math.sqrt(2)), within(1e-9));
    }

    @Test
    void badlyScaledDataIsWhatIsSlow() {
        JsonNode d = diagnosis("""
                {"tensor": {"name": "x", "data": [1.0, 1.0], "requires_grad": true}}, {"tensor": {"name": "d", "data": [10000.0, 1.0]}},
                {"op": "square", "inputs": ["x"], "name": "q"}, {"op": "mul", "inputs": ["q", "d"], "name": "p"},
                {"op": "sum", "inputs": ["p"], "name": "loss"}""", "{\"name\": \"SGD\", \"lr\": 4e-5}", 1000);
        assertThat(d.get("condition_number").asDouble()).isCloseTo(10_000, within(1e-6));
        assertThat(d.get("text").asString()).contains("Scale the data");
    }

    @Test
    void aCurvedValleySpeaksOfThisPointOnly() {
        JsonNode d = diagnosis("""
                {"tensor": {"name": "x", "data": -1.2, "requires_grad": true}}, {"tensor": {"name": "y", "data": 1.0, "requires_grad": true}},
                {"op": "rsub", "inputs": ["x", 1], "name": "a"}, {"op": "square", "inputs": ["a"], "name": "a2"},
                {"op": "square", "inputs": ["x"], "name": "x2"}, {"op": "sub", "inputs": ["y", "x2"], "name": "b"},
                {"op": "square", "inputs": ["b"], "name": "b2"}, {"op": "mul", "inputs": ["b2", 100], "name": "c"},
                {"op": "add", "inputs": ["a2", "c"], "name": "loss"}""", "{\"name\": \"SGD\", \"lr\": 0.001}", 1000);
        assertThat(d.get("text").asString()).contains("this speaks of this point only");
    }

    @Test
    void aSaddleHasNoStepsToItsMinimum() {
        JsonNode d = diagnosis("""
                {"tensor": {"name": "x", "data": 1.0, "requires_grad": true}}, {"tensor": {"name": "y", "data": 0.1, "requires_grad": true}},
                {"op": "square", "inputs": ["x"], "name": "x2"}, {"op": "square", "inputs": ["y"], "name": "y2"},
                {"op": "sub", "inputs": ["x2", "y2"], "name": "loss"}""", "{\"name\": \"SGD\", \"lr\": 0.1}", 20);
        assertThat(d.get("condition_number").isNull()).isTrue();
        assertThat(d.get("steps_needed").isNull()).isTrue();
        assertThat(d.get("text").asString()).contains("not convex here").contains("this point only");
    }

    @Test
    void aHillHasNoMinimumUnlessItIsClimbed() {
        String hill = """
                {"tensor": {"name": "x", "data": 1.0, "requires_grad": true}}, {"op": "square", "inputs": ["x"], "name": "x2"},
                {"op": "neg", "inputs": ["x2"], "name": "loss"}""";
        JsonNode down = diagnosis(hill, "{\"name\": \"SGD\", \"lr\": 0.1}", 20);
        assertThat(down.get("verdict").asString()).isEqualTo("unknown");
        assertThat(down.get("text").asString()).contains("maximize").contains("this point only");
        JsonNode up = diagnosis(hill, "{\"name\": \"SGD\", \"lr\": 0.1, \"maximize\": true}", 20);
        assertThat(up.get("lr_limit").asDouble()).isCloseTo(1, within(1e-9));
    }

    @Test
    void aKinkIsJumpedOverForEver() {
        JsonNode d = diagnosis("""
                {"tensor": {"name": "x", "data": 2.0, "requires_grad": true}}, {"op": "abs", "inputs": ["x"], "name": "loss"}""",
                "{\"name\": \"SGD\", \"lr\": 0.3}", 100);
        assertThat(d.get("verdict").asString()).as(d.toString()).isEqualTo("oscillating");
    }
}
