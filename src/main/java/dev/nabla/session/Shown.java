package dev.nabla.session;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a name stands for, as it is answered.
 *
 * @param value a {@link TensorView}, a number, a bool, a text, or a list or map of such; of whatever else its repr
 */
public record Shown(@JsonValue Object value) {
}
