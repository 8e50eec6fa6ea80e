package dev.nabla.engine.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Params;
import dev.nabla.engine.Tensor;

/**
 * A loss written as a Python expression over named tensors, as the cases give it, applied to the engine's ops: numbers, names, + - * / @ **,
 * calls of torch, F and methods, x[k] and x[a:b].
 */
public final class Formula {
    private static final Pattern TOKEN = Pattern.compile("\\s*(\\d+\\.?\\d*(?:e-?\\d+)?|[A-Za-z_]\\w*|\\*\\*|'\\w*'|[-+*/@().,=\\[\\]:])");

    private final List<String> tokens = new ArrayList<>();
    private int at;
    private final Function<String, Tensor> names;

    private Formula(String text, Function<String, Tensor> names) {
        this.names = names;
        Matcher m = TOKEN.matcher(text);
        while (m.lookingAt()) {
            tokens.add(m.group(1));
            m.region(m.end(), text.length());
        }
        if (m.regionStart() != text.length()) {
            throw new IllegalArgumentException(text);
        }
    }

    public static Tensor evaluate(String text, Function<String, Tensor> names) {
        Formula f = new Formula(text, names);
        Tensor value = f.sum();
        if (f.at != f.tokens.size()) {
            throw new IllegalArgumentException(text);
        }
        return value;
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private boolean take(String token) {
        if (peek().equals(token)) {
            at++;
            return true;
        }
        return false;
    }

    private Tensor sum() {
        Tensor left = product();
        while (true) {
            if (take("+")) {
                left = op("add", Map.of(), left, product());
            } else if (take("-")) {
                left = op("sub", Map.of(), left, product());
            } else {
                return left;
            }
        }
    }

    private Tensor product() {
        Tensor left = negation();
        while (true) {
            if (take("*")) {
                left = op("mul", Map.of(), left, negation());
            } else if (take("/")) {
                left = op("div", Map.of(), left, negation());
            } else if (take("@")) {
                left = op("matmul", Map.of(), left, negation());
            } else {
                return left;
            }
        }
    }

    private Tensor negation() {
        return take("-") ? op("neg", Map.of(), negation()) : power();
    }

    private Tensor power() {
        Tensor base = postfix();
        return take("**") ? op("pow", Map.of(), base, negation()) : base;
    }

    private Tensor postfix() {
        Tensor value = primary();
        while (true) {
            if (take(".")) {
                String method = tokens.get(at++);
                value = call(method, value);
            } else if (take("[")) {
                value = op("getitem", Map.of("index", List.of(subscript())), value);
            } else {
                return value;
            }
        }
    }

    private Map<String, Object> subscript() {
        @Nullable
        Long from = index();
        if (take("]")) {
            return Map.of("int", Objects.requireNonNull(from));
        }
        at++;
        @Nullable
        Long to = index();
        at++;
        List<@Nullable Long> slice = new ArrayList<>();
        slice.add(from);
        slice.add(to);
        slice.add(null);
        return Map.of("slice", slice);
    }

    private @Nullable Long index() {
        boolean negative = take("-");
        return Character.isDigit(peek().charAt(0)) ? (Long) ((negative ? -1 : 1) * Long.parseLong(tokens.get(at++))) : null;
    }

    private Tensor primary() {
        String t = tokens.get(at++);
        if (t.equals("(")) {
            Tensor inside = sum();
            at++;
            return inside;
        }
        if (Character.isDigit(t.charAt(0))) {
            return t.contains(".") || t.contains("e") ? Tensor.number(Double.parseDouble(t)) : Tensor.number(Long.parseLong(t));
        }
        if (t.equals("torch") || t.equals("F")) {
            at++;
            return call(tokens.get(at++), null);
        }
        return names.apply(t);
    }

    private Tensor call(String name, @Nullable Tensor self) {
        List<Tensor> operands = new ArrayList<>();
        Map<String, Object> params = new LinkedHashMap<>();
        if (self != null) {
            operands.add(self);
        }
        at++;
        while (!take(")")) {
            if (at + 1 < tokens.size() && tokens.get(at + 1).equals("=")) {
                String quoted = tokens.get(at + 2);
                params.put(tokens.get(at), quoted.substring(1, quoted.length() - 1));
                at += 3;
            } else {
                operands.add(sum());
            }
            take(",");
        }
        return op(name, params, operands.toArray(Tensor[]::new));
    }

    private static Tensor op(String name, Map<String, Object> params, Tensor... operands) {
        Op op = Ops.named(name);
        if (op == null) {
            throw new UnsupportedOperationException(name);
        }
        return op.invoke(Params.of(op.row().signature(), params), operands)[0];
    }
}
