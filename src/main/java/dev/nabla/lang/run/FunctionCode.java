package dev.nabla.lang.run;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.PythonParameters;

/**
 * What all functions made by one def or lambda have in common.
 *
 * @param slots of the parameters in order, then of {@code *args} and {@code **kwargs} where there are
 * @param shared which of those slots hold cells
 * @param body null for a lambda
 * @param value of a lambda
 * @param unit the program that defines it
 * @param place among the functions of that program
 */
record FunctionCode(String name, @Nullable String doc, PythonParameters signature, int[] slots, boolean[] shared, Closure closure,
        @Nullable Action body, @Nullable Node value, Unit unit, int place) {
    String qualifiedName() {
        return signature.function();
    }
}
