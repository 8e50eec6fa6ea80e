package dev.nabla.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Application;
import dev.nabla.engine.Computed;
import dev.nabla.engine.Op;
import dev.nabla.engine.Signature;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;

/**
 * A script that rebuilds a graph in PyTorch: given tensors with their present elements, then the recorded calls in their order, then gradients.
 * What was drawn at random is given too.
 */
final class TorchScript {
    private static final Set<String> FUNCTIONAL =
            Set.of("activation", "padding", "loss", "normalization", "distance", "convolution", "pooling",
                    "vision", "embedding", "linear", "attention");
    private static final Set<String> LINALG =
            Set.of("vector_norm", "matrix_norm", "multi_dot", "cross", "cholesky", "solve", "lstsq", "pinv",
                    "svd", "svdvals", "eigh", "eigvalsh", "qr", "matrix_power", "solve_triangular");
    /** Those that PyTorch has as methods only, by their names there. */
    private static final Map<String, String> METHODS =
            Map.of("view", "view", "expand", "expand", "repeat", "repeat", "tensor_unfold", "unfold",
                    "contiguous", "contiguous", "to", "to", "detach", "detach");
    /** Methods that take their sizes one by one. */
    private static final Set<String> SPREAD = Set.of("view", "expand", "repeat");

    /** Those with several results, or several under some arguments. */
    private static final Set<String> SEVERAL = Set.of("max", "min", "median", "std_mean", "var_mean", "cummax", "cummin", "sort", "topk",
            "kthvalue", "slogdet", "lstsq", "svd", "eigh", "qr", "split", "chunk", "unbind", "meshgrid", "max_pool1d", "max_pool2d",
            "adaptive_max_pool2d");
    @SuppressWarnings("InlineFormatString") // A script begins better at a margin of its own.
    private static final String HEAD = """
            import torch
            import torch.nn.functional as F
            inf, nan = float("inf"), float("nan")


            def results(r):
                return list(r) if isinstance(r, (tuple, list)) else [r]


            torch.set_default_dtype(torch.%s)
            torch.manual_seed(%d)
            """;

    private final Graph graph;
    private final StringBuilder script = new StringBuilder();
    private final IdentityHashMap<Source, String> variables = new IdentityHashMap<>();
    /** The tensors that still are what a source stands for. */
    private final IdentityHashMap<Source, Tensor> live = new IdentityHashMap<>();
    /** The calls to be repeated, with those of their results that are wanted. */
    private final IdentityHashMap<Application, List<Computed>> calls = new IdentityHashMap<>();
    private int unnamed;

    private TorchScript(Graph graph) {
        this.graph = graph;
        graph.tensors().forEach(b -> live.putIfAbsent(b.tensor().source(), b.tensor()));
    }

    static String of(Graph graph) {
        TorchScript s = new TorchScript(graph);
        s.write();
        return s.script.toString();
    }

    private void write() {
        script.append(HEAD.formatted(graph.defaultDtype().torchName(), graph.workspace().generator().seed())).append('\n');
        for (Source s : reached()) {
            switch (s) {
                case Tensor t -> give(t, t);
                case Computed c when isGiven(c) -> give(c, Objects.requireNonNull(live.get(c)));
                case Computed c -> calls.computeIfAbsent(c.application(), _ -> new ArrayList<>()).add(c);
            }
        }
        script.append('\n');
        calls.keySet().stream().sorted(Comparator.comparingLong(Application::sequence)).forEach(this::call);
        script.append('\n');
        graph.tensors().forEach(this::finish);
    }

    /** Whether another run of its call would not give it: it was drawn at random, or written over. */
    private boolean isGiven(Computed c) {
        Op op = c.application().op();
        return c.gradFn() == null && live.containsKey(c) && (op.family().equals("random") || op.wireName().endsWith("_"));
    }

    /** All sources behind the names; numbers stand in the calls. */
    private List<Source> reached() {
        Set<Source> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Source> all = new ArrayList<>();
        Deque<Source> ahead = new ArrayDeque<>();
        graph.tensors().forEach(b -> ahead.add(b.tensor().source()));
        for (Source s = ahead.poll(); s != null; s = ahead.poll()) {
            if (s instanceof Tensor t && t.isNumber() || !seen.add(s)) {
                continue;
            }
            all.add(s);
            if (s instanceof Computed c && !isGiven(c)) {
                for (Source input : c.application().inputs()) {
                    if (input != null) {
                        ahead.add(input);
                    }
                }
            }
        }
        return all;
    }

    private String variable(Source s) {
        String known = variables.get(s);
        if (known == null) {
            String name = graph.nameOf(s);
            known = name == null ? "_" + ++unnamed : name;
            variables.put(s, known);
        }
        return known;
    }

    private void give(Source as, Tensor t) {
        NdArray a = t.data();
        script.append(variable(as)).append(" = ").append(literal(a));
        if (t.requiresGrad() && t.isLeaf()) {
            script.append(".requires_grad_()");
        }
        script.append('\n');
    }

    private static String literal(NdArray a) {
        StringBuilder b = new StringBuilder("torch.tensor(");
        nested(a, 0, a.offset(), b);
        b.append(", dtype=torch.").append(a.dtype().torchName()).append(')');
        return a.size() == 0 && a.rank() > 1 ? b + ".reshape(" + Python.tuple(a.shape().dims()) + ")" : b.toString();
    }

    private static void nested(NdArray a, int dim, int at, StringBuilder b) {
        if (dim == a.rank()) {
            b.append(switch (a.dtype()) {
                case BOOL -> a.storage().bools()[at] ? "True" : "False";
                case INT32 -> Integer.toString(a.storage().ints()[at]);
                case INT64 -> Long.toString(a.storage().longs()[at]);
                case FLOAT32 -> Python.real(a.storage().floats()[at], Float.toString(a.storage().floats()[at]));
                case FLOAT64 -> Python.real(a.storage().doubles()[at], Double.toString(a.storage().doubles()[at]));
            });
            return;
        }
        b.append('[');
        for (int i = 0; i < a.dim(dim) && a.size() > 0; i++) {
            b.append(i == 0 ? "" : ", ");
            nested(a, dim + 1, at + i * a.stride(dim), b);
        }
        b.append(']');
    }

    // ---- calls ----------------------------------------------------------------------------------------------------

    private void call(Application a) {
        String op = a.op().wireName();
        List<String> operands = new ArrayList<>();
        for (int i = 0; i < a.inputs().size(); i++) {
            operands.add(operand(a.inputs().get(i), i == 0));
        }
        script.append(a.gradEnabled() ? "" : "with torch.no_grad():\n    ");
        List<Computed> wanted = Objects.requireNonNull(calls.get(a));
        if (op.endsWith("_")) {
            String target = operands.getFirst();
            Source first = a.inputs().getFirst();
            wanted.forEach(c -> variables.put(c, operand(written(first, c), true)));
            script.append(target)
                    .append(op.equals("setitem_") ? Python.subscript(a.params().get("index"), operands) + " = " + operands.get(1)
                            : "." + op + "(" + arguments(a, operands, 1) + ")");
        } else {
            script.append(targets(op, wanted)).append(expression(a, op, operands)).append(SEVERAL.contains(op) ? ")" : "");
        }
        script.append('\n');
    }

    /** What an in-place call has written: its operand, or the base that this is a view of, further up. */
    private static @Nullable Source written(@Nullable Source operand, Computed result) {
        Source s = operand;
        while (s instanceof Computed c && !c.shape().equals(result.shape())) {
            s = c.application().inputs().getFirst();
        }
        return s;
    }

    private String operand(@Nullable Source s, boolean first) {
        if (s instanceof Tensor t && t.isNumber()) {
            String number = Python.number(t.data());
            return first ? "torch.tensor(" + number + ")" : number;
        }
        return s == null ? "None" : variable(s);
    }

    /** The variables that a call's results are bound to. */
    private String targets(String op, List<Computed> wanted) {
        if (!SEVERAL.contains(op)) {
            return variable(wanted.getFirst()) + " = ";
        }
        TreeMap<Integer, String> by = new TreeMap<>();
        wanted.forEach(c -> by.put(c.index(), variable(c)));
        StringBuilder names = new StringBuilder();
        for (int k = 0; k <= by.lastKey(); k++) {
            names.append(by.getOrDefault(k, "_")).append(", ");
        }
        return names + "*_ = results(";
    }

    private String expression(Application a, String op, List<String> operands) {
        if (op.equals("getitem")) {
            return operands.getFirst() + Python.subscript(a.params().get("index"), operands);
        }
        String method = METHODS.get(op);
        if (method != null) {
            String arguments = SPREAD.contains(op)
                    ? a.params().given().values().stream().map(v -> "*" + Python.value(v)).collect(Collectors.joining(", "))
                    : arguments(a, operands, 1);
            return operands.getFirst() + "." + method + "(" + arguments + ")";
        }
        boolean isFunctional = FUNCTIONAL.contains(a.op().family()) && !op.equals("sigmoid") || op.equals("dropout");
        String where = LINALG.contains(op) ? "torch.linalg." : isFunctional ? "F." : "torch.";
        return where + op + "(" + arguments(a, operands, 0) + ")";
    }

    /** Positional as long as only operands came before, then by name. */
    private static String arguments(Application a, List<String> operands, int from) {
        Signature signature = a.op().row().signature();
        List<String> all = new ArrayList<>();
        Map<String, @Nullable Object> given = a.params().given();
        if (signature.isVariadic()) {
            String equation = a.op().wireName().equals("einsum") ? Python.value(given.get("equation")) + ", " : "";
            all.add(equation + (equation.isEmpty() ? "[" + String.join(", ", operands) + "]" : String.join(", ", operands)));
            given.forEach((name, v) -> {
                if (!name.equals("equation")) {
                    all.add(name + "=" + Python.value(v));
                }
            });
            return String.join(", ", all);
        }
        boolean positional = true;
        int next = 0;
        for (Signature.Parameter p : signature.parameters()) {
            boolean isOperand = signature.operands().contains(p);
            positional &= isOperand;
            if (isOperand && next < operands.size()) {
                String value = operands.get(next++);
                if (next > from && (positional || !value.equals("None"))) {
                    all.add(positional ? value : p.name() + "=" + value);
                }
            } else if (given.containsKey(p.name())) {
                all.add(p.name() + "=" + Python.value(given.get(p.name())));
            }
        }
        return String.join(", ", all);
    }

    private void finish(NamedTensor b) {
        Tensor t = b.tensor();
        String variable = variable(t.source());
        if (!variable.equals(b.name())) {
            script.append(b.name()).append(" = ").append(variable).append('\n');
        }
        if (t.retainsGrad()) {
            script.append(b.name()).append(".retain_grad()\n");
        }
        Tensor g = t.grad();
        if (g != null && t.isLeaf()) {
            script.append(b.name()).append(".grad = ").append(literal(g.data())).append('\n');
        }
    }
}
