package dev.nabla.session;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Autograd;
import dev.nabla.engine.Node;
import dev.nabla.engine.Tensor;

/** Notes what each function of a backward does, in the order in which they run. */
final class Tracing implements Autograd.Observer {
    private final Graph graph;
    private final IdentityHashMap<Node, NamedTensor> computed = new IdentityHashMap<>();
    private final IdentityHashMap<Tensor, NamedTensor> leaves = new IdentityHashMap<>();
    private final List<Answers.Trace> entries = new ArrayList<>();

    Tracing(Graph graph) {
        this.graph = graph;
        for (NamedTensor b : graph.tensors()) {
            Node f = b.tensor().gradFn();
            if (f == null) {
                leaves.putIfAbsent(b.tensor(), b);
            } else {
                computed.putIfAbsent(f, b);
            }
        }
    }

    List<Answers.Trace> entries() {
        return entries;
    }

    @Override
    public void ran(Node function, @Nullable Tensor[] in, @Nullable Tensor[] out) {
        Tensor leaf = function.variable();
        NamedTensor of = leaf == null ? computed.get(function) : leaves.get(leaf);
        entries.add(new Answers.Trace(function.name(), of == null ? null : of.name(), in.length == 0 ? null : value(in[0]), values(out),
                function.isSaving(), LocalRule.of(graph, function, of, in, out)));
    }

    private static List<@Nullable ValueView> values(@Nullable Tensor[] tensors) {
        List<@Nullable ValueView> values = new ArrayList<>(tensors.length);
        for (Tensor t : tensors) {
            values.add(value(t));
        }
        return values;
    }

    private static @Nullable ValueView value(@Nullable Tensor t) {
        return t == null ? null : ValueView.of(t.data(), DataMode.USUAL);
    }
}
