package dev.nabla.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Signature;

/** An op's {@code params} as JSON writes them, made what the engine takes. */
final class Arguments {
    private Arguments() {
    }

    /**
     * Numbers written as objects ({@code {"float": 2}}) and as strings ({@code "NaN"}) become numbers, where the parameter is not a string, and not
     * a subscript, which has objects of its own.
     */
    static Map<String, @Nullable Object> plain(Signature signature, Map<String, @Nullable Object> params) {
        Map<String, @Nullable Object> plain = null;
        for (Map.Entry<String, @Nullable Object> e : params.entrySet()) {
            Object v = e.getValue();
            if (v instanceof String || v instanceof List || v instanceof Map) {
                Signature.Type type = type(signature, e.getKey());
                if (type != Signature.Type.STR && type != Signature.Type.DTYPE && type != Signature.Type.INDEX) {
                    plain = plain == null ? new LinkedHashMap<>(params) : plain;
                    plain.put(e.getKey(), plain(v));
                }
            }
        }
        return plain == null ? params : plain;
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
