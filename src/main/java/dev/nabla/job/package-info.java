/** Gradient descent jobs: launched on a session, run beside its requests, watched, compared, drawn, explained. */
@NullMarked
package dev.nabla.job;

import org.jspecify.annotations.NullMarked;
