package dev.nabla.stories;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The documentation runs as it stands: its commands, the answers it shows, the pages and files it points to. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ResourceLock("the session called demo")
class DocsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Numbers are shown as PyTorch prints them: four decimals, or five digits. */
    private static final double DIGITS = 5e-5;

    /** Programs find beside them what the documentation tells to put there. */
    private static final Path EXAMPLES = Path.of("docs/examples");

    @LocalServerPort
    private int port;
    @TempDir
    private Path scratch;
    private TestReporter reporter;

    @BeforeEach
    void report(TestReporter to) {
        reporter = to;
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/README.zh-CN.md", "docs/quickstart.md", "docs/concepts.md", "docs/guide.md",
        "docs/cookbook.md",
        "docs/tutorial.md", "docs/tutorial.zh-CN.md"})
    void runsAsItStands(String file) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            Reader reader = new Reader(file, client);
            for (Markdown part : Markdown.read(Path.of(file))) {
                switch (part) {
                    case Markdown.Block block when block.language().equals("sh") -> reader.types(block);
                    case Markdown.Block block when block.language().equals("json") -> reader.compares(JSON.readTree(block.text()));
                    case Markdown.Block block when block.language().equals("python") -> reader.runs("python3", ".py", block);
                    case Markdown.Block block when block.language().equals("js") -> reader.runs("node", ".mjs", block);
                    case Markdown.Block block when block.language().equals("text") -> reader.printed(block.text());
                    case Markdown.Block block when block.language().equals("mermaid") -> reader.sees(block.text());
                    case Markdown.Link link when link.target().startsWith("http://localhost:8080/") -> reader.opens(link);
                    case Markdown.Link link when !link.target().matches("https?:.*") -> reader.looksFor(link);
                    default -> {}
                }
            }
            reader.compares(null);
        }
    }

    @Test
    void theTutorialsHaveTheSameBlocks() throws IOException {
        assertThat(blocks("docs/tutorial.zh-CN.md")).isEqualTo(blocks("docs/tutorial.md")).isNotEmpty();
    }

    private static List<String> blocks(String file) throws IOException {
        return Markdown.read(Path.of(file)).stream().filter(Markdown.Block.class::isInstance).map(Markdown.Block.class::cast)
                .map(block -> block.language() + "\n" + block.text()).toList();
    }

    /** Somebody who does what a document says. */
    private final class Reader {
        private final String file;
        private final HttpClient client;
        private String place = "";
        /** The last command's, until it is known what the document says of it. */
        private @Nullable HttpResponse<String> answer;
        /** What the last program printed; null where its interpreter is not on this machine. */
        private @Nullable String output;

        Reader(String file, HttpClient client) {
            this.file = file;
            this.client = client;
        }

        void types(Markdown.Block block) throws Exception {
            for (Curl command : Curl.parse(block.text())) {
                compares(null);
                place = file + ":" + (block.line() + 1 + command.line());
                answer = client.send(command.to(port), BodyHandlers.ofString());
            }
        }

        void runs(String interpreter, String suffix, Markdown.Block block) throws Exception {
            compares(null);
            place = file + ":" + block.line();
            Path program = Files.writeString(scratch.resolve("program" + block.line() + suffix), block.text());
            ProcessBuilder process =
                    new ProcessBuilder(interpreter, program.toString()).directory(EXAMPLES.toFile()).redirectErrorStream(true);
            process.environment().put("NABLA_URL", "http://localhost:" + port);
            process.environment().put("PYTHONPATH", EXAMPLES.toAbsolutePath().toString());
            process.environment().put("PYTHONDONTWRITEBYTECODE", "1");
            output = null;
            Process running;
            try {
                running = process.start();
            } catch (IOException e) {
                reporter.publishEntry(place, "not run: " + e.getMessage());
                return;
            }
            output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(running.waitFor()).as(place + " " + output).isZero();
        }

        /** The last program printed this. */
        void printed(String shown) {
            if (output != null) {
                assertThat(output.strip()).as(place).isEqualTo(shown);
            }
        }

        void opens(Markdown.Link link) throws Exception {
            HttpResponse<String> page = client.send(Curl.get(link.target()).to(port), BodyHandlers.ofString());
            assertThat(page.statusCode()).as(file + ":" + link.line() + " " + page.body()).isLessThan(400);
        }

        void looksFor(Markdown.Link link) {
            String target = link.target().replaceFirst("#.*", "");
            assertThat(Path.of(file).resolveSibling(target)).as(file + ":" + link.line()).exists();
        }

        /** The last answer is a success, or the problem that is shown, and has every member that is shown. */
        void compares(@Nullable JsonNode shown) {
            if (answer == null) {
                assertThat(shown).as("an answer to nothing after " + place).isNull();
                return;
            }
            if (shown == null || !shown.path("status").isInt()) {
                assertThat(answer.statusCode()).as(place + " " + answer.body()).isLessThan(400);
            }
            if (shown != null) {
                assertShows(place + " ", shown, JSON.readTree(answer.body()));
            }
            answer = null;
        }

        /** The last answer is this text. */
        void sees(String shown) {
            assertThat(answer).as("an answer after " + place).isNotNull();
            assertThat(answer.body().strip()).as(place).isEqualTo(shown);
        }

        private void assertShows(String at, JsonNode shown, @Nullable JsonNode answer) {
            assertThat(answer).as(at).isNotNull();
            if (shown.isObject()) {
                shown.forEachEntry((name, value) -> assertShows(at + "/" + name, value, answer.get(name)));
            } else if (shown.isArray()) {
                assertThat(answer.size()).as(at + " " + answer).isEqualTo(shown.size());
                for (int i = 0; i < shown.size(); i++) {
                    assertShows(at + "/" + i, shown.get(i), answer.get(i));
                }
            } else if (shown.isNumber() && answer.isNumber()) {
                double number = shown.doubleValue();
                assertThat(Math.abs(answer.doubleValue() - number)).as(at + " " + answer)
                        .isLessThanOrEqualTo(DIGITS * Math.max(1, Math.abs(number)));
            } else {
                assertThat(answer).as(at).isEqualTo(shown);
            }
        }
    }
}
