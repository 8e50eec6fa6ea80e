/** A loss traced once into a straight line of kernel calls, and the descent that runs it again and again. */
@NullMarked
package dev.nabla.engine.plan;

import org.jspecify.annotations.NullMarked;
