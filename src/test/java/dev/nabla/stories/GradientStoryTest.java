package dev.nabla.stories;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The tutorial this project started from, told over HTTP with its numbers. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class GradientStoryTest {
    private static final String X = "{'tensor': {'name': 'x', 'data': 1.0, 'requires_grad': true}}";
    private static final String Y = "{'op': 'pow', 'inputs': ['x', 2], 'name': 'y'}";
    private static final String FREED =
            "Trying to backward through the graph a second time (or directly access saved tensors after they have "
                    + "already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
                    + "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after "
                    + "calling backward.";

    @LocalServerPort
    private int port;
    private Service service;
    private String session;

    @BeforeEach
    void openSession() {
        service = new Service(port);
        session = service.session();
    }

    private JsonNode tensor(String name) {
        return service.get(session + "/tensors/" + name).ok();
    }

    private JsonNode gradientOf(String leaf) {
        return service.get(session + "/gradients").at("/gradients/" + leaf);
    }

    @Test
    void buildsTheGraphAndRunsBackward() {
        JsonNode built = service.steps(session, X + ", " + Y + ", {'op': 'add', 'inputs': ['y', 1], 'name': 'z'}", "x", "y", "z");
        assertThat(built.at("/z/data").asDouble()).isEqualTo(2);
        assertThat(built.at("/y/grad_fn").asString()).isEqualTo("PowBackward0");
        assertThat(built.at("/z/grad_fn").asString()).isEqualTo("AddBackward0");
        assertThat(built.at("/z/repr").asString()).isEqualTo("tensor(2., grad_fn=<AddBackward0>)");
        assertThat(built.at("/x/role").asString()).isEqualTo("leaf");
        assertThat(built.at("/y/role").asString()).isEqualTo("intermediate");
        assertThat(built.at("/z/role").asString()).isEqualTo("output");
        assertThat(built.at("/y/computed_by").toString()).isEqualTo("{\"op\":\"pow\",\"inputs\":[\"x\",2],\"params\":{}}");
        assertThat(built.at("/x/grad").isNull()).isTrue();
        assertThat(built.at("/x/grad_reason").asString()).isEqualTo("backward_not_run");
        assertThat(gradientOf("x").isNull()).isTrue();

        JsonNode ran = service.post(session + "/backward", "{'of': 'z', 'trace': true}").ok();
        assertThat(ran.at("/gradients/x/data").asDouble()).isEqualTo(2);
        assertThat(ran.at("/trace").findValuesAsString("function")).containsExactly("AddBackward0", "PowBackward0", "AccumulateGrad");
        assertThat(ran.at("/trace").findValuesAsString("tensor")).containsExactly("z", "y", "x");
        assertThat(ran.at("/trace/1/local_rule").asString()).isEqualTo("d(x**2)/dx = 2·x = 2");
        assertThat(ran.at("/trace/1/gradient_in/data").asDouble()).isEqualTo(1);
        assertThat(ran.at("/trace/1/gradient_out/0/data").asDouble()).isEqualTo(2);
        assertThat(tensor("x").at("/grad/data").asDouble()).isEqualTo(2);
        assertThat(tensor("y").at("/grad_reason").asString()).isEqualTo("not_a_leaf");
        assertThat(service.get(session + "/tensors/y/grad").problem(404, "gradient_missing").get("reason").asString())
                .isEqualTo("not_a_leaf");
    }

    @Test
    void refusesASecondBackward() {
        service.steps(session, X + ", " + Y + ", {'op': 'add', 'inputs': ['y', 1], 'name': 'z'}, {'backward': {'of': 'z'}}");
        JsonNode problem = service.post(session + "/backward", "{'of': 'z'}").problem(409, "backward_twice");
        assertThat(problem.get("detail").asString()).isEqualTo(FREED);
        assertThat(problem.get("torch_error").asString()).isEqualTo("RuntimeError");
        assertThat(gradientOf("x").get("data").asDouble()).isEqualTo(2);
    }

    @Test
    void runsTwiceWhereNothingWasSaved() {
        service.steps(session,
                X + ", {'op': 'add', 'inputs': ['x', 3], 'name': 'plus'}, {'backward': {'of': 'plus'}}, {'backward': {'of': 'plus'}}");
        assertThat(gradientOf("x").get("data").asDouble()).isEqualTo(2);
        service.steps(session, "{'op': 'mul', 'inputs': ['x', 3.0], 'name': 'times'}, {'backward': {'of': 'times'}}");
        service.post(session + "/backward", "{'of': 'times'}").problem(409, "backward_twice");
    }

    @Test
    void startsFromAnyTensor() {
        service.steps(session, X + ", " + Y + ", {'op': 'pow', 'inputs': ['y', 2], 'name': 'z'}");
        service.post(session + "/backward", "{'of': 'y', 'retain_graph': true}").ok();
        assertThat(gradientOf("x").get("data").asDouble()).isEqualTo(2);
        assertThat(service.delete(session + "/gradients").status()).isEqualTo(204);
        assertThat(gradientOf("x").isNull()).isTrue();
        service.post(session + "/backward", "{'of': 'z'}").ok();
        assertThat(gradientOf("x").get("data").asDouble()).isEqualTo(4);
    }

    @Test
    void keepsTheGradientOfAnIntermediate() {
        service.steps(session, X + ", " + Y + ", {'retain_grad': {'of': 'y'}}, {'op': 'pow', 'inputs': ['y', 2], 'name': 'z'}");
        JsonNode ran = service.post(session + "/backward", "{'of': 'z'}").ok();
        assertThat(ran.at("/retained/y/data").asDouble()).isEqualTo(2);
        assertThat(ran.at("/gradients/x/data").asDouble()).isEqualTo(4);
    }

    @Test
    void computesWithoutGradient() {
        JsonNode y = service.steps(session, X + ", {'op': 'pow', 'inputs': ['x', 2], 'name': 'y', 'no_grad': true}", "y").get("y");
        assertThat(y.get("repr").asString()).isEqualTo("tensor(1.)");
        assertThat(y.get("requires_grad").asBoolean()).isFalse();
        assertThat(y.get("role").asString()).isEqualTo("constant");
        assertThat(y.at("/computed_by/op").asString()).isEqualTo("pow");
    }

    @Test
    void detachedTensorsAndPlainOnesAreLeaves() {
        JsonNode values = service.steps(session, X + ", " + Y + ", {'detach': {'of': 'y', 'name': 'y1'}}, "
                + "{'op': 'tensor', 'inputs': [], 'params': {'data': [1]}, 'name': 'plain'}", "y1", "plain");
        assertThat(values.at("/y1/is_leaf").asBoolean()).isTrue();
        assertThat(values.at("/y1/requires_grad").asBoolean()).isFalse();
        assertThat(values.at("/plain/is_leaf").asBoolean()).isTrue();
        assertThat(values.at("/plain/dtype").asString()).isEqualTo("int64");
    }

    @Test
    void backwardOnALeafGivesOne() {
        service.steps(session, X + ", {'backward': {'of': 'x'}}");
        assertThat(gradientOf("x").get("data").asDouble()).isEqualTo(1);
    }

    @Test
    void findsTheGradientsOfTheSumOfSquaredErrors() {
        assertThat(sse(0, 0)).containsExactly(20, -28, -12);
        assertThat(sse(0.28, 0.12)).containsExactly(new double[]{11.8016, -21.44, -9.28}, within(1e-5));
        assertThat(sse(0.49944, 0.2128)).containsExactly(new double[]{6.8973, -16.3088, -7.1533}, within(1e-4));
    }

    private double[] sse(double a, double b) {
        JsonNode values = service.post("/v1/evaluate", "{'steps': [" + sseSteps(a, b) + ", {'backward': {'of': 'sse'}}], "
                + "'return': ['sse', 'a.grad', 'b.grad']}").at("/values");
        return new double[]{values.at("/sse/data").asDouble(), values.at("/a.grad/data").asDouble(), values.at("/b.grad/data").asDouble()};
    }

    private static String sseSteps(double a, double b) {
        return """
                {'tensor': {'name': 'a', 'data': %s, 'requires_grad': true}}, {'tensor': {'name': 'b', 'data': %s, 'requires_grad': true}},
                {'op': 'rsub', 'inputs': ['a', 2], 'name': 'u'}, {'op': 'sub', 'inputs': ['u', 'b'], 'name': 'e1'},
                {'op': 'mul', 'inputs': [3, 'a'], 'name': 's'}, {'op': 'rsub', 'inputs': ['s', 4], 'name': 'v'},
                {'op': 'sub', 'inputs': ['v', 'b'], 'name': 'e2'},
                {'op': 'pow', 'inputs': ['e1', 2], 'name': 'q1'}, {'op': 'pow', 'inputs': ['e2', 2], 'name': 'q2'},
                {'op': 'add', 'inputs': ['q1', 'q2'], 'name': 'sse'}""".formatted(a, b);
    }

    @Test
    void keepsTwoOutputsInOneTensor() {
        JsonNode values = service.steps(session, X + ", " + Y + ", {'op': 'mul', 'inputs': ['x', 3], 'name': 'w'}, "
                + "{'op': 'stack', 'inputs': ['y', 'w'], 'name': 'both'}, {'backward': {'of': 'both', 'gradient': {'data': [1.0, 10.0]}}}",
                "x.grad");
        assertThat(values.at("/x.grad/data").asDouble()).isEqualTo(32);
        service.post(session + "/backward", "{'of': 'both'}").problem(422, "grad_needs_scalar");
    }

    @Test
    void descendsBySteps() {
        service.steps(session, """
                {'tensor': {'name': 'X', 'data': [[1, 1], [3, 1]]}}, {'tensor': {'name': 'y', 'data': [[2], [4]]}},
                {'tensor': {'name': 'w', 'data': [[0], [0]], 'requires_grad': true}},
                {'op': 'mm', 'inputs': ['X', 'w'], 'name': 'p'}, {'op': 'sub', 'inputs': ['p', 'y'], 'name': 'e'},
                {'op': 'pow', 'inputs': ['e', 2], 'name': 'e2'}, {'op': 'sum', 'inputs': ['e2'], 'name': 's'},
                {'op': 'div', 'inputs': ['s', 4], 'name': 'loss'}, {'backward': {'of': 'loss'}}""");
        assertThat(gradientOf("w").get("data").toString()).isEqualTo("[[-7.0],[-3.0]]");
        String once = """
                {'op': 'mul', 'inputs': ['w.grad', 0.01], 'name': 'step', 'replace': true},
                {'op': 'sub_', 'inputs': ['w', 'step'], 'no_grad': true},
                {'zero_grad': {'of': ['w']}}, {'recompute': {'of': 'loss'}}, {'backward': {'of': 'loss'}}""";
        service.steps(session, String.join(", ", java.util.Collections.nCopies(1000, once)));
        JsonNode w = tensor("w").get("data");
        assertThat(w.at("/0/0").asDouble()).isEqualTo(1.0372, within(1e-4));
        assertThat(w.at("/1/0").asDouble()).isEqualTo(0.9102, within(1e-4));
        assertThat(tensor("loss").get("data").asDouble()).isLessThan(1e-3);
    }

    @Test
    void namesResultsByItself() {
        JsonNode outputs = service.post(session + "/ops", "{'op': 'add', 'inputs': [{'data': [1, 2]}, 1]}").at("/outputs");
        assertThat(outputs.at("/0/name").asString()).isEqualTo("t1");
        assertThat(service.post(session + "/ops", "{'op': 'neg', 'inputs': ['t1']}").at("/outputs/0/name").asString()).isEqualTo("t2");
        JsonNode values = service.post("/v1/evaluate", "{'steps': [" + X + ", " + Y + ", {'backward': {'of': 'y'}}]}").at("/values");
        assertThat(values.propertyNames()).containsExactly("x.grad");
    }

    @Test
    void differentiatesWithoutTouchingGrad() {
        JsonNode values = service.steps(session, X + ", " + Y + """
                , {'tensor': {'name': 'other', 'data': 1.0, 'requires_grad': true}},
                {'grad': {'outputs': ['y'], 'inputs': ['x', 'other'], 'create_graph': true, 'allow_unused': true, 'names': ['dx', 'none']}},
                {'grad': {'outputs': ['dx'], 'inputs': ['x'], 'names': ['dxx']}}""", "dx", "dxx", "none", "x.grad");
        assertThat(values.at("/dx/data").asDouble()).isEqualTo(2);
        assertThat(values.at("/dxx/data").asDouble()).isEqualTo(2);
        assertThat(values.get("none").isNull()).isTrue();
        assertThat(values.get("x.grad").isNull()).isTrue();
        service.get(session + "/tensors/none").problem(404, "tensor_not_found");
    }

    @Test
    void saysWhyThereIsNoGradient() {
        service.steps(session, X + ", " + Y + ", {'tensor': {'name': 'far', 'data': 1.0, 'requires_grad': true}}, "
                + "{'tensor': {'name': 'c', 'data': 1.0}}, {'backward': {'of': 'y'}}");
        assertThat(reason("far")).isEqualTo("no_path");
        assertThat(reason("c")).isEqualTo("not_differentiable");
        assertThat(reason("y")).isEqualTo("not_a_leaf");
        service.patch(session + "/tensors/x", "{'grad': null}").ok();
        assertThat(reason("x")).isEqualTo("backward_not_run");
        service.steps(session, "{'tensor': {'name': 'new', 'data': 1.0, 'requires_grad': true}}");
        assertThat(reason("new")).isEqualTo("backward_not_run");
        JsonNode answer = service.post(session + "/steps", "{'steps': [{'get_grad': {'of': 'y', 'name': 'g'}}], 'return': ['g']}").ok();
        assertThat(answer.at("/values/g").isNull()).isTrue();
        assertThat(answer.at("/warnings/0/code").asString()).isEqualTo("grad_of_non_leaf");
        assertThat(answer.at("/warnings/0/text").asString()).contains("y is not a leaf");
    }

    private String reason(String name) {
        return service.get(session + "/tensors/" + name + "/grad").problem(404, "gradient_missing").get("reason").asString();
    }
}
