package dev.nabla.lang.run;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Cell;
import dev.nabla.lang.value.Copies;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.PythonParameters;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Types;

/** A function of the program. */
final class PyFunction implements PyObject {
    private final FunctionCode code;
    private final @Nullable Object[] defaults;
    private final Cell[] cells;

    /** @param defaults one for each named parameter, null where there is none */
    PyFunction(FunctionCode code, @Nullable Object[] defaults, Cell[] cells) {
        this.code = code;
        this.defaults = defaults;
        this.cells = cells;
    }

    String qualifiedName() {
        return code.qualifiedName();
    }

    @Override
    public Object copied(Copies c) {
        Unit unit = c.once(code.unit(), Unit.class, () -> Compiler.program(c.names(Namespace.class), code.unit().statements()).unit());
        Cell[] shared = new Cell[cells.length];
        @Nullable
        Object[] given = new @Nullable Object[defaults.length];
        PyFunction copy = c.begun(this, new PyFunction(unit.functions().get(code.place()), given, shared));
        for (int i = 0; i < shared.length; i++) {
            shared[i] = c.of(cells[i]);
        }
        for (int i = 0; i < given.length; i++) {
            Object d = defaults[i];
            given[i] = d == null ? null : c.of(d);
        }
        return copy;
    }

    @Override
    public void holds(Consumer<Object> to) {
        for (Object d : defaults) {
            if (d != null) {
                to.accept(d);
            }
        }
        for (Cell c : cells) {
            to.accept(c);
        }
    }

    @Override
    public PyType type() {
        return Types.FUNCTION;
    }

    @Override
    public String repr() {
        return "<function " + code.qualifiedName() + " at 0x7f" + String.format("%010x", System.identityHashCode(this)) + ">";
    }

    @Override
    public boolean isCallable() {
        return true;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "__name__" -> code.name();
            case "__qualname__" -> code.qualifiedName();
            case "__doc__" -> code.doc() == null ? None.NONE : code.doc();
            case "__defaults__" -> {
                List<Object> given = Arrays.stream(defaults).limit(code.signature().positional()).<Object>mapMulti((d, out) -> {
                    if (d != null) {
                        out.accept(d);
                    }
                }).toList();
                yield given.isEmpty() ? None.NONE : new PyTuple(given);
            }
            default -> null;
        };
    }

    @Override
    public Object call(Arguments arguments) {
        Run run = Run.current();
        Frame f = code.closure().frame(cells, run);
        bind(f, arguments);
        run.enter(f);
        try {
            if (code.value() != null) {
                return code.value().eval(f);
            }
            if (code.body() != null) {
                code.body().run(f);
            }
            return f.result;
        } catch (PyError e) {
            e.leave();
            throw e;
        } finally {
            run.exit();
        }
    }

    private void set(Frame f, int i, Object value) {
        if (code.shared()[i]) {
            Target.cell(f, code.slots()[i]).set(value);
        } else {
            f.slots[code.slots()[i]] = value;
        }
    }

    private void bind(Frame f, Arguments arguments) {
        PythonParameters signature = code.signature();
        int count = signature.names().size();
        Object[] given = arguments.positional();
        boolean simple = given.length == count && arguments.named().isEmpty() && signature.positional() == count && !signature.rest()
                && !signature.keywords();
        if (simple) {
            for (int i = 0; i < count; i++) {
                set(f, i, given[i]);
            }
            return;
        }
        PythonParameters.Bound bound = signature.bind(arguments, defaults, 0);
        for (int i = 0; i < count; i++) {
            Object v = bound.values()[i];
            if (v != null) {
                set(f, i, v);
            }
        }
        int next = count;
        if (signature.rest()) {
            set(f, next++, new PyTuple(Arrays.asList(bound.rest())));
        }
        if (signature.keywords()) {
            set(f, next, PyDict.of(bound.keywords()));
        }
    }
}
