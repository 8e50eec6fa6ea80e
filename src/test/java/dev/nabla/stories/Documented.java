package dev.nabla.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.nabla.stories.Service.Answer;

/** What an OpenAPI document says of answers: whether one is among those that it describes. */
final class Documented {
    private final JsonNode api;
    private final List<Template> templates = new ArrayList<>();

    private record Template(String path, Pattern pattern, int variables) {
    }

    Documented(JsonNode api) {
        this.api = api;
        for (String path : api.get("paths").propertyNames()) {
            String pattern = path.replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+");
            templates.add(new Template(path, Pattern.compile(pattern), path.split("\\{", -1).length - 1));
        }
        templates.sort((a, b) -> Integer.compare(a.variables, b.variables));
    }

    /** Of every operation its method and path. */
    List<String> operations() {
        List<String> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
            path.getValue().propertyNames().forEach(method -> all.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }
        return all;
    }

    /** The operation that a request means; the request's own path where there is none. */
    String operation(String method, String path) {
        String bare = path.replaceFirst("[?#].*", "");
        for (Template t : templates) {
            if (t.pattern.matcher(bare).matches() && api.get("paths").get(t.path).has(method.toLowerCase(Locale.ROOT))) {
                return method + " " + t.path;
            }
        }
        return method + " " + bare;
    }

    /** Why an answer is none that the document describes; empty where it is one. */
    List<String> faults(String method, String path, Answer answer) {
        String[] operation = operation(method, path).split(" ", 2);
        JsonNode responses = api.get("paths").path(operation[1]).path(operation[0].toLowerCase(Locale.ROOT)).path("responses");
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        if (type.equals("application/problem+json")) {
            JsonNode problem = api.at("/components/schemas/Problem");
            return answer.status() < 400 ? List.of("a problem with status " + answer.status())
                    : Schemas.faults(api, problem, answer.json());
        }
        if (answer.status() >= 400) {
            return List.of("a failure that is no problem");
        }
        if (responses.isMissingNode()) {
            return List.of();
        }
        JsonNode response = responses.path(String.valueOf(answer.status()));
        if (response.isMissingNode()) {
            return List.of("status " + answer.status() + " is not documented");
        }
        JsonNode content = response.path("content");
        if (type.isEmpty()) {
            return content.isEmpty() ? List.of() : List.of("an answer without content");
        }
        @Nullable
        JsonNode schema = content.get(type);
        if (schema == null) {
            return List.of(type + " is not documented");
        }
        return type.equals("application/json") ? Schemas.faults(api, schema.path("schema"), answer.json()) : List.of();
    }
}
