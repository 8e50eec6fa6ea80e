/** torch.optim and torch.optim.lr_scheduler: the optimizers and schedules of the engine as values of programs. */
@NullMarked
package dev.nabla.lang.optim;

import org.jspecify.annotations.NullMarked;
