package dev.nabla.stories;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.annotation.Nonnull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The client that openapi-generator makes for Java, in use; those for Python and TypeScript are tried by {@code .ci/run}. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ClientTest {
    private static final Path GENERATED = Path.of(System.getProperty("nabla.clients", "target/clients"), "java", "src", "main", "java");
    /** What the client needs, of what is here anyway. */
    private static final List<Class<?>> LIBRARIES = List.of(ObjectMapper.class, JsonFactory.class, JsonProperty.class, JavaTimeModule.class,
            Nonnull.class);
    private static final Path WALK = Path.of("src/test/clients/Walk.java");

    @LocalServerPort
    private int port;
    @TempDir
    private Path classes;

    @Test
    void walksThroughTheTutorial() throws Exception {
        assumeTrue(Files.isDirectory(GENERATED), "no client has been made: ./mvnw -Pclients does");
        compile();
        try (URLClassLoader loader = new URLClassLoader(new URL[]{classes.toUri().toURL()}, getClass().getClassLoader())) {
            assertThat(loader.loadClass("Walk").getMethod("walk", String.class).invoke(null, "http://127.0.0.1:" + port))
                    .isEqualTo("tensor(2., grad_fn=<AddBackward0>) 2.0 succeeded true");
        }
    }

    /** With the compiler's warnings off: the sources are not ours. */
    private void compile() throws IOException {
        List<Path> sources = new ArrayList<>(List.of(WALK));
        try (Stream<Path> files = Files.walk(GENERATED)) {
            files.filter(f -> f.toString().endsWith(".java")).forEach(sources::add);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler
                    .getTask(messages, files, null, List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", libraries()), null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    private static String libraries() {
        return LIBRARIES.stream().map(c -> Path.of(URI.create(c.getProtectionDomain().getCodeSource().getLocation().toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
