package dev.nabla.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Application;
import dev.nabla.engine.Computed;
import dev.nabla.engine.Node;
import dev.nabla.engine.Op;
import dev.nabla.engine.Row;
import dev.nabla.engine.Signature;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;

/**
 * What one function of a backward does, in one line of mathematics with its numbers: {@code d(x**2)/dx = 2·x = 2}. Made of the derivative that the
 * op's row states, with the operands' names and numbers in the place of its letters.
 */
final class LocalRule {
    /** Families whose ops work element by element, so that a derivative is a factor. */
    private static final Set<String> ELEMENTWISE = Set.of("arithmetic", "elementary", "activation", "comparison");
    private static final Map<String, String> INFIX =
            Map.of("add", "+", "sub", "-", "mul", "*", "div", "/", "pow", "**", "matmul", "@", "mm",
                    "@", "mv", "@", "dot", "@");
    private static final Pattern WORD = Pattern.compile("[_\\p{L}&&[^\\p{Lm}]][_\\p{L}\\p{Nd}&&[^\\p{Lm}]]*");
    private static final Pattern GRADIENT = Pattern.compile("(?<![\\p{L}\\p{N}_])g(?![\\p{L}\\p{N}_(])");
    private static final Pattern DIFFERENCE = Pattern.compile("\\((-?\\d+(?:\\.\\d+)?) − (\\d+(?:\\.\\d+)?)\\)");
    /** Values up to this many elements are written out. */
    private static final int FEW = 8;

    private final Op op;
    private final List<String> operands;
    private final String expression;
    private final String result;
    private final Map<String, Object> params;

    private LocalRule(Op op, List<String> operands, String result, Map<String, Object> params) {
        this.op = op;
        this.operands = operands;
        this.result = result;
        this.params = params;
        this.expression = expression();
    }

    /**
     * @param computed what the function computed, or null where that has no name (any more)
     * @param in the gradients that arrived at the function's results
     * @param out those that it passes on to its operands
     */
    static String of(Graph graph, Node function, @Nullable NamedTensor computed, @Nullable Tensor[] in, @Nullable Tensor[] out) {
        Op op = function.op();
        if (op == null) {
            Tensor g = in.length == 0 ? null : in[0];
            return (computed == null ? "leaf" : computed.name()) + ".grad += g" + (g == null ? "" : equal(g.data()));
        }
        Computed origin = computed == null ? null : computed.tensor().origin();
        LocalRule rule = computed != null && origin != null && origin.application().op().equals(op)
                ? ofCall(graph, origin.application(), computed.name())
                : new LocalRule(op, letters(op), "out", Map.of());
        return rule.line(function, in, out);
    }

    private static LocalRule ofCall(Graph graph, Application a, String result) {
        List<String> operands = new ArrayList<>();
        for (Source s : a.inputs()) {
            operands.add(s == null ? "None" : operand(graph, s));
        }
        Map<String, Object> params = new java.util.LinkedHashMap<>();
        a.params().given().forEach((name, value) -> params.put(name, value == null ? "None" : value));
        return new LocalRule(a.op(), operands, result, params);
    }

    private static String operand(Graph graph, Source s) {
        if (s instanceof Tensor t && t.isNumber()) {
            return number(t.data(), 0);
        }
        String name = graph.nameOf(s);
        return name != null ? name : s instanceof Computed c ? ComputedBy.id(c) : "c";
    }

    private static List<String> letters(Op op) {
        List<Signature.Parameter> declared = op.row().signature().operands();
        return declared.size() == 1 ? List.of("x")
                : declared.size() == 2 ? List.of("x", "y") : declared.stream().map(Signature.Parameter::name).toList();
    }

    private String expression() {
        String name = op.wireName();
        String sign = INFIX.get(name);
        if (sign != null && operands.size() == 2 && params.isEmpty()) {
            boolean tight = sign.equals("**") || sign.equals("*") || sign.equals("/");
            return operands.get(0) + (tight ? sign : " " + sign + " ") + operands.get(1);
        }
        if (name.equals("neg")) {
            return "-" + operands.getFirst();
        }
        List<String> arguments = new ArrayList<>(operands);
        params.forEach((k, v) -> arguments.add(k + "=" + text(v)));
        return name + "(" + String.join(", ", arguments) + ")";
    }

    private static String text(Object value) {
        return switch (value) {
            case long[] a -> java.util.Arrays.toString(a);
            case Double d -> number(d);
            case Boolean b -> b ? "True" : "False";
            default -> String.valueOf(value);
        };
    }

    private String line(Node function, @Nullable Tensor[] in, @Nullable Tensor[] out) {
        Row row = op.row();
        String[] stated = row.derivative().isEmpty() ? new String[0] : row.derivative().split("; ");
        @Nullable
        Tensor[] factors = factors(function, in);
        List<String> lines = new ArrayList<>();
        int k = 0;
        for (int i = 0; i < out.length; i++) {
            Tensor passedOn = out[i];
            String rule = stated.length == 0 ? "g" : stated[Math.min(k, stated.length - 1)];
            k += row.isDifferentiable(i) ? 1 : 0;
            if (passedOn != null && i < operands.size()) {
                Tensor factor = factors == null ? null : factors[i];
                lines.add(term(i, rule, factor, passedOn));
            }
        }
        return String.join("; ", lines);
    }

    /** The derivatives themselves, where they are factors: what the function gives for a gradient of ones. */
    private @Nullable Tensor @Nullable [] factors(Node function, @Nullable Tensor[] in) {
        Tensor g = in.length == 1 ? in[0] : null;
        return g != null && ELEMENTWISE.contains(op.family()) && g.data().size() <= FEW ? function.pass(new Tensor[]{g.onesLike()}) : null;
    }

    private String term(int i, String rule, @Nullable Tensor factor, Tensor passedOn) {
        String with = operands.get(i);
        boolean isFactor = ELEMENTWISE.contains(op.family()) && GRADIENT.matcher(rule).results().count() == 1;
        if (isFactor) {
            String local = simplified(substituted(GRADIENT.matcher(rule).replaceAll("1")));
            String value = factor == null ? "" : equal(factor.data());
            return "d(" + expression + ")/d" + with + " = " + local + (value.equals(" = " + local.replace('−', '-')) ? "" : value);
        }
        return "∂L/∂" + with + " = " + substituted(rule) + equal(passedOn.data());
    }

    /** The rule with the operands, the result and the params in the place of their letters. */
    private String substituted(String rule) {
        Matcher words = WORD.matcher(rule);
        return words.replaceAll((MatchResult word) -> Matcher.quoteReplacement(meaning(word.group())));
    }

    private String meaning(String word) {
        List<Signature.Parameter> declared = op.row().signature().operands();
        for (int i = 0; i < declared.size() && i < operands.size(); i++) {
            if (declared.get(i).name().equals(word)) {
                return operands.get(i);
            }
        }
        Object param = params.get(word);
        if (param != null) {
            return text(param);
        }
        return switch (word) {
            case "x", "A" -> operands.isEmpty() ? word : operands.getFirst();
            case "y", "B" -> operands.size() < 2 ? word : operands.get(1);
            case "out" -> result;
            case "alpha", "beta" -> defaultOf(word);
            default -> word;
        };
    }

    private String defaultOf(String param) {
        for (Signature.Parameter p : op.row().signature().params()) {
            Object fallback = p.fallback();
            if (p.name().equals(param) && fallback != null) {
                return text(fallback);
            }
        }
        return param;
    }

    /** Factors and exponents of 1 left out, differences of numbers worked out. */
    private static String simplified(String s) {
        String worked = DIFFERENCE.matcher(s).replaceAll(m -> number(Double.parseDouble(m.group(1)) - Double.parseDouble(m.group(2))));
        return worked.replaceAll("\\^1(?![\\d.])", "").replaceAll("(?<![\\p{L}\\p{N}_.])1·", "").replaceAll("·1(?![\\d.])", "");
    }

    private static String equal(NdArray a) {
        return a.size() > FEW ? "" : " = " + written(a, 0, new int[a.rank()]);
    }

    private static String written(NdArray a, int dim, int[] at) {
        if (dim == a.rank()) {
            int flat = 0;
            for (int d = 0; d < at.length; d++) {
                flat = flat * a.dim(d) + at[d];
            }
            return number(a, flat);
        }
        List<String> parts = new ArrayList<>();
        for (at[dim] = 0; at[dim] < a.dim(dim); at[dim]++) {
            parts.add(written(a, dim + 1, at));
        }
        return "[" + String.join(", ", parts) + "]";
    }

    private static String number(NdArray a, int flat) {
        return switch (a.dtype()) {
            case BOOL -> a.getLong(flat) != 0 ? "True" : "False";
            case INT64, INT32 -> Long.toString(a.getLong(flat));
            case FLOAT32 -> number(Float.toString((float) a.getDouble(flat)));
            case FLOAT64 -> number(a.getDouble(flat));
        };
    }

    private static String number(double v) {
        return number(Double.toString(v));
    }

    /** Without the point of a whole number. */
    private static String number(String digits) {
        return digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
    }
}
