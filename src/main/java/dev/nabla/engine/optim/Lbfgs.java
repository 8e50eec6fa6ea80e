package dev.nabla.engine.optim;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/**
 * The limited-memory BFGS method: a step is a short quasi-Newton descent of its own, whose curvature is remembered from step to step as pairs
 * of a change of place s and the change of gradient y it brought.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.LBFGS.html">torch.optim.LBFGS</a>
 * @see <a href="https://doi.org/10.1007/978-0-387-40065-5">Nocedal and Wright, Numerical Optimization, chapters 3 and 7</a>
 */
final class Lbfgs {
    private final List<FlatArray> parameters;
    private final Settings settings;
    private final int size;
    private final boolean wide;
    private final List<Pair> pairs = new ArrayList<>();
    private @Nullable FlatArray d;
    private @Nullable FlatArray lastGradient;
    private double t;
    private double scale = 1;
    private long iterations;
    private long evaluations;

    /** A change of gradient y, the change of place s that brought it, and 1/(y·s). */
    record Pair(FlatArray y, FlatArray s, double rho) {
    }

    Lbfgs(List<NdArray> parameters, Settings settings) {
        this.parameters = parameters.stream().map(FlatArray::of).toList();
        this.settings = settings;
        this.size = parameters.stream().mapToInt(NdArray::size).sum();
        this.wide = parameters.stream().anyMatch(p -> p.dtype() == DType.FLOAT64);
    }

    /** What one step leaves to the next; the arrays in it never change. */
    public record Memory(List<Pair> pairs, @Nullable FlatArray direction, @Nullable FlatArray gradient, double t, double scale,
            long iterations,
            long evaluations) {
    }

    Memory memory() {
        return new Memory(List.copyOf(pairs), d, lastGradient, t, scale, iterations, evaluations);
    }

    void restore(Memory memory) {
        pairs.clear();
        pairs.addAll(memory.pairs);
        d = memory.direction;
        lastGradient = memory.gradient;
        t = memory.t;
        scale = memory.scale;
        iterations = memory.iterations;
        evaluations = memory.evaluations;
    }

    /** Evaluations of the loss so far, PyTorch's {@code func_evals}. */
    long evaluations() {
        return evaluations;
    }

    /** Quasi-Newton iterations so far, PyTorch's {@code n_iter}. */
    long iterations() {
        return iterations;
    }

    /** @param first the loss at the present parameters, just evaluated */
    void step(double first, Objective objective) {
        int maxIterations = settings.get("max_iter").integer();
        int maxEvaluations = settings.get("max_eval").isNone() ? maxIterations * 5 / 4 : settings.get("max_eval").integer();
        double toleranceGradient = settings.real("tolerance_grad");
        double toleranceChange = settings.real("tolerance_change");
        double lr = settings.real("lr");
        boolean search = !settings.get("line_search_fn").isNone();
        double loss = first;
        int used = 1;
        evaluations++;
        FlatArray g = gradient(objective);
        if (g.absoluteMaximum() <= toleranceGradient) {
            return;
        }
        for (int n = 1; n <= maxIterations; n++) {
            iterations++;
            FlatArray direction = direction(g);
            d = direction;
            lastGradient = g;
            double lastLoss = loss;
            t = iterations == 1 ? Math.min(1, 1 / g.round(g.absoluteSum())) * lr : lr;
            double slope = g.round(g.dot(direction));
            if (slope > -toleranceChange) {
                return;
            }
            int spent = 0;
            if (search) {
                LineSearch.Found found = new LineSearch(at -> probe(at, direction, objective), loss, g, slope, direction.absoluteMaximum())
                        .run(t, maxEvaluations - used, toleranceChange);
                t = found.t();
                loss = found.loss();
                g = found.gradient();
                spent = found.evaluations();
                move(t, direction);
            } else {
                move(t, direction);
                if (n != maxIterations) {
                    loss = objective.evaluate();
                    g = gradient(objective);
                    spent = 1;
                }
            }
            used += spent;
            evaluations += spent;
            if (used >= maxEvaluations || g.absoluteMaximum() <= toleranceGradient
                    || g.round(direction.absoluteMaximum() * t) <= toleranceChange || Math.abs(loss - lastLoss) < toleranceChange) {
                return;
            }
        }
    }

    /** −H·g, where H approximates the inverse Hessian by the pairs: the two-loop recursion. */
    private FlatArray direction(FlatArray g) {
        FlatArray before = lastGradient;
        FlatArray moved = d;
        if (before == null || moved == null) {
            return negated(g);
        }
        FlatArray y = g.zeros().assign(g).addScaled(-1, before);
        FlatArray s = g.zeros().assign(moved).scale(t);
        double ys = y.round(y.dot(s));
        int history = settings.get("history_size").integer();
        if (ys > 1e-10) {
            if (pairs.size() == history) {
                pairs.removeFirst();
            }
            pairs.add(new Pair(y, s, 1 / ys));
            scale = ys / y.round(y.dot(y));
        }
        double[] alpha = new double[pairs.size()];
        FlatArray q = negated(g);
        for (int i = pairs.size() - 1; i >= 0; i--) {
            Pair p = pairs.get(i);
            alpha[i] = q.round(p.s.dot(q)) * p.rho;
            q.addScaled(-alpha[i], p.y);
        }
        q.scale(scale);
        for (int i = 0; i < alpha.length; i++) {
            Pair p = pairs.get(i);
            q.addScaled(alpha[i] - q.round(p.y.dot(q)) * p.rho, p.s);
        }
        return q;
    }

    private static FlatArray negated(FlatArray g) {
        return g.zeros().assign(g).scale(-1);
    }

    /** The loss and gradient at θ + t·d; θ stays. */
    private LineSearch.Probe probe(double at, FlatArray direction, Objective objective) {
        List<FlatArray> before = parameters.stream().map(p -> p.zeros().assign(p)).toList();
        move(at, direction);
        double loss = objective.evaluate();
        FlatArray g = gradient(objective);
        for (int i = 0; i < before.size(); i++) {
            parameters.get(i).assign(before.get(i));
        }
        return new LineSearch.Probe(at, loss, g, g.round(g.dot(direction)));
    }

    private void move(double by, FlatArray direction) {
        int at = 0;
        for (FlatArray p : parameters) {
            double step = p.round(by);
            for (int i = 0; i < p.size(); i++) {
                p.set(i, p.get(i) + p.round(step * direction.get(at++)));
            }
        }
    }

    /** All gradients one behind the other; zeros where there is none. */
    private FlatArray gradient(Objective objective) {
        FlatArray flat = wide ? new Doubles(new double[size], 0, size) : new Floats(new float[size], 0, size);
        int at = 0;
        for (int k = 0; k < parameters.size(); k++) {
            int n = parameters.get(k).size();
            NdArray g = objective.gradient(k);
            for (int i = 0; g != null && i < n; i++) {
                flat.set(at + i, g.getDouble(i));
            }
            at += n;
        }
        return flat;
    }
}
