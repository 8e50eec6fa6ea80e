/** Program text into a tree, with Python's own syntax errors. */
@NullMarked
package dev.nabla.lang.syntax;

import org.jspecify.annotations.NullMarked;
