/** Numbers without history: typed n-dimensional arrays, their kernels and the random generator. */
@NullMarked
package dev.nabla.engine.array;

import org.jspecify.annotations.NullMarked;
