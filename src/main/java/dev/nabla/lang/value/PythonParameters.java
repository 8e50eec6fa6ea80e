package dev.nabla.lang.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a function written in Python: takes arguments as Python does, and says what Python says of those that do not fit.
 *
 * @param function its qualified name
 * @param names of all parameters but {@code *args} and {@code **kwargs}
 * @param positional how many of them can be given by position
 * @param positionalOnly how many of them cannot be given by name
 * @param rest whether there is {@code *args}
 * @param keywords whether there is {@code **kwargs}
 */
public record PythonParameters(String function, List<String> names, int positional, int positionalOnly, boolean rest, boolean keywords) {
    /**
     * Arguments in their places.
     *
     * @param values one for each name
     * @param given whether each was given
     * @param rest what {@code *args} takes
     * @param keywords what {@code **kwargs} takes
     */
    public record Bound(@Nullable Object[] values, boolean[] given, Object[] rest, Map<String, Object> keywords) {
    }

    /**
     * Puts arguments in their places.
     *
     * @param fallbacks one for each name, null where there is none
     * @param receivers arguments that stand before them and are counted in messages: 1 for a method's self
     * @throws PyError TypeError where they do not fit
     */
    public Bound bind(Arguments arguments, @Nullable Object[] fallbacks, int receivers) {
        Object[] from = arguments.positional();
        int count = names.size();
        @Nullable
        Object[] values = new @Nullable Object[count];
        int taken = Math.min(from.length, positional);
        System.arraycopy(from, 0, values, 0, taken);
        Map<String, Object> extra = new LinkedHashMap<>();
        arguments.named().forEach((name, v) -> named(name, v, values, extra));
        if (from.length > taken && !rest) {
            throw tooMany(from.length, values, fallbacks, receivers);
        }
        boolean[] given = new boolean[count];
        for (int i = 0; i < count; i++) {
            given[i] = values[i] != null;
        }
        fill(values, fallbacks);
        return new Bound(values, given, from.length > taken ? Arrays.copyOfRange(from, taken, from.length) : Arguments.NONE.positional(),
                extra);
    }

    private void named(String name, Object v, @Nullable Object[] values, Map<String, Object> extra) {
        int i = names.indexOf(name);
        if (i >= positionalOnly) {
            if (values[i] != null) {
                throw PyError.type(function + "() got multiple values for argument '" + name + "'");
            }
            values[i] = v;
        } else if (keywords) {
            extra.put(name, v);
        } else if (i >= 0) {
            throw PyError.type(function + "() got some positional-only arguments passed as keyword arguments: '" + name + "'");
        } else {
            throw PyError.type(function + "() got an unexpected keyword argument '" + name + "'");
        }
    }

    private void fill(@Nullable Object[] values, @Nullable Object[] fallbacks) {
        List<String> missing = new ArrayList<>();
        List<String> missingNamed = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                values[i] = fallbacks[i];
            }
            if (values[i] == null) {
                (i < positional ? missing : missingNamed).add("'" + names.get(i) + "'");
            }
        }
        if (!missing.isEmpty() || !missingNamed.isEmpty()) {
            List<String> absent = missing.isEmpty() ? missingNamed : missing;
            throw PyError.type(function + "() missing " + absent.size() + " required " + (missing.isEmpty() ? "keyword-only" : "positional")
                    + " argument" + (absent.size() == 1 ? "" : "s") + ": " + listed(absent));
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

    private PyError tooMany(int count, @Nullable Object[] values, @Nullable Object[] fallbacks, int receivers) {
        int given = count + receivers;
        int most = positional + receivers;
        int least = most;
        for (int i = 0; i < positional; i++) {
            least -= fallbacks[i] != null ? 1 : 0;
        }
        long namedOnly = 0;
        for (int i = positional; i < values.length; i++) {
            namedOnly += values[i] != null ? 1 : 0;
        }
        String takes = least == most ? Integer.toString(most) : "from " + least + " to " + most;
        boolean plural = least != most || most != 1;
        String extra = namedOnly == 0 ? "" : " positional argument" + (given == 1 ? "" : "s") + " (and " + namedOnly
                + " keyword-only argument" + (namedOnly == 1 ? "" : "s") + ")";
        return PyError.type(function + "() takes " + takes + " positional argument" + (plural ? "s" : "") + " but " + given + extra
                + (given == 1 && namedOnly == 0 ? " was given" : " were given"));
    }
}
