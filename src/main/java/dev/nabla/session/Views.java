package dev.nabla.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;

/** What a graph shows, copied: it is written out after the next request may have begun. */
final class Views {
    private Views() {
    }

    static TensorView tensor(Graph g, String ref, DataMode data) {
        return g.view(g.named(ref), data);
    }

    /** @throws Refusal gradient_missing, with the reason */
    static Tensor gradient(Graph g, String of) {
        Tensor t = g.tensor(of);
        Tensor grad = t.grad();
        if (grad == null) {
            GradReason reason = g.gradients().reason(t);
            throw new Refusal(Refusal.Kind.GRADIENT_MISSING, of + ".grad is None").because(reason == null ? "" : reason.word());
        }
        return grad;
    }

    static TensorView gradient(Graph g, String of, DataMode data) {
        Tensor grad = gradient(g, of);
        return g.uncounted(() -> TensorView.of(g, of + ".grad", grad, data));
    }

    static Answers.Values values(Graph g, Execution e, @Nullable List<String> refs, DataMode data) {
        return new Answers.Values(shown(g, e, refs, data), e.stdout(), e.figures(), e.warnings());
    }

    static Answers.Ran ran(Graph g, Execution e, @Nullable List<String> refs, DataMode data) {
        String stdout = e.stdout();
        return new Answers.Ran(stdout == null ? "" : stdout, e.result(), shown(g, e, refs, data), e.figures(), e.warnings());
    }

    private static Map<String, @Nullable Shown> shown(Graph g, Execution e, @Nullable List<String> refs, DataMode data) {
        Map<String, @Nullable Shown> values = new LinkedHashMap<>();
        if (refs == null) {
            Map<String, @Nullable Tensor> results = e.values();
            return g.uncounted(() -> {
                results.forEach((ref, t) -> values.put(ref, t == null ? null : new Shown(TensorView.of(g, ref, t, data))));
                return values;
            });
        }
        return g.uncounted(() -> {
            for (int i = 0; i < refs.size(); i++) {
                try {
                    values.put(refs.get(i), shown(g, e, refs.get(i), data));
                } catch (Refusal r) {
                    throw r.at("/return/" + i);
                }
            }
            return values;
        });
    }

    private static @Nullable Shown shown(Graph g, Execution e, String ref, DataMode data) {
        if (g.names().get(ref) == null && e.isUndefined(ref)) {
            return null;
        }
        Object v = g.names().get(ref) == null && g.programs().knows(ref) ? g.programs().value(ref, data)
                : tensor(g, g.resolve(ref), ref, data);
        return v == null ? null : new Shown(v);
    }

    private static @Nullable TensorView tensor(Graph g, @Nullable Tensor t, String ref, DataMode data) {
        return t == null ? null : TensorView.of(g, ref, t, data);
    }

    static Answers.Outputs outputs(Graph g, Execution e, DataMode data) {
        List<@Nullable TensorView> outputs = new ArrayList<>();
        for (String name : e.results()) {
            outputs.add(name == null ? null : tensor(g, name, data));
        }
        return new Answers.Outputs(outputs, e.warnings());
    }

    static Answers.Gradients gradients(Graph g, Execution e, @Nullable Tracing tracing, DataMode data) {
        return g.uncounted(() -> copied(g, e, tracing, data));
    }

    private static Answers.Gradients copied(Graph g, Execution e, @Nullable Tracing tracing, DataMode data) {
        Map<String, ValueView> leaves = new LinkedHashMap<>();
        Map<String, ValueView> retained = new LinkedHashMap<>();
        for (NamedTensor b : g.names().all()) {
            Tensor grad = b.tensor().grad();
            if (grad != null) {
                (b.tensor().isLeaf() ? leaves : retained).put(b.name(), ValueView.of(grad.data(), data));
            }
        }
        return new Answers.Gradients(leaves, retained, tracing == null ? null : tracing.entries(), e.warnings());
    }

    static Answers.Accumulated accumulated(Graph g, DataMode data) {
        return g.uncounted(() -> copied(g, data));
    }

    private static Answers.Accumulated copied(Graph g, DataMode data) {
        Map<String, @Nullable ValueView> all = new LinkedHashMap<>();
        for (NamedTensor leaf : g.leaves()) {
            Tensor grad = leaf.tensor().grad();
            all.put(leaf.name(), grad == null ? null : ValueView.of(grad.data(), data));
        }
        return new Answers.Accumulated(all);
    }
}
