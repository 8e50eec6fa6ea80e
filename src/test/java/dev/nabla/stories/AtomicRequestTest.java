package dev.nabla.stories;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** A request that fails at its end has changed nothing: a session that lived through it and its twin that did not go on alike. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class AtomicRequestTest {
    private static final String BUILD = """
            {'tensor': {'name': 'x', 'data': [1.0, 2.0], 'requires_grad': true}}, {'tensor': {'name': 'w', 'data': [3.0, 4.0], 'requires_grad': true}},
            {'tensor': {'name': 'c', 'data': [5.0, 6.0]}}, {'tensor': {'name': 'n', 'data': [7, 8], 'dtype': 'int64'}},
            {'op': 'mul', 'inputs': ['x', 'w'], 'name': 'y'}, {'op': 'exp', 'inputs': ['y']}, {'op': 'sum', 'inputs': ['t1'], 'name': 'z'},
            {'op': 'transpose', 'inputs': [{'data': [[1, 2], [3, 4]]}], 'params': {'dim0': 0, 'dim1': 1}, 'name': 'view'},
            {'backward': {'of': 'z', 'retain_graph': true}}, {'get_grad': {'of': 'x', 'name': 'gx'}}""";
    /** One of every kind of change. */
    private static final String CHANGE = """
            {'tensor': {'name': 'new', 'data': 1.0, 'requires_grad': true}}, {'tensor': {'name': 'c', 'data': [0, 0], 'replace': true}},
            {'op': 'neg', 'inputs': ['x']}, {'op': 'add_', 'inputs': ['c', 1]}, {'op': 'mul_', 'inputs': ['n', 2]},
            {'op': 'add_', 'inputs': ['view', 1]}, {'op': 'add_', 'inputs': ['x', 1], 'no_grad': true}, {'op': 'mul_', 'inputs': ['gx', 2]},
            {'detach': {'of': 'y', 'name': 'd'}}, {'retain_grad': {'of': 'y'}}, {'requires_grad': {'of': 'd', 'value': true}},
            {'requires_grad': {'of': 'w', 'value': false}}, {'op': 'add', 'inputs': ['new', 1], 'name': 'p'}, {'backward': {'of': 'p'}},
            {'zero_grad': {}}, {'recompute': {'of': 'z'}}, {'backward': {'of': 'z'}}, {'delete': {'of': ['gx', 't1', 'n']}},
            {'op': 'add', 'inputs': ['new', 'p'], 'name': 'n'}, {'backward': {'of': 'n'}}""";
    private static final String FAIL = ", {'op': 'exp', 'inputs': ['nobody']}";
    /** What would show any trace. */
    private static final String GO_ON = """
            {'op': 'neg', 'inputs': ['y']}, {'op': 'exp', 'inputs': ['n']}, {'tensor': {'data': 1.0}}, {'backward': {'of': 'z', 'retain_graph': true}},
            {'op': 'sum', 'inputs': ['view']}, {'get_grad': {'of': 'w', 'name': 'gw'}}, {'backward': {'of': 'z'}},
            {'tensor': {'name': 'new', 'data': 2.0}}, {'delete': {'of': ['y']}}""";

    @LocalServerPort
    private int port;

    @Test
    void aFailedRequestLeavesNoTrace() {
        Service service = new Service(port);
        String touched = service.session();
        String twin = service.session();
        service.steps(touched, BUILD);
        service.steps(twin, BUILD);
        assertThat(state(service, touched)).isEqualTo(state(service, twin));

        service.post(touched + "/steps", "{'steps': [" + CHANGE + FAIL + "]}").problem(404, "tensor_not_found");
        assertThat(state(service, touched)).isEqualTo(state(service, twin));

        service.steps(touched, GO_ON);
        service.steps(twin, GO_ON);
        assertThat(state(service, touched)).isEqualTo(state(service, twin));
        service.post(touched + "/backward", "{'of': 'z'}").problem(409, "backward_twice");
    }

    @Test
    void theSameRequestWithoutItsFailureChangesAll() {
        Service service = new Service(port);
        String session = service.session();
        service.steps(session, BUILD);
        String before = state(service, session);
        service.steps(session, CHANGE);
        assertThat(state(service, session)).isNotEqualTo(before);
    }

    private static String state(Service service, String session) {
        return service.get(session + "/tensors?limit=200").ok() + "\n" + service.get(session + "/gradients").ok() + "\n"
                + service.get(session + "/graph?format=json").ok() + "\n" + service.get(session).at("/version") + " "
                + service.get(session).at("/memory_bytes");
    }
}
