package dev.nabla.stories;

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

/** One descent with several settings, compared. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SweepStoryTest {
    @LocalServerPort
    private int port;
    private Client client;
    private String session;

    @BeforeEach
    void aParabola() {
        client = new Client(port);
        session = "/v1/sessions/" + client.post("/v1/sessions", """
                {"steps": [{"tensor": {"name": "x", "data": 3.0, "requires_grad": true}},
                  {"op": "square", "inputs": ["x"], "name": "loss"}]}""").body().get("id").asString();
    }

    private Answer launch(String body) {
        return client.post(session + "/sweeps", body, "Prefer", "wait=30");
    }

    @Test
    void everyStepSizeHasItsCurve() {
        Answer a = launch("""
                {"job": {"loss": "loss", "optimizer": {"name": "SGD"}, "steps": 50}, "grid": {"optimizer.lr": [0.001, 0.4, 1.5]}}""");
        assertThat(a.status()).as(a.text()).isEqualTo(200);
        JsonNode sweep = a.body();
        assertThat(a.header("Location")).isEqualTo("/v1/sweeps/" + sweep.get("id").asString());
        assertThat(sweep.get("status").asString()).isEqualTo("succeeded");
        JsonNode jobs = sweep.get("jobs");
        assertThat(jobs).extracting(j -> j.at("/settings/optimizer.lr").asDouble()).containsExactly(0.001, 0.4, 1.5);
        assertThat(jobs).extracting(j -> j.at("/diagnosis/verdict").asString()).startsWith("too_small", "fine");
        assertThat(jobs).allSatisfy(j -> assertThat(j.at("/curve/steps").size()).isEqualTo(j.at("/curve/losses").size()).isEqualTo(50));
        assertThat(jobs.at("/0/curve/losses/0").asDouble()).isEqualTo(9);
        assertThat(sweep.get("best").asString()).isEqualTo(jobs.at("/1/job_id").asString());
        assertThat(client.get(session + "/tensors/x").body().get("data").asDouble()).isEqualTo(3);

        String path = a.header("Location");
        assertThat(client.get(path).body()).isEqualTo(sweep);
        assertThat(client.get(path + "/loss.svg").text()).startsWith("<svg").contains("lr=0.001", "lr=0.4", "lr=1.5");
        assertThat(client.get(path, "Accept", "image/svg+xml").text()).startsWith("<svg");
        assertThat(client.get("/v1/jobs/" + jobs.at("/0/job_id").asString()).body().get("status").asString()).isEqualTo("succeeded");
    }

    @Test
    void theLastSettingVariesFastest() {
        JsonNode jobs = launch("""
                {"name": "two", "replace": true, "job": {"loss": "loss", "optimizer": {"name": "SGD", "lr": 0.1}, "steps": 2},
                 "grid": {"optimizer.name": ["SGD", "Adam"], "steps": [2, 3]}}""").body().get("jobs");
        assertThat(jobs).extracting(j -> j.get("settings").toString()).containsExactly("{\"optimizer.name\":\"SGD\",\"steps\":2}",
                "{\"optimizer.name\":\"SGD\",\"steps\":3}", "{\"optimizer.name\":\"Adam\",\"steps\":2}",
                "{\"optimizer.name\":\"Adam\",\"steps\":3}");
        assertThat(jobs).extracting(j -> j.get("steps_done").asInt()).isEqualTo(List.of(2, 3, 2, 3));
    }

    @Test
    void itCanBeCancelled() {
        Answer a = client.post(session + "/sweeps",
                """
                {"job": {"loss": "loss", "optimizer": {"name": "SGD"}, "steps": 1000000000}, "grid": {"optimizer.lr": [1e-9, 1e-8, 1e-7, 1e-6]}}""");
        assertThat(a.status()).isEqualTo(202);
        assertThat(client.post(a.header("Location") + "/cancel", "").status()).isEqualTo(202);
        JsonNode sweep = client.get(a.header("Location"), "Prefer", "wait=30").body();
        assertThat(sweep.get("status").asString()).isEqualTo("cancelled");
        Answer again = client.post(a.header("Location") + "/cancel", "");
        assertThat(again.body().get("code").asString()).isEqualTo("job_ended");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"job": {"loss": "loss", "optimizer": {"name": "SGD"}, "steps": 2}, "grid": {}}                                  | 400 | bad_value        | /grid
            {"job": {"loss": "loss", "optimizer": {"name": "SGD"}, "steps": 2}, "grid": {"optimizer.lr": []}}                | 400 | bad_value        | /grid/optimizer.lr
            {"job": {"loss": "loss", "optimizer": {"name": "SGD"}, "steps": 2}, "grid": {"optimizer.lr": [0.1, -1]}}         | 422 | bad_argument     | /job/optimizer/lr
            {"job": {"loss": "loss", "optimizer": {"name": "SGD"}, "steps": 2}, "grid": {"optimizer.rate": [0.1]}}           | 400 | unknown_member   | /job/optimizer/rate
            {"job": {"loss": "loss", "optimizer": {"name": "SGD"}, "steps": 2}, "grid": {"step": [0.1]}}                     | 400 | unknown_member   | /job/step
            {"job": {"loss": "loss", "optimizer": {"name": "SGD"}, "steps": 2}, "grid": {"steps.0": [1]}}                    | 400 | bad_value        | /grid/steps.0
            {"job": {"loss": "gone", "optimizer": {"name": "SGD"}, "steps": 2}, "grid": {"optimizer.lr": [0.1]}}             | 404 | tensor_not_found | /job/loss
            {"grid": {"optimizer.lr": [0.1]}}                                                                                | 400 | bad_value        | /job
            {"job": {"loss": "loss", "optimizer": {"name": "SGD"}, "steps": 2, "write_back": true}, "grid": {"steps": [1]}}  | 400 | bad_value        | /job/write_back
            """)
    void whatCannotBeRunIsRefusedAndNothingIsLaunched(String body, int status, String code, String pointer) {
        Answer a = launch(body);
        assertThat(a.status()).as(a.text()).isEqualTo(status);
        assertThat(a.body().get("code").asString()).isEqualTo(code);
        assertThat(a.body().get("pointer").asString()).isEqualTo(pointer);
        assertThat(client.get(session + "/jobs").body().get("items")).isEmpty();
    }
}
