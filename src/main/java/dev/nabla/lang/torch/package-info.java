/** Tensors as values of programs, and the modules torch, torch.linalg, torch.nn.functional and torch.autograd, made from the op rows. */
@NullMarked
package dev.nabla.lang.torch;

import org.jspecify.annotations.NullMarked;
