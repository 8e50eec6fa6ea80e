package dev.nabla.lang.value;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** {@code value.method}, not called yet. */
public record BoundMethod(Object self, Builtin method) implements PyObject {
    @Override
    public PyType type() {
        return Builtin.TYPE;
    }

    @Override
    public String repr() {
        return "<built-in method " + method.name() + " of " + Values.typeName(self) + " object at 0x7f"
                + String.format("%010x", System.identityHashCode(self)) + ">";
    }

    @Override
    public void holds(Consumer<Object> to) {
        to.accept(self);
    }

    @Override
    public Object copied(Copies c) {
        return new BoundMethod(c.of(self), method);
    }

    @Override
    public boolean isCallable() {
        return true;
    }

    @Override
    public Object call(Arguments arguments) {
        return method.on(self, arguments);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return name.equals("__name__") ? method.name() : null;
    }
}
