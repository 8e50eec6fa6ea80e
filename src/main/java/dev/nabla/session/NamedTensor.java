package dev.nabla.session;

import dev.nabla.engine.Tensor;

/**
 * A name and the tensor that it stands for.
 *
 * @param number grows along the list of a session's names
 * @param revision grows whenever the name comes to stand for another tensor, or something other than elements of the tensor is changed
 */
public record NamedTensor(String name, Tensor tensor, long number, long revision) {
    /** The entity tag: the tensor's version while the name has stood for it alone and its elements only have changed. */
    String tag() {
        int version = tensor.data().storage().version();
        return "\"" + version + (revision == 0 ? "" : "." + revision) + "\"";
    }
}
