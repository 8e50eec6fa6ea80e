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

/** Least squares in closed form, and one step of descent beside it, written out. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class LeastSquaresStoryTest {
    @LocalServerPort
    private int port;
    private Client client;
    private String session;

    @BeforeEach
    void aLineThroughTwoPoints() {
        client = new Client(port);
        session = "/v1/sessions/" + client.post("/v1/sessions", """
                {"default_dtype": "float64", "steps": [
                  {"tensor": {"name": "X", "data": [[1, 1], [3, 1]]}}, {"tensor": {"name": "y", "data": [[2], [4]]}},
                  {"tensor": {"name": "w", "data": [[0.0], [0.0]], "requires_grad": true}},
                  {"op": "matmul", "inputs": ["X", "w"], "name": "fit"}, {"op": "sub", "inputs": ["fit", "y"], "name": "r"},
                  {"op": "square", "inputs": ["r"], "name": "squares"}, {"op": "sum", "inputs": ["squares"], "name": "sse"},
                  {"op": "mean", "inputs": ["squares"], "name": "mse"}, {"op": "div", "inputs": ["sse", 4], "name": "quarter"},
                  {"op": "div", "inputs": ["sse", 5], "name": "fifth"}, {"op": "sum", "inputs": ["w"], "name": "other"}]}""").body()
                .get("id").asString();
    }

    private JsonNode solve(String body) {
        Answer a = client.post(session + "/least_squares", body);
        assertThat(a.status()).as(a.text()).isEqualTo(200);
        return a.body();
    }

    private static List<Double> flat(JsonNode v) {
        List<Double> all = new ArrayList<>();
        v.forEach(x -> all.addAll(x.isArray() ? flat(x) : List.of(x.asDouble())));
        return all;
    }

    private static void close(JsonNode got, double... want) {
        List<Double> values = flat(got);
        assertThat(values).hasSize(want.length);
        for (int i = 0; i < want.length; i++) {
            assertThat(values.get(i)).isCloseTo(want[i], within(1e-9));
        }
    }

    // ---- the closed form ------------------------------------------------------------------------------------------

    @Test
    void theLineIsFoundAtOnce() {
        JsonNode s = solve("{\"X\": \"X\", \"y\": \"y\", \"name\": \"best\"}");
        close(s.get("weights"), 1, 1);
        assertThat(s.get("rank").asInt()).isEqualTo(2);
        assertThat(s.get("unique").asBoolean()).isTrue();
        assertThat(s.get("condition_number").asDouble()).isCloseTo(5.82842712474619, within(1e-9));
        assertThat(s.get("sse").asDouble()).isCloseTo(0, within(1e-20));
        close(client.get(session + "/tensors/best").body().get("data"), 1, 1);
        Answer taken = client.post(session + "/least_squares", "{\"X\": \"X\", \"y\": \"y\", \"name\": \"best\"}");
        assertThat(taken.body().get("code").asString()).isEqualTo("name_taken");
    }

    @Test
    void aRidgeGivesUpSomeOfTheFitForSmallerWeights() {
        JsonNode s = solve("{\"X\": \"X\", \"y\": {\"data\": [2, 4]}, \"ridge\": 1}");
        close(s.get("weights"), 18.0 / 17, 10.0 / 17);
        assertThat(s.get("sse").asDouble()).isCloseTo(0.17993079584775087, within(1e-9));
        assertThat(s.get("sse_min").asDouble()).isCloseTo(0, within(1e-20));
    }

    @Test
    void theSmallestSumIsThatOfTheResiduals() {
        JsonNode s = solve("{\"X\": {\"data\": [[1, 0], [1, 1], [1, 2]]}, \"y\": {\"data\": [[1, 0], [2, 0], [2, 3]]}}");
        close(s.get("weights"), 7.0 / 6, -0.5, 0.5, 1.5);
        assertThat(s.get("sse").asDouble()).isCloseTo(1.0 / 6 + 1.5, within(1e-9)).isCloseTo(s.get("sse_min").asDouble(), within(1e-9));
    }

    @Test
    void dependentColumnsHaveNoOnlyBestWeights() {
        String dependent = "{\"X\": {\"data\": [[1, 2], [2, 4], [3, 6]]}, \"y\": {\"data\": [1, 2, 4]}";
        Answer a = client.post(session + "/least_squares", dependent + "}");
        assertThat(a.status()).isEqualTo(422);
        assertThat(a.body().get("code").asString()).isEqualTo("singular_matrix");
        assertThat(a.body().get("hint").asString()).contains("ridge").contains("descen");
        JsonNode s = solve(dependent + ", \"ridge\": 0.1}");
        close(s.get("weights"), 17 / 70.1, 34 / 70.1);
        assertThat(s.get("rank").asInt()).isEqualTo(1);
        assertThat(s.get("condition_number").asString()).isEqualTo("Infinity");
        assertThat(s.get("sse").asDouble()).isGreaterThan(s.get("sse_min").asDouble());
    }

    @Test
    void columnsThatAreAlmostEqualAreToldApart() {
        JsonNode s = solve("""
                {"X": {"data": [[1, 1], [0.0001, 0], [0, 0.0001]], "dtype": "float32"},
                 "y": {"data": [3, 0.0001, 0.0002], "dtype": "float32"}}""");
        assertThat(flat(s.get("weights")).get(0)).isCloseTo(1, within(2e-3));
        assertThat(flat(s.get("weights")).get(1)).isCloseTo(2, within(2e-3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"X": "gone", "y": "y"}                                    | 404 | tensor_not_found | /X
            {"X": "X", "y": {"data": [1, 2, 3]}}                       | 422 | shape_mismatch   | /y
            {"X": {"data": [1, 2]}, "y": "y"}                          | 422 | shape_mismatch   | /X
            {"X": "X", "y": {"data": [true, false]}}                   | 422 | dtype_mismatch   | /y
            {"X": "X", "y": {"data": [1, "NaN"]}}                      | 422 | bad_argument     | /y
            {"X": "X", "y": "y", "ridge": -1}                          | 400 | bad_value        | /ridge
            {"X": {"data": [[1, 2, 3]]}, "y": {"data": [1]}}           | 422 | singular_matrix  | /X
            """)
    void whatHasNoAnswerIsRefusedWithItsPlace(String body, int status, String code, String pointer) {
        Answer a = client.post(session + "/least_squares", body);
        assertThat(a.status()).as(a.text()).isEqualTo(status);
        assertThat(a.body().get("code").asString()).isEqualTo(code);
        assertThat(a.body().get("pointer").asString()).isEqualTo(pointer);
    }

    // ---- one step -------------------------------------------------------------------------------------------------

    private JsonNode iteration(String loss, String optimizer, String query) {
        String id = client.post(session + "/jobs",
                "{\"loss\": \"" + loss + "\", \"optimizer\": " + optimizer + ", \"steps\": 3, \"write_back\": false}", "Prefer", "wait=30")
                .body().get("id").asString();
        Answer a = client.get("/v1/jobs/" + id + "/iterations/" + query);
        assertThat(a.status()).as(a.text()).isEqualTo(200);
        return a.body();
    }

    @Test
    void theFirstStepIsWrittenOut() {
        JsonNode i = iteration("sse", "{\"name\": \"SGD\", \"lr\": 0.01}", "1");
        JsonNode w = i.at("/parameters/w");
        close(w.get("before"), 0, 0);
        close(w.get("gradient"), -28, -12);
        close(w.get("unit_direction"), -28 / Math.hypot(28, 12), -12 / Math.hypot(28, 12));
        close(w.get("lr_times_gradient"), -0.28, -0.12);
        close(w.get("update"), 0.28, 0.12);
        close(w.get("after"), 0.28, 0.12);
        assertThat(i.get("loss").asDouble()).isEqualTo(20);
        assertThat(i.get("equations")).extracting(JsonNode::asString).containsExactly("w[0][0]: 0 - 0.01 * (-28) = 0.28",
                "w[1][0]: 0 - 0.01 * (-12) = 0.12");
        assertThat(i.get("matrix_form").isNull()).isTrue();
    }

    @Test
    void thePathGoesOnFromStepToStep() {
        JsonNode w = iteration("sse", "{\"name\": \"SGD\", \"lr\": 0.01}", "2").at("/parameters/w");
        close(w.get("before"), 0.28, 0.12);
        close(w.get("gradient"), -21.44, -9.28);
        close(w.get("after"), 0.4944, 0.2128);
    }

    @Test
    void anotherOptimizersUpdateIsItsOwn() {
        JsonNode i = iteration("sse", "{\"name\": \"Adam\", \"lr\": 0.01}", "1");
        assertThat(flat(i.at("/parameters/w/update"))).allSatisfy(u -> assertThat(u).isCloseTo(0.01, within(1e-9)));
        assertThat(i.at("/equations/0").asString()).isEqualTo("w[0][0]: 0 + 0.01 = 0.01");
    }

    @ParameterizedTest
    @CsvSource({"sse, 4, not divided by m", "mse, 2, twice", "quarter, 1, both are the same", "fifth, 0.8, would be 2m = 4"})
    void theMatrixFormDiffersByAFactorThatIsExplained(String loss, double ratio, String why) {
        JsonNode m = iteration(loss, "{\"name\": \"SGD\", \"lr\": 0.01}", "1?X=X&y=y").get("matrix_form");
        close(m.get("gradient"), -7, -3);
        assertThat(m.get("m").asInt()).isEqualTo(2);
        assertThat(m.get("ratio").asDouble()).isCloseTo(ratio, within(1e-9));
        assertThat(m.get("text").asString()).contains(why);
    }

    @Test
    void aLossOfAnotherKindIsNoMultipleOfIt() {
        JsonNode m = iteration("other", "{\"name\": \"SGD\", \"lr\": 0.01}", "1?X=X&y=y").get("matrix_form");
        assertThat(m.get("ratio").isNull()).isTrue();
        assertThat(m.get("text").asString()).contains("Autograd's gradient is no multiple");
    }
}
