package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Node;
import dev.nabla.engine.Tensor;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.method;

/** {@code x.grad_fn}: a function that backward runs. */
record GradFn(Node node) implements PyObject, Values.Identified {
    private static final List<Builtin> METHODS = List.of(method("name()", a -> ((GradFn) a.self()).node.name()));

    @Override
    public Object identity() {
        return node;
    }

    private String shortName() {
        String full = node.name();
        return full.substring(full.lastIndexOf(':') + 1);
    }

    @Override
    public void holds(Consumer<Object> to) {
        to.accept(node);
    }

    @Override
    public PyType type() {
        return PyType.of(shortName()).with(METHODS);
    }

    @Override
    public String repr() {
        return "<" + shortName() + " object at 0x7f" + String.format("%010x", System.identityHashCode(node)) + ">";
    }

    @Override
    public boolean equal(Object other) {
        return Values.is(this, other);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "next_functions" -> {
                List<Object> next = new ArrayList<>();
                for (int i = 0; i < node.edges(); i++) {
                    Node n = node.next(i);
                    next.add(PyTuple.of(n == null ? None.NONE : new GradFn(n), (long) (n == null ? 0 : node.nextIndex(i))));
                }
                yield new PyTuple(next);
            }
            case "variable" -> {
                Tensor t = node.variable();
                yield t == null ? null : PyTensor.of(t);
            }
            default -> null;
        };
    }
}
