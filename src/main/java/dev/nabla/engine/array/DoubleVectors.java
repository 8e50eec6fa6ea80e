package dev.nabla.engine.array;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import static dev.nabla.engine.array.DoubleFunctions.*;

/**
 * The functions of rows of float64 in the Vector API: {@link DoubleFunctions} operation by operation. A row's last elements go through the same
 * instructions as the others, under a mask. Every function has a loop of its own: the compiler needs to see which one it is.
 */
final class DoubleVectors {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;

    private DoubleVectors() {
    }

    static void map(UnaryFunction f, double[] x, int p, double[] y, int o, int n) {
        switch (f) {
            case SQRT -> sqrt(x, p, y, o, n);
            case NEGATE -> negate(x, p, y, o, n);
            case ABS -> abs(x, p, y, o, n);
            case RECIPROCAL -> reciprocal(x, p, y, o, n);
            case SQUARE -> square(x, p, y, o, n);
            case RELU -> relu(x, p, y, o, n);
            case EXP -> exp(x, p, y, o, n);
            case LOG -> log(x, p, y, o, n);
            case SIN -> sin(x, p, y, o, n);
            case COS -> cos(x, p, y, o, n);
            case TANH -> tanh(x, p, y, o, n);
            case SIGMOID -> sigmoid(x, p, y, o, n);
        }
    }

    private static void sqrt(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector v = DoubleVector.fromArray(D, x, p + i);
            v.sqrt().intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector v = DoubleVector.fromArray(D, x, p + i, rest);
            v.sqrt().intoArray(y, o + i, rest);
        }
    }

    private static void negate(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector v = DoubleVector.fromArray(D, x, p + i);
            v.neg().intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector v = DoubleVector.fromArray(D, x, p + i, rest);
            v.neg().intoArray(y, o + i, rest);
        }
    }

    private static void abs(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector v = DoubleVector.fromArray(D, x, p + i);
            v.abs().intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector v = DoubleVector.fromArray(D, x, p + i, rest);
            v.abs().intoArray(y, o + i, rest);
        }
    }

    private static void reciprocal(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector v = DoubleVector.fromArray(D, x, p + i);
            DoubleVector.broadcast(D, 1).div(v).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector v = DoubleVector.fromArray(D, x, p + i, rest);
            DoubleVector.broadcast(D, 1).div(v).intoArray(y, o + i, rest);
        }
    }

    private static void square(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector v = DoubleVector.fromArray(D, x, p + i);
            v.mul(v).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector v = DoubleVector.fromArray(D, x, p + i, rest);
            v.mul(v).intoArray(y, o + i, rest);
        }
    }

    private static void relu(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector v = DoubleVector.fromArray(D, x, p + i);
            v.blend(0, v.lt(0)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector v = DoubleVector.fromArray(D, x, p + i, rest);
            v.blend(0, v.lt(0)).intoArray(y, o + i, rest);
        }
    }

    private static void exp(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            exp(DoubleVector.fromArray(D, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            exp(DoubleVector.fromArray(D, x, p + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void log(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            log(DoubleVector.fromArray(D, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            log(DoubleVector.fromArray(D, x, p + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void sin(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            sin(DoubleVector.fromArray(D, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            sin(DoubleVector.fromArray(D, x, p + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void cos(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            cos(DoubleVector.fromArray(D, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            cos(DoubleVector.fromArray(D, x, p + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void tanh(double[] x, int p, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            tanh(DoubleVector.fromArray(D, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            tanh(DoubleVector.fromArray(D, x, p + i, rest)).intoArray(y, o + i, rest);
        }
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

    // ---- a vector at a time ---------------------------------------------------------------------------------------

    private static DoubleVector all(double x) {
        return DoubleVector.broadcast(D, x);
    }

    private static DoubleVector expTail(DoubleVector r) {
        DoubleVector p = all(EXP_10);
        p = p.fma(r, all(EXP_9));
        p = p.fma(r, all(EXP_8));
        p = p.fma(r, all(EXP_7));
        p = p.fma(r, all(EXP_6));
        p = p.fma(r, all(EXP_5));
        p = p.fma(r, all(EXP_4));
        p = p.fma(r, all(EXP_3));
        p = p.fma(r, all(EXP_2));
        p = p.fma(r, all(EXP_1));
        return p.fma(r, all(EXP_0));
    }

    private static DoubleVector scale(DoubleVector y, DoubleVector shifted) {
        LongVector n = shifted.reinterpretAsLongs().sub(SHIFT_BITS);
        LongVector half = n.lanewise(VectorOperators.ASHR, 1);
        DoubleVector first = half.lanewise(VectorOperators.LSHL, 52).add(ONE_BITS).reinterpretAsDoubles();
        DoubleVector second = n.sub(half).lanewise(VectorOperators.LSHL, 52).add(ONE_BITS).reinterpretAsDoubles();
        return y.mul(first).mul(second);
    }

    static DoubleVector exp(DoubleVector x) {
        DoubleVector shifted = x.fma(all(LOG2_E), all(SHIFT));
        DoubleVector n = shifted.sub(SHIFT);
        DoubleVector r = n.fma(all(-LN2_REST), n.fma(all(-LN2), x));
        DoubleVector y = scale(r.mul(r).fma(expTail(r), r).add(1), shifted);
        return y.blend(Double.POSITIVE_INFINITY, x.compare(VectorOperators.GT, LARGEST_EXPONENT)).blend(0, x.lt(LEAST_EXPONENT));
    }

    static DoubleVector tanh(DoubleVector x) {
        DoubleVector a = x.abs();
        DoubleVector t = a.add(a).blend(2 * SATURATED, a.compare(VectorOperators.GT, SATURATED));
        DoubleVector shifted = t.fma(all(LOG2_E), all(SHIFT));
        DoubleVector n = shifted.sub(SHIFT);
        DoubleVector near = n.fma(all(-LN2), t);
        DoubleVector r = n.fma(all(-LN2_REST), near);
        DoubleVector tail = r.mul(r).fma(expTail(r), n.fma(all(-LN2_REST), near.sub(r)));
        DoubleVector s = scale(all(1), shifted);
        DoubleVector q = r.add(tail);
        DoubleVector rest = tail.sub(q.sub(r)).mul(s);
        q = q.mul(s);
        DoubleVector less = s.sub(1);
        DoubleVector more = s.add(1);
        DoubleVector above = less.add(q);
        DoubleVector below = more.add(q);
        DoubleVector aboveRest = q.sub(above.sub(less)).add(s.sub(less).sub(1).add(rest));
        DoubleVector belowRest = q.sub(below.sub(more)).add(s.sub(more).add(1).add(rest));
        DoubleVector inverse = all(1).div(below);
        DoubleVector y = above.mul(inverse);
        DoubleVector left = y.neg().fma(below, above).add(y.neg().fma(belowRest, aboveRest));
        return copySign(left.fma(inverse, y), x);
    }

    private static DoubleVector copySign(DoubleVector y, DoubleVector x) {
        LongVector sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
        return y.reinterpretAsLongs().or(sign).reinterpretAsDoubles();
    }

    static DoubleVector sigmoid(DoubleVector x) {
        DoubleVector t = x.neg().blend(-ALMOST_ONE, x.compare(VectorOperators.GT, ALMOST_ONE));
        DoubleVector shifted = t.fma(all(LOG2_E), all(SHIFT));
        DoubleVector n = shifted.sub(SHIFT);
        DoubleVector near = n.fma(all(-LN2), t);
        DoubleVector r = n.fma(all(-LN2_REST), near);
        DoubleVector tail = r.mul(r).fma(expTail(r), n.fma(all(-LN2_REST), near.sub(r)));
        DoubleVector q = r.add(tail);
        DoubleVector one = q.add(1);
        DoubleVector e = scale(one, shifted);
        DoubleVector rest = scale(q.sub(one.sub(1)).add(tail.sub(q.sub(r))), shifted);
        DoubleVector below = e.add(1);
        DoubleVector part = below.sub(1);
        DoubleVector belowRest = all(1).sub(below.sub(part)).add(e.sub(part)).add(rest);
        DoubleVector y = all(1).div(below);
        DoubleVector left = y.neg().fma(belowRest, y.neg().fma(below, all(1)));
        return y.fma(left, y).blend(0, x.lt(LEAST_SIGMOID));
    }

    private static DoubleVector logTail(DoubleVector z) {
        DoubleVector p = all(LOG_7);
        p = p.fma(z, all(LOG_6));
        p = p.fma(z, all(LOG_5));
        p = p.fma(z, all(LOG_4));
        p = p.fma(z, all(LOG_3));
        p = p.fma(z, all(LOG_2));
        p = p.fma(z, all(LOG_1));
        return p.fma(z, all(LOG_0));
    }

    static DoubleVector log(DoubleVector x) {
        VectorMask<Double> isSmall = x.lt(Double.MIN_NORMAL);
        LongVector bits = x.blend(x.mul(TWO_54), isSmall).reinterpretAsLongs();
        LongVector e = bits.sub(ROOT_HALF_BITS).lanewise(VectorOperators.ASHR, 52);
        DoubleVector n = e.add(SHIFT_BITS).reinterpretAsDoubles().sub(all(SHIFT).blend(SHIFT + 54, isSmall));
        DoubleVector f = bits.sub(e.lanewise(VectorOperators.LSHL, 52)).reinterpretAsDoubles().sub(1);
        DoubleVector s = f.div(f.add(2));
        DoubleVector z = s.mul(s);
        DoubleVector half = f.mul(0.5).mul(f);
        DoubleVector tail = s.fma(z.fma(logTail(z), half), n.mul(LN2_SHORT_REST));
        DoubleVector y = n.fma(all(LN2_SHORT), f.sub(half.sub(tail)));
        return x.blend(y, x.lt(Double.POSITIVE_INFINITY)).blend(Double.NEGATIVE_INFINITY, x.eq(0)).blend(Double.NaN, x.lt(0));
    }

    private static DoubleVector sinTail(DoubleVector z) {
        DoubleVector p = all(SIN_5);
        p = p.fma(z, all(SIN_4));
        p = p.fma(z, all(SIN_3));
        p = p.fma(z, all(SIN_2));
        p = p.fma(z, all(SIN_1));
        return p.fma(z, all(SIN_0));
    }

    private static DoubleVector cosTail(DoubleVector z) {
        DoubleVector p = all(COS_5);
        p = p.fma(z, all(COS_4));
        p = p.fma(z, all(COS_3));
        p = p.fma(z, all(COS_2));
        p = p.fma(z, all(COS_1));
        return p.fma(z, all(COS_0));
    }

    static DoubleVector sin(DoubleVector x) {
        DoubleVector a = x.abs();
        DoubleVector y = quarters(a, 0);
        y = y.reinterpretAsLongs().lanewise(VectorOperators.XOR, x.reinterpretAsLongs().and(Long.MIN_VALUE)).reinterpretAsDoubles();
        VectorMask<Double> isFar = a.lt(FAR).not();
        return isFar.anyTrue() ? y.blend(eachFar(x, UnaryFunction.SIN), isFar) : y;
    }

    static DoubleVector cos(DoubleVector x) {
        DoubleVector a = x.abs();
        DoubleVector y = quarters(a, 1);
        VectorMask<Double> isFar = a.lt(FAR).not();
        return isFar.anyTrue() ? y.blend(eachFar(x, UnaryFunction.COS), isFar) : y;
    }

    private static DoubleVector eachFar(DoubleVector x, UnaryFunction f) {
        double[] lanes = x.toArray();
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = f.applyAsDouble(lanes[i]);
        }
        return DoubleVector.fromArray(D, lanes, 0);
    }

    private static DoubleVector quarters(DoubleVector a, long first) {
        DoubleVector shifted = a.fma(all(TWO_OVER_PI), all(SHIFT));
        DoubleVector n = shifted.sub(SHIFT);
        LongVector quarter = shifted.reinterpretAsLongs().add(first);
        DoubleVector near = n.fma(all(-HALF_PI), a);
        DoubleVector second = n.mul(HALF_PI_REST);
        DoubleVector r = near.sub(second);
        DoubleVector back = r.sub(near);
        DoubleVector rest = near.sub(r.sub(back)).sub(second.add(back));
        rest = n.fma(all(-HALF_PI_LAST), rest.sub(n.fma(all(HALF_PI_REST), second.neg())));
        DoubleVector z = r.mul(r);
        DoubleVector sin = r.add(rest.fma(z.fma(all(-0.5), all(1)), r.mul(z).mul(sinTail(z))));
        DoubleVector half = z.mul(0.5);
        DoubleVector w = all(1).sub(half);
        DoubleVector cos = w.add(all(1).sub(w).sub(half).add(z.mul(z).fma(cosTail(z), r.mul(rest).neg())));
        DoubleVector y = sin.blend(cos, quarter.and(1).eq(1).cast(D));
        return y.reinterpretAsLongs().lanewise(VectorOperators.XOR, quarter.and(2).lanewise(VectorOperators.LSHL, 62))
                .reinterpretAsDoubles();
    }
}
