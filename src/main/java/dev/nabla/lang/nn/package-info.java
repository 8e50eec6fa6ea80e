/** torch.nn: layers, losses, containers and how their parameters begin; each layer is a row that applies functions of torch.nn.functional. */
@NullMarked
package dev.nabla.lang.nn;

import org.jspecify.annotations.NullMarked;
