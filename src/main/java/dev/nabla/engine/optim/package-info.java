/** Optimizers, learning-rate schedules and gradient clipping: one step of descent each, on arrays. */
@NullMarked
package dev.nabla.engine.optim;

import org.jspecify.annotations.NullMarked;
