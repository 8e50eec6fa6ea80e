package dev.nabla.session;

import dev.nabla.engine.Tensor;

/**
 * A name and the tensor that it stands for.
 *
 * @param number grows along the list of a session's names
 */
public record NamedTensor(String name, Tensor tensor, long number) {
}
