package dev.nabla.lang.torch;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyType;

import static dev.nabla.lang.value.Builtin.function;

/** {@code torch.device('cpu')}: the only one. */
public enum PyDevice implements PyObject {
    CPU;

    static final PyType TYPE = PyType.of("torch", "device").madeBy(function("device(type, index=None)", a -> named(a.get(0))));

    public static PyDevice named(Object v) {
        if (v == CPU || v instanceof String s && (s.equals("cpu") || s.startsWith("cpu:"))) {
            return CPU;
        }
        if (v instanceof String s && s.startsWith("cuda")) {
            throw new PyError("AssertionError", "Torch not compiled with CUDA enabled");
        }
        throw PyError.runtime("device " + v + " is not part of Nabla's subset of PyTorch; there is cpu");
    }

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        return "device(type='cpu')";
    }

    @Override
    public String str() {
        return "cpu";
    }

    @Override
    public @Nullable Object attribute(String name) {
        return name.equals("type") ? "cpu" : null;
    }
}
