package dev.nabla.stories;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes up requests from an OpenAPI document: its examples as they stand, which keeps something alive to ask for; examples with faults; bodies made from
 * the schemas; calls of every op with faults; and what is no JSON at all. The same numbers drawn give the same requests.
 */
final class Fuzzer {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TYPES =
            List.of("text/plain", "application/x-www-form-urlencoded", "application/octet-stream", "image/png",
                    "application/json; charset=utf-16", "multipart/form-data", "application/problem+json", "nonsense", "text/csv",
                    "application/x-npy");
    private static final List<String> ACCEPTED = List.of("application/json", "text/html", "image/svg+xml", "text/csv", "application/x-npy",
            "text/event-stream", "*/*", "image/png", "text/vnd.mermaid;q=0.5, application/json;q=0.1", "nonsense",
            "application/x-safetensors");
    private static final List<String> WORDS =
            List.of("x", "y", "z", "a", "b", "c", "u", "sse", "first", "slope", "demo", "copy", "fit", "rates",
                    "nobody", "x.grad", "z.grad", "t1", "", " ", "NaN", "Infinity", "-Infinity", "lambda", "é", "e\u0301", "𝛻", "\u0000",
                    "\u202eevil",
                    "<script>alert(1)</script>", "a/b", "a%2Fb", "a\\b", "..", ";", "x;y=1", "float32", "float64", "int64", "bool",
                    "float16", "mean", "sum", "none", "full",
                    "true", "-1", "0", "1e400", "PT1M", "PT-1S", "P999999999D", "{}", "'; DROP TABLE x", "a".repeat(300), "__proto__",
                    "SGD", "Adam", "LBFGS",
                    "StepLR", "optimizer.lr", "(x ** 2).sum()", "x = ", "ij,jk->ik", "reflect", "2", "٣");

    private final JsonNode api;
    private final List<JsonNode> ops;
    private final RandomGenerator random;
    private final List<ApiOperation> operations;
    private int played;

    /** @param headers names and values in turn */
    record Request(String method, String path, List<String> headers, byte @Nullable [] body) {
        @Override
        public String toString() {
            String text = body == null ? "" : " " + new String(body, StandardCharsets.UTF_8);
            return method + " " + path + " " + headers + (text.length() > 1500 ? text.substring(0, 1500) + "…" : text);
        }
    }

    /** @param ops the catalogue's rows */
    Fuzzer(JsonNode api, List<JsonNode> ops, RandomGenerator random) {
        this.api = api;
        this.ops = ops;
        this.random = random;
        this.operations = ApiOperation.all(api);
    }

    Request next() {
        if (chance(0.3)) {
            return request(operations.get(played++ % operations.size()), 0);
        }
        ApiOperation o = chance(0.25) ? operation(pick(List.of("apply_op", "evaluate", "run_steps", "launch_job"))) : pick(operations);
        return request(o, 1 + random.nextInt(3));
    }

    private ApiOperation operation(String id) {
        return operations.stream().filter(o -> o.id().equals(id)).findFirst().orElseThrow();
    }

    /** @param faults how many, about; 0 for the example as it stands */
    private Request request(ApiOperation o, int faults) {
        String path = o.path();
        List<String> query = new ArrayList<>();
        List<String> headers = new ArrayList<>();
        for (JsonNode p : o.json().path("parameters")) {
            String name = p.get("name").asString();
            JsonNode example = p.path("example");
            boolean isPath = p.get("in").asString().equals("path");
            String value = example.isMissingNode() ? null : example.asString();
            if (faults > 0 && chance(isPath ? 0.1 : 0.3)) {
                JsonNode v = chance(0.5) ? made(p.path("schema"), 0) : NODES.stringNode(pick(WORDS));
                value = v.isValueNode() ? v.asString() : v.toString();
            }
            if (isPath) {
                path = path.replace("{" + name + "}", encoded(value == null || value.isEmpty() ? "nobody" : value));
            } else if (value != null && p.get("in").asString().equals("query")) {
                query.add(name + "=" + encoded(value));
            } else if (name.equals("Prefer") && faults > 0) {
                headers.addAll(List.of("Prefer", pick(List.of("wait=0", "wait=0.2", "wait=x", "respond-async", "wait=-1", "wait=1, x"))));
            }
        }
        if (faults > 0) {
            addHeaders(headers);
        }
        byte[] body = body(o, faults, headers);
        return new Request(
                faults > 0 && chance(0.02) ? pick(List.of("PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "POST", "GET")) : o.method(),
                query.isEmpty() ? path : path + "?" + String.join("&", query), headers, body);
    }

    private void addHeaders(List<String> headers) {
        if (chance(0.1)) {
            headers.addAll(List.of("Accept", pick(ACCEPTED)));
        }
        if (chance(0.03)) {
            headers.addAll(List.of("If-Match", pick(List.of("*", "\"0\"", "\"17\"", "W/\"1\"", "7", "\"", ""))));
        }
        if (chance(0.03)) {
            headers.addAll(List.of("Idempotency-Key", pick(List.of("k1", "k2", "", "k".repeat(300), "é"))));
        }
        if (chance(0.05)) {
            headers.addAll(List.of("Accept-Language", pick(List.of("zh-CN", "de, zh;q=0.5", "*", "x-nonsense", ";;q"))));
        }
    }

    private byte @Nullable [] body(ApiOperation o, int faults, List<String> headers) {
        if (o.content().isMissingNode()) {
            return faults > 0 && chance(0.03) ? new byte[]{'{', '}'} : null;
        }
        String type = faults > 0 && chance(0.05) ? pick(TYPES) : "application/json";
        headers.addAll(List.of("Content-Type", type));
        if (type.equals("text/csv")) {
            return pick(List.of("1,2\n3,4\n", "1,2\n3\n", "", "a,b\n1,2", "NaN,1e400", "\"1", "\n\n")).getBytes(StandardCharsets.UTF_8);
        }
        JsonNode json = body(o, faults);
        String text = json.toString();
        if (faults == 0 || !chance(0.06)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, random.nextInt(text.length() + 1)).getBytes(StandardCharsets.UTF_8);
            case 1 -> text.getBytes(StandardCharsets.UTF_16);
            case 2 -> (text + text).getBytes(StandardCharsets.UTF_8);
            case 3 -> ("\ufeff" + text).getBytes(StandardCharsets.UTF_8);
            case 4 -> text.replaceFirst("\\{", "{\"name\": 1, \"name\": 2, ").getBytes(StandardCharsets.UTF_8);
            default -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i <= random.nextInt(3); i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                yield bytes;
            }
        };
    }

    private JsonNode body(ApiOperation o, int faults) {
        JsonNode example = shortened(o.body());
        String id = o.id();
        if (faults == 0) {
            return example;
        }
        JsonNode body = example;
        if (id.equals("apply_op")) {
            body = call();
        } else if ((id.equals("run_steps") || id.equals("evaluate")) && chance(0.6)) {
            ArrayNode steps = JSON.createArrayNode();
            for (int i = 0; i <= random.nextInt(3); i++) {
                steps.add(chance(0.6) ? call() : made(api.at("/components/schemas/Step"), 0));
            }
            body = JSON.createObjectNode().set("steps", steps);
        } else if (chance(0.4)) {
            return shortened(made(o.content().path("application/json").path("schema"), 0));
        }
        body = body.deepCopy();
        for (int i = random.nextInt(faults + 1); i > 0; i--) {
            spoil(body);
        }
        return body;
    }

    /** Jobs of examples take minutes; these must end. */
    private static JsonNode shortened(@Nullable JsonNode body) {
        return JSON.readTree(String.valueOf(body).replace(":1000000000", ":2000").replace("\"max_seconds\":300", "\"max_seconds\":1"));
    }

    /** An op as the catalogue's example calls it. */
    private JsonNode call() {
        JsonNode op = pick(ops);
        ObjectNode call = JSON.createObjectNode();
        call.set("op", op.get("op"));
        call.set("inputs", op.at("/example/inputs"));
        call.set("params", op.at("/example/params"));
        if (chance(0.3)) {
            call.put("name", pick(WORDS)).put("replace", true);
        }
        if (chance(0.5)) {
            JsonNode params = call.get("params").deepCopy();
            call.set("params", params);
            for (String word : op.get("signature").asString().split("[^A-Za-z_]+")) {
                if (chance(0.15) && word.matches("[a-z_]+") && !word.equals(op.get("op").asString())) {
                    ((ObjectNode) params).set(word, value());
                }
            }
        }
        return call;
    }

    /** Does something wrong, maybe, at one place. */
    private void spoil(JsonNode body) {
        List<JsonNode> parents = new ArrayList<>();
        collect(body, parents);
        if (parents.isEmpty()) {
            return;
        }
        JsonNode parent = pick(parents);
        if (parent instanceof ObjectNode object) {
            String name = object.isEmpty() ? "more" : pick(new ArrayList<>(object.propertyNames()));
            switch (random.nextInt(8)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(pick(WORDS), value());
                case 2 -> object.set(name, JSON.createArrayNode().add(object.path(name).deepCopy()));
                default -> object.set(name, value());
            }
        } else if (parent instanceof ArrayNode array) {
            int index = array.isEmpty() ? 0 : random.nextInt(array.size());
            switch (random.nextInt(6)) {
                case 0 -> array.add(value());
                case 1 -> array.add(array.path(index).isMissingNode() ? value() : array.get(index).deepCopy());
                case 2 -> array.remove(index);
                default -> {
                    if (!array.isEmpty()) {
                        array.set(index, value());
                    }
                }
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (node.isContainer()) {
            parents.add(node);
            node.forEach(child -> collect(child, parents));
        }
    }

    /** Something that the schema allows, mostly. */
    private JsonNode made(JsonNode schema, int depth) {
        if (depth > 8 || chance(0.04)) {
            return value();
        }
        if (schema.has("$ref")) {
            return made(api.at(schema.get("$ref").asString().substring(1)), depth + 1);
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice)) {
                return made(schema.get(choice).get(random.nextInt(schema.get(choice).size())), depth + 1);
            }
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.get(random.nextInt(type.size())).asString() : type.asString("")) {
            case "object" -> object(schema, depth);
            case "array" -> {
                ArrayNode array = JSON.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(made(schema.path("items"), depth + 1));
                }
                yield array;
            }
            case "string" -> NODES.stringNode(schema.path("format").asString("").equals("duration") ? "PT1M" : pick(WORDS));
            case "integer" -> NODES.numberNode(random.nextInt(-2, 6));
            case "number" -> NODES.numberNode(random.nextInt(-20, 60) / 10.0);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            default -> value();
        };
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.createObjectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(r -> required.add(r.asString()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (chance(required.contains(property.getKey()) ? 0.97 : 0.3)) {
                object.set(property.getKey(), made(property.getValue(), depth + 1));
            }
        }
        if (schema.path("additionalProperties").isObject() || chance(0.02)) {
            object.set(pick(WORDS), made(schema.path("additionalProperties"), depth + 1));
        }
        return object;
    }

    /** A value of any type, the extremes among them. */
    private JsonNode value() {
        return switch (random.nextInt(22)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2, 3, 4 -> NODES.numberNode(random.nextInt(-3, 8));
            case 5 -> NODES.numberNode(random.nextInt(-30, 30) / 4.0);
            case 6 -> NODES.numberNode(pick(List.of(new BigDecimal("1e400"), new BigDecimal("-1e39"), new BigDecimal("1e-400"),
                    new BigDecimal("1e308"),
                    new BigDecimal("9223372036854775807"), new BigDecimal("-9223372036854775808"), new BigDecimal("9223372036854775808"),
                    new BigDecimal("2147483648"), new BigDecimal("-2147483649"), new BigDecimal("1e30"), new BigDecimal("1000000"))));
            case 7 -> NODES.numberNode(-0.0);
            case 8, 9, 10, 11 -> NODES.stringNode(pick(WORDS));
            case 12 -> JSON
                    .readTree(pick(List.of("[]", "{}", "[[1,2],[3]]", "[[]]", "[1,[2]]", "[[[]],[[]]]", "[null]", "[true,2]", "[\"NaN\",1]",
                            "[1e400]", "[\"x\"]", "[1,2,3]", "[[1.5,2.5],[3.5,4.5]]", "[0,-1]", "[1,1,1]", "[100000,100000,100000]")));
            case 13 -> {
                int depth = random.nextInt(1, 99);
                yield JSON.readTree("[".repeat(depth) + "1" + "]".repeat(depth));
            }
            case 14 -> JSON.readTree(pick(List.of("{\"float\":2}", "{\"int\":2.5}", "{\"int\":1}", "{\"float\":\"NaN\"}", "{\"tensor\":0}",
                    "{\"slice\":[0,null,-1]}", "{\"slice\":[1]}", "{\"newaxis\":true}", "{\"ellipsis\":false}",
                    "{\"float\":2,\"int\":2}")));
            case 15 -> JSON.readTree(pick(List.of("{\"data\":[1,2]}", "{\"data\":[[1.5,2],[3,4]],\"dtype\":\"float64\"}", "{\"data\":[]}",
                    "{\"data\":3,\"dtype\":\"int64\"}", "{\"data\":true}", "{\"data\":[1,2,3],\"shape\":[3,1]}",
                    "{\"data\":[],\"shape\":[0,4]}",
                    "{\"data\":[0,1],\"dtype\":\"int64\"}", "{\"dtype\":\"float32\"}", "{\"data\":[1,2],\"shape\":[9]}")));
            case 16 -> pick(ops).get("op");
            case 17 -> NODES.numberNode(random.nextDouble());
            default -> made(pick(new ArrayList<>(api.at("/components/schemas").properties())).getValue(), 6);
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private boolean chance(double p) {
        return random.nextDouble() < p;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
