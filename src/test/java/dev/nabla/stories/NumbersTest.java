package dev.nabla.stories;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Numbers in JSON: kinds, digits, what is not finite. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class NumbersTest {
    @LocalServerPort
    private int port;
    private Service service;

    @BeforeEach
    void connect() {
        service = new Service(port);
    }

    /** The tensor's {@code data} as it is written. */
    private String data(String tensor) {
        return service.post("/v1/evaluate", "{'steps': [{'tensor': " + tensor + "}], 'return': ['x']}").at("/values/x/data").toString();
    }

    private String text(String tensor) {
        String answer = service.post("/v1/evaluate", "{'steps': [{'tensor': " + tensor + "}], 'return': ['x']}").text();
        int from = answer.indexOf("\"data\":") + 7;
        return answer.substring(from, answer.indexOf(",\"requires_grad\"", from));
    }

    @Test
    void floatsHaveTheFewestDigits() {
        assertThat(text("{'name': 'x', 'data': 11.8016}")).isEqualTo("11.8016");
        assertThat(text("{'name': 'x', 'data': [0.1, 1, 16777217, 1e-45]}")).isEqualTo("[0.1,1.0,1.6777216E7,1.4E-45]");
        assertThat(text("{'name': 'x', 'data': [0.1, 1, 1e23], 'dtype': 'float64'}")).isEqualTo("[0.1,1.0,1.0E23]");
    }

    @Test
    void integersAreWrittenInFull() {
        assertThat(text("{'name': 'x', 'data': [9223372036854775807, -9223372036854775808], 'dtype': 'int64'}"))
                .isEqualTo("[9223372036854775807,-9223372036854775808]");
        assertThat(text("{'name': 'x', 'data': [true, false]}")).isEqualTo("[true,false]");
    }

    @Test
    void whatIsNotFiniteIsAString() {
        assertThat(text("{'name': 'x', 'data': ['NaN', 'Infinity', '-Infinity', 1]}"))
                .isEqualTo("[\"NaN\",\"Infinity\",\"-Infinity\",1.0]");
        assertThat(service.post("/v1/evaluate",
                "{'steps': [{'op': 'full', 'inputs': [], 'params': {'size': [2], 'fill_value': '-Infinity'}, "
                        + "'name': 'x'}, {'op': 'maximum', 'inputs': ['x', {'data': 'NaN'}], 'name': 'y'}, {'op': 'add', 'inputs': ['x', 'Infinity'], "
                        + "'name': 'z'}], 'return': ['x', 'y', 'z']}")
                .at("/values").toString())
                .contains("[\"-Infinity\",\"-Infinity\"]").contains("tensor([nan, nan])");
    }

    @Test
    void scalarsKeepTheirSpelling() {
        assertThat(dtypeOf("{'op': 'mul', 'inputs': ['n', 2]}")).isEqualTo("int64");
        assertThat(dtypeOf("{'op': 'mul', 'inputs': ['n', 2.0]}")).isEqualTo("float32");
        assertThat(dtypeOf("{'op': 'mul', 'inputs': ['n', 2e0]}")).isEqualTo("float32");
        assertThat(dtypeOf("{'op': 'mul', 'inputs': ['n', {'float': 2}]}")).isEqualTo("float32");
        assertThat(dtypeOf("{'op': 'mul', 'inputs': ['n', {'int': 2}]}")).isEqualTo("int64");
        assertThat(dtypeOf("{'op': 'tensor', 'inputs': [], 'params': {'data': [1, 2]}}")).isEqualTo("int64");
        assertThat(dtypeOf("{'op': 'tensor', 'inputs': [], 'params': {'data': [1, 2.0]}}")).isEqualTo("float32");
        assertThat(dtypeOf("{'op': 'full', 'inputs': [], 'params': {'size': [2], 'fill_value': {'float': 1}}}")).isEqualTo("float32");
    }

    private String dtypeOf(String op) {
        return service.post("/v1/evaluate", "{'steps': [{'tensor': {'name': 'n', 'data': [1, 2], 'dtype': 'int64'}}, " + op + "]}")
                .at("/values/t1/dtype").asString();
    }

    @Test
    void tensorsTakeTheDefaultDtype() {
        assertThat(
                service.post("/v1/evaluate", "{'default_dtype': 'float64', 'steps': [{'tensor': {'data': [1, 2]}}]}").at("/values/t1/dtype")
                        .asString())
                .isEqualTo("float64");
        assertThat(
                service.post("/v1/evaluate", "{'steps': [{'tensor': {'data': [1, 2], 'shape': [2, 1]}}]}").at("/values/t1/data").toString())
                .isEqualTo("[[1.0],[2.0]]");
        assertThat(data("{'name': 'x', 'data': []}")).isEqualTo("[]");
        assertThat(data("{'name': 'x', 'data': [[], []]}")).isEqualTo("[[],[]]");
    }

    @Test
    void muchDataIsSummarised() {
        String steps = "{'op': 'arange', 'inputs': [], 'params': {'end': 20000}, 'name': 'x'}";
        var usual = service.post("/v1/evaluate", "{'steps': [" + steps + "]}").at("/values/x");
        assertThat(usual.get("data").isNull()).isTrue();
        assertThat(usual.at("/summary/max").asInt()).isEqualTo(19999);
        assertThat(usual.at("/summary/mean").asDouble()).isEqualTo(9999.5);
        assertThat(usual.at("/summary/last/2").asInt()).isEqualTo(19999);
        var full = service.post("/v1/evaluate", "{'data': 'full', 'steps': [" + steps + "]}").at("/values/x");
        assertThat(full.get("data").size()).isEqualTo(20000);
        assertThat(full.has("summary")).isFalse();
    }
}
