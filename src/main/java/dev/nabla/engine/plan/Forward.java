package dev.nabla.engine.plan;

import java.util.Map;

import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;

/** One forward pass: how a loss is computed from what it depends on. Run in the present workspace. */
@FunctionalInterface
public interface Forward {
    /**
     * Computes the loss.
     *
     * @param standIns the tensors to use for what is given
     * @throws dev.nabla.engine.NotReplayable where it cannot be computed from them
     */
    Tensor loss(Map<Source, Tensor> standIns);
}
