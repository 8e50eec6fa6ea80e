package dev.nabla.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Speaks HTTP with a running service. In JSON, single quotes may stand for double ones. */
final class Service {
    static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String base;

    Service(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    /** What was answered. */
    record Answer(int status, HttpHeaders headers, String text) {
        JsonNode json() {
            return JSON.readTree(text);
        }

        /** The body of an answer of success. */
        JsonNode ok() {
            assertThat(status).as(text).isBetween(200, 299);
            return json();
        }

        /** The value at a pointer of the body of success. */
        JsonNode at(String pointer) {
            return ok().at(pointer);
        }

        /** Checks that it is this problem. */
        JsonNode problem(int expected, String code) {
            assertThat(status).as(text).isEqualTo(expected);
            assertThat(headers.firstValue("Content-Type")).hasValue("application/problem+json");
            JsonNode problem = json();
            assertThat(problem.get("code").asString()).isEqualTo(code);
            assertThat(problem.get("status").asInt()).isEqualTo(expected);
            assertThat(problem.get("type").asString()).isEqualTo("/problems/" + code);
            assertThat(problem.get("title").asString()).isNotBlank();
            assertThat(problem.get("hint").asString()).isNotBlank();
            return problem;
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Answer post(String path, String json) {
        return send("POST", path, json.replace('\'', '"'), "Content-Type", "application/json");
    }

    Answer patch(String path, String json) {
        return send("PATCH", path, json.replace('\'', '"'), "Content-Type", "application/json");
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    Answer send(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> r = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Answer(r.statusCode(), r.headers(), r.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Posts what is no JSON. */
    Answer sendBytes(String path, String type, byte[] body) {
        HttpResponse<byte[]> r = exchange(HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body)).build());
        return new Answer(r.statusCode(), r.headers(), new String(r.body(), StandardCharsets.UTF_8));
    }

    /** The body of an answer of success. */
    byte[] bytes(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        HttpResponse<byte[]> r = exchange((headers.length == 0 ? request : request.headers(headers)).build());
        assertThat(r.statusCode()).isEqualTo(200);
        return r.body();
    }

    private static HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens a session without a name; its path. */
    String session() {
        return "/v1/sessions/" + post("/v1/sessions", "{}").at("/id").asString();
    }

    /** Runs steps in a session; the values asked for. */
    JsonNode steps(String session, String steps, String... refs) {
        return post(session + "/steps", "{'steps': [" + steps + "], 'return': " + JSON.writeValueAsString(refs) + "}").at("/values");
    }
}
