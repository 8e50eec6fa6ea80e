/** The modules that programs can import, one table row for each function. */
@NullMarked
package dev.nabla.lang.library;

import org.jspecify.annotations.NullMarked;
