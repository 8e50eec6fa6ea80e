package dev.nabla.engine.array;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops in the Vector API. Sums of the lanes are taken in double.
 */
final class VectorRows extends RowKernels {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final VectorShuffle<Double> ACROSS_4 = VectorShuffle.fromOp(D, i -> (i + 4) % D.length());
    private static final VectorShuffle<Double> ACROSS_2 = VectorShuffle.fromOp(D, i -> (i + 2) % D.length());
    private static final VectorShuffle<Double> ACROSS_1 = VectorShuffle.fromOp(D, i -> (i + 1) % D.length());

    /** The set, or its twin where vectors are too short for it. */
    static RowKernels make() {
        return F.length() >= 4 && D.length() >= 2 && F.length() == 2 * D.length() ? new VectorRows() : new PlainRows();
    }

    @Override
    String describe() {
        return "Vector API (" + F.vectorBitSize() + " bits)";
    }

    @Override
    int vectorBytes() {
        return F.vectorByteSize();
    }

    @Override
    void map(UnaryFunction f, double[] x, int p, double[] y, int o, int n) {
        DoubleVectors.map(f, x, p, y, o, n);
    }

    @Override
    void map(UnaryFunction f, float[] x, int p, float[] y, int o, int n) {
        FloatVectors.map(f, x, p, y, o, n);
    }

    @Override
    void combine(Arithmetic op, double[] a, int p, int dp, double[] b, int q, int dq, double[] y, int o, int n) {
        if (dp == 0) {
            VectorArithmetic.combine(op, a[p], b, q, y, o, n);
        } else if (dq == 0) {
            VectorArithmetic.combine(op, a, p, b[q], y, o, n);
        } else {
            VectorArithmetic.combine(op, a, p, b, q, y, o, n);
        }
    }

    @Override
    void combine(Arithmetic op, float[] a, int p, int dp, float[] b, int q, int dq, float[] y, int o, int n) {
        if (dp == 0) {
            VectorArithmetic.combine(op, a[p], b, q, y, o, n);
        } else if (dq == 0) {
            VectorArithmetic.combine(op, a, p, b[q], y, o, n);
        } else {
            VectorArithmetic.combine(op, a, p, b, q, y, o, n);
        }
    }

    // ---- sums -----------------------------------------------------------------------------------------------------

    /** The lanes of a vector of floats as two of doubles. */
    private static DoubleVector low(FloatVector v) {
        return (DoubleVector) v.convertShape(VectorOperators.F2D, D, 0);
    }

    private static DoubleVector high(FloatVector v) {
        return (DoubleVector) v.convertShape(VectorOperators.F2D, D, 1);
    }

    /**
     * The lanes added pairwise. {@code reduceLanes} promises no order, and takes another one compiled than interpreted; the
     * numbers would depend on how often they were asked for.
     */
    private static double total(DoubleVector v) {
        DoubleVector sum = v;
        if (D.length() > 4) {
            sum = sum.add(sum.rearrange(ACROSS_4));
        }
        if (D.length() > 2) {
            sum = sum.add(sum.rearrange(ACROSS_2));
        }
        return sum.add(sum.rearrange(ACROSS_1)).lane(0);
    }

    @Override
    double sum(float[] x, int p, int n) {
        DoubleVector a = DoubleVector.zero(D);
        DoubleVector b = DoubleVector.zero(D);
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, x, p + i);
            a = a.add(low(v));
            b = b.add(high(v));
        }
        if (i < n) {
            FloatVector v = FloatVector.fromArray(F, x, p + i, F.indexInRange(i, n));
            a = a.add(low(v));
            b = b.add(high(v));
        }
        return total(a.add(b));
    }

    @Override
    double sum(double[] x, int p, int n) {
        DoubleVector a = DoubleVector.zero(D);
        DoubleVector b = DoubleVector.zero(D);
        int i = 0;
        for (; i <= n - 2 * D.length(); i += 2 * D.length()) {
            a = a.add(DoubleVector.fromArray(D, x, p + i));
            b = b.add(DoubleVector.fromArray(D, x, p + i + D.length()));
        }
        for (; i < n; i += D.length()) {
            a = a.add(DoubleVector.fromArray(D, x, p + i, D.indexInRange(i, n)));
        }
        return total(a.add(b));
    }

    @Override
    float max(float[] x, int p, int n) {
        FloatVector most = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            most = most.max(FloatVector.fromArray(F, x, p + i));
        }
        float max = most.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            max = Math.max(max, x[p + i]);
        }
        return max;
    }

    @Override
    double max(double[] x, int p, int n) {
        DoubleVector most = DoubleVector.broadcast(D, Double.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            most = most.max(DoubleVector.fromArray(D, x, p + i));
        }
        double max = most.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            max = Math.max(max, x[p + i]);
        }
        return max;
    }

    @Override
    double expSum(float[] x, int p, float shift, float[] y, int o, int n) {
        DoubleVector a = DoubleVector.zero(D);
        DoubleVector b = DoubleVector.zero(D);
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector v = FloatVectors.exp(FloatVector.fromArray(F, x, p + i).sub(shift));
            v.intoArray(y, o + i);
            a = a.add(low(v));
            b = b.add(high(v));
        }
        double rest = 0;
        for (; i < n; i++) {
            y[o + i] = FloatFunctions.exp(x[p + i] - shift);
            rest += y[o + i];
        }
        return total(a.add(b)) + rest;
    }

    @Override
    double expSum(double[] x, int p, double shift, double[] y, int o, int n) {
        DoubleVector sum = DoubleVector.zero(D);
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector v = DoubleVectors.exp(DoubleVector.fromArray(D, x, p + i).sub(shift));
            v.intoArray(y, o + i);
            sum = sum.add(v);
        }
        double rest = 0;
        for (; i < n; i++) {
            y[o + i] = DoubleFunctions.exp(x[p + i] - shift);
            rest += y[o + i];
        }
        return total(sum) + rest;
    }

    // ---- products -------------------------------------------------------------------------------------------------

    @Override
    double dot(float[] a, int p, float[] b, int q, int n) {
        DoubleVector s = DoubleVector.zero(D);
        DoubleVector t = DoubleVector.zero(D);
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector u = FloatVector.fromArray(F, a, p + i);
            FloatVector v = FloatVector.fromArray(F, b, q + i);
            s = low(u).fma(low(v), s);
            t = high(u).fma(high(v), t);
        }
        double rest = 0;
        for (; i < n; i++) {
            rest += (double) a[p + i] * b[q + i];
        }
        return total(s.add(t)) + rest;
    }

    @Override
    double dot(double[] a, int p, double[] b, int q, int n) {
        DoubleVector s = DoubleVector.zero(D);
        DoubleVector t = DoubleVector.zero(D);
        int i = 0;
        for (; i <= n - 2 * D.length(); i += 2 * D.length()) {
            s = DoubleVector.fromArray(D, a, p + i).fma(DoubleVector.fromArray(D, b, q + i), s);
            t = DoubleVector.fromArray(D, a, p + i + D.length()).fma(DoubleVector.fromArray(D, b, q + i + D.length()), t);
        }
        for (; i < n; i += D.length()) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            s = DoubleVector.fromArray(D, a, p + i, rest).fma(DoubleVector.fromArray(D, b, q + i, rest), s);
        }
        return total(s.add(t));
    }

    @Override
    void addScaled(float c, float[] x, int p, float[] y, int o, int n) {
        FloatVector factor = FloatVector.broadcast(F, c);
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, y, o + i).add(FloatVector.fromArray(F, x, p + i).mul(factor)).intoArray(y, o + i);
        }
        for (; i < n; i++) {
            y[o + i] += c * x[p + i];
        }
    }

    @Override
    void addScaled(double c, double[] x, int p, double[] y, int o, int n) {
        DoubleVector factor = DoubleVector.broadcast(D, c);
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, y, o + i).add(DoubleVector.fromArray(D, x, p + i).mul(factor)).intoArray(y, o + i);
        }
        for (; i < n; i++) {
            y[o + i] += c * x[p + i];
        }
    }
}
