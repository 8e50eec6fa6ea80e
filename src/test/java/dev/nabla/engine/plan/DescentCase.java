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
import dev.nabla.engine.optim.Setting;

/** A descent recorded from PyTorch, run again by a plan. */
public final class DescentCase {
    private final JsonNode c;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();

    public DescentCase(JsonNode c) {
        this.c = c;
        for (Map.Entry<String, JsonNode> e : c.get("tensors").properties()) {
            tensors.put(e.getKey(), Tensor.leaf(array(e.getValue()), e.getValue().get("requires_grad").asBoolean()));
        }
        c.get("parameters").forEach(p -> names.add(p.asString()));
    }

    private static NdArray array(JsonNode t) {
        int[] dims = new int[t.get("shape").size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = t.get("shape").get(i).asInt();
        }
        NdArray a = NdArray.zeros(Objects.requireNonNull(DType.named(t.get("dtype").asString())), Shape.of(dims));
        double[] flat = RecordedRun.flat(t.get("data"));
        for (int i = 0; i < flat.length; i++) {
            a.storage().setDouble(i, flat[i]);
        }
        return a;
    }

    /** The case's tensors by their names. */
    public Map<String, Tensor> tensors() {
        return tensors;
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
                : v.asString().endsWith("Infinity") || v.asString().equals("NaN") ? (Object) RecordedRun.number(v) : v.asString();
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
                        ? new Clipping.ByNorm(RecordedRun.number(clip.get("max_norm")),
                                clip.has("norm_type") ? RecordedRun.number(clip.get("norm_type")) : 2)
                        : new Clipping.ByValue(RecordedRun.number(clip.get("clip_value")));
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
        RecordedRun recorded = new RecordedRun(c, names);
        int steps = c.get("steps").asInt();
        for (int k = 1; k <= steps; k++) {
            double loss = descent.evaluate();
            String d = recorded.before(k, loss, descent.gradientNorm(), descent.rates(), momentum(descent));
            boolean isBroken = !Double.isFinite(loss);
            if (!isBroken) {
                descent.update();
                d = d != null ? d : recorded.after(k, descent.parameters());
            }
            if (d != null || isBroken) {
                return d != null ? d : recorded.broken(k, loss);
            }
        }
        String d = recorded.end(descent.finalLoss(), descent.parameters());
        return d != null ? d : recorded.averages(i -> descent.optimizer().state(i).kept("ax"));
    }

    private static @Nullable Double momentum(Descent descent) {
        Setting momentum = descent.optimizer().groups().getFirst().momentum();
        return momentum == null ? null : (Double) momentum.real();
    }
}
