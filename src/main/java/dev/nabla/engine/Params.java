package dev.nabla.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Signature.Parameter;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.TorchError;

/**
 * The non-tensor arguments of one call, checked against the op's signature: given values and defaults by PyTorch's names. Values are
 * {@code Long}, {@code Double}, {@code Boolean}, {@code String}, {@link DType}, {@code long[]}, {@code double[]}, for types {@code Any},
 * {@code Data} and {@code Index} whatever was given (numbers, strings, lists, maps), or null for None.
 */
public final class Params {
    public static final Params NONE = new Params(new String[0], new Object[0], 0L);

    private final String[] names;
    private final @Nullable Object[] values;
    private final long given;

    private Params(String[] names, @Nullable Object[] values, long given) {
        this.names = names;
        this.values = values;
        this.given = given;
    }

    /**
     * @param given the arguments by name; absent ones take their defaults
     * @throws TorchError TypeError for an unknown name, a missing argument or one of the wrong type
     */
    public static Params of(Signature signature, Map<String, ? extends @Nullable Object> given) {
        List<Parameter> declared = signature.params();
        if (declared.isEmpty() && given.isEmpty()) {
            return NONE;
        }
        String[] names = new String[declared.size()];
        @Nullable
        Object[] values = new @Nullable Object[declared.size()];
        long present = 0;
        int used = 0;
        for (int i = 0; i < names.length; i++) {
            Parameter p = declared.get(i);
            names[i] = p.name();
            if (given.containsKey(p.name())) {
                values[i] = convert(signature, p, given.get(p.name()));
                present |= 1L << i;
                used++;
            } else if (p.required()) {
                throw TorchError.type(signature.name() + "() missing 1 required positional arguments: \"" + p.name() + "\"").at(p.name());
            } else {
                values[i] = p.fallback();
            }
        }
        if (used < given.size()) {
            for (String name : given.keySet()) {
                if (declared.stream().noneMatch(p -> p.name().equals(name))) {
                    throw TorchError.type(signature.name() + "() got an unexpected keyword argument '" + name + "'").at(name);
                }
            }
        }
        return new Params(names, values, present);
    }

    private static @Nullable Object convert(Signature s, Parameter p, @Nullable Object v) {
        if (v == null) {
            if (p.optional() || p.type() == Signature.Type.ANY || p.type() == Signature.Type.DATA) {
                return null;
            }
            throw wrongType(s, p, v);
        }
        Object converted = switch (p.type()) {
            case INT -> v instanceof Integer i ? Long.valueOf(i) : v instanceof Long ? v : null;
            case FLOAT -> v instanceof Long l ? Double.valueOf(l) : v instanceof Double ? v : null;
            case NUMBER -> v instanceof Long || v instanceof Double || v instanceof Boolean ? v : null;
            case BOOL -> v instanceof Boolean ? v : null;
            case STR -> v instanceof String ? v : null;
            case DTYPE -> v instanceof DType ? v : v instanceof String name ? DType.named(name) : null;
            case INTS -> ints(v);
            case FLOATS -> floats(v);
            case ANY, DATA, INDEX -> v;
            case TENSOR, OPERAND, TENSORS, OPERANDS -> null;
        };
        if (converted == null) {
            throw wrongType(s, p, v);
        }
        return converted;
    }

    private static TorchError wrongType(Signature s, Parameter p, @Nullable Object v) {
        return TorchError.type(s.name() + "(): argument '" + p.name() + "' must be " + pythonName(p) + ", not " + pythonType(v)).at(p
                .name());
    }

    private static String pythonName(Parameter p) {
        return switch (p.type()) {
            case INT -> "int";
            case FLOAT -> "float";
            case NUMBER -> "Number";
            case BOOL -> "bool";
            case STR -> "str";
            case DTYPE -> "torch.dtype";
            case INTS -> "tuple of ints";
            case FLOATS -> "tuple of floats";
            default -> "Tensor";
        };
    }

    /** Python's name for the type of a JSON value. */
    static String pythonType(@Nullable Object v) {
        return switch (v) {
            case null -> "NoneType";
            case Long _,Integer _ -> "int";
            case Double _ -> "float";
            case Boolean _ -> "bool";
            case String _ -> "str";
            case List<?> _,long[] _ -> "list";
            case Map<?, ?> _ -> "dict";
            case DType _ -> "torch.dtype";
            default -> v.getClass().getSimpleName();
        };
    }

    private static long @Nullable [] ints(Object v) {
        if (v instanceof long[] a) {
            return a;
        }
        if (v instanceof int[] a) {
            return Arrays.stream(a).asLongStream().toArray();
        }
        if (v instanceof Long || v instanceof Integer) {
            return new long[]{((Number) v).longValue()};
        }
        if (!(v instanceof List<?> list)) {
            return null;
        }
        long[] a = new long[list.size()];
        for (int i = 0; i < a.length; i++) {
            if (!(list.get(i) instanceof Long l)) {
                return null;
            }
            a[i] = l;
        }
        return a;
    }

    private static double @Nullable [] floats(Object v) {
        if (v instanceof double[] a) {
            return a;
        }
        List<?> list = v instanceof List<?> l ? l : List.of(v);
        double[] a = new double[list.size()];
        for (int i = 0; i < a.length; i++) {
            if (!(list.get(i) instanceof Number n)) {
                return null;
            }
            a[i] = n.doubleValue();
        }
        return a;
    }

    /** The value of a parameter, or null for None. */
    public @Nullable Object get(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        throw new IllegalArgumentException("no parameter " + name);
    }

    /** Whether the op has a parameter of that name. */
    public boolean declares(String name) {
        return Arrays.asList(names).contains(name);
    }

    /** Whether the caller gave the argument, be it None. */
    public boolean has(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return (given >> i & 1) != 0;
            }
        }
        return false;
    }

    private Object present(String name) {
        Object v = get(name);
        if (v == null) {
            throw new IllegalArgumentException(name + " is None");
        }
        return v;
    }

    /** An int argument that is not None. One beyond int's range is cut to it: no size or dimension is that large. */
    public int integer(String name) {
        return cut((Long) present(name));
    }

    private static int cut(long v) {
        return Math.clamp(v, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** An int argument that is not None and may be too large for an index. */
    public long whole(String name) {
        return (Long) present(name);
    }

    /** A float argument, or a number taken as one, that is not None. */
    public double real(String name) {
        Object v = present(name);
        return v instanceof Boolean b ? b ? 1 : 0 : ((Number) v).doubleValue();
    }

    public boolean flag(String name) {
        return (Boolean) present(name);
    }

    public String text(String name) {
        return (String) present(name);
    }

    /** An optional string argument. */
    public @Nullable String textOrNull(String name) {
        return (String) get(name);
    }

    /** A list of ints, cut to int's range, or null for None. A single int is a list of one. */
    public int @Nullable [] ints(String name) {
        long[] a = longs(name);
        if (a == null) {
            return null;
        }
        int[] out = new int[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = cut(a[i]);
        }
        return out;
    }

    /** A list of ints that may be too large for an index, or null for None. A single int is a list of one. */
    public long @Nullable [] longs(String name) {
        Object v = get(name);
        if (v == null) {
            return null;
        }
        long[] a = ints(v);
        if (a == null) {
            throw TorchError.type("argument '" + name + "' must be tuple of ints, not " + pythonType(v)).at(name);
        }
        return a.clone();
    }

    /** Whether the argument is a list, where a single int means something else. */
    public boolean isList(String name) {
        Object v = get(name);
        return v instanceof List<?> || v instanceof long[];
    }

    public @Nullable DType dtype(String name) {
        return (DType) get(name);
    }

    /** The arguments the caller gave, by name, in the order of the signature. */
    public Map<String, @Nullable Object> given() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            if ((given >> i & 1) != 0) {
                map.put(names[i], values[i]);
            }
        }
        return map;
    }

    /** The same values under the same names, given or not alike. */
    @Override
    public boolean equals(@Nullable Object o) {
        return o == this
                || o instanceof Params p && given == p.given && Arrays.equals(names, p.names) && Arrays.deepEquals(values, p.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + Arrays.deepHashCode(values);
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        given().forEach((k, v) -> parts.add(k + "=" + (v instanceof long[] a ? Arrays.toString(a) : v)));
        return String.join(", ", parts);
    }
}
