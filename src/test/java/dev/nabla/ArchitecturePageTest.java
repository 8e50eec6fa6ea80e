package dev.nabla;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/architecture.md says of the code is so: its rooms, the classes and files it names, the rows it shows. */
class ArchitecturePageTest {

    private static final Pattern ROOM = Pattern.compile("^\\| `([a-z.]+)` \\|[^|]*\\|([^|]*)\\|$", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("`([^`\n]+)`");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w*)`");
    private static final Pattern JAVA = Pattern.compile("^```java\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private final String page = read(Path.of("docs/architecture.md"));

    @Test
    void drawsTheArrows() {
        Map<String, List<String>> drawn = ROOM.matcher(page).results().collect(Collectors.toMap(row -> row.group(1),
                row -> found(WORD, row.group(2)).stream().flatMap(ArchitecturePageTest::rooms).toList()));
        assertThat(drawn).containsKeys("engine", "session", "job")
                .allSatisfy((room, known) -> assertThat(known).containsExactlyInAnyOrderElementsOf(ArchitectureTest.ARROWS.get(room)));
    }

    @Test
    void namesClassesThatExist() throws IOException {
        assertThat(sources().map(file -> file.getFileName().toString().replace(".java", ""))).containsAll(found(CLASS, page));
    }

    @Test
    void showsCodeAsItIs() throws IOException {
        String code = squeezed(sources().map(ArchitecturePageTest::read).collect(Collectors.joining("\n")));
        assertThat(found(JAVA, page)).isNotEmpty().allSatisfy(shown -> assertThat(code).contains(squeezed(shown)));
    }

    private static Stream<String> rooms(String name) {
        return name.equals("engine.*") ? ArchitectureTest.ENGINE.stream() : Stream.of(name);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).distinct().toList();
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }

    private static Stream<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
