package dev.nabla.engine.array;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import static dev.nabla.engine.array.FloatFunctions.*;

/**
 * The functions of rows of float32 in the Vector API: {@link FloatFunctions} operation by operation. A row's last elements go through the same
 * instructions as the others, under a mask. Every function has a loop of its own: the compiler needs to see which one it is.
 */
final class FloatVectors {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    private FloatVectors() {
    }

    static void map(UnaryFunction f, float[] x, int p, float[] y, int o, int n) {
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

    private static void sqrt(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, x, p + i);
            v.sqrt().intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(F, x, p + i, rest);
            v.sqrt().intoArray(y, o + i, rest);
        }
    }

    private static void negate(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, x, p + i);
            v.neg().intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(F, x, p + i, rest);
            v.neg().intoArray(y, o + i, rest);
        }
    }

    private static void abs(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, x, p + i);
            v.abs().intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(F, x, p + i, rest);
            v.abs().intoArray(y, o + i, rest);
        }
    }

    private static void reciprocal(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, x, p + i);
            FloatVector.broadcast(F, 1).div(v).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(F, x, p + i, rest);
            FloatVector.broadcast(F, 1).div(v).intoArray(y, o + i, rest);
        }
    }

    private static void square(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, x, p + i);
            v.mul(v).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(F, x, p + i, rest);
            v.mul(v).intoArray(y, o + i, rest);
        }
    }

    private static void relu(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, x, p + i);
            v.blend(0, v.lt(0)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(F, x, p + i, rest);
            v.blend(0, v.lt(0)).intoArray(y, o + i, rest);
        }
    }

    private static void exp(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            exp(FloatVector.fromArray(F, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            exp(FloatVector.fromArray(F, x, p + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void log(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            log(FloatVector.fromArray(F, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            log(FloatVector.fromArray(F, x, p + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void sin(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            sin(FloatVector.fromArray(F, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            sin(FloatVector.fromArray(F, x, p + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void cos(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            cos(FloatVector.fromArray(F, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            cos(FloatVector.fromArray(F, x, p + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void tanh(float[] x, int p, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            tanh(FloatVector.fromArray(F, x, p + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            tanh(FloatVector.fromArray(F, x, p + i, rest)).intoArray(y, o + i, rest);
        }
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

    // ---- a vector at a time ---------------------------------------------------------------------------------------

    private static FloatVector all(float x) {
        return FloatVector.broadcast(F, x);
    }

    private static FloatVector expTail(FloatVector r) {
        FloatVector p = all(EXP_5);
        p = p.fma(r, all(EXP_4));
        p = p.fma(r, all(EXP_3));
        p = p.fma(r, all(EXP_2));
        p = p.fma(r, all(EXP_1));
        return p.fma(r, all(EXP_0));
    }

    private static FloatVector scale(FloatVector y, FloatVector shifted) {
        IntVector n = shifted.reinterpretAsInts().sub(SHIFT_BITS);
        IntVector half = n.lanewise(VectorOperators.ASHR, 1);
        FloatVector first = half.lanewise(VectorOperators.LSHL, 23).add(ONE_BITS).reinterpretAsFloats();
        FloatVector second = n.sub(half).lanewise(VectorOperators.LSHL, 23).add(ONE_BITS).reinterpretAsFloats();
        return y.mul(first).mul(second);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector shifted = x.fma(all(LOG2_E), all(SHIFT));
        FloatVector n = shifted.sub(SHIFT);
        FloatVector r = n.fma(all(-LN2_REST), n.fma(all(-LN2), x));
        FloatVector y = scale(r.mul(r).fma(expTail(r), r).add(1), shifted);
        return y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, LARGEST_EXPONENT)).blend(0, x.lt(LEAST_EXPONENT));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector t = a.add(a).blend(2 * SATURATED, a.compare(VectorOperators.GT, SATURATED));
        FloatVector shifted = t.fma(all(LOG2_E), all(SHIFT));
        FloatVector n = shifted.sub(SHIFT);
        FloatVector r = n.fma(all(-LN2_REST), n.fma(all(-LN2), t));
        FloatVector s = scale(all(1), shifted);
        FloatVector above = r.mul(r).fma(expTail(r), r).fma(s, s.sub(1));
        FloatVector y = above.div(above.add(2));
        return y.reinterpretAsInts().or(x.reinterpretAsInts().and(Integer.MIN_VALUE)).reinterpretAsFloats();
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector t = x.neg().blend(-ALMOST_ONE, x.compare(VectorOperators.GT, ALMOST_ONE));
        FloatVector shifted = t.fma(all(LOG2_E), all(SHIFT));
        FloatVector n = shifted.sub(SHIFT);
        FloatVector r = n.fma(all(-LN2_REST), n.fma(all(-LN2), t));
        FloatVector q = r.mul(r).fma(expTail(r), r);
        FloatVector one = q.add(1);
        FloatVector e = scale(one, shifted);
        FloatVector below = e.add(1);
        FloatVector part = below.sub(1);
        FloatVector belowRest = all(1).sub(below.sub(part)).add(e.sub(part)).add(scale(q.sub(one.sub(1)), shifted));
        FloatVector y = all(1).div(below);
        FloatVector left = y.neg().fma(belowRest, y.neg().fma(below, all(1)));
        return y.fma(left, y).blend(0, x.lt(LEAST_SIGMOID));
    }

    private static FloatVector logTail(FloatVector f) {
        FloatVector p = all(LOG_8);
        p = p.fma(f, all(LOG_7));
        p = p.fma(f, all(LOG_6));
        p = p.fma(f, all(LOG_5));
        p = p.fma(f, all(LOG_4));
        p = p.fma(f, all(LOG_3));
        p = p.fma(f, all(LOG_2));
        p = p.fma(f, all(LOG_1));
        return p.fma(f, all(LOG_0));
    }

    static FloatVector log(FloatVector x) {
        VectorMask<Float> isSmall = x.lt(Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(TWO_25), isSmall).reinterpretAsInts();
        IntVector e = bits.sub(ROOT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
        FloatVector n = e.add(SHIFT_BITS).reinterpretAsFloats().sub(all(SHIFT).blend(SHIFT + 25, isSmall));
        FloatVector f = bits.sub(e.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1);
        FloatVector z = f.mul(f);
        FloatVector tail = z.mul(f).fma(logTail(f), n.mul(LN2_SHORT_REST));
        FloatVector y = n.fma(all(LN2_SHORT), f.add(z.fma(all(-0.5f), tail)));
        return x.blend(y, x.lt(Float.POSITIVE_INFINITY)).blend(Float.NEGATIVE_INFINITY, x.eq(0)).blend(Float.NaN, x.lt(0));
    }

    private static FloatVector sinTail(FloatVector z) {
        FloatVector p = all(SIN_3);
        p = p.fma(z, all(SIN_2));
        p = p.fma(z, all(SIN_1));
        return p.fma(z, all(SIN_0));
    }

    private static FloatVector cosTail(FloatVector z) {
        FloatVector p = all(COS_2);
        p = p.fma(z, all(COS_1));
        return p.fma(z, all(COS_0));
    }

    static FloatVector sin(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector y = quarters(a, 0);
        y = y.reinterpretAsInts().lanewise(VectorOperators.XOR, x.reinterpretAsInts().and(Integer.MIN_VALUE)).reinterpretAsFloats();
        VectorMask<Float> isFar = a.lt(FAR).not();
        return isFar.anyTrue() ? y.blend(eachFar(x, UnaryFunction.SIN), isFar) : y;
    }

    static FloatVector cos(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector y = quarters(a, 1);
        VectorMask<Float> isFar = a.lt(FAR).not();
        return isFar.anyTrue() ? y.blend(eachFar(x, UnaryFunction.COS), isFar) : y;
    }

    private static FloatVector eachFar(FloatVector x, UnaryFunction f) {
        float[] lanes = x.toArray();
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = f.applyAsFloat(lanes[i]);
        }
        return FloatVector.fromArray(F, lanes, 0);
    }

    private static FloatVector quarters(FloatVector a, int first) {
        FloatVector shifted = a.fma(all(TWO_OVER_PI), all(SHIFT));
        FloatVector n = shifted.sub(SHIFT);
        IntVector quarter = shifted.reinterpretAsInts().add(first);
        FloatVector r = n.fma(all(-HALF_PI_LAST), n.fma(all(-HALF_PI_REST), n.fma(all(-HALF_PI), a)));
        FloatVector z = r.mul(r);
        FloatVector sin = r.mul(z).fma(sinTail(z), r);
        FloatVector cos = z.mul(z).fma(cosTail(z), z.fma(all(-0.5f), all(1)));
        FloatVector y = sin.blend(cos, quarter.and(1).eq(1).cast(F));
        return y.reinterpretAsInts().lanewise(VectorOperators.XOR, quarter.and(2).lanewise(VectorOperators.LSHL, 30)).reinterpretAsFloats();
    }
}
