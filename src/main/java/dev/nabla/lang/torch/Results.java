package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Op;
import dev.nabla.engine.Tensor;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Types;
import dev.nabla.lang.value.Values;

/** An op's results as a program gets them: a tensor, a tuple of tensors, or a tuple whose items have names. */
final class Results {
    private static final List<String> SORTED = List.of("values", "indices");
    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            Map.entry("max", SORTED), Map.entry("min", SORTED), Map.entry("sort", SORTED), Map.entry("topk", SORTED),
            Map.entry("kthvalue", SORTED), Map.entry("median", SORTED), Map.entry("cummax", SORTED), Map.entry("cummin", SORTED),
            Map.entry("mode", SORTED),
            Map.entry("svd", List.of("U", "S", "Vh")), Map.entry("eigh", List.of("eigenvalues", "eigenvectors")),
            Map.entry("qr", List.of("Q", "R")), Map.entry("slogdet", List.of("sign", "logabsdet")),
            Map.entry("lstsq", List.of("solution", "residuals", "rank", "singular_values")),
            Map.entry("inv_ex", List.of("inverse", "info")));
    private static final Set<String> LINALG = Set.of("svd", "eigh", "qr", "lstsq", "inv_ex");
    private static final Set<String> TUPLES = Set.of("split", "chunk", "unbind", "meshgrid");

    private Results() {
    }

    /** A tuple whose items have names: {@code torch.return_types.sort}. */
    static final class Named extends PyTuple {
        private final PyType type;
        private final List<String> names;

        Named(String name, List<String> names, List<Object> items) {
            super(items);
            this.type = Types.TUPLE.kind("torch.return_types", name);
            this.names = names;
        }

        @Override
        public PyType type() {
            return type;
        }

        @Override
        public @Nullable Object attribute(String name) {
            int i = names.indexOf(name);
            return i < 0 ? null : items().get(i);
        }

        @Override
        public String repr() {
            StringBuilder b = new StringBuilder(type.qualifiedName()).append("(\n");
            for (int i = 0; i < names.size(); i++) {
                b.append(i == 0 ? "" : ",\n").append(names.get(i)).append('=').append(Values.repr(items().get(i)));
            }
            return b.append(')').toString();
        }
    }

    static Object of(Op op, Tensor[] results) {
        String name = op.wireName();
        if (results.length == 1 && !TUPLES.contains(name)) {
            return PyTensor.of(results[0]);
        }
        List<Object> items = new ArrayList<>(results.length);
        for (Tensor t : results) {
            items.add(PyTensor.of(t));
        }
        List<String> names = NAMES.get(name);
        return names == null || names.size() != results.length ? new PyTuple(items)
                : new Named((LINALG.contains(name) ? "linalg_" : "") + name, names, items);
    }
}
