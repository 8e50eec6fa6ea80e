/** Programs in a bounded, safe subset of Python with PyTorch's names. */
@NullMarked
package dev.nabla.lang;

import org.jspecify.annotations.NullMarked;
