package dev.nabla.lang;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;

/** The tensors that programs and what is around them know by the same names. */
public interface SharedTensors {
    /** The tensor of that name, or null. */
    @Nullable
    Tensor find(String name);

    /** A name now stands for this tensor. */
    void bind(String name, Tensor tensor);

    /** A name no longer stands for a tensor. */
    void free(String name);
}
