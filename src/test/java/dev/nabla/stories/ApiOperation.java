package dev.nabla.stories;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An operation of an OpenAPI document, with the example that runs.
 *
 * @param tag under which Swagger UI shows it
 * @param path as the document has it, {@code /v1/sessions/{sid}}
 */
record ApiOperation(String tag, String method, String path, JsonNode json) {

    /** In the order of Swagger UI: by tag, path, method. */
    static List<ApiOperation> all(JsonNode api) {
        List<String> tags = api.get("tags").findValuesAsString("name");
        List<ApiOperation> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
            for (String method : List.of("get", "put", "post", "delete", "options", "head", "patch")) {
                JsonNode o = path.getValue().path(method);
                if (o.isObject()) {
                    all.add(new ApiOperation(o.at("/tags/0").asString(), method.toUpperCase(Locale.ROOT), path.getKey(), o));
                }
            }
        }
        all.sort(Comparator.comparingInt(o -> tags.indexOf(o.tag)));
        return all;
    }

    String id() {
        return json.get("operationId").asString();
    }

    /** Path and query of the example. */
    String target() {
        String target = path;
        List<String> query = new ArrayList<>();
        for (JsonNode p : parameters("path")) {
            target = target.replace("{" + p.get("name").asString() + "}", p.path("example").asString());
        }
        for (JsonNode p : parameters("query")) {
            query.add(p.get("name").asString() + "=" + p.get("example").asString());
        }
        return query.isEmpty() ? target : target + "?" + String.join("&", query);
    }

    /** Names and values in turn. */
    List<String> headers() {
        List<String> headers = new ArrayList<>();
        for (JsonNode p : parameters("header")) {
            headers.addAll(List.of(p.get("name").asString(), p.get("example").asString()));
        }
        if (body() != null) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        return headers;
    }

    @Nullable
    JsonNode body() {
        return content().path("application/json").get("example");
    }

    /** The bodies it takes, by media type. */
    JsonNode content() {
        return json.at("/requestBody/content");
    }

    /** Those that the example sets. */
    private List<JsonNode> parameters(String in) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode p : json.path("parameters")) {
            if (p.get("in").asString().equals(in) && p.has("example")) {
                found.add(p);
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
