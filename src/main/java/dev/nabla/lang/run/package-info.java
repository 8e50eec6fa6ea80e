/** The tree of a program made into nodes that run, with every name resolved to its place beforehand. */
@NullMarked
package dev.nabla.lang.run;

import org.jspecify.annotations.NullMarked;
