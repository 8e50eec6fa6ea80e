package dev.nabla.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.nabla.engine.Conformance.Tolerance;
import dev.nabla.engine.array.NdArray;

/** A program of a few ops recorded from PyTorch, and the state it leaves behind. */
final class GraphCase {
    private final JsonNode c;
    private final Conformance score;
    private final String id;
    private final Map<String, Tensor> names = new LinkedHashMap<>();
    private Map<String, @Nullable NdArray> gradsBefore = Map.of();

    GraphCase(JsonNode c, Conformance score) {
        this.c = c;
        this.score = score;
        this.id = c.get("id").asString();
    }

    @Nullable
    String run() {
        JsonNode steps = c.get("steps");
        for (int n = 0; n < steps.size(); n++) {
            JsonNode s = steps.get(n);
            if (s.path("error").isObject()) {
                gradsBefore = grads();
                String d = score.expectError(id + " step " + n, s.get("error"), () -> atomically(s));
                if (d != null) {
                    return "step " + n + ": " + d;
                }
            } else {
                gradsBefore = Map.of();
                step(s);
            }
        }
        Map<String, @Nullable NdArray> grads = gradsBefore.isEmpty() ? grads() : gradsBefore;
        JsonNode expect = c.get("expect");
        for (Map.Entry<String, JsonNode> e : expect.get("values").properties()) {
            String name = e.getKey();
            Tensor t = tensor(name);
            String d = Conformance.difference(Conformance.array(e.getValue()), t.data(), Tolerance.GRAPHS, 0, _ -> false);
            if (d != null) {
                return name + " " + d;
            }
            if (t.isLeaf() != expect.get("is_leaf").get(name).asBoolean()) {
                return name + ".is_leaf is " + t.isLeaf();
            }
            if (t.requiresGrad() != expect.get("requires_grad").get(name).asBoolean()) {
                return name + ".requires_grad is " + t.requiresGrad();
            }
            Node f = t.gradFn();
            JsonNode fn = expect.get("grad_fn").get(name);
            if (!Objects.equals(f == null ? null : f.name(), fn.isNull() ? null : fn.asString())) {
                score.differs("grad_fn", id + " " + name + ": " + (f == null ? null : f.name()) + ", PyTorch says " + fn);
            }
            JsonNode want = expect.get("grads").path(name);
            NdArray got = grads.get(name);
            if (!want.isObject()) {
                if (got != null) {
                    return name + ".grad should be null";
                }
                continue;
            }
            d = got == null ? "is null" : Conformance.difference(Conformance.array(want), got, Tolerance.GRAPHS, 0, _ -> false);
            if (d != null) {
                return name + ".grad " + d;
            }
        }
        return null;
    }

    private Map<String, @Nullable NdArray> grads() {
        Map<String, @Nullable NdArray> grads = new LinkedHashMap<>();
        names.forEach((name, t) -> {
            Tensor g = t.grad();
            grads.put(name, g == null ? null : g.data().copy());
        });
        return grads;
    }

    /** What the program's names stand for. */
    Map<String, Tensor> tensors() {
        return names;
    }

    private void atomically(JsonNode s) {
        Workspace w = Workspace.current();
        w.begin();
        try {
            step(s);
            w.commit();
        } finally {
            w.rollback();
        }
    }

    private Tensor tensor(String name) {
        return Objects.requireNonNull(names.get(name), name);
    }

    private List<Tensor> tensors(JsonNode list) {
        List<Tensor> out = new ArrayList<>();
        list.forEach(n -> out.add(tensor(n.asString())));
        return out;
    }

    private @Nullable Tensor value(JsonNode v) {
        if (v.isMissingNode() || v.isNull()) {
            return null;
        }
        if (v.isString() && names.containsKey(v.asString())) {
            return tensor(v.asString());
        }
        return v.isObject() ? Tensor.of(Conformance.array(v)) : Conformance.scalar(v);
    }

    private void step(JsonNode s) {
        switch (s.get("do").asString()) {
            case "tensor" -> names.put(s.get("name").asString(), Conformance.tensor(s));
            case "op" -> {
                Op op = Objects.requireNonNull(Ops.named(s.get("op").asString()));
                @Nullable
                Tensor[] in = new @Nullable Tensor[s.get("inputs").size()];
                for (int i = 0; i < in.length; i++) {
                    in[i] = value(s.get("inputs").get(i));
                }
                boolean grad = !s.path("no_grad").asBoolean(false);
                Tensor[] out = Workspace.current().withGrad(grad, () -> Calls.invoke(op, s.path("params"), in));
                names.put(s.get("name").asString(), out[s.path("out").asInt(0)]);
            }
            case "detach" -> names.put(s.get("name").asString(), tensor(s.get("of").asString()).detach());
            case "retain_grad" -> tensor(s.get("of").asString()).retainGrad();
            case "zero_grad" -> tensor(s.get("of").asString()).grad(null);
            case "get_grad" -> names.put(s.get("name").asString(), Objects.requireNonNull(tensor(s.get("of").asString()).grad()));
            case "backward" -> Autograd.backward(tensor(s.get("of").asString()), value(s.path("gradient")), options(s), null, null);
            case "grad" -> grad(s);
            default -> throw new IllegalArgumentException(s.get("do").asString());
        }
    }

    private static Autograd.Options options(JsonNode s) {
        boolean create = s.path("create_graph").asBoolean(false);
        return new Autograd.Options(create || s.path("retain_graph").asBoolean(false), create);
    }

    private void grad(JsonNode s) {
        List<@Nullable Tensor> seeds = null;
        if (s.path("grad_outputs").isArray()) {
            seeds = new ArrayList<>();
            for (JsonNode g : s.get("grad_outputs")) {
                seeds.add(value(g));
            }
        }
        List<@Nullable Tensor> got = Autograd.grad(tensors(s.get("outputs")), tensors(s.get("wrt")), seeds, options(s),
                s.path("allow_unused").asBoolean(false));
        for (int i = 0; i < got.size(); i++) {
            JsonNode name = s.get("names").get(i);
            Tensor g = got.get(i);
            if (g != null && !name.isNull()) {
                names.put(name.asString(), g);
            }
        }
    }
}
