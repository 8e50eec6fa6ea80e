package dev.nabla.lang.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A function or method that is built in: one row of a library's table. Its parameters are written as in Python's documentation,
 * {@code "round(number, ndigits=None)"}; {@code /} ends those by position only, {@code *} begins those by keyword only, {@code *args} and
 * {@code **kwargs} take the rest. Defaults are None, True, False, numbers and quoted texts.
 */
public final class Builtin implements PyObject {
    /** The type of functions that are built in. */
    public static final PyType TYPE = PyType.of("builtin_function_or_method");

    /** What it does. */
    @FunctionalInterface
    public interface Body {
        Object call(Given arguments);
    }

    /** What it does with arguments as they come. */
    @FunctionalInterface
    public interface Unbound {
        /** @param self what a method is called on; None for a function */
        Object call(Object self, Arguments arguments);
    }

    private record Parameter(String name, boolean required, Object fallback) {
    }

    private final String name;
    private final List<Parameter> parameters = new ArrayList<>();
    private int positional = Integer.MAX_VALUE;
    private int positionalOnly;
    private boolean rest;
    private boolean keywords;
    private final Unbound body;
    private final boolean method;
    /** Not null for a function that is written in Python where Python has it: arguments are then taken, and refused, as Python does. */
    private final @Nullable PythonParameters python;

    private Builtin(String name, boolean method, Unbound body) {
        this.name = name;
        this.method = method;
        this.body = body;
        this.python = null;
    }

    private Builtin(String signature, Body body, boolean method, boolean inPython) {
        int open = signature.indexOf('(');
        this.name = signature.substring(signature.lastIndexOf('.', open) + 1, open);
        this.body = (self, given) -> body.call(bind(self, given));
        this.method = method;
        String inside = signature.substring(open + 1, signature.length() - 1);
        for (String part : inside.isEmpty() ? new String[0] : inside.split(", ")) {
            read(part);
        }
        positional = Math.min(positional, parameters.size());
        python = !inPython ? null : new PythonParameters(signature.substring(0, open), parameters.stream().map(Parameter::name).toList(),
                positional, positionalOnly, rest, keywords);
    }

    private void read(String part) {
        if (part.equals("/")) {
            positionalOnly = parameters.size();
        } else if (part.startsWith("**")) {
            keywords = true;
        } else if (part.startsWith("*")) {
            positional = Math.min(positional, parameters.size());
            rest = part.length() > 1;
        } else {
            int equals = part.indexOf('=');
            parameters.add(equals < 0 ? new Parameter(part, true, None.NONE)
                    : new Parameter(part.substring(0, equals), false, literal(part.substring(equals + 1))));
        }
    }

    private static Object literal(String text) {
        return switch (text) {
            case "None" -> None.NONE;
            case "True" -> true;
            case "False" -> false;
            default -> text.startsWith("'") ? text.substring(1, text.length() - 1)
                    : text.matches("-?\\d+") ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
        };
    }

    /** A function. */
    public static Builtin function(String signature, Body body) {
        return new Builtin(signature, body, false, false);
    }

    /** A method; {@code self} is the first argument given and not among the parameters. */
    public static Builtin method(String signature, Body body) {
        return new Builtin(signature, body, true, false);
    }

    /** A function that is written in Python where Python has it. */
    public static Builtin written(String signature, Body body) {
        return new Builtin(signature, body, false, true);
    }

    /** A method that is written in Python; {@code self} counts among the arguments that messages speak of, but not among the parameters. */
    public static Builtin writtenMethod(String signature, Body body) {
        return new Builtin(signature, body, true, true);
    }

    /** A function that takes its arguments as they come. */
    public static Builtin unboundFunction(String name, Unbound body) {
        return new Builtin(name, false, body);
    }

    /** A method that takes its arguments as they come. */
    public static Builtin unboundMethod(String name, Unbound body) {
        return new Builtin(name, true, body);
    }

    public String name() {
        return name;
    }

    @Override
    public PyType type() {
        return python == null ? TYPE : Types.FUNCTION;
    }

    @Override
    public String repr() {
        return python == null ? "<built-in function " + name + ">"
                : "<function " + python.function() + " at 0x7f" + String.format("%010x", System.identityHashCode(this)) + ">";
    }

    @Override
    public boolean isCallable() {
        return true;
    }

    @Override
    public @Nullable Object attribute(String attribute) {
        return attribute.equals("__name__") ? name : null;
    }

    @Override
    public Object call(Arguments given) {
        if (!method) {
            return body.call(None.NONE, given);
        }
        if (given.positional().length == 0) {
            throw PyError.type("unbound method " + name + "() needs an argument");
        }
        return body.call(given.positional()[0], given.rest());
    }

    /** Calls the method of a value. */
    public Object on(Object value, Arguments given) {
        return body.call(value, given);
    }

    private Given bind(Object owner, Arguments given) {
        if (python != null) {
            return bindAsPython(python, owner, given);
        }
        Object[] from = given.positional();
        int count = parameters.size();
        Object[] values = new Object[count];
        boolean[] present = new boolean[count];
        int taken = Math.min(from.length, positional);
        for (int i = 0; i < taken; i++) {
            values[i] = from[i];
            present[i] = true;
        }
        if (from.length > taken && !rest) {
            throw tooMany(from.length);
        }
        Object[] more = from.length > taken ? java.util.Arrays.copyOfRange(from, taken, from.length) : Arguments.NONE.positional();
        Map<String, Object> extra = given.named().isEmpty() ? Map.of() : byName(given.named(), values, present);
        for (int i = 0; i < count; i++) {
            if (!present[i]) {
                Parameter p = parameters.get(i);
                if (p.required) {
                    throw missing(from.length);
                }
                values[i] = p.fallback;
            }
        }
        return new Given(name, owner, values, present, more, extra);
    }

    private Given bindAsPython(PythonParameters as, Object owner, Arguments given) {
        int count = parameters.size();
        @Nullable
        Object[] fallbacks = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            fallbacks[i] = parameters.get(i).required ? null : parameters.get(i).fallback;
        }
        PythonParameters.Bound bound = as.bind(given, fallbacks, method ? 1 : 0);
        Object[] values = new Object[count];
        boolean[] present = new boolean[count];
        for (int i = 0; i < count; i++) {
            values[i] = java.util.Objects.requireNonNull(bound.values()[i]);
            present[i] = bound.given()[i];
        }
        return new Given(name, owner, values, present, bound.rest(), bound.keywords());
    }

    private Map<String, Object> byName(Map<String, Object> named, Object[] values, boolean[] present) {
        Map<String, Object> extra = keywords ? new java.util.LinkedHashMap<>() : Map.of();
        for (Map.Entry<String, Object> e : named.entrySet()) {
            int i = index(e.getKey());
            if (i < 0 || i < positionalOnly) {
                if (!keywords) {
                    throw PyError.type(takesNoKeywords() ? name + "() takes no keyword arguments"
                            : "'" + e.getKey() + "' is an invalid keyword argument for " + name + "()");
                }
                extra.put(e.getKey(), e.getValue());
            } else if (present[i]) {
                throw PyError.type("argument for " + name + "() given by name ('" + e.getKey() + "') and position (" + (i + 1) + ")");
            } else {
                values[i] = e.getValue();
                present[i] = true;
            }
        }
        return extra;
    }

    private boolean takesNoKeywords() {
        return positionalOnly == parameters.size();
    }

    private int index(String parameter) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name.equals(parameter)) {
                return i;
            }
        }
        return -1;
    }

    private PyError tooMany(int count) {
        int least = (int) parameters.stream().filter(Parameter::required).count();
        if (positional == 0) {
            return PyError.type(name + "() takes no arguments (" + count + " given)");
        }
        String most = least == positional ? positional == 1 ? "exactly one argument" : "exactly " + positional + " arguments"
                : "at most " + positional + " argument" + (positional == 1 ? "" : "s");
        return PyError.type(least == positional && positional == 1 ? name + "() takes " + most + " (" + count + " given)"
                : name + (least == positional ? "() takes " : " expected ") + most + (least == positional ? " (" + count + " given)"
                        : ", got " + count));
    }

    private PyError missing(int count) {
        long least = parameters.stream().filter(Parameter::required).count();
        if (least == 1 && positional == 1) {
            return PyError.type(name + "() takes exactly one argument (" + count + " given)");
        }
        return PyError.type(name + " expected " + (least == positional ? "" : "at least ") + least + " argument"
                + (least == 1 ? "" : "s") + ", got " + count);
    }
}
