package dev.nabla.lang.torch;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyType;

/** {@code torch.float32} and the like; one object each. */
public final class PyDType implements PyObject {
    static final PyType TYPE = PyType.of("torch", "dtype");
    private static final Map<DType, PyDType> ALL = new EnumMap<>(DType.class);

    static {
        for (DType d : DType.values()) {
            ALL.put(d, new PyDType(d));
        }
    }

    private final DType dtype;

    private PyDType(DType dtype) {
        this.dtype = dtype;
    }

    public static PyDType of(DType dtype) {
        return Objects.requireNonNull(ALL.get(dtype));
    }

    public DType dtype() {
        return dtype;
    }

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        return dtype.toString();
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "is_floating_point" -> dtype.isFloat();
            case "is_complex" -> false;
            case "itemsize" -> (long) dtype.bytes();
            default -> null;
        };
    }
}
