/** Differentiates: tensors that remember how they were computed, the op tables, and reverse-mode automatic differentiation. */
@NullMarked
package dev.nabla.engine;

import org.jspecify.annotations.NullMarked;
