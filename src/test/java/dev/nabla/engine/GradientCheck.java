package dev.nabla.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * Compares a gradient with a central difference along one random direction, then does the same with the gradient as the function: order 2
 * proves that the rules are differentiable themselves.
 */
final class GradientCheck {
    private static final double STEP = 1e-5;
    private static final double RTOL = 2e-6;
    private static final double ATOL = 2e-7;

    private final Random random = new Random(7);

    /** Null, or what differs, for a scalar function of float64 tensors, up to the order. */
    @Nullable
    String check(Function<List<Tensor>, Tensor> f, List<NdArray> at, int order) {
        List<Tensor> leaves = at.stream().map(a -> Tensor.leaf(a.copy(), true)).toList();
        Tensor y = f.apply(leaves);
        List<@Nullable Tensor> gradients =
                y.requiresGrad() ? Autograd.grad(List.of(y), leaves, null, Autograd.Options.DEFAULT, true) : List.of();
        List<NdArray> direction = at.stream().map(a -> draw(a.shape(), -1, 1)).toList();
        double analytical = 0;
        for (int i = 0; i < gradients.size(); i++) {
            Tensor g = gradients.get(i);
            analytical += g == null ? 0 : dot(g.data(), direction.get(i));
        }
        double numerical = (value(f, at, direction, STEP) - value(f, at, direction, -STEP)) / (2 * STEP);
        double scale = 1 + Math.abs(value(f, at, direction, 0));
        if (!(Math.abs(analytical - numerical) <= ATOL * scale + RTOL * Math.abs(numerical))) {
            return "order " + order + " from the top: the rules say " + analytical + ", the difference quotient " + numerical;
        }
        if (order == 1) {
            return null;
        }
        List<NdArray> weights = at.stream().map(a -> draw(a.shape(), -1, 1)).toList();
        return check(xs -> weighted(f, xs, weights), at, order - 1);
    }

    /** The sum of the gradient's elements, each times a weight. */
    private static Tensor weighted(Function<List<Tensor>, Tensor> f, List<Tensor> xs, List<NdArray> weights) {
        Tensor total = Tensor.of(NdArray.scalar(DType.FLOAT64, 0.0));
        Tensor y = f.apply(xs);
        if (!y.requiresGrad()) {
            return total;
        }
        List<@Nullable Tensor> gradients = Autograd.grad(List.of(y), xs, null, new Autograd.Options(true, true), true);
        for (int i = 0; i < xs.size(); i++) {
            Tensor g = gradients.get(i);
            if (g != null) {
                total = total.add(g.mul(Tensor.of(weights.get(i))).sum());
            }
        }
        return total;
    }

    private static double value(Function<List<Tensor>, Tensor> f, List<NdArray> at, List<NdArray> direction, double step) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < at.size(); i++) {
            NdArray a = at.get(i).copy();
            for (int k = 0; k < a.size(); k++) {
                a.storage().setDouble(k, a.getDouble(k) + step * direction.get(i).getDouble(k));
            }
            moved.add(Tensor.leaf(a, true));
        }
        return f.apply(moved).data().getDouble(0);
    }

    private static double dot(NdArray a, NdArray b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.getDouble(i) * b.getDouble(i);
        }
        return sum;
    }

    NdArray draw(Shape shape, double low, double high) {
        NdArray a = NdArray.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < a.size(); i++) {
            a.storage().setDouble(i, low + (high - low) * random.nextDouble());
        }
        return a;
    }
}
