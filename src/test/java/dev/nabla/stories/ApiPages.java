package dev.nabla.stories;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;

/** What {@code docs/} has of the OpenAPI document: itself, and its examples for editors that send requests and for Postman. */
final class ApiPages {
    private static final String BASE = "http://localhost:8080";
    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter PRETTY =
            Service.JSON.writer().with(new DefaultPrettyPrinter().withObjectIndenter(INDENTER).withArrayIndenter(INDENTER));

    private ApiPages() {
    }

    /** The text of each file, by its name. */
    static Map<String, String> of(JsonNode api) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("openapi.json", PRETTY.writeValueAsString(api) + "\n");
        pages.put("requests.http", requests(api));
        pages.put("postman.json", PRETTY.writeValueAsString(collection(api)) + "\n");
        return pages;
    }

    private static String requests(JsonNode api) {
        StringBuilder text = new StringBuilder("# Every operation with its example, in an order in which all of them run.\n");
        text.append("@base = ").append(BASE).append('\n');
        for (ApiOperation o : ApiOperation.all(api)) {
            text.append("\n### ").append(o.json().get("summary").asString()).append("\n# @name ").append(o.id()).append('\n');
            text.append(o.method()).append(" {{base}}").append(o.target()).append('\n');
            List<String> headers = o.headers();
            for (int i = 0; i < headers.size(); i += 2) {
                text.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append('\n');
            }
            JsonNode body = o.body();
            if (body != null) {
                text.append('\n').append(PRETTY.writeValueAsString(body)).append('\n');
            }
        }
        return text.toString();
    }

    /** Postman's collection format 2.1: a folder for each tag. */
    private static Map<String, Object> collection(JsonNode api) {
        Map<String, List<Object>> folders = new LinkedHashMap<>();
        for (ApiOperation o : ApiOperation.all(api)) {
            folders.computeIfAbsent(o.tag(), _ -> new ArrayList<>()).add(item(o));
        }
        List<Object> items = new ArrayList<>();
        folders.forEach((tag, requests) -> items.add(map("name", tag, "item", requests)));
        return map("info", map("name", "Nabla", "description", "Every operation with its example, in an order in which all of them run.",
                "schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"),
                "variable", List.of(map("key", "base", "value", BASE)), "item", items);
    }

    private static Map<String, Object> item(ApiOperation o) {
        List<Object> headers = new ArrayList<>();
        for (int i = 0; i < o.headers().size(); i += 2) {
            headers.add(map("key", o.headers().get(i), "value", o.headers().get(i + 1)));
        }
        Map<String, Object> request = map("method", o.method(), "header", headers, "url", "{{base}}" + o.target(),
                "description", o.json().path("description").asString(""));
        JsonNode body = o.body();
        if (body != null) {
            request.put("body", map("mode", "raw", "raw", PRETTY.writeValueAsString(body), "options", map("raw", map("language", "json"))));
        }
        return map("name", o.json().get("summary").asString(), "request", request);
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
