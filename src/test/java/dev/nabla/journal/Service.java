package dev.nabla.journal;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** The service as a process of its own, that can be killed. */
final class Service implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);

    private final int port;
    private final List<String> command = new ArrayList<>();
    private final Path log;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private @Nullable Process process;

    /** @param settings as on the command line */
    Service(Path log, List<String> flags, String... settings) throws IOException {
        this.log = log;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), "dev.nabla.NablaApplication", "--server.port=" + port));
        command.addAll(List.of(settings));
    }

    /** What this test runs on: a launcher may have its own loader for it. */
    private static String classPath() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader instanceof URLClassLoader urls
                ? Arrays.stream(urls.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        long deadline = System.nanoTime() + START.toNanos();
        while (send("GET", "/actuator/health/readiness", null, null).status() != 200) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the service does not start: see " + log);
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    /** SIGKILL: no shutdown hook runs, no buffer is flushed. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** SIGTERM; how long it took to end. */
    Duration stop() throws InterruptedException {
        long begin = System.nanoTime();
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** An answer; status 0 where there was none. */
    record Answer(int status, String text) {
        boolean isOk() {
            return status >= 200 && status < 300;
        }
    }

    Answer post(String path, String json) {
        return send("POST", path, json, null);
    }

    Answer get(String path) {
        return send("GET", path, null, null);
    }

    /** A job, when it has ended or after ten seconds. */
    Answer waitFor(String job) {
        return exchange(request("GET", job, null).header("Prefer", "wait=10"));
    }

    Answer send(String method, String path, @Nullable String json, @Nullable String key) {
        HttpRequest.Builder r = request(method, path, json);
        return exchange(key == null ? r : r.header("Idempotency-Key", key));
    }

    private HttpRequest.Builder request(String method, String path, @Nullable String json) {
        HttpRequest.Builder r = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(60))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json.replace('\'', '"')));
        if (json != null) {
            r.header("Content-Type", "application/json");
        }
        return r;
    }

    private Answer exchange(HttpRequest.Builder r) {
        try {
            HttpResponse<String> answer = http.send(r.build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return new Answer(0, "");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
        http.close();
    }
}
