package dev.nabla.lang.numpy;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Types;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;

/** {@code dtype('float64')}, and the type of scalars that belongs to it: {@code numpy.float64}. */
final class NpType implements PyObject {
    static final PyType TYPE = PyType.of("numpy", "dtype").madeBy(function("dtype(dtype)", a -> of(dtype(a.get(0)))));
    private static final Map<DType, NpType> ALL = new EnumMap<>(DType.class);
    private static final String OTHERS = " is not part of Nabla's subset of numpy; there are float64, float32, int64, int32 and bool";

    static {
        for (DType d : DType.values()) {
            ALL.put(d, new NpType(d));
        }
    }

    private final DType dtype;
    private final PyType scalar;

    private NpType(DType dtype) {
        this.dtype = dtype;
        this.scalar = (dtype == DType.FLOAT64 ? Types.FLOAT : Types.OBJECT).kind("numpy", dtype.torchName())
                .madeBy(function(dtype.torchName() + "(value=0, /)", a -> PyScalar
                        .of(Arrays.tensor(Arrays.value(a.get(0) instanceof String s ? Values.call(Types.FLOAT, s) : a.get(0)), dtype))));
    }

    static NpType of(DType dtype) {
        return Objects.requireNonNull(ALL.get(dtype));
    }

    PyType scalar() {
        return scalar;
    }

    /** The dtype that a program names by type, text or dtype. */
    static DType dtype(Object v) {
        if (v instanceof NpType t) {
            return t.dtype;
        }
        for (NpType t : ALL.values()) {
            if (v == t.scalar || v instanceof String s && (s.equals(t.dtype.torchName()) || s.equals(code(t.dtype)))) {
                return t.dtype;
            }
        }
        if (v == Types.FLOAT || "float".equals(v)) {
            return DType.FLOAT64;
        }
        if (v == Types.INT || "int".equals(v)) {
            return DType.INT64;
        }
        if (v == Types.BOOL) {
            return DType.BOOL;
        }
        throw PyError.type("data type " + Values.repr(v) + OTHERS);
    }

    private static String code(DType d) {
        return switch (d) {
            case FLOAT64 -> "f8";
            case FLOAT32 -> "f4";
            case INT64 -> "i8";
            case INT32 -> "i4";
            case BOOL -> "?";
        };
    }

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        return "dtype('" + dtype.torchName() + "')";
    }

    @Override
    public String str() {
        return dtype.torchName();
    }

    @Override
    public boolean equal(Object other) {
        return other instanceof NpType t ? t == this
                : (other instanceof PyType || other instanceof String) && isNamedBy(other);
    }

    private boolean isNamedBy(Object other) {
        return other == scalar || dtype.torchName().equals(other) || other == Types.FLOAT && dtype == DType.FLOAT64
                || other == Types.INT && dtype == DType.INT64 || other == Types.BOOL && dtype == DType.BOOL;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "name" -> dtype.torchName();
            case "type" -> scalar;
            case "itemsize" -> (long) dtype.bytes();
            case "kind" -> dtype.isFloat() ? "f" : dtype == DType.BOOL ? "b" : "i";
            default -> null;
        };
    }
}
