package dev.nabla.engine.array;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops in the Vector API. A row's last elements go through the same instructions as the others, under a mask, so a value does not depend on
 * where it stands. Every function has a method of its own: the compiler needs to see which one it is.
 */
final class VectorRows extends RowKernels {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;

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

    // ---- functions ------------------------------------------------------------------------------------------------

    @Override
    void map(UnaryFunction f, float[] x, int p, float[] y, int o, int n) {
        switch (f) {
            case EXP -> exp(x, p, y, o, n);
            case LOG -> log(x, p, y, o, n);
            case SIN -> sin(x, p, y, o, n);
            case COS -> cos(x, p, y, o, n);
            case TANH -> tanh(x, p, y, o, n);
            case SIGMOID -> sigmoid(x, p, y, o, n);
            case SQRT -> sqrt(x, p, y, o, n);
            case NEGATE -> negate(x, p, y, o, n);
            case ABS -> abs(x, p, y, o, n);
            case RECIPROCAL -> reciprocal(x, p, y, o, n);
            case SQUARE -> square(x, p, y, o, n);
            case RELU -> relu(x, p, y, o, n);
        }
    }

    @Override
    void map(UnaryFunction f, double[] x, int p, double[] y, int o, int n) {
        switch (f) {
            case EXP -> exp(x, p, y, o, n);
            case LOG -> log(x, p, y, o, n);
            case SIN -> sin(x, p, y, o, n);
            case COS -> cos(x, p, y, o, n);
            case TANH -> tanh(x, p, y, o, n);
            case SIGMOID -> sigmoid(x, p, y, o, n);
            case SQRT -> sqrt(x, p, y, o, n);
            case NEGATE -> negate(x, p, y, o, n);
            case ABS -> abs(x, p, y, o, n);
            case RECIPROCAL -> reciprocal(x, p, y, o, n);
            case SQUARE -> square(x, p, y, o, n);
            case RELU -> relu(x, p, y, o, n);
        }
    }

    private static void exp(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, x, p + i).lanewise(VectorOperators.EXP).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, x, p + i, rest).lanewise(VectorOperators.EXP).intoArray(y, o + i, rest);
        }
    }

    private static void exp(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, x, p + i).lanewise(VectorOperators.EXP).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, x, p + i, rest).lanewise(VectorOperators.EXP).intoArray(y, o + i, rest);
        }
    }

    private static void log(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, x, p + i).lanewise(VectorOperators.LOG).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, x, p + i, rest).lanewise(VectorOperators.LOG).intoArray(y, o + i, rest);
        }
    }

    private static void log(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, x, p + i).lanewise(VectorOperators.LOG).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, x, p + i, rest).lanewise(VectorOperators.LOG).intoArray(y, o + i, rest);
        }
    }

    private static void sin(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, x, p + i).lanewise(VectorOperators.SIN).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, x, p + i, rest).lanewise(VectorOperators.SIN).intoArray(y, o + i, rest);
        }
    }

    private static void sin(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, x, p + i).lanewise(VectorOperators.SIN).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, x, p + i, rest).lanewise(VectorOperators.SIN).intoArray(y, o + i, rest);
        }
    }

    private static void cos(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, x, p + i).lanewise(VectorOperators.COS).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, x, p + i, rest).lanewise(VectorOperators.COS).intoArray(y, o + i, rest);
        }
    }

    private static void cos(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, x, p + i).lanewise(VectorOperators.COS).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, x, p + i, rest).lanewise(VectorOperators.COS).intoArray(y, o + i, rest);
        }
    }

    private static void tanh(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, x, p + i).lanewise(VectorOperators.TANH).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, x, p + i, rest).lanewise(VectorOperators.TANH).intoArray(y, o + i, rest);
        }
    }

    private static void tanh(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, x, p + i).lanewise(VectorOperators.TANH).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, x, p + i, rest).lanewise(VectorOperators.TANH).intoArray(y, o + i, rest);
        }
    }

    private static FloatVector sigmoid(FloatVector x) {
        FloatVector one = FloatVector.broadcast(F, 1);
        return one.div(x.neg().lanewise(VectorOperators.EXP).add(one));
    }

    private static void sigmoid(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            sigmoid(FloatVector.fromArray(F, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            sigmoid(FloatVector.fromArray(F, x, p + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static DoubleVector sigmoid(DoubleVector x) {
        DoubleVector one = DoubleVector.broadcast(D, 1);
        return one.div(x.neg().lanewise(VectorOperators.EXP).add(one));
    }

    private static void sigmoid(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            sigmoid(DoubleVector.fromArray(D, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            sigmoid(DoubleVector.fromArray(D, x, p + i, rest)).intoArray(y, o + i, rest);
        }
    }

    // The compiler turns these into vector instructions by itself.

    private static void sqrt(float[] x, int p, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = (float) Math.sqrt(x[p + i]);
        }
    }

    private static void sqrt(double[] x, int p, double[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = Math.sqrt(x[p + i]);
        }
    }

    private static void negate(float[] x, int p, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = -x[p + i];
        }
    }

    private static void negate(double[] x, int p, double[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = -x[p + i];
        }
    }

    private static void abs(float[] x, int p, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = Math.abs(x[p + i]);
        }
    }

    private static void abs(double[] x, int p, double[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = Math.abs(x[p + i]);
        }
    }

    private static void reciprocal(float[] x, int p, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = 1 / x[p + i];
        }
    }

    private static void reciprocal(double[] x, int p, double[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = 1 / x[p + i];
        }
    }

    private static void square(float[] x, int p, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = x[p + i] * x[p + i];
        }
    }

    private static void square(double[] x, int p, double[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = x[p + i] * x[p + i];
        }
    }

    private static void relu(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, x, p + i);
            v.blend(0, v.lt(0)).intoArray(y, o + i);
        }
        for (; i < n; i++) {
            y[o + i] = x[p + i] < 0 ? 0 : x[p + i];
        }
    }

    private static void relu(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector v = DoubleVector.fromArray(D, x, p + i);
            v.blend(0, v.lt(0)).intoArray(y, o + i);
        }
        for (; i < n; i++) {
            y[o + i] = x[p + i] < 0 ? 0 : x[p + i];
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
        return a.add(b).reduceLanes(VectorOperators.ADD);
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
        return a.add(b).reduceLanes(VectorOperators.ADD);
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
            FloatVector e = FloatVector.fromArray(F, x, p + i).sub(shift).lanewise(VectorOperators.EXP);
            e.intoArray(y, o + i);
            a = a.add(low(e));
            b = b.add(high(e));
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector e = FloatVector.fromArray(F, x, p + i, rest).sub(shift).lanewise(VectorOperators.EXP);
            e.intoArray(y, o + i, rest);
            FloatVector kept = FloatVector.zero(F).blend(e, rest);
            a = a.add(low(kept));
            b = b.add(high(kept));
        }
        return a.add(b).reduceLanes(VectorOperators.ADD);
    }

    @Override
    double expSum(double[] x, int p, double shift, double[] y, int o, int n) {
        DoubleVector a = DoubleVector.zero(D);
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector e = DoubleVector.fromArray(D, x, p + i).sub(shift).lanewise(VectorOperators.EXP);
            e.intoArray(y, o + i);
            a = a.add(e);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector e = DoubleVector.fromArray(D, x, p + i, rest).sub(shift).lanewise(VectorOperators.EXP);
            e.intoArray(y, o + i, rest);
            a = a.add(DoubleVector.zero(D).blend(e, rest));
        }
        return a.reduceLanes(VectorOperators.ADD);
    }

    // ---- products -------------------------------------------------------------------------------------------------

    @Override
    float dot(float[] a, int p, float[] b, int q, int n) {
        FloatVector s = FloatVector.zero(F);
        FloatVector t = FloatVector.zero(F);
        int i = 0;
        for (; i <= n - 2 * F.length(); i += 2 * F.length()) {
            s = FloatVector.fromArray(F, a, p + i).fma(FloatVector.fromArray(F, b, q + i), s);
            t = FloatVector.fromArray(F, a, p + i + F.length()).fma(FloatVector.fromArray(F, b, q + i + F.length()), t);
        }
        for (; i < n; i += F.length()) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            s = FloatVector.fromArray(F, a, p + i, rest).fma(FloatVector.fromArray(F, b, q + i, rest), s);
        }
        return s.add(t).reduceLanes(VectorOperators.ADD);
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
        return s.add(t).reduceLanes(VectorOperators.ADD);
    }

    @Override
    void addScaled(float c, float[] x, int p, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] += c * x[p + i];
        }
    }

    @Override
    void addScaled(double c, double[] x, int p, double[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] += c * x[p + i];
        }
    }
}
