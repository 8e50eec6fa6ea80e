package dev.nabla.engine.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.PythonText;
import dev.nabla.engine.array.TorchError;

/**
 * The name of an optimizer or schedule and its settings in the order of PyTorch's constructor, read from one line:
 *
 * <pre>SGD(float lr=0.001, float momentum=0, bool nesterov=False, *, bool maximize=False)</pre>
 *
 * A default keeps its spelling ({@code 0} is an int, {@code 0.0} a float), as PyTorch's messages and listings show it.
 *
 * @param rest the position after which settings are given by name only (the {@code *})
 */
public record Declaration(String name, List<Parameter> parameters, int rest, String text) {

    /** A comma outside of brackets. */
    private static final Pattern SEPARATOR = Pattern.compile(",\\s*(?![^\\[]*\\])");

    /** What a setting takes. */
    public enum Type {
        FLOAT("float"), INT("int"), BOOL("bool"), STR("str"),
        /** A list of floats, as long as the default. */
        FLOATS("float[]"), INTS("int[]"),
        /** A float, or one for each parameter group. */
        PER_GROUP("float|float[]"),
        /** A list of schedules. */
        SCHEDULES("Schedule[]");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** As it stands in a declaration. */
        public String word() {
            return word;
        }
    }

    /**
     * @param optional whether None is allowed
     * @param required whether it has no default
     * @param fallback the default: null, Long, Double, Boolean, String or a list of these
     */
    public record Parameter(String name, Type type, boolean optional, boolean required, @Nullable Object fallback) {
    }

    /** Reads a declaration; a mistake in it is a programming error. */
    static Declaration parse(String text) {
        int open = text.indexOf('(');
        List<Parameter> parameters = new ArrayList<>();
        int rest = Integer.MAX_VALUE;
        for (String part : SEPARATOR.split(text.substring(open + 1, text.lastIndexOf(')')), -1)) {
            if (part.equals("*")) {
                rest = parameters.size();
            } else {
                parameters.add(parameter(part));
            }
        }
        return new Declaration(text.substring(0, open), List.copyOf(parameters), rest, text);
    }

    private static Parameter parameter(String part) {
        int space = part.indexOf(' ');
        boolean optional = part.charAt(space - 1) == '?';
        String word = part.substring(0, optional ? space - 1 : space);
        int equals = part.indexOf('=');
        String name = equals < 0 ? part.substring(space + 1) : part.substring(space + 1, equals);
        for (Type t : Type.values()) {
            if (t.word.equals(word)) {
                return new Parameter(name, t, optional, equals < 0, equals < 0 ? null : literal(part.substring(equals + 1)));
            }
        }
        throw new IllegalArgumentException("unknown type in " + part);
    }

    private static @Nullable Object literal(String s) {
        return switch (s) {
            case "None" -> null;
            case "True" -> true;
            case "False" -> false;
            default -> {
                if (s.startsWith("'")) {
                    yield s.substring(1, s.length() - 1);
                }
                if (s.startsWith("[")) {
                    List<@Nullable Object> list = new ArrayList<>();
                    for (String item : SEPARATOR.split(s.substring(1, s.length() - 1), -1)) {
                        list.add(literal(item));
                    }
                    yield list;
                }
                yield s.contains(".") || s.contains("e") ? (Object) Double.valueOf(s) : (Object) Long.valueOf(s);
            }
        };
    }

    /** Whether there is a setting of that name. */
    public boolean has(String setting) {
        return parameters.stream().anyMatch(p -> p.name().equals(setting));
    }

    /**
     * The settings: those given, converted, and defaults for the others.
     *
     * @throws TorchError TypeError for an unknown name, a missing setting or one of the wrong type
     */
    public Settings bind(Map<String, ? extends @Nullable Object> given) {
        for (String key : given.keySet()) {
            if (!has(key)) {
                throw TorchError.type(name + ".__init__() got an unexpected keyword argument '" + key + "'").at(key);
            }
        }
        List<Setting> bound = new ArrayList<>();
        for (Parameter p : parameters) {
            if (!given.containsKey(p.name())) {
                if (p.required()) {
                    throw TorchError.type(name + ".__init__() missing 1 required positional argument: '" + p.name() + "'").at(p.name());
                }
                bound.add(new Setting(p.name(), p.fallback()));
            } else {
                bound.add(new Setting(p.name(), converted(p, given.get(p.name()))));
            }
        }
        return new Settings(bound);
    }

    private @Nullable Object converted(Parameter p, @Nullable Object v) {
        if (v == null && p.optional()) {
            return null;
        }
        boolean fits = switch (p.type()) {
            case FLOAT -> isNumber(v);
            case INT -> v instanceof Long;
            case BOOL -> v instanceof Boolean;
            case STR -> v instanceof String;
            case FLOATS -> v instanceof List<?> list && list.size() == lengthOf(p)
                    && list.stream().allMatch(x -> isNumber(x) || x == null && p.fallback() instanceof List<?> f && f.contains(null));
            case INTS -> v instanceof List<?> list && list.stream().allMatch(Long.class::isInstance);
            case PER_GROUP -> isNumber(v) || v instanceof List<?> list && list.stream().allMatch(Declaration::isNumber);
            case SCHEDULES -> v instanceof List<?> list && list.stream().allMatch(x -> x instanceof Schedule || x instanceof Scheduler);
        };
        if (!fits) {
            throw TorchError.type(name + "(): argument '" + p.name() + "' must be " + expected(p) + ", not "
                    + (v instanceof List<?> ? PythonText.of(v) : PythonText.typeOf(v))).at(p.name());
        }
        return v;
    }

    private static int lengthOf(Parameter p) {
        return p.fallback() instanceof List<?> list ? list.size() : 0;
    }

    private static boolean isNumber(@Nullable Object v) {
        return v instanceof Long || v instanceof Double;
    }

    private static String expected(Parameter p) {
        return switch (p.type()) {
            case FLOAT -> "float";
            case INT -> "int";
            case BOOL -> "bool";
            case STR -> "str";
            case FLOATS -> "a list of " + lengthOf(p) + " floats";
            case INTS -> "a list of ints";
            case PER_GROUP -> "float or a list of floats, one for each parameter group";
            case SCHEDULES -> "a list of schedulers";
        };
    }
}
