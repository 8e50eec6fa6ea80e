package dev.nabla.engine.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The paths of torch.optim, its schedulers and clipping, recorded from PyTorch, are ours. */
public class OptimConformanceTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static Stream<String> files() {
        return Stream.of("seed", "edge", "batches", "clip", "combined", "divergence", "groups", "scheduler", "optimizer-adadelta",
                "optimizer-adafactor", "optimizer-adagrad", "optimizer-adam", "optimizer-adamax", "optimizer-adamw", "optimizer-asgd",
                "optimizer-lbfgs", "optimizer-muon", "optimizer-nadam", "optimizer-radam", "optimizer-rmsprop", "optimizer-rprop",
                "optimizer-sgd");
    }

    public static List<JsonNode> cases(String file) {
        try (InputStream in = OptimConformanceTest.class.getResourceAsStream("/conformance/optim/" + file + ".jsonl")) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8).lines().map(JSON::readTree).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void descendsAsPyTorchDoes(String file) {
        List<String> failures = new ArrayList<>();
        for (JsonNode c : cases(file)) {
            String difference = new DescentCase(c).run();
            if (difference != null) {
                failures.add(c.get("id").asString() + ": " + difference);
            }
        }
        assertThat(failures).isEmpty();
    }
}
