package dev.nabla.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;

/**
 * The recorded steps of a run: every k-th, or thinned to about 1,000; always the first, the last, and where it is thinned the lowest and the
 * highest loss. A step is recorded when the next one begins, for only then is it known whether it was an extreme, and the parameters after its
 * update still stand. The run writes, anyone reads.
 */
final class History {
    private static final int MOST = 1500;
    /** Parameters up to this size are recorded unasked. */
    static final int SMALL = 1000;

    private final long every;
    private final boolean[] kept;
    private final List<Point> points = new ArrayList<>();
    private long stride = 1;
    private @Nullable Point lowest;
    private @Nullable Point highest;

    private long step;
    private double loss;
    private double gradNorm;
    private final double[] rates;
    private final double[] elements;
    private final double[] gradient;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    /**
     * @param every record each so manieth step; 0 to thin
     * @param kept which parameters are recorded
     * @param groups number of parameter groups
     * @param elements of all parameters, where their gradients are recorded too; 0 where they are not
     */
    History(long every, boolean[] kept, int groups, int elements) {
        this.every = every;
        this.kept = kept;
        this.rates = new double[groups];
        this.elements = new double[elements];
        this.gradient = new double[elements];
    }

    /** What was recorded elsewhere. */
    History(List<Point> recorded) {
        this(0, new boolean[0], 0, 0);
        points.addAll(recorded);
    }

    /**
     * A step begins, and so the one before it is complete.
     *
     * @param groupRates copied
     * @param parameters as the step before left them
     * @param gradients of them, or null where the loss does not depend on one
     */
    void begin(long nextStep, double nextLoss, double nextGradNorm, double[] groupRates, List<NdArray> parameters,
            IntFunction<@Nullable NdArray> gradients) {
        complete(nextLoss, parameters, false);
        step = nextStep;
        loss = nextLoss;
        gradNorm = nextGradNorm;
        System.arraycopy(groupRates, 0, rates, 0, rates.length);
        if (elements.length > 0) {
            int at = 0;
            for (int i = 0; i < parameters.size(); i++) {
                at = note(parameters.get(i), gradients.apply(i), at);
            }
        }
    }

    private int note(NdArray p, @Nullable NdArray g, int at) {
        int n = p.size();
        for (int k = 0; k < n; k++) {
            elements[at + k] = p.getDouble(k);
            gradient[at + k] = g == null ? 0 : g.getDouble(k);
        }
        return at + n;
    }

    /** The run is over (or pauses): the last step is complete. */
    void end(List<NdArray> parameters) {
        complete(loss, parameters, true);
    }

    private void complete(double nextLoss, List<NdArray> parameters, boolean isLast) {
        if (step == 0) {
            return;
        }
        boolean isLow = every == 0 && loss < least && (isLast || nextLoss > loss);
        boolean isHigh = every == 0 && loss > most && Double.isFinite(loss) && (isLast || nextLoss < loss);
        boolean isDue = step == 1 || (every == 0 ? (step - 1) % stride == 0 : step % every == 0);
        if (isLow) {
            least = loss;
        }
        if (isHigh) {
            most = loss;
        }
        if (isDue || isLast || isLow || isHigh) {
            Point.Before before = elements.length == 0 ? null : new Point.Before(elements.clone(), gradient.clone());
            add(new Point(step, loss, rates.clone(), gradNorm, snapshot(parameters), before), isLow, isHigh, isLast);
        }
        step = 0;
    }

    private @Nullable List<@Nullable NdArray> snapshot(List<NdArray> parameters) {
        List<@Nullable NdArray> copies = new ArrayList<>(parameters.size());
        boolean any = false;
        for (int i = 0; i < kept.length; i++) {
            copies.add(kept[i] ? parameters.get(i).copy() : null);
            any |= kept[i];
        }
        return any ? copies : null;
    }

    private synchronized void add(Point p, boolean isLow, boolean isHigh, boolean isLast) {
        points.add(p);
        lowest = isLow ? p : lowest;
        highest = isHigh ? p : highest;
        if (every == 0 && points.size() > MOST) {
            stride *= 2;
            points.removeIf(q -> (q.step() - 1) % stride != 0 && !q.equals(lowest) && !q.equals(highest) && !(isLast && q.equals(p)));
        }
    }

    /** The recorded points after a step, in order. */
    synchronized List<Point> after(long step) {
        int from = 0;
        int to = points.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (points.get(middle).step() <= step) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return List.copyOf(points.subList(from, points.size()));
    }
}
