package dev.nabla.stories;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs in sessions: what they share with JSON, what they leave behind, and what stops them. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ProgramStoryTest {
    private static final String START = """
            import torch
            w = torch.tensor([1., 2.], requires_grad=True)
            seen = [1]
            alias = seen
            table = {'seen': seen}
            def counter():
                n = 0
                def count():
                    nonlocal n
                    n += 1
                    return n
                return count
            count = counter()
            count()
            def loss(): return (w * w).sum()
            opt = torch.optim.SGD([w], lr=0.1, momentum=0.9)
            """;

    @LocalServerPort
    private int port;
    private Service service;
    private String session;

    @BeforeEach
    void open() {
        service = new Service(port);
        session = service.session();
    }

    private Service.Answer send(String path, String code, String... refs) {
        String body = Service.JSON.writeValueAsString(Map.of("code", code, "return", refs));
        return service.send("POST", path + "/run", body, "Content-Type", "application/json");
    }

    private String printed(String path, String code) {
        return send(path, code).at("/stdout").asString();
    }

    @Test
    void namesMixWithJson() {
        service.steps(session, "{'tensor': {'name': 'x', 'data': [1.0, 2.0], 'requires_grad': true}}");
        JsonNode ran = send(session, "y = (x * 3).sum()\ny.backward()\nn = 2\nprint(x.grad)\ny", "y", "n", "x.grad").ok();
        assertThat(ran.get("stdout").asString()).isEqualTo("tensor([3., 3.])\n");
        assertThat(ran.get("result").asString()).isEqualTo("tensor(9., grad_fn=<SumBackward0>)");
        assertThat(ran.at("/values/y/grad_fn").asString()).isEqualTo("SumBackward0");
        assertThat(ran.at("/values/n").asInt()).isEqualTo(2);
        assertThat(service.steps(session, "{'op': 'mul', 'inputs': ['y', 2], 'name': 'z'}", "z").at("/z/data").asDouble()).isEqualTo(18);
        assertThat(printed(session, "print(z.item(), n)")).isEqualTo("18.0 2\n");
        service.delete(session + "/tensors/z");
        assertThat(send(session, "z").problem(422, "program_error").get("detail").asString()).isEqualTo("name 'z' is not defined");
        printed(session, "del y\nx = 3");
        service.get(session + "/tensors/x").problem(404, "tensor_not_found");
    }

    @Test
    void aRunIsAllOrNothing() {
        printed(session, START);
        JsonNode problem = send(session, """
                print('so far')
                seen.append(2); table['new'] = 1; count(); new = 1
                loss().backward()
                opt.step()
                def fail():
                    return 1 / 0
                fail()""").problem(422, "program_error");
        assertThat(problem.get("torch_error").asString()).isEqualTo("ZeroDivisionError");
        assertThat(problem.get("detail").asString()).isEqualTo("division by zero");
        assertThat(problem.get("line").asInt()).isEqualTo(6);
        assertThat(problem.at("/call_lines/0").asInt()).isEqualTo(7);
        assertThat(problem.get("stdout").asString()).isEqualTo("so far\n");
        assertThat(printed(session, "print(seen, alias is seen, table, count(), w, w.grad)"))
                .isEqualTo("[1] True {'seen': [1]} 2 tensor([1., 2.], requires_grad=True) None\n");
        send(session, "new").problem(422, "program_error");
    }

    @Test
    void aForkHasItsOwnCopyOfEverything() {
        printed(session, START + "loss().backward()\nopt.step()\n");
        String fork = "/v1/sessions/" + service.post(session + "/fork", "{}").at("/id").asString();
        String go = """
                opt.zero_grad(); loss().backward(); opt.step()
                alias.append(count())
                print(seen, table['seen'] is alias, w)""";
        String first = printed(fork, go);
        assertThat(first).startsWith("[1, 2] True tensor(");
        assertThat(printed(session, "print(seen, w.grad)")).startsWith("[1] tensor([2., 4.])");
        assertThat(printed(session, go)).isEqualTo(first);
        printed(session, "it = iter(seen)");
        service.post(session + "/fork", "{}").problem(422, "not_replayable");
    }

    @Test
    void lossesAreCode() {
        printed(session, "import torch\nw = torch.tensor(0., requires_grad=True)\nx = torch.tensor([1., 2.])\nkept = []");
        JsonNode job = service.send("POST", session + "/jobs",
                """
                {"loss": {"code": "kept.append(1)\\n((w * x - 3 * x) ** 2).mean()"}, "optimizer": {"name": "SGD", "lr": 0.1}, "steps": 200}""",
                "Content-Type", "application/json", "Prefer", "wait=20").ok();
        assertThat(job.get("status").asString()).isEqualTo("succeeded");
        assertThat(printed(session, "print(round(w.item(), 3), kept)")).isEqualTo("3.0 []\n");
        service.post(session + "/jobs", "{'loss': {'code': 'w * x'}, 'optimizer': {'name': 'SGD', 'lr': 0.1}, 'steps': 2}")
                .problem(422, "grad_needs_scalar");
        service.post(session + "/jobs", "{'loss': {'code': '3'}, 'optimizer': {'name': 'SGD', 'lr': 0.1}, 'steps': 2}")
                .problem(422, "program_error");
    }

    static Stream<String> overruns() {
        return Stream.of("budget_steps|while True: pass", "budget_memory|'a' * 10**10", "budget_memory|s = 'a'\nwhile True: s += s",
                "budget_depth|def f(n): return f(n + 1)\nf(0)", "budget_memory|import torch\ntorch.zeros(10**9)", "budget_steps|10**10**8",
                "budget_output|while True: print('x' * 1000)", "budget_memory|f'{1:1000000000}'",
                "budget_memory|import torch\nkept = [torch.ones(10**6) for i in range(10**6)]",
                "budget_memory|import torch\ndef f(n): return torch.ones(10**7) + f(n)\nf(0)", "body_too_large|" + "x = 1\n".repeat(50_000),
                "budget_memory|('\\t' * 10**6).expandtabs(10**6)");
    }

    @ParameterizedTest
    @MethodSource("overruns")
    void whatTakesTooMuchIsStopped(String overrun) {
        String[] parts = overrun.split("\\|", 2);
        printed(session, "kept = 1");
        send(session, parts[1]).problem(parts[0].equals("body_too_large") ? 413 : 422, parts[0]);
        assertThat(printed(session, "print(kept)")).isEqualTo("1\n");
    }
}
