/** The service's entry point: it starts the context and holds nothing else. */
@NullMarked
package dev.nabla;

import org.jspecify.annotations.NullMarked;
