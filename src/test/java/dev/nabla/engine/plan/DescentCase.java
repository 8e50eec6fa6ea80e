package dev.nabla.engine.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.optim.Algorithm;
import dev.nabla.engine.optim.Clipping;
import dev.nabla.engine.optim.Optimizer;
import dev.nabla.engine.optim.ParameterGroup;
import dev.nabla.engine.optim.Schedule;
import dev.nabla.engine.optim.ScheduleKind;

/** A descent recorded from PyTorch, run again by a plan. */
final class DescentCase {
    private final JsonNode c;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();

    DescentCase(JsonNode c) {
        this.c = c;
        for (Map.Entry<String, JsonNode> e : c.get("tensors").properties()) {
            tensors.put(e.getKey(), Tensor.leaf(array(e.getValue()), e.getValue().get("requires_grad").asBoolean()));
        }
        c.get("parameters").forEach(p -> names.add(p.asString()));
    }

    static NdArray array(JsonNode t) {
        int[] dims = new int[t.get("shape").size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = t.get("shape").get(i).asInt();
        }
        NdArray a = NdArray.zeros(Objects.requireNonNull(DType.named(t.get("dtype").asString())), Shape.of(dims));
        double[] flat = flat(t.get("data"));
        for (int i = 0; i < flat.length; i++) {
            a.storage().setDouble(i, flat[i]);
        }
        return a;
    }

    private static double[] flat(JsonNode data) {
        List<Double> all = new ArrayList<>();
        flatten(data, all);
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void flatten(JsonNode data, List<Double> all) {
        if (data.isArray()) {
            data.forEach(x -> flatten(x, all));
        } else {
            all.add(number(data));
        }
    }

    static double number(JsonNode v) {
        return switch (v.isString() ? v.asString() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> v.asDouble();
        };
    }

    static @Nullable Object plain(JsonNode v) {
        if (v.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            v.forEach(x -> list.add(plain(x)));
            return list;
        }
        if (v.isNull() || v.isBoolean()) {
            return v.isNull() ? null : v.asBoolean();
        }
        return v.isIntegralNumber() ? (Object) v.asLong() : v.isNumber() ? (Object) v.asDouble()
                : v.asString().endsWith("Infinity") || v.asString().equals("NaN") ? (Object) number(v) : v.asString();
    }

    static Map<String, @Nullable Object> settings(JsonNode node, String... without) {
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : node.properties()) {
            if (!List.of(without).contains(e.getKey())) {
                settings.put(e.getKey(), plain(e.getValue()));
            }
        }
        return settings;
    }

    static Schedule schedule(JsonNode node) {
        Map<String, @Nullable Object> given = settings(node, "name", "every", "schedulers");
        if (node.has("schedulers")) {
            List<Schedule> parts = new ArrayList<>();
            node.get("schedulers").forEach(s -> parts.add(schedule(s)));
            given.put("schedulers", parts);
        }
        return Schedule.of(Objects.requireNonNull(ScheduleKind.named(node.get("name").asString())), given);
    }

    /** The difference to PyTorch's run, or null. */
    @Nullable
    String run() {
        Map<Source, NdArray> parameters = new LinkedHashMap<>();
        names.forEach(n -> parameters.put(tensors.get(n), Objects.requireNonNull(tensors.get(n)).data().copy()));
        Map<Source, NdArray> data = new LinkedHashMap<>();
        c.path("batches").path("tensors").forEach(n -> data.put(tensors.get(n.asString()), tensors.get(n.asString()).data()));
        Map<String, Tensor> byName = tensors;
        Forward forward = standIns -> Formula.evaluate(c.get("loss").asString(), n -> {
            Tensor given = Objects.requireNonNull(byName.get(n), n);
            return standIns.getOrDefault(given, given);
        });
        Optimizer optimizer = optimizer(List.copyOf(parameters.values()));
        JsonNode schedule = c.get("scheduler");
        JsonNode clip = c.get("clip");
        Clipping clipping = clip.isNull() ? null
                : clip.get("type").asString().equals("norm")
                        ? new Clipping.ByNorm(number(clip.get("max_norm")), clip.has("norm_type") ? number(clip.get("norm_type")) : 2)
                        : new Clipping.ByValue(number(clip.get("clip_value")));
        Descent descent = new Descent(new Workspace(), new Descent.Problem(forward, parameters, data, Map.of()),
                new Descent.Method(optimizer, schedule.isNull() ? null : schedule(schedule), schedule.path("every").asLong(1), clipping,
                        batches()));
        return descent.call(() -> compare(descent));
    }

    private Batches batches() {
        if (c.get("batches").isNull()) {
            return new Batches.Whole();
        }
        List<int[]> order = new ArrayList<>();
        for (JsonNode rows : c.get("batches").get("order")) {
            int[] batch = new int[rows.size()];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = rows.get(i).asInt();
            }
            order.add(batch);
        }
        return new Batches.Listed(order);
    }

    private Optimizer optimizer(List<NdArray> parameters) {
        JsonNode o = c.get("optimizer");
        Algorithm algorithm = Objects.requireNonNull(Algorithm.named(o.get("name").asString()));
        Map<String, @Nullable Object> shared = settings(o, "name", "groups");
        if (!o.has("groups")) {
            return Optimizer.of(algorithm, parameters, algorithm.settings(shared));
        }
        List<ParameterGroup> groups = new ArrayList<>();
        for (JsonNode g : o.get("groups")) {
            Map<String, @Nullable Object> own = new LinkedHashMap<>(shared);
            own.putAll(settings(g, "params"));
            List<Integer> members = new ArrayList<>();
            g.get("params").forEach(p -> members.add(names.indexOf(p.asString())));
            groups.add(new ParameterGroup(members, algorithm.settings(own)));
        }
        return new Optimizer(algorithm, parameters, groups);
    }

    private @Nullable String compare(Descent descent) {
        int steps = c.get("steps").asInt();
        int next = 0;
        JsonNode history = c.get("history");
        for (int k = 1; k <= steps; k++) {
            double loss = descent.evaluate();
            double norm = descent.gradientNorm();
            double[] rates = descent.rates();
            JsonNode want = next < history.size() && history.get(next).get("step").asInt() == k ? history.get(next++) : null;
            String d = rates(k, rates);
            if (want != null && d == null) {
                d = quantity(want, "loss", loss);
                d = d != null ? d : quantity(want, "grad_norm", norm);
                d = d != null || !want.has("momentum") || close(number(want.get("momentum")), momentum(descent), 0, 1e-12) ? d
                        : "momentum " + momentum(descent) + ", expected " + want.get("momentum");
            }
            boolean isBroken = !Double.isFinite(loss);
            if (!isBroken) {
                descent.update();
                if (want != null && d == null) {
                    d = parameters(want, descent.parameters());
                }
            }
            if (d != null) {
                return "step " + k + ": " + d;
            }
            if (isBroken) {
                return isLenient(c, "first_nonfinite_loss_step") || c.get("first_nonfinite_loss_step").asInt(-1) == k ? null
                        : "loss " + loss + " at step " + k + ", expected at " + c.get("first_nonfinite_loss_step");
            }
        }
        JsonNode end = c.get("final");
        String d = quantity(end, "loss", descent.finalLoss());
        d = d != null ? d : parameters(end, descent.parameters());
        return d != null ? "end: " + d : averages(end, descent);
    }

    private @Nullable String averages(JsonNode end, Descent descent) {
        for (Map.Entry<String, JsonNode> e : end.path("ax").properties()) {
            double[] want = flat(e.getValue());
            double[] got = descent.optimizer().state(names.indexOf(e.getKey())).kept("ax");
            for (int i = 0; i < want.length; i++) {
                if (!close(want[i], got[i], end.get("tol").get("ax").get(e.getKey()).asDouble(), 0)) {
                    return "ax of " + e.getKey() + " " + got[i] + ", expected " + want[i];
                }
            }
        }
        return null;
    }

    private static double momentum(Descent descent) {
        return Objects.requireNonNull(descent.optimizer().groups().getFirst().momentum()).real();
    }

    private @Nullable String rates(int step, double[] got) {
        JsonNode trace = c.path("lr_trace").path(step - 1);
        double[] want = trace.isMissingNode() ? new double[0] : flat(trace);
        for (int i = 0; i < want.length; i++) {
            if (!close(want[i], got[i], 1e-15, 1e-12)) {
                return "lr " + got[i] + " of group " + i + ", expected " + want[i];
            }
        }
        return null;
    }

    private @Nullable String quantity(JsonNode want, String name, double got) {
        if (!want.has(name) || want.get(name).isNull() || isLenient(want, name) || isLenient(c, "final") && want == c.get("final")) {
            return null;
        }
        double tol = want.path("tol").path(name).asDouble(0);
        return close(number(want.get(name)), got, tol, 0) ? null : name + " " + got + ", expected " + want.get(name) + " ± " + tol;
    }

    private @Nullable String parameters(JsonNode want, List<NdArray> got) {
        if (isLenient(want, "parameters") || isLenient(c, "final") && want == c.get("final")) {
            return null;
        }
        for (Map.Entry<String, JsonNode> e : want.path("parameters").properties()) {
            if (isLenient(want, e.getKey())) {
                continue;
            }
            double[] wanted = flat(e.getValue());
            NdArray have = got.get(names.indexOf(e.getKey()));
            double tol = want.path("tol").path("parameters").path(e.getKey()).asDouble(0);
            for (int i = 0; i < wanted.length; i++) {
                if (!close(wanted[i], have.getDouble(i), tol, 0)) {
                    return e.getKey() + "[" + i + "] " + have.getDouble(i) + ", expected " + wanted[i] + " ± " + tol;
                }
            }
        }
        return null;
    }

    private static boolean isLenient(JsonNode entry, String quantity) {
        for (JsonNode name : entry.path("lenient")) {
            if (name.asString().equals(quantity)) {
                return true;
            }
        }
        return false;
    }

    private static boolean close(double want, double got, double absolute, double relative) {
        if (!Double.isFinite(want) || !Double.isFinite(got)) {
            return Double.isNaN(want) && Double.isNaN(got) || want == got;
        }
        return Math.abs(want - got) <= absolute + relative * Math.abs(want);
    }
}
