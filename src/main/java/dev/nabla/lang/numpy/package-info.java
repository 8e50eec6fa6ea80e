/** numpy: arrays of float64, float32, int64, int32 and bool on the engine's arrays and ops, with numpy's types, printing and messages. */
@NullMarked
package dev.nabla.lang.numpy;

import org.jspecify.annotations.NullMarked;
