package dev.nabla.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.plan.DescentCase;
import dev.nabla.engine.plan.Formula;
import dev.nabla.engine.plan.OptimConformanceTest;
import dev.nabla.engine.plan.RecordedRun;
import dev.nabla.session.Opening;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;

import static org.assertj.core.api.Assertions.assertThat;

/** The descents recorded from PyTorch, run as jobs on the graph that a session records of their losses. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class JobConformanceTest {
    @Autowired
    private Sessions sessions;
    @Autowired
    private Jobs jobs;
    @Autowired
    private JsonMapper json;

    static List<String> files() {
        return OptimConformanceTest.files().toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void descendsAsPyTorchDoes(String file) {
        List<String> failures = new ArrayList<>();
        for (JsonNode c : OptimConformanceTest.cases(file)) {
            Session session = sessions.get("conformance",
                    sessions.open("conformance", new Opening(null, null, null, null, null, null, null, false)).id());
            session.read(g -> {
                Map<String, Tensor> tensors = new DescentCase(c).tensors();
                tensors.forEach((name, t) -> g.bind(name, t, false));
                return g.bind("loss", Formula.evaluate(c.get("loss").asString(), g::tensor), false);
            });
            DescentJob job = jobs.launch("conformance", session.id(), request(c));
            job.end().join();
            String difference = difference(c, job);
            if (difference != null) {
                failures.add(c.get("id").asString() + ": " + difference);
            }
            sessions.end(session);
        }
        assertThat(failures).isEmpty();
    }

    private JobRequest request(JsonNode c) {
        ObjectNode body = json.createObjectNode().put("loss", "loss");
        for (String member : List.of("parameters", "optimizer", "scheduler", "clip", "batches", "steps")) {
            if (!c.path(member).isNull()) {
                body.set(member, c.get(member));
            }
        }
        body.putObject("record").put("every", 1).put("parameters", true);
        return json.treeToValue(body, JobRequest.class);
    }

    private static @Nullable String difference(JsonNode c, DescentJob job) {
        if (job.status() == JobStatus.FAILED) {
            return String.valueOf(job.view(null).message());
        }
        RecordedRun recorded = new RecordedRun(c, job.parameterNames());
        List<Point> points = job.history(0);
        for (Point p : points) {
            String d = recorded.before(p.step(), p.loss(), p.gradNorm(), p.rates(), null);
            if (d == null && Double.isFinite(p.loss())) {
                d = recorded.after(p.step(), parameters(p));
            }
            if (d != null) {
                return d;
            }
        }
        Point last = points.getLast();
        if (job.status() != JobStatus.DIVERGED) {
            return recorded.end(job.standing().loss() == null ? Double.NaN : job.standing().loss(), parameters(last));
        }
        boolean isAfterTheLast = Double.isFinite(last.loss());
        return recorded.broken(last.step() + (isAfterTheLast ? 1 : 0), last.loss());
    }

    private static List<@Nullable NdArray> parameters(Point p) {
        List<@Nullable NdArray> recorded = p.parameters();
        return recorded == null ? List.of() : recorded;
    }
}
