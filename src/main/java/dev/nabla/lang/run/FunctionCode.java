package dev.nabla.lang.run;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What all functions made by one def or lambda have in common.
 *
 * @param slots of the parameters in order, then of {@code *args} and {@code **kwargs} where there are
 * @param shared which of those slots hold cells
 * @param body null for a lambda
 * @param value of a lambda
 */
record FunctionCode(String name, String qualifiedName, @Nullable String doc, List<String> parameters, int positional, int positionalOnly,
        boolean rest, boolean keywords, int[] slots, boolean[] shared, Closure closure, @Nullable Action body, @Nullable Node value) {
}
