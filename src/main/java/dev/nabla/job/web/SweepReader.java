package dev.nabla.job.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.nabla.job.JobLimits;
import dev.nabla.job.JobRequest;
import dev.nabla.job.SweepRequest;
import dev.nabla.web.Json;
import dev.nabla.web.Problem;
import dev.nabla.web.ProblemCode;

/** Reads a job and a grid of settings, and writes each combination of them into a copy of the job. */
final class SweepReader extends ValueDeserializer<SweepRequest> {
    private final int most;

    SweepReader(JobLimits limits) {
        this.most = limits.jobsQueued();
    }

    @Override
    public SweepRequest deserialize(JsonParser p, DeserializationContext context) {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            throw Json.unexpected(p, "an object");
        }
        JsonNode job = null;
        JsonNode grid = null;
        String name = null;
        boolean replace = false;
        for (String member = p.nextName(); member != null; member = p.nextName()) {
            p.nextToken();
            switch (member) {
                case "job" -> job = context.readTree(p);
                case "grid" -> grid = context.readTree(p);
                case "name" -> name = p.currentToken() == JsonToken.VALUE_NULL ? null : Json.string(p);
                case "replace" -> replace = Json.bool(p);
                default -> throw Json.unknown(p, member, List.of("job", "grid", "name", "replace"));
            }
        }
        if (!(job instanceof ObjectNode template)) {
            throw new Problem(ProblemCode.BAD_VALUE, "a job is needed, with the settings that stay the same", "/job");
        }
        Map<String, List<JsonNode>> values = values(grid);
        List<Map<String, JsonNode>> combinations = combinations(values);
        List<SweepRequest.Combination> jobs = new ArrayList<>();
        for (Map<String, JsonNode> settings : combinations) {
            ObjectNode copy = template.deepCopy();
            settings.forEach((place, value) -> put(copy, place, value));
            jobs.add(new SweepRequest.Combination(new LinkedHashMap<>(settings), read(copy, context)));
        }
        Map<String, List<Object>> shown = new LinkedHashMap<>();
        values.forEach((place, list) -> shown.put(place, List.copyOf(list)));
        return new SweepRequest(shown, jobs, name, replace);
    }

    private Map<String, List<JsonNode>> values(@Nullable JsonNode grid) {
        if (grid == null || !grid.isObject() || grid.isEmpty()) {
            throw new Problem(ProblemCode.BAD_VALUE, "a grid names at least one setting by its place in the job, such as optimizer.lr",
                    "/grid");
        }
        Map<String, List<JsonNode>> values = new LinkedHashMap<>();
        double jobs = 1;
        for (Map.Entry<String, JsonNode> e : grid.properties()) {
            if (!e.getValue().isArray() || e.getValue().isEmpty()) {
                throw new Problem(ProblemCode.BAD_VALUE, "a list of at least one value is needed", pointer(e.getKey()));
            }
            List<JsonNode> list = new ArrayList<>();
            e.getValue().forEach(list::add);
            values.put(e.getKey(), list);
            jobs *= list.size();
        }
        if (jobs > most) {
            throw new Problem(ProblemCode.BAD_VALUE, "a sweep has at most " + most + " jobs", "/grid");
        }
        return values;
    }

    private static String pointer(String place) {
        return "/grid/" + place.replace("~", "~0").replace("/", "~1");
    }

    private static List<Map<String, JsonNode>> combinations(Map<String, List<JsonNode>> values) {
        List<Map<String, JsonNode>> all = new ArrayList<>();
        all.add(new LinkedHashMap<>());
        for (Map.Entry<String, List<JsonNode>> e : values.entrySet()) {
            List<Map<String, JsonNode>> longer = new ArrayList<>();
            for (Map<String, JsonNode> before : all) {
                for (JsonNode value : e.getValue()) {
                    Map<String, JsonNode> with = new LinkedHashMap<>(before);
                    with.put(e.getKey(), value);
                    longer.add(with);
                }
            }
            all = longer;
        }
        return all;
    }

    /** Sets what stands at a place like {@code optimizer.groups.0.lr}; objects on the way are made. */
    private static void put(ObjectNode job, String place, JsonNode value) {
        String[] parts = place.split("\\.", -1);
        JsonNode at = job;
        for (int i = 0; i < parts.length - 1; i++) {
            JsonNode next = at.isArray() ? at.path(index(parts[i])) : at.get(parts[i]);
            if (next == null && at instanceof ObjectNode object) {
                next = object.putObject(parts[i]);
            }
            if (next == null || !next.isContainer()) {
                throw new Problem(ProblemCode.BAD_VALUE, "a job has no place " + place, pointer(place));
            }
            at = next;
        }
        String last = parts[parts.length - 1];
        if (at instanceof ObjectNode object) {
            object.set(last, value);
        } else if (at instanceof ArrayNode array && index(last) >= 0 && index(last) < array.size()) {
            array.set(index(last), value);
        } else {
            throw new Problem(ProblemCode.BAD_VALUE, "a job has no place " + place, pointer(place));
        }
    }

    private static int index(String part) {
        return part.matches("\\d{1,6}") ? Integer.parseInt(part) : -1;
    }

    private static JobRequest read(ObjectNode job, DeserializationContext context) {
        try {
            return context.readTreeAsValue(job, JobRequest.class);
        } catch (JacksonException e) {
            throw e.prependPath(null, "job");
        } catch (Problem e) {
            throw new Problem(e.code(), e.detail(), "/job" + (e.pointer() == null ? "" : e.pointer()));
        }
    }
}
