package dev.nabla.stories;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dev.nabla.stories.Service.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract, row by row: each file of {@code contract/} is a conversation with a service, one request after another. Expectations are a status;
 * {@code /pointer value} in JSON, or {@code missing}, {@code present}; {@code Header: value}; {@code ~text} in the body; {@code $name /pointer}
 * keeps a value for the requests that follow. Members of objects that are not named do not matter, in lists all count. Every answer is also one that
 * the documentation describes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ResourceLock("the session called demo")
class ContractTest {
    private static final Path FOLDER = Path.of("src/test/resources/contract");
    private static final List<String> FILES = List.of("conventions", "sessions", "tensors", "ops", "steps", "backward", "graph", "jobs",
            "descent", "programs", "operating");
    private static final Pattern KEPT = Pattern.compile("\\$(\\w+)");

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"conventions", "sessions", "tensors", "ops", "steps", "backward", "graph", "jobs", "descent", "programs",
        "operating"})
    void isKept(String file) throws IOException {
        Service service = new Service(port);
        Documented documented = new Documented(service.get("/v3/api-docs").ok());
        Map<String, String> kept = new HashMap<>();
        List<String> faults = new ArrayList<>();
        for (Exchange e : Exchange.read(FOLDER.resolve(file + ".txt"))) {
            String path = filled(e.path(), kept);
            String body = e.body() == null ? null : filled(e.body(), kept);
            List<String> headers = new ArrayList<>();
            e.headers().forEach(h -> headers.add(filled(h, kept)));
            if (body != null && !headers.contains("Content-Type")) {
                headers.addAll(List.of("Content-Type", "application/json"));
            }
            Answer answer = service.send(e.method(), path, body, headers.toArray(String[]::new));
            List<String> wrong = new ArrayList<>(documented.faults(e.method(), path, answer));
            for (String expectation : e.expectations()) {
                check(filled(expectation, kept), expectation, answer, kept, wrong);
            }
            if (!wrong.isEmpty()) {
                faults.add(file + ".txt:" + e.line() + " " + e.method() + " " + path + ": " + wrong + "\n    " + answer.status() + " "
                        + answer.text());
            }
        }
        assertThat(faults).isEmpty();
    }

    /** Each operation that is documented stands in one of the files. */
    @Test
    void coversEveryOperation() throws IOException {
        Documented documented = new Documented(new Service(port).get("/v3/api-docs").ok());
        Set<String> open = new TreeSet<>(documented.operations());
        Set<String> seen = new HashSet<>();
        for (String file : FILES) {
            for (Exchange e : Exchange.read(FOLDER.resolve(file + ".txt"))) {
                seen.add(documented.operation(e.method(), e.path()));
            }
        }
        open.removeAll(seen);
        assertThat(open).isEmpty();
    }

    private static String filled(String text, Map<String, String> kept) {
        Matcher m = KEPT.matcher(text);
        return m.replaceAll(found -> Matcher.quoteReplacement(kept.getOrDefault(found.group(1), found.group())));
    }

    private static void check(String expectation, String unfilled, Answer answer, Map<String, String> kept, List<String> wrong) {
        char first = unfilled.charAt(0);
        if (Character.isDigit(first)) {
            if (answer.status() != Integer.parseInt(expectation)) {
                wrong.add("not " + expectation);
            }
        } else if (first == '~') {
            if (!answer.text().contains(expectation.substring(1))) {
                wrong.add("no " + expectation.substring(1));
            }
        } else if (unfilled.startsWith("$")) {
            String[] words = unfilled.split(" ", 2);
            kept.put(words[0].substring(1), words[1].startsWith("/") ? answer.json().at(words[1]).asString()
                    : answer.headers().firstValue(words[1]).orElse(""));
        } else if (first == '/') {
            String[] words = expectation.split(" ", 2);
            JsonNode value = answer.json().at(words[0].equals("/") ? "" : words[0]);
            boolean fits = switch (words[1]) {
                case "missing" -> value.isMissingNode();
                case "present" -> !value.isMissingNode() && !value.isNull();
                default -> fits(Service.JSON.readTree(words[1]), value);
            };
            if (!fits) {
                wrong.add(expectation + ", but " + value);
            }
        } else {
            String[] words = expectation.split(": ", 2);
            String value = answer.headers().firstValue(words[0]).orElse("missing");
            if (words[1].equals("present") ? value.equals("missing") : !value.equals(words[1])) {
                wrong.add(expectation + ", but " + value);
            }
        }
    }

    private static boolean fits(JsonNode expected, JsonNode value) {
        if (expected.isObject()) {
            return value.isObject() && expected.properties().stream().allMatch(m -> fits(m.getValue(), value.path(m.getKey())));
        }
        if (expected.isArray()) {
            if (!value.isArray() || value.size() != expected.size()) {
                return false;
            }
            for (int i = 0; i < expected.size(); i++) {
                if (!fits(expected.get(i), value.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return expected.isFloatingPointNumber()
                ? value.isFloatingPointNumber()
                        && Math.abs(expected.asDouble() - value.asDouble()) <= 1e-5 * Math.abs(expected.asDouble()) + 1e-7
                : expected.equals(value);
    }
}
