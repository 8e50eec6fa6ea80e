package dev.nabla.engine;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.TorchError;

/**
 * An op's name and parameters in the order of PyTorch's signature, read from one line in the manner of PyTorch's schemas:
 *
 * <pre>sum(Tensor input, int[]? dim=None, bool keepdim=False, *, Dtype? dtype=None)</pre>
 *
 * Parameters of a tensor type are the op's operands ({@code inputs} in JSON), the others its {@code params}.
 *
 * @param rest the position after which arguments are given by name only (the {@code *})
 */
public record Signature(String name, List<Parameter> parameters, int rest, String text) {

    /** What a parameter takes. */
    public enum Type {
        /** A tensor. */
        TENSOR("Tensor"),
        /** A tensor, or a number that acts as a 0-d tensor without a dtype of its own. */
        OPERAND("Operand"),
        /** All remaining operands; an op has at most one, alone. */
        TENSORS("Tensor[]"),
        /** All remaining operands, tensors or numbers. */
        OPERANDS("Operand[]"),
        /** An int, float or bool that keeps its kind. */
        NUMBER("Number"),
        /** A float; an int is taken as one. */
        FLOAT("float"), INT("int"), BOOL("bool"), STR("str"), DTYPE("Dtype"),
        /** A list of ints; a single int is a list of one. */
        INTS("int[]"),
        /** A list of floats; a single number is a list of one. */
        FLOATS("float[]"),
        /** Any of: int, list of ints, list of lists of ints, number, string; the op looks itself. */
        ANY("Any"),
        /** Nested lists of numbers or booleans, as torch.tensor takes them. */
        DATA("Data"),
        /** The subscript of {@code x[…]}. */
        INDEX("Index");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        boolean isOperand() {
            return this == TENSOR || this == OPERAND || this == TENSORS || this == OPERANDS;
        }
    }

    /**
     * @param optional whether None is allowed
     * @param required whether it has no default
     * @param fallback the default: null, Long, Double, Boolean, String or long[]
     */
    public record Parameter(String name, Type type, boolean optional, boolean required, @Nullable Object fallback) {
    }

    /** Reads a signature; a mistake in it is a programming error. */
    static Signature parse(String text) {
        int open = text.indexOf('(');
        String name = text.substring(0, open);
        String inside = text.substring(open + 1, text.lastIndexOf(')')).trim();
        List<Parameter> parameters = new ArrayList<>();
        int rest = Integer.MAX_VALUE;
        for (String part : inside.isEmpty() ? new String[0] : inside.split(",\\s*(?![^\\[]*\\])")) {
            if (part.equals("*")) {
                rest = parameters.size();
            } else {
                parameters.add(parameter(part));
            }
        }
        return new Signature(name, List.copyOf(parameters), rest, text);
    }

    private static Parameter parameter(String part) {
        int space = part.indexOf(' ');
        String word = part.substring(0, space);
        boolean optional = word.endsWith("?");
        String bare = optional ? word.substring(0, word.length() - 1) : word;
        String tail = part.substring(space + 1);
        int equals = tail.indexOf('=');
        String name = equals < 0 ? tail : tail.substring(0, equals);
        for (Type t : Type.values()) {
            if (t.word.equals(bare)) {
                return new Parameter(name, t, optional, equals < 0, equals < 0 ? null : literal(tail.substring(equals + 1)));
            }
        }
        throw new IllegalArgumentException("unknown type in " + part);
    }

    private static @Nullable Object literal(String s) {
        return switch (s) {
            case "None" -> null;
            case "True" -> true;
            case "False" -> false;
            default -> {
                if (s.startsWith("'")) {
                    yield s.substring(1, s.length() - 1);
                }
                if (s.startsWith("[")) {
                    String list = s.substring(1, s.length() - 1);
                    yield list.isEmpty() ? new long[0]
                            : java.util.Arrays.stream(list.split(",\\s*")).mapToLong(Long::parseLong).toArray();
                }
                yield s.contains(".") || s.contains("e") ? (Object) Double.valueOf(s) : (Object) Long.valueOf(s);
            }
        };
    }

    /** The operand parameters, in order. */
    public List<Parameter> operands() {
        return parameters.stream().filter(p -> p.type().isOperand()).toList();
    }

    /** The other parameters, in order. */
    public List<Parameter> params() {
        return parameters.stream().filter(p -> !p.type().isOperand()).toList();
    }

    /** Whether the op takes a list of tensors. */
    public boolean isVariadic() {
        return !parameters.isEmpty() && (parameters.getFirst().type() == Type.TENSORS || parameters.getFirst().type() == Type.OPERANDS);
    }

    /**
     * The operands of a call in the order of this signature, null where an optional one is absent.
     *
     * @throws TorchError TypeError for too few or too many, or a number where a tensor is needed
     */
    @Nullable
    Tensor[] bind(@Nullable Tensor... inputs) {
        List<Parameter> operands = operands();
        if (isVariadic()) {
            for (int i = 0; i < inputs.length; i++) {
                check(operands.getFirst(), i, inputs[i]);
            }
            return inputs;
        }
        if (inputs.length > operands.size()) {
            throw TorchError.type(name + "() takes " + operands.size() + " tensor arguments but " + inputs.length + " were given");
        }
        @Nullable
        Tensor[] bound = new @Nullable Tensor[operands.size()];
        for (int i = 0; i < bound.length; i++) {
            Parameter p = operands.get(i);
            if (i >= inputs.length && p.required()) {
                throw TorchError.type(name + "() missing 1 required positional arguments: \"" + p.name() + "\"").at(p.name());
            }
            bound[i] = i < inputs.length ? inputs[i] : null;
            check(p, parameters.indexOf(p), bound[i]);
        }
        return bound;
    }

    private void check(Parameter p, int position, @Nullable Tensor t) {
        if (t == null ? !p.optional() : t.isNumber() && p.type() != Type.OPERAND && p.type() != Type.OPERANDS) {
            String got = t == null ? "NoneType" : t.dtype() == DType.BOOL ? "bool" : t.dtype() == DType.INT64 ? "int" : "float";
            throw TorchError.type(name + "(): argument '" + p.name() + "' (position " + (position + 1) + ") must be Tensor, not " + got)
                    .at(p.name());
        }
    }
}
