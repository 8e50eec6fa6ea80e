package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Op;
import dev.nabla.engine.Params;
import dev.nabla.engine.Signature;
import dev.nabla.engine.Signature.Parameter;
import dev.nabla.engine.Tensor;
import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Types;
import dev.nabla.lang.value.Values;

/** A row of the op tables as a function or method: its signature says how arguments are taken, and what is said of wrong ones. */
final class OpFunction {
    /** Lists of ints that may also be given as so many arguments: {@code x.view(2, 3)}. */
    private static final Set<String> SPREAD = Set.of("size", "shape", "sizes", "dims", "repeats");
    /** Other names for parameters, as numpy has them. */
    private static final Map<String, String> ALIASES = Map.of("axis", "dim", "keepdims", "keepdim", "axes", "dims");
    /** Arguments that say what is so anyway. */
    private static final Set<String> IDLE = Set.of("device", "layout", "pin_memory", "memory_format", "non_blocking");

    private final Op op;
    private final String name;
    private final List<Parameter> parameters;
    private final boolean method;
    private final boolean inPython;
    private final int positional;

    private OpFunction(Op op, String name, boolean method, boolean inPython) {
        this.inPython = inPython;
        this.op = op;
        this.name = name;
        this.parameters = op.row().signature().parameters();
        this.method = method;
        this.positional = Math.min(op.row().signature().rest(), parameters.size());
    }

    /** {@code torch.name(…)} */
    static Builtin function(Op op, String name) {
        OpFunction f = new OpFunction(op, name, false, false);
        return Builtin.unboundFunction(name, (_, arguments) -> f.call(arguments));
    }

    /** {@code torch.nn.functional.name(…)} of one that is written in Python and speaks its words. */
    static Builtin written(Op op, String name) {
        OpFunction f = new OpFunction(op, name, false, true);
        return Builtin.unboundFunction(name, (_, arguments) -> f.call(arguments));
    }

    /** {@code x.name(…)} */
    static Builtin method(Op op, String name) {
        OpFunction f = new OpFunction(op, name, true, false);
        return Builtin.unboundMethod(name, (self, arguments) -> f.callOn((PyTensor) self, arguments));
    }

    private Object callOn(PyTensor self, Arguments arguments) {
        if (arguments.positional().length == 0 && arguments.named().isEmpty() && parameters.size() == 1) {
            return result(self, op.apply(op.row().defaults(), self.tensor()));
        }
        return result(self, new Binding(self).take(arguments).apply());
    }

    private Object result(PyTensor self, Tensor[] results) {
        return results.length == 1 && results[0] == self.tensor() ? self : Results.of(op, results);
    }

    private Object call(Arguments arguments) {
        Object[] given = arguments.positional();
        if (given.length == 1 && arguments.named().isEmpty() && parameters.size() == 1 && given[0] instanceof PyTensor t
                && !op.row().signature().isVariadic()) {
            return result(t, op.apply(op.row().defaults(), t.tensor()));
        }
        Binding b = new Binding(null).take(arguments);
        Tensor[] results = b.apply();
        for (Object v : given) {
            if (results.length == 1 && v instanceof PyTensor t && t.tensor() == results[0]) {
                return t;
            }
        }
        return Results.of(op, results);
    }

    /** The arguments of one call. */
    private final class Binding {
        private final @Nullable Object[] values = new @Nullable Object[parameters.size()];
        private final boolean[] byPosition = new boolean[parameters.size()];
        private final boolean self;

        Binding(@Nullable PyTensor receiver) {
            self = receiver != null;
            if (receiver != null) {
                values[0] = receiver;
            }
        }

        Binding take(Arguments arguments) {
            Object[] given = arguments.positional();
            int next = self ? 1 : 0;
            int i = 0;
            while (i < given.length) {
                if (next >= positional) {
                    throw tooMany(given.length);
                }
                Parameter p = parameters.get(next);
                int left = given.length - i;
                boolean spread = p.type() == Signature.Type.INTS && SPREAD.contains(p.name()) && next == positional - 1 && left != 1
                        || (p.type() == Signature.Type.TENSORS || p.type() == Signature.Type.OPERANDS) && !(given[i] instanceof PyList)
                                && !(given[i] instanceof PyTuple);
                boolean several = p.type() == Signature.Type.INTS && SPREAD.contains(p.name()) && Numbers.isInteger(given[i]) && left > 1;
                if (spread || several) {
                    values[next] = new PyTuple(Arrays.asList(given).subList(i, given.length));
                    i = given.length;
                } else {
                    values[next] = given[i++];
                }
                byPosition[next] = true;
                next++;
            }
            arguments.named().forEach(this::named);
            return this;
        }

        private void named(String given, Object v) {
            if (IDLE.contains(given)) {
                if (given.equals("device") && v != None.NONE) {
                    PyDevice.named(v);
                }
                return;
            }
            int i = index(given);
            if (i < 0) {
                i = index(ALIASES.getOrDefault(given, given));
            }
            if (i < 0 || self && i == 0) {
                throw given.equals("out") ? PyError.type(name + "(): out= is not part of Nabla's subset of PyTorch; it returns its result")
                        : Overloads.unexpected(name, method, given, shown());
            }
            if (values[i] != null) {
                throw PyError.type(name + "() got multiple values for argument '" + given + "'");
            }
            values[i] = v;
        }

        /** The arguments as PyTorch lists them in a message: {@code int, foo=int}. */
        private String shown() {
            return Arrays.stream(values).skip(self ? 1 : 0).filter(v -> v != null).map(v -> Values.typeName(v))
                    .collect(Collectors.joining(", "));
        }

        private PyError tooMany(int count) {
            int most = positional - (self ? 1 : 0);
            return PyError.type(name + "() takes " + (most == 0 ? "no arguments" : most + " positional argument" + (most == 1 ? "" : "s"))
                    + (most == 0 ? " (" + count + " given)" : " but " + count + " were given"));
        }

        Tensor[] apply() {
            List<@Nullable Tensor> operands = new ArrayList<>();
            Map<String, @Nullable Object> params = new LinkedHashMap<>();
            for (int i = 0; i < values.length; i++) {
                Parameter p = parameters.get(i);
                Object v = values[i];
                switch (p.type()) {
                    case TENSOR, OPERAND -> operands.add(operand(p, i, v));
                    case TENSORS, OPERANDS -> operands.addAll(list(p, i, v));
                    default -> {
                        if (v != null) {
                            params.put(p.name(), param(p, i, v));
                        } else if (p.required()) {
                            throw missing(p);
                        }
                    }
                }
            }
            Params bound = params.isEmpty() ? op.row().defaults() : Params.of(op.row().signature(), params);
            return op.invoke(bound, operands.toArray(Tensor[]::new));
        }

        private PyError missing(Parameter p) {
            if (inPython) {
                List<String> absent = parameters.stream().filter(q -> q.required() && values[index(q.name())] == null)
                        .map(q -> "'" + q.name() + "'").toList();
                return PyError.type(name + "() missing " + absent.size() + " required positional argument" + (absent.size() == 1 ? "" : "s")
                        + ": " + (absent.size() == 1 ? absent.getFirst()
                                : String.join(", ", absent.subList(0, absent.size() - 1)) + (absent.size() > 2 ? "," : "") + " and "
                                        + absent.getLast()));
            }
            return PyError.type(name + "() missing 1 required positional arguments: \"" + p.name() + "\"");
        }

        private String place(Parameter p, int i) {
            return name + "(): argument '" + p.name() + "'" + (byPosition[i] ? " (position " + (i + (self ? 0 : 1)) + ")" : "")
                    + " must be ";
        }

        private @Nullable Tensor operand(Parameter p, int i, @Nullable Object v) {
            if (v == null || v == None.NONE) {
                if (v == null && p.required()) {
                    throw missing(p);
                }
                if (v != null && !p.optional()) {
                    throw PyError.type(place(p, i) + "Tensor, not NoneType");
                }
                return null;
            }
            Tensor t = Operand.orNull(v);
            if (t == null || t.isNumber() && p.type() == Signature.Type.TENSOR) {
                throw PyError.type(place(p, i) + "Tensor, not " + Values.typeName(v));
            }
            return t;
        }

        private List<Tensor> list(Parameter p, int i, @Nullable Object v) {
            if (v == null) {
                throw missing(p);
            }
            if (!(v instanceof PyList) && !(v instanceof PyTuple)) {
                throw PyError.type(place(p, i) + "tuple of Tensors, not " + Values.typeName(v));
            }
            List<Tensor> out = new ArrayList<>();
            for (Object item : Values.list(v)) {
                if (!(item instanceof PyTensor t)) {
                    throw PyError.type("expected Tensor as element " + out.size() + " in argument " + i + ", but got " + Values.typeName(
                            item));
                }
                out.add(t.tensor());
            }
            return out;
        }

        private @Nullable Object param(Parameter p, int i, Object v) {
            Object plain = p.type() == Signature.Type.DATA ? Operand.data(v) : Operand.plain(v);
            if (plain == null && (p.optional() || p.type() == Signature.Type.ANY)) {
                return null;
            }
            String wanted = switch (p.type()) {
                case INT -> plain instanceof Long ? null : "int";
                case FLOAT -> Numbers.isNumber(v) || plain instanceof Double || plain instanceof Long ? null : "float";
                case NUMBER -> plain instanceof Long || plain instanceof Double || plain instanceof Boolean ? null : "Number";
                case BOOL -> plain instanceof Boolean ? null : "bool";
                case STR -> plain instanceof String ? null : "str";
                case DTYPE -> plain instanceof dev.nabla.engine.array.DType ? null : "torch.dtype";
                case INTS -> ints(p, i, v, plain);
                default -> null;
            };
            if (wanted != null) {
                throw PyError.type(place(p, i) + wanted + ", not " + Values.typeName(shown(v)));
            }
            return p.type() == Signature.Type.FLOAT && plain instanceof Boolean b ? (Object) (b ? 1.0 : 0.0) : plain;
        }

        /** A spread that holds a single argument shows as that one. */
        private Object shown(Object v) {
            return v instanceof PyTuple t && t.items().size() == 1 ? t.items().getFirst() : v;
        }

        private @Nullable String ints(Parameter p, int i, Object v, @Nullable Object plain) {
            if (plain instanceof Long) {
                return null;
            }
            if (!(plain instanceof List<?> items) || Types.of(v) == Types.STR) {
                return "tuple of ints";
            }
            for (int k = 0; k < items.size(); k++) {
                if (!(items.get(k) instanceof Long)) {
                    Object wrong = Values.list(v).get(k);
                    boolean alone = items.size() == 1 && byPosition[i] && SPREAD.contains(p.name());
                    throw PyError.type(place(p, i) + "tuple of ints, " + (alone ? "not " + Values.typeName(wrong)
                            : "but found element of type " + Values.typeName(wrong) + " at pos " + k));
                }
            }
            return null;
        }

        private int index(String parameter) {
            for (int i = 0; i < parameters.size(); i++) {
                if (parameters.get(i).name().equals(parameter)) {
                    return i;
                }
            }
            return -1;
        }
    }

}
