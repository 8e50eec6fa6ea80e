package dev.nabla.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Signature;

/**
 * An op's arguments as JSON writes them, made what the engine takes.
 *
 * @param operands in the order of the signature
 * @param positional how many of them stand in {@code inputs}; the others were given by name
 */
record Arguments(Signature signature, List<Operand> operands, int positional, Map<String, @Nullable Object> params) {

    /** As in Python, an operand may be given by its name too: {@code "params": {"min": 0}}. */
    static Arguments of(Signature signature, List<Operand> inputs, Map<String, @Nullable Object> params) {
        if (params.isEmpty()) {
            return new Arguments(signature, inputs, inputs.size(), params);
        }
        Map<String, @Nullable Object> rest = new LinkedHashMap<>();
        List<Operand> operands = new ArrayList<>(inputs);
        List<Signature.Parameter> declared = signature.isVariadic() ? List.of() : signature.operands();
        plain(signature, params).forEach((name, v) -> {
            int position = position(declared, name);
            if (position < inputs.size() || !isOperand(v)) {
                rest.put(name, v);
                return;
            }
            while (operands.size() <= position) {
                operands.add(Operand.Absent.VALUE);
            }
            operands.set(position, operand(v));
        });
        return new Arguments(signature, operands, inputs.size(), rest);
    }

    /**
     * Numbers written as objects ({@code {"float": 2}}) and as strings ({@code "NaN"}) become numbers, where the parameter is not a string, and not
     * a subscript, which has objects of its own.
     */
    static Map<String, @Nullable Object> plain(Signature signature, Map<String, @Nullable Object> params) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        params.forEach((name, v) -> {
            Signature.Type type = type(signature, name);
            boolean isWord = type == Signature.Type.STR || type == Signature.Type.DTYPE || type == Signature.Type.INDEX;
            plain.put(name, isWord ? v : plain(v));
        });
        return plain;
    }

    /** Where an operand stands in the op's JSON. */
    String place(int operand) {
        return operand < positional ? "/inputs/" + operand : "/params/" + signature.operands().get(operand).name();
    }

    /** Where the argument of that name stands; the op itself where none is at fault. */
    String place(@Nullable String argument) {
        int position = position(signature.operands(), argument);
        boolean byName = position < 0 || params.containsKey(argument) || position >= positional && position < operands.size();
        return argument == null ? "" : byName ? "/params/" + argument : "/inputs/" + position;
    }

    private static int position(List<Signature.Parameter> operands, @Nullable String name) {
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isOperand(@Nullable Object v) {
        return v == null || v instanceof String || v instanceof Number || v instanceof Boolean;
    }

    private static Operand operand(@Nullable Object v) {
        return v == null ? Operand.Absent.VALUE : v instanceof String name ? new Operand.Name(name) : new Operand.Scalar(v);
    }

    private static Signature.@Nullable Type type(Signature signature, String name) {
        for (Signature.Parameter p : signature.parameters()) {
            if (p.name().equals(name)) {
                return p.type();
            }
        }
        return null;
    }

    private static @Nullable Object plain(@Nullable Object v) {
        return switch (v) {
            case null -> null;
            case String s -> switch (s) {
                case "NaN" -> (Object) Double.NaN;
                case "Infinity" -> (Object) Double.POSITIVE_INFINITY;
                case "-Infinity" -> (Object) Double.NEGATIVE_INFINITY;
                default -> s;
            };
            case List<?> list -> {
                List<@Nullable Object> all = new ArrayList<>(list.size());
                list.forEach(x -> all.add(plain(x)));
                yield all;
            }
            case Map<?, ?> map when map.size() == 1 && map.get("float") instanceof Number n -> n.doubleValue();
            case Map<?, ?> map when map.size() == 1 && map.get("int") instanceof Long n -> n;
            default -> v;
        };
    }
}
