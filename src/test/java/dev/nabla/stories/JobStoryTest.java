package dev.nabla.stories;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

/** A descent, as someone lives it who launches it, watches it and looks at what it left. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class JobStoryTest {
    /** A run that would take hours. */
    private static final String ENDLESS = """
            {"name": "endless", "replace": true, "loss": "sse", "optimizer": {"name": "SGD", "lr": 1e-9}, "steps": 1000000000}""";

    @LocalServerPort
    private int port;
    private Client client;
    private String session;

    @BeforeEach
    void theSumOfSquaredErrorsOfALine() {
        client = new Client(port);
        session = open("""
                {"steps": [
                  {"tensor": {"name": "a", "data": 0.0, "requires_grad": true}},
                  {"tensor": {"name": "b", "data": 0.0, "requires_grad": true}},
                  {"op": "rsub", "inputs": ["a", 2], "name": "u"}, {"op": "sub", "inputs": ["u", "b"], "name": "first"},
                  {"op": "mul", "inputs": ["first", "first"], "name": "first_squared"},
                  {"op": "mul", "inputs": [3, "a"], "name": "slope"}, {"op": "rsub", "inputs": ["slope", 4], "name": "v"},
                  {"op": "sub", "inputs": ["v", "b"], "name": "second"}, {"op": "mul", "inputs": ["second", "second"], "name": "second_squared"},
                  {"op": "add", "inputs": ["first_squared", "second_squared"], "name": "sse"}]}""");
    }

    private String open(String body) {
        Answer a = client.post("/v1/sessions", body);
        assertThat(a.status()).as(a.text()).isEqualTo(201);
        return "/v1/sessions/" + a.body().get("id").asString();
    }

    private Answer launch(String body) {
        return client.post(session + "/jobs", body, "Prefer", "wait=30");
    }

    private JsonNode descend(String body) {
        Answer a = launch(body);
        assertThat(a.status()).as(a.text()).isEqualTo(200);
        return a.body();
    }

    private JsonNode history(JsonNode job) {
        return client.get("/v1/jobs/" + job.get("id").asString() + "/history").body().get("items");
    }

    private double number(String tensor) {
        return client.get(session + "/tensors/" + tensor).body().get("data").asDouble();
    }

    // ---- the numbers ----------------------------------------------------------------------------------------------

    @Test
    void stepsOfOneHundredthPassTheKnownPoints() {
        JsonNode job = descend("""
                {"loss": "sse", "optimizer": {"name": "SGD", "lr": 0.01}, "steps": 3}""");

        assertThat(job.get("status").asString()).isEqualTo("succeeded");
        assertThat(job.get("stop_reason").asString()).isEqualTo("steps");
        assertThat(job.get("parameter_names")).extracting(JsonNode::asString).containsExactly("a", "b");
        JsonNode points = history(job);
        assertThat(points).hasSize(3);
        point(points.get(0), 1, 20, 0.28, 0.12);
        point(points.get(1), 2, 11.8016, 0.4944, 0.2128);
        point(points.get(2), 3, 6.9797, 0.6585, 0.2847);
        assertThat(points.get(0).get("grad_norm").asDouble()).isCloseTo(Math.hypot(28, 12), within(1e-4));
    }

    private static void point(JsonNode p, long step, double loss, double a, double b) {
        assertThat(p.get("step").asLong()).isEqualTo(step);
        assertThat(p.get("loss").asDouble()).isCloseTo(loss, within(5e-5));
        assertThat(p.get("lr").asDouble()).isEqualTo(0.01);
        assertThat(p.get("parameters").get("a").asDouble()).isCloseTo(a, within(5e-5));
        assertThat(p.get("parameters").get("b").asDouble()).isCloseTo(b, within(5e-5));
    }

    @Test
    void theSessionHoldsTheEndAsAfterOneMoreForwardPass() {
        JsonNode job = descend("""
                {"loss": "sse", "optimizer": {"name": "SGD", "lr": 0.01}, "steps": 3}""");

        assertThat(number("a")).isEqualTo(job.get("parameters").get("a").asDouble());
        assertThat(number("sse")).isEqualTo(job.get("loss").asDouble()).isCloseTo(4.1436, within(5e-5));
        assertThat(number("first")).isCloseTo(2 - number("a") - number("b"), within(1e-6));
        JsonNode gradients = client.post(session + "/backward", "{\"of\": \"sse\"}").body().get("gradients");
        double u = 2 - number("a") - number("b");
        double v = 4 - 3 * number("a") - number("b");
        assertThat(gradients.get("a").get("data").asDouble()).isCloseTo(-2 * u - 6 * v, within(1e-5));
        assertThat(gradients.get("b").get("data").asDouble()).isCloseTo(-2 * u - 2 * v, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({"1000, 1.0372, 0.9102", "10000, 1.0000, 1.0000"})
    void leastSquaresInMatrixForm(int steps, double w0, double w1) {
        session = open("""
                {"steps": [{"tensor": {"name": "X", "data": [[1, 1], [3, 1]]}}, {"tensor": {"name": "y", "data": [[2], [4]]}},
                  {"tensor": {"name": "w", "data": [[0], [0]], "requires_grad": true}},
                  {"op": "matmul", "inputs": ["X", "w"], "name": "fit"}, {"op": "sub", "inputs": ["fit", "y"], "name": "r"},
                  {"op": "mul", "inputs": ["r", "r"], "name": "squares"}, {"op": "sum", "inputs": ["squares"], "name": "sum"},
                  {"op": "div", "inputs": ["sum", 4], "name": "loss"}]}""");
        JsonNode job = descend("""
                {"loss": "loss", "optimizer": {"name": "SGD", "lr": 0.01}, "steps": %d}""".formatted(steps));

        JsonNode w = job.get("parameters").get("w");
        assertThat(w.get(0).get(0).asDouble()).isCloseTo(w0, within(5e-5));
        assertThat(w.get(1).get(0).asDouble()).isCloseTo(w1, within(5e-5));
        assertThat(job.get("diagnosis").get("verdict").asString()).isEqualTo(steps == 1000 ? "too_small" : "fine");
    }

    @Test
    void aStepSizeOfOneDiverges() {
        JsonNode job = descend("""
                {"loss": "sse", "optimizer": {"name": "SGD", "lr": 1}, "steps": 1000}""");

        assertThat(job.get("status").asString()).isEqualTo("diverged");
        assertThat(job.get("stop_reason").asString()).isEqualTo("non_finite");
        long done = job.get("steps_done").asLong();
        assertThat(job.get("message").asString()).contains("at step " + (done + 1));
        JsonNode points = history(job);
        JsonNode last = points.get(points.size() - 1);
        assertThat(last.get("step").asLong()).isEqualTo(done + 1);
        assertThat(last.get("loss").asString()).isIn("Infinity", "NaN");
        assertThat(number("a")).isZero();
        assertThat(number("sse")).isEqualTo(20);
        JsonNode diagnosis = job.get("diagnosis");
        assertThat(diagnosis.get("verdict").asString()).isEqualTo("diverging");
        assertThat(diagnosis.get("lambda_max").asDouble()).isCloseTo(23.3137, within(1e-4));
        assertThat(diagnosis.get("lambda_min").asDouble()).isCloseTo(0.6863, within(1e-4));
        assertThat(diagnosis.get("lr_limit").asDouble()).isCloseTo(0.08579, within(1e-5));
        assertThat(diagnosis.get("condition_number").asDouble()).isCloseTo(33.97, within(5e-3));
        assertThat(diagnosis.get("text").asString()).contains("0.08579").doesNotContain("this point only");
    }

    // ---- stopping -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"loss\": 7} | loss | 2", "{\"grad_norm\": 18} | grad_norm | 2",
        "{\"loss_change\": 5} | loss_change | 2", "{\"loss_change\": 5, \"patience\": 2} | loss_change | 5"})
    void aRuleEndsTheRunBeforeTheUpdate(String stop, String reason, long done) {
        JsonNode job = descend("""
                {"loss": "sse", "optimizer": {"name": "SGD", "lr": 0.01}, "steps": 100, "stop": %s}""".formatted(stop));

        assertThat(job.get("status").asString()).isEqualTo("succeeded");
        assertThat(job.get("stop_reason").asString()).isEqualTo(reason);
        assertThat(job.get("steps_done").asLong()).isEqualTo(done);
        JsonNode points = history(job);
        assertThat(points).hasSize((int) done + 1);
        assertThat(points.get(points.size() - 1).get("loss")).isEqualTo(job.get("loss"));
        assertThat(number("sse")).isEqualTo(job.get("loss").asDouble());
    }

    // ---- control --------------------------------------------------------------------------------------------------

    @Test
    void aCancelledRunIsWrittenBack() {
        Answer launched = client.post(session + "/jobs", ENDLESS);
        assertThat(launched.status()).isEqualTo(202);
        String id = launched.body().get("id").asString();
        assertThat(launched.header("Location")).isEqualTo("/v1/jobs/" + id);
        awaitProgress(id);

        Answer cancelled = client.post("/v1/jobs/" + id + "/cancel", "");
        assertThat(cancelled.status()).isEqualTo(202);
        JsonNode job = client.get("/v1/jobs/" + id, "Prefer", "wait=10").body();
        assertThat(job.get("status").asString()).isEqualTo("cancelled");
        assertThat(number("a")).isEqualTo(job.get("parameters").get("a").asDouble()).isPositive();
        Answer again = client.post("/v1/jobs/" + id + "/cancel", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body().get("code").asString()).isEqualTo("job_ended");
        assertThat(client.delete("/v1/jobs/" + id).status()).isEqualTo(204);
        assertThat(client.get("/v1/jobs/" + id).status()).isEqualTo(404);
    }

    /** Reads the job's events until it makes progress. */
    private void awaitProgress(String id) {
        try (InputStream in = client.stream("/v1/jobs/" + id + "/events");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.equals("event:progress")) {
                line = lines.readLine();
            }
            assertThat(line).isNotNull();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whileItRunsItsParametersAreItsOwn() {
        String id = client.post(session + "/jobs", ENDLESS).body().get("id").asString();
        Stream<Answer> changes = Stream.of(client.patch(session + "/tensors/a", "{\"data\": 1.0}"),
                client.patch(session + "/tensors/a", "{\"requires_grad\": false}"),
                client.post(session + "/ops", "{\"op\": \"mul_\", \"inputs\": [\"a\", 2], \"no_grad\": true}"),
                client.post(session + "/tensors", "{\"name\": \"b\", \"data\": 1.0, \"replace\": true}"),
                client.delete(session + "/tensors/b"),
                launch("{\"loss\": \"sse\", \"optimizer\": {\"name\": \"SGD\"}, \"steps\": 1}"));
        changes.forEach(a -> {
            assertThat(a.status()).as(a.text()).isEqualTo(409);
            assertThat(a.body().get("code").asString()).isEqualTo("leaf_in_use");
        });
        assertThat(number("a")).isZero();
        assertThat(client.post(session + "/ops", "{\"op\": \"mul\", \"inputs\": [\"a\", 2]}").status()).isEqualTo(201);

        client.post("/v1/jobs/" + id + "/cancel", "");
        client.get("/v1/jobs/" + id, "Prefer", "wait=10");
        assertThat(client.patch(session + "/tensors/a", "{\"data\": 1.0}").status()).isEqualTo(200);
    }

    @Test
    void aPausedRunStandsStillAndGoesOn() {
        String id = client.post(session + "/jobs", ENDLESS).body().get("id").asString();
        awaitProgress(id);
        client.post("/v1/jobs/" + id + "/pause", "");
        awaitStatus(id, "paused");
        long done = client.get("/v1/jobs/" + id).body().get("steps_done").asLong();
        assertThat(done).isPositive();
        JsonNode other = descend("""
                {"name": "other", "loss": "sse", "write_back": false, "optimizer": {"name": "SGD", "lr": 0.01}, "steps": 1000}""");
        assertThat(other.get("status").asString()).isEqualTo("succeeded");
        assertThat(client.get("/v1/jobs/" + id).body().get("steps_done").asLong()).isEqualTo(done);
        client.post("/v1/jobs/" + id + "/resume", "");
        client.post("/v1/jobs/" + id + "/cancel", "");
        JsonNode job = client.get("/v1/jobs/" + id, "Prefer", "wait=10").body();
        assertThat(job.get("status").asString()).isEqualTo("cancelled");
        assertThat(job.get("steps_done").asLong()).isGreaterThanOrEqualTo(done);
    }

    /** Reads the job's events until it goes over to a status. */
    private void awaitStatus(String id, String status) {
        try (InputStream in = client.stream("/v1/jobs/" + id + "/events");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.equals("data:{\"status\":\"" + status + "\"}")) {
                line = lines.readLine();
            }
            assertThat(line).isNotNull();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSessionTakesItsJobsWithIt() {
        String id = client.post(session + "/jobs", ENDLESS).body().get("id").asString();
        assertThat(client.delete(session).status()).isEqualTo(204);
        Answer job = client.get("/v1/jobs/" + id, "Prefer", "wait=10");
        assertThat(job.status() == 404 || job.body().get("status").asString().equals("cancelled")).as(job.text()).isTrue();
    }

    // ---- watching -------------------------------------------------------------------------------------------------

    @Test
    void theEventsCountFromOneAndCanBeTakenUpAgain() {
        JsonNode job = descend("""
                {"loss": "sse", "optimizer": {"name": "SGD", "lr": 0.01}, "steps": 3}""");
        String path = "/v1/jobs/" + job.get("id").asString() + "/events";
        List<String> all = ids(client.get(path).text());
        assertThat(all).containsExactly("1", "2", "3", "4");
        assertThat(ids(client.get(path, "Last-Event-ID", "2").text())).containsExactly("3", "4");
        assertThat(client.get(path).text()).contains("event:status").contains("event:end").contains("\"status\":\"succeeded\"");
        assertThat(client.get(path, "Last-Event-ID", "4").status()).isEqualTo(204);
    }

    private static List<String> ids(String events) {
        return new ArrayList<>(events.lines().filter(l -> l.startsWith("id:")).map(l -> l.substring(3)).toList());
    }

    @Test
    void theHistoryIsThinnedButKeepsItsEnds() {
        JsonNode job = descend("""
                {"loss": "sse", "optimizer": {"name": "SGD", "lr": 0.01, "momentum": 0.9}, "steps": 20000}""");
        Answer all = client.get("/v1/jobs/" + job.get("id").asString() + "/history?limit=10000");
        JsonNode points = all.body().get("items");
        assertThat(points.size()).isBetween(700, 1501);
        assertThat(points.get(0).get("step").asLong()).isEqualTo(1);
        assertThat(points.get(points.size() - 1).get("step").asLong()).isEqualTo(20_000);
        assertThat(points).extracting(p -> p.get("step").asLong()).isSorted().doesNotHaveDuplicates();

        JsonNode page = client.get("/v1/jobs/" + job.get("id").asString() + "/history?limit=2").body();
        JsonNode next = client.get("/v1/jobs/" + job.get("id").asString() + "/history?limit=2&cursor=" + page.get("next_cursor").asString())
                .body();
        assertThat(next.get("items").get(0)).isEqualTo(points.get(2));
        assertThat(client.get("/v1/jobs/" + job.get("id").asString() + "/history", "Accept", "text/csv").text())
                .startsWith("step,loss,lr,grad_norm,a,b\r\n1,20.0,0.01,");
    }

    @Test
    void theCurveIsAPicture() {
        JsonNode job = descend("""
                {"name": "curve", "loss": "sse", "optimizer": {"name": "SGD", "lr": 0.01}, "steps": 100}""");
        Answer svg = client.get("/v1/jobs/" + job.get("name").asString() + "/loss.svg");
        assertThat(svg.status()).isEqualTo(200);
        assertThat(svg.header("Content-Type")).startsWith("image/svg+xml");
        assertThat(svg.text()).startsWith("<svg").contains("loss (log)");
    }

    // ---- refusals -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"loss": "sse", "optimizer": {"name": "SGD", "lr": -0.1}, "steps": 1}                            | 422 | bad_argument     | /optimizer/lr
            {"loss": "sse", "optimizer": {"name": "SGD", "lr": "0.1"}, "steps": 1}                           | 422 | bad_argument     | /optimizer/lr
            {"loss": "sse", "optimizer": {"name": "SGD", "lr": 1e400}, "steps": 1}                           | 400 | bad_value        | /optimizer/lr
            {"loss": "sse", "optimizer": {"name": "SGD", "rate": 0.1}, "steps": 1}                           | 400 | unknown_member   | /optimizer/rate
            {"loss": "sse", "optimizer": {"name": "Best"}, "steps": 1}                                       | 400 | bad_value        | /optimizer/name
            {"loss": "sse", "optimizer": {"name": "SGD", "nesterov": true}, "steps": 1}                      | 422 | bad_argument     | /optimizer/nesterov
            {"loss": "sse", "optimizer": {"name": "SGD"}, "steps": 1.5}                                      | 400 | bad_value        | /steps
            {"loss": "sse", "optimizer": {"name": "SGD"}, "steps": 1000000000000000000}                      | 413 | too_many_steps   | /steps
            {"loss": "sse", "optimizer": {"name": "SGD"}, "steps": 0}                                        | 400 | bad_value        | /steps
            {"loss": "sse", "optimizer": {"name": "SGD"}}                                                    | 400 | bad_value        | /steps
            {"loss": "sse", "optimizer": {"name": "SGD"}, "epochs": 1}                                       | 400 | bad_value        | /epochs
            {"loss": "gone", "optimizer": {"name": "SGD"}, "steps": 1}                                       | 404 | tensor_not_found | /loss
            {"loss": "a", "optimizer": {"name": "SGD"}, "parameters": ["first"], "steps": 1}                 | 422 | bad_argument     | /parameters/0
            {"loss": "sse", "optimizer": {"name": "SGD"}, "steps": 1, "clip": {"type": "norm"}}              | 400 | bad_value        | /clip/max_norm
            {"loss": "sse", "optimizer": {"name": "SGD"}, "steps": 1, "scheduler": {"name": "StepLR"}}       | 422 | bad_argument     | /scheduler/step_size
            {"loss": "sse", "optimizer": {"name": "SGD"}, "steps": 1, "stop": {"losses": 1}}                 | 400 | unknown_member   | /stop/losses
            """)
    void whatCannotBeRunIsRefusedWithItsPlace(String body, int status, String code, String pointer) {
        Answer a = launch(body);
        assertThat(a.status()).as(a.text()).isEqualTo(status);
        assertThat(a.body().get("code").asString()).isEqualTo(code);
        assertThat(a.body().path("pointer").asString("")).isEqualTo(pointer);
        assertThat(client.get(session + "/jobs").body().get("items")).isEmpty();
    }

    @Test
    void aLossOfSeveralElementsIsRefusedAsInPyTorch() {
        client.post(session + "/ops", "{\"op\": \"stack\", \"inputs\": [\"first\", \"second\"], \"name\": \"both\"}");
        Answer a = launch("{\"loss\": \"both\", \"optimizer\": {\"name\": \"SGD\"}, \"steps\": 1}");
        assertThat(a.body().get("code").asString()).isEqualTo("grad_needs_scalar");
        assertThat(a.body().get("detail").asString()).isEqualTo("grad can be implicitly created only for scalar outputs");
    }

    @Test
    void validatingCostsTheFirstEvaluationOnly() {
        JsonNode job = descend("""
                {"loss": "sse", "validate_only": true, "optimizer": {"name": "SGD", "lr": 0.01}, "steps": 1000000}""");
        assertThat(job.get("id").isNull()).isTrue();
        assertThat(job.get("loss").asDouble()).isEqualTo(20);
        assertThat(client.get(session + "/jobs").body().get("items")).isEmpty();
    }
}
