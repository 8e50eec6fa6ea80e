package dev.nabla.engine;

/** Where a value in the record comes from: given from outside (a tensor that no op computed) or computed by an op. */
public sealed interface Source permits Tensor, Computed {
}
