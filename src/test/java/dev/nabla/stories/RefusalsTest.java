package dev.nabla.stories;

import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.nabla.stories.Service.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Bad input of every kind: its status, its code, its place; and the session is what it was. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class RefusalsTest {
    @LocalServerPort
    private int port;
    private Service service;
    private String session;

    @BeforeEach
    void buildSession() {
        service = new Service(port);
        session = service.session();
        service.steps(session, """
                {'tensor': {'name': 'x', 'data': [1.0, 2.0], 'requires_grad': true}}, {'op': 'pow', 'inputs': ['x', 2], 'name': 'y'},
                {'op': 'sum', 'inputs': ['y'], 'name': 'z'}, {'backward': {'of': 'z', 'retain_graph': true}}""");
    }

    static Stream<Arguments> badInput() {
        return Stream.of(
                arguments("/tensors", "not json", 400, "malformed_json", null),
                arguments("/tensors", "{'name': 'a', 'data': 1", 400, "malformed_json", null),
                arguments("/tensors", "", 400, "malformed_json", null),
                arguments("/tensors", "{'name': 'a', 'data': 1} x", 400, "malformed_json", null),
                arguments("/tensors", "[1]", 400, "bad_value", ""),
                arguments("/tensors", "{'name': 'a', 'data': 1, 'grad': true}", 400, "unknown_member", "/grad"),
                arguments("/tensors", "{'name': 'a', 'data': 1, 'data': 2}", 400, "malformed_json", null),
                arguments("/tensors", "{'name': 'a'}", 400, "bad_value", "/data"),
                arguments("/tensors", "{'name': 'a', 'data': null}", 400, "bad_value", "/data"),
                arguments("/tensors", "{'name': 'a', 'data': 'one'}", 400, "bad_value", "/data"),
                arguments("/tensors", "{'name': 'a', 'data': [1, {'a': 2}]}", 400, "bad_value", "/data/1"),
                arguments("/tensors", "{'name': 'a', 'data': [[1, 2], [3]]}", 400, "ragged_data", "/data/1"),
                arguments("/tensors", "{'name': 'a', 'data': [[1], 2]}", 400, "ragged_data", "/data/1"),
                arguments("/tensors", "{'name': 'a', 'data': [1, [2]]}", 400, "ragged_data", "/data/1"),
                arguments("/tensors", "{'name': 'a', 'data': 1e400}", 400, "bad_value", "/data"),
                arguments("/tensors", "{'name': 'a', 'data': [1, -1e400]}", 400, "bad_value", "/data/1"),
                arguments("/tensors", "{'name': 'a', 'data': [], 'shape': [1000000, 1000000]}", 413, "tensor_too_large", "/shape"),
                arguments("/tensors", "{'name': 'a', 'data': [], 'shape': [-1]}", 400, "bad_value", "/shape/0"),
                arguments("/tensors", "{'name': 'a', 'data': [1, 2, 3], 'shape': [2, 2]}", 422, "shape_mismatch", "/shape"),
                arguments("/tensors", "{'name': 'a', 'data': " + "[".repeat(65) + "1" + "]".repeat(65) + "}", 413, "tensor_too_large",
                        null),
                arguments("/tensors", "{'name': 'a', 'data': " + "[".repeat(10_000) + "1" + "]".repeat(10_000) + "}", 400, "malformed_json",
                        null),
                arguments("/tensors", "{'name': 'a', 'data': 1, 'dtype': 'float16'}", 400, "bad_value", "/dtype"),
                arguments("/tensors", "{'name': 'a', 'data': 1, 'dtype': 32}", 400, "bad_value", "/dtype"),
                arguments("/tensors", "{'name': 'a', 'data': 1, 'requires_grad': 'yes'}", 400, "bad_value", "/requires_grad"),
                arguments("/tensors", "{'name': 'a', 'data': 1, 'requires_grad': 1}", 400, "bad_value", "/requires_grad"),
                arguments("/tensors", "{'name': 'a', 'data': 1, 'dtype': 'int64', 'requires_grad': true}", 422, "dtype_mismatch", null),
                arguments("/tensors", "{'name': 'a', 'data': 3e9, 'dtype': 'int32'}", 422, "bad_argument", "/data"),
                arguments("/tensors", "{'name': 'x', 'data': 1}", 409, "name_taken", "/name"),
                arguments("/tensors", "{'name': 'x y', 'data': 1}", 400, "bad_name", "/name"),
                arguments("/tensors", "{'name': 'lambda', 'data': 1}", 400, "bad_name", "/name"),
                arguments("/tensors", "{'name': 'NaN', 'data': 1}", 400, "bad_name", "/name"),
                arguments("/tensors", "{'name': '" + "a".repeat(65) + "', 'data': 1}", 400, "bad_name", "/name"),
                arguments("/tensors", "{'name': 7, 'data': 1}", 400, "bad_value", "/name"),
                arguments("/ops", "{'inputs': ['x']}", 400, "bad_value", "/op"),
                arguments("/ops", "{'op': 'no_such_op', 'inputs': ['x']}", 404, "op_not_found", "/op"),
                arguments("/ops", "{'op': 'exp', 'inputs': ['nobody']}", 404, "tensor_not_found", "/inputs/0"),
                arguments("/ops", "{'op': 'exp', 'inputs': [['x']]}", 400, "bad_value", "/inputs/0"),
                arguments("/ops", "{'op': 'exp', 'inputs': [{'float': 'x'}]}", 400, "bad_value", "/inputs/0/float"),
                arguments("/ops", "{'op': 'add', 'inputs': ['x', {'data': [1, 2, 3]}]}", 422, "shape_mismatch", null),
                arguments("/ops", "{'op': 'sum', 'inputs': ['x'], 'params': {'dim': 5}}", 422, "index_out_of_range", null),
                arguments("/ops", "{'op': 'sum', 'inputs': ['x'], 'params': {'dimension': 0}}", 422, "bad_argument", "/params/dimension"),
                arguments("/ops", "{'op': 'mm', 'inputs': [{'data': [[1, 2]]}, {'data': [[1], [2]], 'dtype': 'int64'}]}", 422,
                        "dtype_mismatch", null),
                arguments("/ops", "{'op': 'exp', 'inputs': ['x'], 'name': 'y'}", 409, "name_taken", "/name"),
                arguments("/ops", "{'op': 'exp', 'inputs': ['x'], 'names': ['e', 'f']}", 400, "bad_value", "/names/1"),
                arguments("/steps", "{'steps': [{'op': 'exp', 'inputs': ['x'], 'name': 'e'}, {'op': 'exp', 'inputs': ['nobody']}]}", 404,
                        "tensor_not_found", "/steps/1/inputs/0"),
                arguments("/steps", "{'steps': [{'op': 'exp', 'inputs': ['x'], 'name': 'e'}], 'return': ['e', 'f']}", 404,
                        "tensor_not_found",
                        "/return/1"),
                arguments("/steps", "{'steps': [{'backwards': {'of': 'z'}}]}", 400, "unknown_member", "/steps/0/backwards"),
                arguments("/steps", "{'steps': [{'detach': {'of': 'z', 'off': 'z'}}]}", 400, "unknown_member", "/steps/0/detach/off"),
                arguments("/steps", "{'steps': [{'detach': {'of': 'z'}, 'name': 'd'}]}", 400, "unknown_member", "/steps/0/name"),
                arguments("/steps", "{'steps': [{'detach': {'of': null}}]}", 400, "bad_value", "/steps/0/detach/of"),
                arguments("/steps", "{'steps': [{}]}", 400, "bad_value", "/steps/0"),
                arguments("/steps", "{'steps': {}}", 400, "bad_value", "/steps"),
                arguments("/steps", "{'steps': [{'delete': {'of': ['x', 'nobody']}}]}", 404, "tensor_not_found", "/steps/0/delete/of/1"),
                arguments("/backward", "{'of': 'y'}", 422, "grad_needs_scalar", null),
                arguments("/backward", "{'of': 'y', 'gradient': {'data': [1]}}", 422, "shape_mismatch", null),
                arguments("/backward", "{'of': 'z', 'gradient': 'nobody'}", 404, "tensor_not_found", "/gradient"),
                arguments("/grad", "{'outputs': ['z'], 'inputs': [], 'names': []}", 422, "bad_argument", null));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void isRefusedAndChangesNothing(String path, String body, int status, String code, String pointer) {
        String before = everything();
        Answer answer = service.post(session + path, body);
        JsonNode problem = answer.problem(status, code);
        if (pointer != null) {
            assertThat(problem.path("pointer").asString("")).as(answer.text()).isEqualTo(pointer);
        }
        assertThat(everything()).isEqualTo(before);
    }

    private String everything() {
        return service.get(session + "/tensors?limit=200").ok() + "\n" + service.get(session + "/gradients").ok() + "\n"
                + service.get(session + "/graph?format=json").ok() + "\n" + service.get(session).at("/version");
    }

    @Test
    void aBodyHasALimit() {
        String big = "{'name': 'a', 'data': [" + "0,".repeat(34_000_000) + "0]}";
        service.post(session + "/tensors", big).problem(413, "body_too_large");
        assertThat(service.get(session + "/tensors/x").status()).isEqualTo(200);
    }

    @Test
    void theProtocolIsHttp() {
        service.get("/v1/nothing").problem(404, "not_found");
        service.get("/v1/sessions/nothing").problem(404, "session_not_found");
        Answer put = service.send("PUT", "/v1/sessions", "{}", "Content-Type", "application/json");
        put.problem(405, "method_not_allowed");
        assertThat(put.headers().firstValue("Allow")).isPresent();
        service.get(session, "Accept", "image/png").problem(406, "not_acceptable");
        service.send("POST", "/v1/sessions", "name=a", "Content-Type", "application/x-www-form-urlencoded")
                .problem(415, "unsupported_media_type");
        service.send("POST", "/v1/sessions", "name: a", "Content-Type", "application/yaml").problem(415, "unsupported_media_type");
        service.get(session + "/tensors/nobody", "Accept", "text/html, */*;q=0.1").problem(404, "tensor_not_found");
        service.get("/v1/jobs/nobody", "Accept", "text/html").problem(404, "job_not_found");
        service.get("/v1/sessions?limit=0").problem(400, "bad_value");
        service.get(session + "/tensors?role=root").problem(400, "bad_value");
    }

    @Test
    void explanationsFollowTheLanguage() {
        Answer chinese = service.get("/v1/sessions/nothing", "Accept-Language", "zh-CN,en;q=0.5");
        assertThat(chinese.problem(404, "session_not_found").get("title").asString()).isEqualTo("没有这个会话");
        assertThat(service.get("/problems/name_taken", "Accept-Language", "zh").at("/title").asString()).isEqualTo("名称已被占用");
        String page = service.get("/problems/name_taken", "Accept", "text/html").text();
        assertThat(page).startsWith("<!doctype html>").contains("Name taken");
        for (JsonNode known : service.get("/problems").at("/items")) {
            String code = known.get("code").asString();
            assertThat(service.get("/problems/" + code).at("/explanation").asString()).isNotBlank();
            assertThat(service.get("/problems/" + code, "Accept-Language", "zh").at("/explanation").asString()).isNotBlank()
                    .isNotEqualTo(known.get("explanation").asString());
        }
        service.get("/problems/nothing").problem(404, "not_found");
    }
}
