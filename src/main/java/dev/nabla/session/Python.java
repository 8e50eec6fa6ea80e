package dev.nabla.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/** Values as Python writes them. */
final class Python {
    private Python() {
    }

    /** An argument of an op. */
    static String value(@Nullable Object v) {
        return switch (v) {
            case null -> "None";
            case Boolean b -> b ? "True" : "False";
            case Double d -> real(d, Double.toString(d));
            case String s -> "'" + s.replace("\\", "\\\\").replace("'", "\\'") + "'";
            case DType d -> "torch." + d.torchName();
            case long[] a -> tuple(Arrays.stream(a).mapToObj(Long::toString).toList());
            case double[] a -> tuple(Arrays.stream(a).mapToObj(d -> real(d, Double.toString(d))).toList());
            case List<?> l -> l.stream().map(Python::value).collect(Collectors.joining(", ", "[", "]"));
            default -> v.toString();
        };
    }

    /** A float: the digits that are given where it is finite, else a name. */
    static String real(double v, String digits) {
        return Double.isFinite(v) ? digits : Double.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
    }

    /** An array of one element, as a number. */
    static String number(NdArray a) {
        return switch (a.dtype()) {
            case BOOL -> a.getLong(0) != 0 ? "True" : "False";
            case INT32, INT64 -> Long.toString(a.getLong(0));
            case FLOAT32, FLOAT64 -> real(a.getDouble(0), Double.toString(a.getDouble(0)));
        };
    }

    static String tuple(int... sizes) {
        return tuple(Arrays.stream(sizes).mapToObj(Integer::toString).toList());
    }

    private static String tuple(List<String> items) {
        return "(" + String.join(", ", items) + (items.size() == 1 ? ",)" : ")");
    }

    /** The subscript of getitem and setitem_: its tensors are operands. */
    static String subscript(@Nullable Object index, List<String> operands) {
        List<String> parts = new ArrayList<>();
        for (Object o : index instanceof List<?> list ? list : List.of()) {
            parts.add(o instanceof Map<?, ?> part ? part(part, operands) : value(o));
        }
        return parts.isEmpty() ? "[()]" : "[" + String.join(", ", parts) + "]";
    }

    private static String part(Map<?, ?> part, List<String> operands) {
        Map.Entry<?, ?> e = part.entrySet().iterator().next();
        return switch (String.valueOf(e.getKey())) {
            case "tensor" -> operands.get(((Number) e.getValue()).intValue());
            case "slice" -> ((List<?>) e.getValue()).stream().map(v -> v == null ? "" : v.toString()).collect(Collectors.joining(":"));
            case "newaxis" -> "None";
            case "ellipsis" -> "...";
            default -> value(e.getValue());
        };
    }
}
