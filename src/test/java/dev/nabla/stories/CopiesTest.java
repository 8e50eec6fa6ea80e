package dev.nabla.stories;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Sessions and tensors in other forms: copies, files, and back. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CopiesTest {
    /** Something of everything: views, in-place ops, freed and kept graphs, gradients, random numbers, names that were replaced. */
    private static final String BUILD =
            """
            {'tensor': {'name': 'x', 'data': [[1.0, 2.0], [3.0, 'Infinity']], 'dtype': 'float64', 'requires_grad': true}},
            {'tensor': {'name': 'n', 'data': [9007199254740993, 7], 'dtype': 'int64'}}, {'tensor': {'name': 'c', 'data': [true, false]}},
            {'op': 'mul', 'inputs': ['x', 2], 'name': 'y'}, {'op': 'getitem', 'inputs': ['y'], 'params': {'index': [{'int': 0}]}, 'name': 'row'},
            {'op': 'add_', 'inputs': ['row', 1.0]}, {'op': 'sum', 'inputs': ['y'], 'name': 's'}, {'op': 'exp', 'inputs': ['x'], 'name': 'e'},
            {'op': 'sum', 'inputs': ['e'], 'name': 'freed'}, {'backward': {'of': 'freed'}}, {'retain_grad': {'of': 'y'}},
            {'op': 'pow', 'inputs': ['y', {'float': 2}], 'name': 'p'}, {'op': 'rand', 'inputs': [], 'params': {'size': [2]}, 'name': 'r'},
            {'tensor': {'name': 'w', 'data': 1.0, 'requires_grad': true}}, {'op': 'mul', 'inputs': ['w', 'w'], 'name': 'ww'},
            {'tensor': {'name': 'w', 'data': 5.0, 'requires_grad': true, 'replace': true}}, {'op': 'normal_', 'inputs': ['r']},
            {'op': 'dropout', 'inputs': ['p'], 'params': {'p': 0.5}, 'name': 'd'}, {'op': 'clone', 'inputs': ['n'], 'name': 'm', 'no_grad': true}""";
    private static final String GO_ON = """
            {'op': 'rand', 'inputs': [], 'params': {'size': [3]}}, {'backward': {'of': 's', 'retain_graph': true}}, {'op': 'sum', 'inputs': ['d'], 'name': 'z'},
            {'backward': {'of': 'z', 'retain_graph': true}}, {'recompute': {'of': 'ww'}}, {'op': 'mul_', 'inputs': ['row', 2]}, {'op': 'sum', 'inputs': ['y'], 'name': 's2'},
            {'backward': {'of': 's2'}}, {'tensor': {'data': 1}}, {'delete': {'of': ['n']}}""";

    @LocalServerPort
    private int port;
    private Service service;
    private String session;

    @BeforeEach
    void build() {
        service = new Service(port);
        session = service.session();
        service.steps(session, BUILD);
    }

    private String state(String path) {
        return service.get(path + "/tensors?limit=200").ok() + "\n" + service.get(path + "/gradients").ok() + "\n"
                + service.get(path + "/graph?format=json").ok() + "\n" + service.get(path).at("/tensor_count");
    }

    private void assertIsLike(String copy) {
        assertThat(state(copy)).isEqualTo(state(session));
        service.post(copy + "/backward", "{'of': 'freed'}").problem(409, "backward_twice");
        String before = state(session);
        service.steps(copy, GO_ON);
        assertThat(state(session)).as("the other").isEqualTo(before);
        service.steps(session, GO_ON);
        assertThat(state(copy)).isEqualTo(state(session));
    }

    @Test
    void aForkGoesOnAlikeAndAlone() {
        JsonNode fork = service.send("POST", session + "/fork", null).ok();
        assertThat(fork.get("tensor_count").asInt()).isEqualTo(service.get(session).at("/tensor_count").asInt());
        assertIsLike("/v1/sessions/" + fork.get("id").asString());
        service.post(session + "/fork", "{'name': 'forked', 'replace': true}").ok();
        service.post(session + "/fork", "{'name': 'forked'}").problem(409, "name_taken");
        service.post(session + "/fork", "{'name': 'a b'}").problem(400, "bad_name");
        service.post("/v1/sessions/nobody/fork", "{}").problem(404, "session_not_found");
    }

    @Test
    void whatIsExportedCanBeImported() {
        String file = service.get(session + "/export?format=json").text();
        Service.Answer imported = service.send("POST", "/v1/sessions/import", file, "Content-Type", "application/json");
        assertThat(imported.status()).as(imported.text()).isEqualTo(201);
        String copy = imported.headers().firstValue("Location").orElseThrow();
        assertThat(service.get(copy + "/export").text()).isEqualTo(file);
        assertIsLike(copy);
    }

    static Stream<String> damages() {
        return Stream.of("\"format\":\"nabla-session/1\"|\"format\":\"nabla-session/9\"", "\"storage\":1,|\"storage\":9999,",
                "\"storage\":1,|\"storage\":-1,",
                "\"next\":[|\"next\":[99999,", "\"shape\":[2,2]|\"shape\":[2,3]", "\"shape\":[2,2]|\"shape\":[-2,2]",
                "\"shape\":[2,2]|\"shape\":[2000000000,2]", "\"strides\":[2,1]|\"strides\":[2]", "\"strides\":[2,1]|\"strides\":[-2,1]",
                "\"op\":\"mul\"|\"op\":\"nothing\"", "\"op\":\"mul\"|\"op\":\"exp\"", "\"kind\":\"op\"|\"kind\":\"other\"",
                "\"tensor\":0|\"tensor\":77777",
                "\"name\":\"x\"|\"name\":\"a b\"", "\"name\":\"x\"|\"name\":\"n\"", "\"saved\":[|\"saved\":[0,",
                "\"sequence\":3|\"sequence\":null",
                "\"requires_grad\":true|\"requires_grad\":1", "\"tensors\":[|\"tensors\":[null,", "\"inputs\":[|\"inputs\":[88888,",
                "\"random\":{|\"random\":{\"seed\":1,", "\"used\":|\"used\":-5", "\"dtype\":\"float64\"|\"dtype\":\"int32\"",
                "\"graph\":{|\"graph\":{\"more\":1,", "{|", "}|");
    }

    @ParameterizedTest
    @MethodSource("damages")
    void whatIsDamagedIsRefused(String damage) {
        String file = service.get(session + "/export").text();
        String[] change = damage.split("\\|", -1);
        String damaged = file.replace(change[0], change[1]);
        assertThat(damaged).isNotEqualTo(file);
        Service.Answer answer = service.send("POST", "/v1/sessions/import", damaged, "Content-Type", "application/json");
        assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
        assertThat(answer.json().get("detail").asString()).isNotBlank();
    }

    @Test
    void aScriptRebuildsItInPyTorch() {
        Service.Answer script = service.get(session + "/export?format=pytorch");
        assertThat(script.headers().firstValue("Content-Type").orElse("")).startsWith("text/x-python");
        assertThat(script.text()).startsWith("import torch\n").contains(
                "x = torch.tensor([[1.0, 2.0], [3.0, inf]], dtype=torch.float64).requires_grad_()\n",
                "n = torch.tensor([9007199254740993, 7], dtype=torch.int64)\n", "c = torch.tensor([True, False], dtype=torch.bool)\n",
                ".add_(1.0)\n", "s = torch.sum(", "e = torch.exp(", "p = torch.pow(", ", 2.0)\n", "d = F.dropout(p, p=0.5)\n",
                "    m = torch.clone(n)\n", "x.grad = torch.tensor(");
        service.get(session + "/export?format=pickle").problem(400, "bad_value");
    }

    @Test
    void tensorsGoToSafetensors() {
        byte[] file = service.bytes(session + "/export?format=safetensors");
        ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int head = (int) b.getLong();
        JsonNode contents = Service.JSON.readTree(new String(file, 8, head, StandardCharsets.UTF_8));
        assertThat(head % 8).isZero();
        JsonNode n = contents.get("n");
        assertThat(n.get("dtype").asString()).isEqualTo("I64");
        assertThat(b.getLong(8 + head + n.at("/data_offsets/0").asInt())).isEqualTo(9007199254740993L);
        assertThat(contents.get("x").get("shape").toString()).isEqualTo("[2,2]");
        int last = 0;
        for (JsonNode t : contents) {
            last = Math.max(last, t.at("/data_offsets/1").asInt());
        }
        assertThat(file.length).isEqualTo(8 + head + last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "n", "c", "y", "row", "r", "w"})
    void npyThereAndBackIsTheSame(String name) {
        byte[] file = service.bytes(session + "/tensors/" + name, "Accept", "application/x-npy");
        JsonNode made = service.sendBytes(session + "/tensors?name=back&replace=true", "application/x-npy", file).ok();
        JsonNode was = service.get(session + "/tensors/" + name).ok();
        for (String member : List.of("dtype", "shape", "data")) {
            assertThat(made.get(member)).isEqualTo(was.get(member));
        }
        assertThat(service.bytes(session + "/tensors/back", "Accept", "application/x-npy")).isEqualTo(file);
        if (name.equals("x")) {
            assertThat(service.bytes(session + "/tensors/x/grad", "Accept", "application/x-npy")).hasSameSizeAs(file);
        }
    }

    private static byte[] npy(String head, int... bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) head.length(), (byte) (head.length() >> 8)});
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        for (int b : bytes) {
            out.write(b);
        }
        return out.toByteArray();
    }

    @Test
    void otherNpyFilesAreReadToo() {
        String tensors = session + "/tensors?name=f&replace=true";
        String type = "application/x-npy";
        assertThat(service
                .sendBytes(tensors, type, npy("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 2), }", 1, 0, 2, 0, 3, 0, 255, 255))
                .at("/data").toString())
                .isEqualTo("[[1,3],[2,-1]]");
        JsonNode half = service
                .sendBytes(tensors + "&requires_grad=true", type, npy("{'descr': '>f2', 'fortran_order': False, 'shape': (1,), }", 0x3c, 0))
                .ok();
        assertThat(half.get("data").toString() + half.get("dtype").asString() + half.get("requires_grad")).isEqualTo("[1.0]float32true");
        assertThat(service.sendBytes(tensors + "&dtype=float64&shape=2,1", type,
                npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }", 7, 200)).at("/data").toString())
                .isEqualTo("[[7.0],[200.0]]");
        service.sendBytes(tensors, type, npy("{'descr': '<c8', 'fortran_order': False, 'shape': (0,), }")).problem(400, "bad_value");
        service.sendBytes(tensors, type, npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 1, 2)).problem(400, "bad_value");
        service.sendBytes(tensors, type, npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000), }")).problem(413,
                "tensor_too_large");
        service.sendBytes(tensors, type, "no file".getBytes(StandardCharsets.US_ASCII)).problem(400, "bad_value");
        service.sendBytes(tensors, type, new byte[0]).problem(400, "bad_value");
        service.sendBytes(session + "/ops", type, npy("{}")).problem(415, "unsupported_media_type");
    }

    @Test
    void tablesAreTensors() {
        assertThat(table("a,b\r\n1,2\r\n3,4.5\r\n").at("/data").toString()).isEqualTo("[[1.0,2.0],[3.0,4.5]]");
        assertThat(table("1\n2\nNaN\n").at("/data").toString()).isEqualTo("[1.0,2.0,\"NaN\"]");
        assertThat(table("true,false").at("/dtype").asString()).isEqualTo("bool");
        assertThat(table("\uFEFF\"1\", 2\n\n").at("/data").toString()).isEqualTo("[[1.0,2.0]]");
        assertThat(table("").at("/data").toString()).isEqualTo("[]");
        csv("1,2\n3\n").problem(400, "ragged_data");
        csv("1,x\n").problem(400, "bad_value");
        csv("1,\n").problem(400, "bad_value");
        csv("1e400\n").problem(400, "bad_value");
        csv("1_000\n").problem(400, "bad_value");
        service.sendBytes(session + "/tensors?name=t&dtype=int8", "text/csv", "1".getBytes(StandardCharsets.UTF_8)).problem(400,
                "bad_value");
        service.sendBytes(session + "/tensors?name=t&shape=x", "text/csv", "1".getBytes(StandardCharsets.UTF_8)).problem(400, "bad_value");
    }

    private Service.Answer csv(String text) {
        return service.sendBytes(session + "/tensors?name=t&replace=true", "text/csv;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode table(String text) {
        return csv(text).ok();
    }
}
