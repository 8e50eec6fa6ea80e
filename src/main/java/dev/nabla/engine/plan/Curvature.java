package dev.nabla.engine.plan;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Autograd;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;

/**
 * First and second derivatives of a loss at one place, all parameters' elements one behind the other.
 *
 * @param hessian row-major, symmetric up to rounding
 */
public record Curvature(double[] gradient, double[] hessian) {

    static Curvature of(Tensor loss, List<Tensor> leaves) {
        int n = leaves.stream().mapToInt(t -> t.shape().size()).sum();
        double[] gradient = new double[n];
        double[] hessian = new double[n * n];
        List<@Nullable Tensor> first = Autograd.grad(List.of(loss), leaves, null, new Autograd.Options(true, true), true);
        int row = 0;
        for (int i = 0; i < leaves.size(); i++) {
            Tensor g = first.get(i);
            int size = leaves.get(i).shape().size();
            for (int k = 0; k < size && g != null; k++) {
                gradient[row + k] = g.data().getDouble(k);
                if (g.requiresGrad()) {
                    differentiate(g, k, leaves, hessian, (row + k) * n);
                }
            }
            row += size;
        }
        return new Curvature(gradient, hessian);
    }

    /** Writes one row: the derivatives of one element of a gradient. */
    private static void differentiate(Tensor g, int element, List<Tensor> leaves, double[] hessian, int at) {
        NdArray seed = NdArray.zeros(g.dtype(), g.shape());
        seed.storage().setDouble(element, 1);
        List<@Nullable Tensor> second =
                Autograd.grad(List.of(g), leaves, List.of(Tensor.of(seed)), new Autograd.Options(true, false), true);
        int column = at;
        for (int j = 0; j < leaves.size(); j++) {
            Tensor h = second.get(j);
            int size = leaves.get(j).shape().size();
            for (int k = 0; k < size && h != null; k++) {
                hessian[column + k] = h.data().getDouble(k);
            }
            column += size;
        }
    }

    /** Number of elements of all parameters together. */
    public int size() {
        return gradient.length;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
