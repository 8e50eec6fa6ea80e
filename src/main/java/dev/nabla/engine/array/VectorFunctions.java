package dev.nabla.engine.array;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of rows in the Vector API. A row's last elements go through the same instructions as the others, under a mask, so a value does not depend
 * on where it stands. Every function has a method of its own: the compiler needs to see which one it is.
 *
 * <p>What is not rounded correctly by every processor, as exp and sin, stays scalar: the API's own are computed one way by the interpreter and
 * another by the compiler, and results would depend on when a loop was compiled.
 */
final class VectorFunctions {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;

    private VectorFunctions() {
    }

    static void map(UnaryFunction f, float[] x, int p, float[] y, int o, int n) {
        switch (f) {
            case SQRT -> sqrt(x, p, y, o, n);
            case NEGATE -> negate(x, p, y, o, n);
            case ABS -> abs(x, p, y, o, n);
            case RECIPROCAL -> reciprocal(x, p, y, o, n);
            case SQUARE -> square(x, p, y, o, n);
            case RELU -> relu(x, p, y, o, n);
            case EXP, LOG, SIN, COS, TANH, SIGMOID -> PlainRows.each(f, x, p, y, o, n);
        }
    }

    static void map(UnaryFunction f, double[] x, int p, double[] y, int o, int n) {
        switch (f) {
            case SQRT -> sqrt(x, p, y, o, n);
            case NEGATE -> negate(x, p, y, o, n);
            case ABS -> abs(x, p, y, o, n);
            case RECIPROCAL -> reciprocal(x, p, y, o, n);
            case SQUARE -> square(x, p, y, o, n);
            case RELU -> relu(x, p, y, o, n);
            case EXP, LOG, SIN, COS, TANH, SIGMOID -> PlainRows.each(f, x, p, y, o, n);
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
}
