package dev.nabla.lang.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Cell;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
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

    /** What it keeps alive beyond its code. */
    List<Object> kept() {
        List<Object> all = new ArrayList<>();
        for (Object d : defaults) {
            if (d != null) {
                all.add(d);
            }
        }
        for (Cell c : cells) {
            Object v = c.get();
            if (v != null) {
                all.add(v);
            }
        }
        return all;
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
                List<Object> given = Arrays.stream(defaults).limit(code.positional()).<Object>mapMulti((d, out) -> {
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
        run.enter();
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
            run.leave();
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
        int count = code.parameters().size();
        Object[] given = arguments.positional();
        boolean simple = given.length == count && arguments.named().isEmpty() && code.positional() == count && !code.rest()
                && !code.keywords();
        if (simple) {
            for (int i = 0; i < count; i++) {
                set(f, i, given[i]);
            }
            return;
        }
        @Nullable
        Object[] values = new @Nullable Object[count];
        int taken = Math.min(given.length, code.positional());
        System.arraycopy(given, 0, values, 0, taken);
        Map<String, Object> extra = new LinkedHashMap<>();
        arguments.named().forEach((name, v) -> named(name, v, values, extra));
        if (given.length > taken && !code.rest()) {
            throw tooMany(given.length, values);
        }
        fill(values);
        for (int i = 0; i < count; i++) {
            Object v = values[i];
            if (v != null) {
                set(f, i, v);
            }
        }
        int next = count;
        if (code.rest()) {
            set(f, next++, new PyTuple(Arrays.asList(given).subList(taken, given.length)));
        }
        if (code.keywords()) {
            set(f, next, PyDict.of(extra));
        }
    }

    private void named(String name, Object v, @Nullable Object[] values, Map<String, Object> extra) {
        int i = code.parameters().indexOf(name);
        if (i >= code.positionalOnly()) {
            if (values[i] != null) {
                throw PyError.type(code.qualifiedName() + "() got multiple values for argument '" + name + "'");
            }
            values[i] = v;
        } else if (code.keywords()) {
            extra.put(name, v);
        } else if (i >= 0) {
            throw PyError.type(code.qualifiedName() + "() got some positional-only arguments passed as keyword arguments: '" + name + "'");
        } else {
            throw PyError.type(code.qualifiedName() + "() got an unexpected keyword argument '" + name + "'");
        }
    }

    private void fill(@Nullable Object[] values) {
        List<String> missing = new ArrayList<>();
        List<String> missingNamed = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                values[i] = defaults[i];
            }
            if (values[i] == null) {
                (i < code.positional() ? missing : missingNamed).add("'" + code.parameters().get(i) + "'");
            }
        }
        if (!missing.isEmpty() || !missingNamed.isEmpty()) {
            List<String> names = missing.isEmpty() ? missingNamed : missing;
            throw PyError.type(code.qualifiedName() + "() missing " + names.size() + " required "
                    + (missing.isEmpty() ? "keyword-only" : "positional") + " argument" + (names.size() == 1 ? "" : "s") + ": "
                    + listed(names));
        }
    }

    private static String listed(List<String> names) {
        int n = names.size();
        return switch (n) {
            case 1 -> names.getFirst();
            case 2 -> names.get(0) + " and " + names.get(1);
            default -> names.stream().limit(n - 1).collect(Collectors.joining(", ")) + ", and " + names.getLast();
        };
    }

    private PyError tooMany(int given, @Nullable Object[] values) {
        int most = code.positional();
        int least = most;
        for (int i = 0; i < most; i++) {
            least -= defaults[i] != null ? 1 : 0;
        }
        long namedOnly = 0;
        for (int i = most; i < values.length; i++) {
            namedOnly += values[i] != null ? 1 : 0;
        }
        String takes = least == most ? Integer.toString(most) : "from " + least + " to " + most;
        boolean plural = least != most || most != 1;
        String extra = namedOnly == 0 ? "" : " positional argument" + (given == 1 ? "" : "s") + " (and " + namedOnly
                + " keyword-only argument" + (namedOnly == 1 ? "" : "s") + ")";
        return PyError
                .type(code.qualifiedName() + "() takes " + takes + " positional argument" + (plural ? "s" : "") + " but " + given + extra
                        + (given == 1 && namedOnly == 0 ? " was given" : " were given"));
    }
}
