/**
 * Python's values and what they do: numbers, texts, containers, their methods, operators and printing.
 *
 * <p>An int is a {@code Long}, or a {@code BigInteger} beyond 64 bits; a float is a {@code Double}, a str a {@code String}, a bool a
 * {@code Boolean}, None is {@link dev.nabla.lang.value.None}; everything else implements {@link dev.nabla.lang.value.PyObject}.
 */
@NullMarked
package dev.nabla.lang.value;

import org.jspecify.annotations.NullMarked;
