package dev.nabla.engine.optim;

import java.util.function.DoubleFunction;

/**
 * Finds a step t along a direction at which the loss has fallen enough (Armijo) and its slope is flat enough (curvature): the strong Wolfe
 * conditions. First the interval is widened until it must hold such a point, then narrowed by cubic interpolation.
 *
 * @see <a href="https://doi.org/10.1007/978-0-387-40065-5">Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6</a>
 */
final class LineSearch {
    private static final double ARMIJO = 1e-4;
    private static final double CURVATURE = 0.9;

    private final DoubleFunction<Probe> probe;
    private final Probe start;
    private final double directionSize;
    private int evaluations;

    /** What is known at one step: loss, gradient and the slope along the direction. */
    record Probe(double t, double loss, FlatArray gradient, double slope) {
    }

    /** The chosen step. */
    record Found(double t, double loss, FlatArray gradient, int evaluations) {
    }

    /**
     * @param loss and gradient and slope: at the start
     * @param directionSize the largest element of the direction
     */
    LineSearch(DoubleFunction<Probe> probe, double loss, FlatArray gradient, double slope, double directionSize) {
        this.probe = probe;
        this.start = new Probe(0, loss, gradient, slope);
        this.directionSize = directionSize;
    }

    Found run(double first, int most, double toleranceChange) {
        Probe before = start;
        Probe now = evaluate(first);
        int n = 0;
        while (n < most) {
            if (rises(now) || n > 1 && now.loss >= before.loss || now.slope >= 0 && !isFlat(now)) {
                return narrow(before, now, n, most, toleranceChange);
            }
            if (isFlat(now)) {
                return found(now);
            }
            double t = minimum(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10);
            before = now;
            now = evaluate(t);
            n++;
        }
        return found(start.loss <= now.loss ? start : now);
    }

    private Probe evaluate(double t) {
        evaluations++;
        return probe.apply(t);
    }

    private Found found(Probe p) {
        return new Found(p.t, p.loss, p.gradient, evaluations);
    }

    private boolean rises(Probe p) {
        return p.loss > start.loss + ARMIJO * p.t * start.slope;
    }

    private boolean isFlat(Probe p) {
        return Math.abs(p.slope) <= -CURVATURE * start.slope;
    }

    /** Shrinks the interval between two probes, of which the lower one is kept, until a point in it satisfies both conditions. */
    private Found narrow(Probe a, Probe b, int done, int most, double toleranceChange) {
        Probe[] ends = {a, b};
        int low = a.loss <= b.loss ? 0 : 1;
        boolean crowded = false;
        for (int n = done; n < most; n++) {
            double from = Math.min(ends[0].t, ends[1].t);
            double to = Math.max(ends[0].t, ends[1].t);
            if ((to - from) * directionSize < toleranceChange) {
                break;
            }
            double t = minimum(ends[0], ends[1], from, to);
            // A trial too near an end twice running, or on it, makes too little progress.
            double margin = 0.1 * (to - from);
            boolean near = Math.min(to - t, t - from) < margin;
            if (near && (crowded || t >= to || t <= from)) {
                t = Math.abs(t - to) < Math.abs(t - from) ? to - margin : from + margin;
                near = false;
            }
            crowded = near;
            Probe now = evaluate(t);
            if (rises(now) || now.loss >= ends[low].loss) {
                ends[1 - low] = now;
                low = ends[0].loss <= ends[1].loss ? 0 : 1;
                continue;
            }
            if (isFlat(now)) {
                return found(now);
            }
            if (now.slope * (ends[1 - low].t - ends[low].t) >= 0) {
                ends[1 - low] = ends[low];
            }
            ends[low] = now;
        }
        return found(ends[low]);
    }

    /** Where the cubic through both probes is least, kept within bounds; their middle where it has no minimum. */
    private static double minimum(Probe p, Probe q, double from, double to) {
        double d1 = p.slope + q.slope - 3 * (p.loss - q.loss) / (p.t - q.t);
        double square = d1 * d1 - p.slope * q.slope;
        if (!(square >= 0)) {
            return (from + to) / 2;
        }
        double d2 = Math.sqrt(square);
        Probe left = p.t <= q.t ? p : q;
        Probe right = p.t <= q.t ? q : p;
        double t = right.t - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
        double least = from > t ? from : t;
        return to < least ? to : least;
    }
}
