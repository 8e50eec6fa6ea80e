package dev.nabla.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.nabla.engine.Conformance.Tolerance;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/** One call recorded from PyTorch: value, gradient, gradient of the gradient, or the error. */
final class OpCase {
    private static final Set<String> SOFT_OPS = Set.of("lgamma", "digamma", "erfinv");

    private final JsonNode c;
    private final Conformance score;
    private final String id;
    private final Op op;
    private final @Nullable Tensor[] inputs;
    private final double rtol;
    private final boolean loose;
    private Tensor[] outputs = {};
    private final Map<Integer, double[]> signs = new TreeMap<>();

    OpCase(JsonNode c, Conformance score) {
        this.c = c;
        this.score = score;
        this.id = c.get("id").asString();
        this.op = Objects.requireNonNull(Ops.named(c.get("op").asString()));
        this.inputs = new Tensor[c.get("inputs").size()];
        for (int i = 0; i < inputs.length; i++) {
            JsonNode v = c.get("inputs").get(i);
            inputs[i] = v.isNull() ? null : v.isObject() ? Conformance.tensor(v) : Conformance.scalar(v);
        }
        this.rtol = c.path("rtol").asDouble(0);
        this.loose = c.get("group").asString().equals("linalg") || SOFT_OPS.contains(op.wireName());
    }

    private void forward() {
        outputs = Calls.invoke(op, c.get("params"), inputs);
    }

    @Nullable
    String run() {
        if (c.has("error")) {
            return score.expectError(id, c.get("error"), this::forward);
        }
        forward();
        Tolerance tol = loose ? Tolerance.LOOSE : Tolerance.VALUES;
        JsonNode want = c.get("outputs");
        gauge();
        for (int k = 0; k < want.size(); k++) {
            NdArray w = Conformance.array(want.get(k));
            String d = Conformance.difference(w, signed(k, outputs[k].data()), tol, rtol, anyOf(k, w));
            if (d != null) {
                return "output " + k + " " + d;
            }
            if (want.get(k).path("requires_grad").asBoolean(false) != outputs[k].requiresGrad()) {
                return "output " + k + " requires_grad " + outputs[k].requiresGrad();
            }
            Node f = outputs[k].gradFn();
            String name = f == null ? null : f.name();
            String expected = want.get(k).path("grad_fn").isString() ? want.get(k).get("grad_fn").asString() : null;
            if (!Objects.equals(name, expected)) {
                score.differs("grad_fn", id + ": " + name + ", PyTorch says " + expected);
            }
        }
        for (Map.Entry<String, JsonNode> e : c.path("mutated_inputs").properties()) {
            Tensor t = Objects.requireNonNull(inputs[Integer.parseInt(e.getKey())]);
            String d = Conformance.difference(Conformance.array(e.getValue()), t.data(), tol, rtol, _ -> false);
            if (d != null) {
                return "mutated input " + e.getKey() + " " + d;
            }
        }
        if (c.has("backward_error")) {
            return score.expectError(id, c.get("backward_error"), () -> Autograd.grad(List.of(outputs), wanted(),
                    Arrays.stream(outputs).<@Nullable Tensor>map(Vocabulary::onesLike).toList(), Autograd.Options.DEFAULT, true));
        }
        return c.path("grads").isEmpty() ? null : gradients();
    }

    /** Positions of an index output that may name any of several equal elements. */
    private IntPredicate anyOf(int k, NdArray want) {
        JsonNode any = c.path("any_index");
        if (any.isMissingNode()) {
            return _ -> false;
        }
        JsonNode listed = any.path(String.valueOf(k));
        if (!listed.isArray()) {
            return _ -> want.dtype() == DType.INT64;
        }
        Set<Integer> ties = new HashSet<>();
        listed.forEach(x -> ties.add(x.asInt()));
        return ties::contains;
    }

    private List<Tensor> wanted() {
        List<Tensor> wanted = new ArrayList<>();
        for (Tensor t : inputs) {
            if (t != null && t.requiresGrad()) {
                wanted.add(t);
            }
        }
        return wanted;
    }

    private @Nullable String gradients() {
        JsonNode second = c.path("grad_grad");
        boolean twice = second.isObject();
        List<Tensor> from = new ArrayList<>();
        List<@Nullable Tensor> seeds = new ArrayList<>();
        List<Integer> seedIndex = new ArrayList<>();
        for (int k = 0; k < c.get("grad_outputs").size(); k++) {
            JsonNode g = c.get("grad_outputs").get(k);
            if (!g.isNull()) {
                from.add(outputs[k]);
                seeds.add(Tensor.leaf(signed(k, Conformance.array(g)), twice));
                seedIndex.add(k);
            }
        }
        List<Tensor> wanted = wanted();
        List<@Nullable Tensor> got = Autograd.grad(from, wanted, seeds, new Autograd.Options(twice, twice), true);
        boolean f32 = Arrays.stream(outputs).anyMatch(o -> o.dtype() == DType.FLOAT32);
        Tolerance tol = loose || f32 ? Tolerance.LOOSE : Tolerance.VALUES;
        Tensor total = null;
        int k = 0;
        for (int i = 0; i < inputs.length; i++) {
            Tensor in = inputs[i];
            if (in == null || !in.requiresGrad()) {
                continue;
            }
            Tensor g = got.get(k++);
            JsonNode want = c.get("grads").get(i);
            if (want.isNull()) {
                if (g != null && !Conformance.allZero(g.data())) {
                    return "gradient " + i + " should be undefined";
                }
                continue;
            }
            String d = g == null ? "is undefined" : Conformance.difference(Conformance.array(want), g.data(), tol, rtol, _ -> false);
            if (d != null) {
                return "gradient " + i + " " + d;
            }
            if (twice && !second.get("v").get(i).isNull() && g != null) {
                Tensor term = Conformance.tensor(second.get("v").get(i)).mul(g).sum();
                total = total == null ? term : total.add(term);
            }
        }
        return !twice || total == null ? null : second(second, total, wanted, seeds, seedIndex);
    }

    private @Nullable String second(JsonNode second, Tensor total, List<Tensor> wanted, List<@Nullable Tensor> seeds, List<
            Integer> seedIndex) {
        List<Tensor> all = new ArrayList<>(wanted);
        List<JsonNode> wants = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            Tensor in = inputs[i];
            if (in != null && in.requiresGrad()) {
                wants.add(second.get("grads").get(i));
            }
        }
        for (int j = 0; j < seeds.size(); j++) {
            all.add(Objects.requireNonNull(seeds.get(j)));
            wants.add(second.path("grads_of_grad_outputs").path(seedIndex.get(j)));
        }
        if (!total.requiresGrad()) {
            return wants.stream().allMatch(w -> w.isNull() || w.isMissingNode() || Conformance.allZero(Conformance.array(w))) ? null
                    : "the gradient does not require grad";
        }
        List<@Nullable Tensor> got = Autograd.grad(List.of(total), all, null, Autograd.Options.DEFAULT, true);
        for (int i = 0; i < all.size(); i++) {
            Tensor g = got.get(i);
            JsonNode w = wants.get(i);
            NdArray have = g == null ? null : i < wanted.size() ? g.data() : signed(seedIndex.get(i - wanted.size()), g.data());
            if (w.isNull() || w.isMissingNode()) {
                if (have != null && !Conformance.allZero(have)) {
                    return "second gradient " + i + " should be undefined";
                }
                continue;
            }
            NdArray want = Conformance.array(w);
            if (have == null) {
                if (!Conformance.allZero(want)) {
                    return "second gradient " + i + " is undefined";
                }
                continue;
            }
            String d = Conformance.difference(want, have, Tolerance.LOOSE, rtol, _ -> false);
            if (d != null) {
                return "second gradient " + i + " " + d;
            }
        }
        return null;
    }

    // ---- vectors that are unique only up to sign ------------------------------------------------------------------

    private void gauge() {
        JsonNode gauge = c.path("gauge");
        if (!gauge.isObject()) {
            return;
        }
        int first = gauge.propertyNames().stream().mapToInt(Integer::parseInt).min().orElseThrow();
        NdArray want = Conformance.array(c.get("outputs").get(first));
        boolean columns = gauge.get(String.valueOf(first)).asString().equals("columns");
        Map<Integer, Double> dots = new TreeMap<>();
        for (int p = 0; p < want.size(); p++) {
            dots.merge(vector(columns, want, p), want.getDouble(p) * outputs[first].data().getDouble(p), Double::sum);
        }
        for (Map.Entry<String, JsonNode> e : gauge.properties()) {
            int k = Integer.parseInt(e.getKey());
            NdArray out = outputs[k].data();
            double[] s = new double[out.size()];
            for (int p = 0; p < s.length; p++) {
                s[p] = dots.getOrDefault(vector(e.getValue().asString().equals("columns"), out, p), 1.0) < 0 ? -1 : 1;
            }
            signs.put(k, s);
        }
    }

    private static int vector(boolean columns, NdArray a, int p) {
        int r = a.dim(a.rank() - 2);
        int n = a.dim(a.rank() - 1);
        int batch = p / (r * n);
        int within = p % (r * n);
        return batch * 1000 + (columns ? within % n : within / n);
    }

    private NdArray signed(int k, NdArray a) {
        double[] s = signs.get(k);
        if (s == null) {
            return a;
        }
        NdArray out = a.copy();
        for (int p = 0; p < s.length; p++) {
            out.storage().setDouble(p, out.storage().getDouble(p) * s[p]);
        }
        return out;
    }
}
