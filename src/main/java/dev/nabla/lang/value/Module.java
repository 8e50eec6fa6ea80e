package dev.nabla.lang.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** A module: what it offers by name. Nothing can be set on it. */
public final class Module implements PyObject {
    private final String name;
    private final Map<String, Supplier<Object>> names = new LinkedHashMap<>();

    private Module(String name) {
        this.name = name;
    }

    public static Module of(String name) {
        return new Module(name);
    }

    /** Adds functions. */
    public Module with(List<Builtin> rows) {
        rows.forEach(f -> names.put(f.name(), () -> f));
        return this;
    }

    /** Adds types under their names. */
    public Module with(PyType... types) {
        for (PyType t : types) {
            names.put(t.name(), () -> t);
        }
        return this;
    }

    /** Adds a value. */
    public Module with(String as, Object value) {
        names.put(as, () -> value);
        return this;
    }

    /** Adds what is made anew, or made only when it is asked for. */
    public Module withMade(String as, Supplier<Object> value) {
        names.put(as, value);
        return this;
    }

    public String name() {
        return name;
    }

    /** All names offered. */
    public Iterable<String> offers() {
        return names.keySet();
    }

    @Override
    public PyType type() {
        return Types.MODULE;
    }

    @Override
    public String repr() {
        return "<module '" + name + "'>";
    }

    /** What it offers under a name, or null. */
    public @Nullable Object find(String attribute) {
        Supplier<Object> s = names.get(attribute);
        return s == null ? null : s.get();
    }

    @Override
    public @Nullable Object attribute(String attribute) {
        Object v = find(attribute);
        if (v == null && attribute.equals("__name__")) {
            return name;
        }
        if (v == null) {
            throw PyError.attribute("module '" + name + "' has no attribute '" + attribute + "'");
        }
        return v;
    }

    @Override
    public void setAttribute(String attribute, Object value) {
        throw PyError.attribute("the attributes of module '" + name + "' cannot be set in Nabla's subset of Python");
    }
}
