package dev.nabla.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/** Checks JSON against the schemas of an OpenAPI 3.1 document: the keywords that ours uses. */
final class Schemas {
    private final JsonNode api;
    private final List<String> faults = new ArrayList<>();

    private Schemas(JsonNode api) {
        this.api = api;
    }

    /** What does not fit, each with its place. Members that the schema does not know are faults too. */
    static List<String> faults(JsonNode api, JsonNode schema, JsonNode value) {
        Schemas s = new Schemas(api);
        s.check(schema, value, "");
        return s.faults;
    }

    private void check(JsonNode schema, JsonNode value, String at) {
        if (schema.has("$ref")) {
            check(api.at(schema.get("$ref").asString().substring(1)), value, at);
            return;
        }
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.has(choice)) {
                boolean fits = false;
                for (JsonNode option : schema.get(choice)) {
                    fits |= faults(api, option, value).isEmpty();
                }
                if (!fits) {
                    faults.add(at + ": fits none of " + choice + ": " + value);
                }
            }
        }
        if (schema.has("type") && !types(schema.get("type")).contains(type(value))
                && !(type(value).equals("integer") && types(schema.get("type")).contains("number"))) {
            faults.add(at + ": is " + type(value) + ", not " + schema.get("type"));
            return;
        }
        if (schema.has("enum") && !value.isNull() && !contains(schema.get("enum"), value)) {
            faults.add(at + ": " + value + " is none of " + schema.get("enum"));
        }
        if (value.isObject()) {
            checkObject(schema, value, at);
        }
        if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.get("items"), value.get(i), at + "/" + i);
            }
        }
    }

    private void checkObject(JsonNode schema, JsonNode value, String at) {
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asString())) {
                faults.add(at + ": " + required.asString() + " is missing");
            }
        }
        JsonNode more = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            JsonNode property = schema.path("properties").path(member.getKey());
            if (!property.isMissingNode()) {
                check(property, member.getValue(), at + "/" + member.getKey());
            } else if (more.isObject()) {
                check(more, member.getValue(), at + "/" + member.getKey());
            } else if (schema.has("properties") && !more.asBoolean(false)) {
                faults.add(at + "/" + member.getKey() + ": not documented");
            }
        }
    }

    private static List<String> types(JsonNode type) {
        List<String> types = new ArrayList<>();
        if (type.isArray()) {
            type.forEach(t -> types.add(t.asString()));
        } else {
            types.add(type.asString());
        }
        return types;
    }

    private static String type(JsonNode v) {
        return v.isObject() ? "object" : v.isArray() ? "array" : v.isString() ? "string" : v.isBoolean() ? "boolean" : v.isNull() ? "null"
                : v.isIntegralNumber() ? "integer" : "number";
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode v : list) {
            if (v.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
