package dev.nabla.stories;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.nabla.stories.Client.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a job runs again in each step of what was recorded once, and what it refuses to. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ReplayRulesTest {
    @LocalServerPort
    private int port;
    private Client client;
    private String session;

    @BeforeEach
    void connect() {
        client = new Client(port);
    }

    private void record(String steps) {
        Answer a = client.post("/v1/sessions", "{\"seed\": 3, \"steps\": [" + steps + "]}");
        assertThat(a.status()).as(a.text()).isEqualTo(201);
        session = "/v1/sessions/" + a.body().get("id").asString();
    }

    private Answer launch(String more) {
        return client.post(session + "/jobs",
                "{\"loss\": \"loss\", \"optimizer\": {\"name\": \"SGD\", \"lr\": 0.1}, \"record\": {\"every\": 1}, " + more + "}", "Prefer",
                "wait=30");
    }

    /** What each step had of one member. */
    private List<Double> along(String member, String more) {
        Answer a = launch(more);
        assertThat(a.status()).as(a.text()).isEqualTo(200);
        assertThat(a.body().get("status").asString()).as(a.text()).isEqualTo("succeeded");
        JsonNode points = client.get("/v1/jobs/" + a.body().get("id").asString() + "/history").body().get("items");
        List<Double> values = new ArrayList<>();
        points.forEach(p -> values.add((member.equals("w") ? p.get("parameters") : p).get(member).asDouble()));
        return values;
    }

    private static void close(List<Double> values, double... expected) {
        assertThat(values).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(values.get(i)).as("step %d", i + 1).isCloseTo(expected[i], within(1e-6));
        }
    }

    private void refused(String more, int status, String code, String pointer) {
        Answer a = launch(more);
        assertThat(a.status()).as(a.text()).isEqualTo(status);
        assertThat(a.body().get("code").asString()).isEqualTo(code);
        assertThat(a.body().get("pointer").asString()).isEqualTo(pointer);
    }

    private static final String W = "{\"tensor\": {\"name\": \"w\", \"data\": 1.0, \"requires_grad\": true}}, ";
    private static final String X = "{\"tensor\": {\"name\": \"X\", \"data\": [1.0, 2.0, 4.0, 8.0, 16.0]}}, ";

    @Test
    void aValueWithoutGradientIsComputedAnewFromTheParameters() {
        record(W + "{\"op\": \"mul\", \"inputs\": [\"w\", 2], \"name\": \"twice\", \"no_grad\": true}, "
                + "{\"op\": \"mul\", \"inputs\": [\"twice\", \"w\"], \"name\": \"loss\"}");
        close(along("w", "\"steps\": 3"), 0.8, 0.64, 0.512);
    }

    @Test
    void aDetachedValueTooAndItPassesNoGradientOn() {
        record(W + "{\"detach\": {\"of\": \"w\", \"name\": \"d\"}}, {\"op\": \"mul\", \"inputs\": [\"d\", \"w\"], \"name\": \"loss\"}");
        close(along("w", "\"steps\": 3"), 0.9, 0.81, 0.729);
    }

    @Test
    void aConstantIsComputedFromTheRowsOfItsBatch() {
        record(W + X + "{\"op\": \"mul\", \"inputs\": [\"X\", 10], \"name\": \"scaled\"}, "
                + "{\"op\": \"mul\", \"inputs\": [\"scaled\", \"w\"], \"name\": \"p\"}, {\"op\": \"sum\", \"inputs\": [\"p\"], \"name\": \"loss\"}");
        close(along("grad_norm", "\"steps\": 4, \"batches\": {\"tensors\": [\"X\"], \"size\": 2}"), 30, 120, 160, 30);
        record(W + X
                + "{\"op\": \"mul\", \"inputs\": [\"X\", \"w\"], \"name\": \"p\"}, {\"op\": \"sum\", \"inputs\": [\"p\"], \"name\": \"loss\"}");
        close(along("grad_norm", "\"steps\": 3, \"batches\": {\"tensors\": [\"X\"], \"order\": [[4, 0], [1]]}"), 17, 2, 17);
    }

    @Test
    void batchesAreShuffledAsRandpermDoes() {
        record(W + X
                + "{\"op\": \"mul\", \"inputs\": [\"X\", \"w\"], \"name\": \"p\"}, {\"op\": \"sum\", \"inputs\": [\"p\"], \"name\": \"loss\"}");
        int[][] order = RANDPERM_OF_SEED_7;
        double[] x = {1, 2, 4, 8, 16};
        close(along("grad_norm", "\"epochs\": 2, \"batches\": {\"tensors\": [\"X\"], \"size\": 2, \"shuffle\": true, \"seed\": 7}"),
                x[order[0][0]] + x[order[0][1]], x[order[0][2]] + x[order[0][3]], x[order[0][4]],
                x[order[1][0]] + x[order[1][1]], x[order[1][2]] + x[order[1][3]], x[order[1][4]]);
        close(along("grad_norm",
                "\"epochs\": 2, \"batches\": {\"tensors\": [\"X\"], \"size\": 2, \"shuffle\": true, \"seed\": 7, \"drop_last\": true}"),
                x[order[0][0]] + x[order[0][1]], x[order[0][2]] + x[order[0][3]], x[order[1][0]] + x[order[1][1]],
                x[order[1][2]] + x[order[1][3]]);
    }

    /** torch.randperm(5, generator=torch.Generator().manual_seed(7)), twice. */
    private static final int[][] RANDPERM_OF_SEED_7 = {{0, 1, 3, 2, 4}, {3, 4, 1, 2, 0}};

    @Test
    void randomOpsDrawAnewAndGoOnWhereTheSessionStands() {
        record(W + "{\"op\": \"rand_like\", \"inputs\": [\"w\"], \"name\": \"r\"}, {\"op\": \"mul\", \"inputs\": [\"r\", \"w\"], \"name\": \"loss\"}");
        close(along("grad_norm", "\"steps\": 3, \"write_back\": false"), 0.10556936264038086, 0.2858424782752991, 0.026954829692840576);
    }

    @Test
    void aFreedGraphServes() {
        record(W + "{\"op\": \"mul\", \"inputs\": [\"w\", \"w\"], \"name\": \"loss\"}, {\"backward\": {\"of\": \"loss\"}}");
        close(along("w", "\"steps\": 2"), 0.8, 0.64);
    }

    @Test
    void aLeafThatWasReplacedIsTakenAsItIsNow() {
        record(W + "{\"op\": \"mul\", \"inputs\": [\"w\", \"w\"], \"name\": \"loss\"}, "
                + "{\"tensor\": {\"name\": \"w\", \"data\": 2.0, \"requires_grad\": true, \"replace\": true}}");
        close(along("w", "\"steps\": 2"), 1.6, 1.28);
    }

    @Test
    void anInPlaceOpOnTheWayIsRefused() {
        record(W + "{\"op\": \"mul\", \"inputs\": [\"w\", 2], \"name\": \"p\"}, {\"op\": \"add_\", \"inputs\": [\"p\", 1]}, "
                + "{\"op\": \"mul\", \"inputs\": [\"p\", \"p\"], \"name\": \"loss\"}");
        refused("\"steps\": 1", 422, "not_replayable", "/loss");
    }

    @Test
    void aShapeThatDoesNotFitABatchIsRefused() {
        record(W + X + "{\"op\": \"reshape\", \"inputs\": [\"X\"], \"params\": {\"shape\": [5, 1]}, \"name\": \"column\"}, "
                + "{\"op\": \"mul\", \"inputs\": [\"column\", \"w\"], \"name\": \"p\"}, {\"op\": \"sum\", \"inputs\": [\"p\"], \"name\": \"loss\"}");
        refused("\"steps\": 1, \"batches\": {\"tensors\": [\"X\"], \"size\": 2}", 422, "not_replayable", "/batches");
        close(along("grad_norm", "\"steps\": 1"), 31);
    }

    @Test
    void dataIsNotDescendedOnByDefault() {
        record(W + "{\"tensor\": {\"name\": \"X\", \"data\": [1.0, 2.0], \"requires_grad\": true}}, "
                + "{\"op\": \"mul\", \"inputs\": [\"X\", \"w\"], \"name\": \"p\"}, {\"op\": \"sum\", \"inputs\": [\"p\"], \"name\": \"loss\"}");
        refused("\"steps\": 1, \"batches\": {\"tensors\": [\"X\"], \"size\": 1}", 422, "bad_argument", "/batches/tensors/0");
        refused("\"parameters\": [\"X\"], \"steps\": 1, \"batches\": {\"tensors\": [\"X\"], \"size\": 1}", 422, "bad_argument",
                "/parameters/0");
        close(along("grad_norm", "\"parameters\": [\"w\"], \"steps\": 2, \"batches\": {\"tensors\": [\"X\"], \"size\": 1}"), 1, 2);
        assertThat(launch("\"steps\": 1").body().get("parameter_names")).extracting(JsonNode::asString).containsExactly("w", "X");
    }

    @Test
    void aParameterThatTheLossDoesNotDependOnStaysAndIsWarnedOf() {
        record(W + "{\"tensor\": {\"name\": \"v\", \"data\": 5.0, \"requires_grad\": true}}, "
                + "{\"op\": \"mul\", \"inputs\": [\"w\", \"w\"], \"name\": \"loss\"}");
        JsonNode job = launch("\"parameters\": [\"w\", \"v\"], \"steps\": 2").body();
        assertThat(job.at("/warnings/0/code").asString()).isEqualTo("parameter_not_used");
        assertThat(job.at("/warnings/0/text").asString()).contains("v");
        assertThat(job.at("/parameters/v").asDouble()).isEqualTo(5);
    }
}
