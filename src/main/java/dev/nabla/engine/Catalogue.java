package dev.nabla.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** What a reader wants to know of each op. All of it comes from the op's row; the numbers of an example are computed, never written down. */
public final class Catalogue {
    /**
     * One op.
     *
     * @param signature PyTorch's, with defaults: {@code sum(Tensor input, int[]? dim=None, …)}
     * @param formula the derivative in one line, one term for each differentiable operand; null where there is none
     * @param doc one sentence
     */
    public record Entry(String op, String family, String signature, @Nullable String formula, String doc, Worked example) {
        public boolean differentiable() {
            return formula != null;
        }
    }

    /**
     * A call carried out in the default dtype.
     *
     * @param inputs the operands: tensors, numbers, null where an optional one is absent
     * @param params the other arguments that were given
     * @param gradients for each operand the gradient of the sum of all results; null where it has none
     */
    public record Worked(List<@Nullable Tensor> inputs, Map<String, @Nullable Object> params, List<Tensor> outputs,
            List<@Nullable Tensor> gradients) {
    }

    /** Filled when first asked for. */
    private static final class Holder {
        static final List<Entry> ENTRIES = new Workspace().call(() -> Stream.concat(Ops.all().stream(), Ops.inPlace().stream())
                .filter(o -> !o.row().isInternal()).map(Catalogue::entry).toList());
        static final Map<String, Entry> BY_NAME = ENTRIES.stream().collect(Collectors.toUnmodifiableMap(Entry::op, Function.identity()));
    }

    private Catalogue() {
    }

    /** Every op, by family, in the order of the tables; then those in place. */
    public static List<Entry> entries() {
        return Holder.ENTRIES;
    }

    /** The op of that name, or null. */
    public static @Nullable Entry of(String op) {
        return Holder.BY_NAME.get(op);
    }

    private static Entry entry(Op op) {
        Row row = op.row();
        String formula = row.derivative().isEmpty() ? null : row.derivative();
        return new Entry(op.wireName(), op.family(), row.signature().text(), formula, row.doc(), worked(op));
    }

    static Worked worked(Op op) {
        Row.Example example = Examples.of(op.row());
        Params params = Params.of(op.row().signature(), example.params());
        List<@Nullable Tensor> inputs = new ArrayList<>();
        for (Object v : example.inputs()) {
            inputs.add(Examples.tensor(v, Workspace.current().defaultDtype()));
        }
        @Nullable
        Tensor[] operands = inputs.toArray(new Tensor[0]);
        if (op instanceof InPlace form) {
            // Only a tensor of the result's shape can be written over.
            Tensor result = form.base().invoke(params, operands)[0];
            Tensor first = Objects.requireNonNull(operands[0]);
            inputs.set(0, Tensor.leaf(first.data().broadcastTo(result.shape()).copy(), first.requiresGrad()));
        }
        if (op.wireName().endsWith("_")) {
            operands[0] = Objects.requireNonNull(inputs.getFirst()).copy();
        }
        Tensor[] results = op.invoke(params, operands);
        return new Worked(inputs, params.given(), detached(results),
                gradients(inputs, op.row().refusal() != null ? new Tensor[0] : results));
    }

    /** The results as they are now, without history. */
    private static List<Tensor> detached(Tensor[] results) {
        return Arrays.stream(results).map(t -> Tensor.of(t.data().copy())).toList();
    }

    private static List<@Nullable Tensor> gradients(List<@Nullable Tensor> inputs, Tensor[] results) {
        Tensor total = null;
        for (Tensor t : results) {
            if (t.requiresGrad()) {
                total = total == null ? t.sum() : total.add(t.sum());
            }
        }
        List<Tensor> leaves = new ArrayList<>();
        for (Tensor t : inputs) {
            if (t != null && t.requiresGrad()) {
                leaves.add(t);
            }
        }
        List<@Nullable Tensor> found = total == null ? Arrays.asList(new Tensor[leaves.size()])
                : Autograd.grad(List.of(total), leaves, null, Autograd.Options.DEFAULT, true);
        List<@Nullable Tensor> gradients = new ArrayList<>();
        int k = 0;
        for (Tensor t : inputs) {
            gradients.add(t != null && t.requiresGrad() ? found.get(k++) : null);
        }
        return gradients;
    }
}
