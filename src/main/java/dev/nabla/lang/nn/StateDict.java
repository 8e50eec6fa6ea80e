package dev.nabla.lang.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Types;
import dev.nabla.lang.value.Values;

/** Parameters and buffers of a layer by name: taken out, and put back. */
final class StateDict {
    private StateDict() {
    }

    /** The same storages without history. */
    static PyDict of(Layer layer) {
        PyDict state = new PyDict(Types.ORDERED_DICT);
        layer.state().forEach((name, t) -> state.put(name, PyTensor.of(t.tensor().detach())));
        return state;
    }

    /** Copies what the state holds into the layer. */
    static Object load(Layer layer, Object state, boolean strict) {
        if (!(state instanceof PyDict given)) {
            throw PyError.type("Expected state_dict to be dict-like, got " + Values.repr(Values.attribute(state, "__class__")) + ".");
        }
        Map<String, PyTensor> own = layer.state();
        List<String> errors = new ArrayList<>();
        List<Object> missing = new ArrayList<>(own.keySet());
        List<Object> unexpected = new ArrayList<>();
        List<Runnable> copies = new ArrayList<>();
        for (Map.Entry<Object, Object> e : given.items()) {
            String name = Values.str(e.getKey());
            PyTensor to = own.get(name);
            if (to == null) {
                unexpected.add(name);
                continue;
            }
            missing.remove(name);
            if (!(e.getValue() instanceof PyTensor from)) {
                errors.add("While copying the parameter named \"" + name
                        + "\", expected torch.Tensor or Tensor-like object from checkpoint but "
                        + "received " + Values.repr(Values.attribute(e.getValue(), "__class__")));
            } else if (!from.tensor().shape().equals(to.tensor().shape())) {
                errors.add("size mismatch for " + name + ": copying a param with shape " + size(from.tensor())
                        + " from checkpoint, the shape in current model is " + size(to.tensor()) + ".");
            } else {
                copies.add(() -> to.tensor().assign(from.tensor().data()));
            }
        }
        if (strict && !unexpected.isEmpty()) {
            errors.addFirst("Unexpected key(s) in state_dict: " + quoted(unexpected) + ". ");
        }
        if (strict && !missing.isEmpty()) {
            errors.addFirst("Missing key(s) in state_dict: " + quoted(missing) + ". ");
        }
        if (!errors.isEmpty()) {
            throw PyError.runtime("Error(s) in loading state_dict for " + layer.kind().name() + ":\n\t" + String.join("\n\t", errors));
        }
        copies.forEach(Runnable::run);
        return new Keys(new PyList(missing), new PyList(unexpected));
    }

    private static String size(Tensor t) {
        return "torch.Size(" + t.shape() + ")";
    }

    private static String quoted(List<Object> names) {
        return "\"" + String.join("\", \"", names.stream().map(Values::str).toList()) + "\"";
    }

    /** What load_state_dict answers. */
    private record Keys(PyList missing, PyList unexpected) implements PyObject {
        private static final PyType TYPE = Types.TUPLE.kind("torch.nn.modules.module", "_IncompatibleKeys");

        @Override
        public PyType type() {
            return TYPE;
        }

        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "missing_keys" -> missing;
                case "unexpected_keys" -> unexpected;
                default -> null;
            };
        }

        @Override
        public java.util.Iterator<Object> iterate() {
            return PyTuple.of(missing, unexpected).iterate();
        }

        @Override
        public String repr() {
            return missing.items().isEmpty() && unexpected.items().isEmpty() ? "<All keys matched successfully>"
                    : "_IncompatibleKeys(missing_keys=" + missing.repr() + ", unexpected_keys=" + unexpected.repr() + ")";
        }
    }
}
