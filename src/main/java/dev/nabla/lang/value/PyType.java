package dev.nabla.lang.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A type: its name, its methods, how to make a value, and the types it is a kind of.
 */
public final class PyType implements PyObject {
    /** The type of types. */
    public static final PyType TYPE = new PyType("type", "builtins", null);

    private final String name;
    private final String module;
    private final @Nullable PyType base;
    private final Map<String, Builtin> methods = new LinkedHashMap<>();
    private @Nullable Builtin constructor;

    private PyType(String name, String module, @Nullable PyType base) {
        this.name = name;
        this.module = module;
        this.base = base;
    }

    /** A type of {@code builtins}. */
    public static PyType of(String name) {
        return new PyType(name, "builtins", null);
    }

    /** A type of a module. */
    public static PyType of(String module, String name) {
        return new PyType(name, module, null);
    }

    /** A kind of this type. */
    public PyType kind(String kindsModule, String kindsName) {
        return new PyType(kindsName, kindsModule, this);
    }

    /** Adds methods; the first parameter is self. */
    public PyType with(List<Builtin> rows) {
        rows.forEach(m -> methods.put(m.name(), m));
        return this;
    }

    /** What calling the type does. */
    public PyType madeBy(Builtin row) {
        constructor = row;
        return this;
    }

    public String name() {
        return name;
    }

    /** With its module, but for builtins: {@code torch.Tensor}. */
    public String qualifiedName() {
        return module.equals("builtins") ? name : module + "." + name;
    }

    /** The method of that name, of this type or of one it is a kind of. */
    public @Nullable Builtin method(String method) {
        for (PyType t = this; t != null; t = t.base) {
            Builtin m = t.methods.get(method);
            if (m != null) {
                return m;
            }
        }
        return null;
    }

    public boolean isKindOf(PyType other) {
        for (PyType t = this; t != null; t = t.base) {
            if (t == other) {
                return true;
            }
        }
        return false;
    }

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        return "<class '" + qualifiedName() + "'>";
    }

    @Override
    public @Nullable Object attribute(String attribute) {
        return switch (attribute) {
            case "__name__", "__qualname__" -> name;
            case "__module__" -> module;
            default -> method(attribute);
        };
    }

    @Override
    public boolean isCallable() {
        return true;
    }

    @Override
    public Object call(Arguments arguments) {
        Builtin made = null;
        for (PyType t = this; t != null && made == null; t = t.base) {
            made = t.constructor;
        }
        if (made == null) {
            throw PyError.type("cannot create '" + qualifiedName() + "' instances");
        }
        return made.call(arguments);
    }

    @Override
    public @Nullable Object binary(dev.nabla.lang.syntax.Expr.BinaryOp op, Object other) {
        return op == dev.nabla.lang.syntax.Expr.BinaryOp.OR && other instanceof PyType ? PyTuple.of(this, other) : null;
    }
}
