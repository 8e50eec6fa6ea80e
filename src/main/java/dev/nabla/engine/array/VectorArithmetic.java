package dev.nabla.engine.array;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums, differences, products and quotients of rows in the Vector API: of two rows, and of a row and a number. Left to itself the compiler would use
 * no vectors here, since it cannot know that the rows do not overlap.
 */
final class VectorArithmetic {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;

    private VectorArithmetic() {
    }

    /** {@code y = a ∘ b}, element by element. */
    static void combine(Arithmetic op, float[] a, int p, float[] b, int q, float[] y, int o, int n) {
        switch (op) {
            case ADD -> add(a, p, b, q, y, o, n);
            case SUBTRACT -> subtract(a, p, b, q, y, o, n);
            case MULTIPLY -> multiply(a, p, b, q, y, o, n);
            case DIVIDE -> divide(a, p, b, q, y, o, n);
        }
    }

    /** {@code y = a ∘ c}, element by element. */
    static void combine(Arithmetic op, float[] a, int p, float c, float[] y, int o, int n) {
        switch (op) {
            case ADD -> add(a, p, c, y, o, n);
            case SUBTRACT -> add(a, p, -c, y, o, n);
            case MULTIPLY -> multiply(a, p, c, y, o, n);
            case DIVIDE -> divide(a, p, c, y, o, n);
        }
    }

    /** {@code y = c ∘ b}, element by element. */
    static void combine(Arithmetic op, float c, float[] b, int q, float[] y, int o, int n) {
        switch (op) {
            case ADD -> add(b, q, c, y, o, n);
            case SUBTRACT -> subtract(c, b, q, y, o, n);
            case MULTIPLY -> multiply(b, q, c, y, o, n);
            case DIVIDE -> divide(c, b, q, y, o, n);
        }
    }

    private static void add(float[] a, int p, float[] b, int q, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, a, p + i).add(FloatVector.fromArray(F, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, a, p + i, rest).add(FloatVector.fromArray(F, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void subtract(float[] a, int p, float[] b, int q, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, a, p + i).sub(FloatVector.fromArray(F, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, a, p + i, rest).sub(FloatVector.fromArray(F, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void multiply(float[] a, int p, float[] b, int q, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, a, p + i).mul(FloatVector.fromArray(F, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, a, p + i, rest).mul(FloatVector.fromArray(F, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void divide(float[] a, int p, float[] b, int q, float[] y, int o, int n) {
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, a, p + i).div(FloatVector.fromArray(F, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, a, p + i, rest).div(FloatVector.fromArray(F, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void add(float[] a, int p, float c, float[] y, int o, int n) {
        FloatVector v = FloatVector.broadcast(F, c);
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, a, p + i).add(v).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, a, p + i, rest).add(v).intoArray(y, o + i, rest);
        }
    }

    private static void multiply(float[] a, int p, float c, float[] y, int o, int n) {
        FloatVector v = FloatVector.broadcast(F, c);
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, a, p + i).mul(v).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, a, p + i, rest).mul(v).intoArray(y, o + i, rest);
        }
    }

    private static void divide(float[] a, int p, float c, float[] y, int o, int n) {
        FloatVector v = FloatVector.broadcast(F, c);
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            FloatVector.fromArray(F, a, p + i).div(v).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector.fromArray(F, a, p + i, rest).div(v).intoArray(y, o + i, rest);
        }
    }

    private static void subtract(float c, float[] b, int q, float[] y, int o, int n) {
        FloatVector v = FloatVector.broadcast(F, c);
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            v.sub(FloatVector.fromArray(F, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            v.sub(FloatVector.fromArray(F, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void divide(float c, float[] b, int q, float[] y, int o, int n) {
        FloatVector v = FloatVector.broadcast(F, c);
        int i = 0;
        for (; i <= n - F.length(); i += F.length()) {
            v.div(FloatVector.fromArray(F, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            v.div(FloatVector.fromArray(F, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    /** {@code y = a ∘ b}, element by element. */
    static void combine(Arithmetic op, double[] a, int p, double[] b, int q, double[] y, int o, int n) {
        switch (op) {
            case ADD -> add(a, p, b, q, y, o, n);
            case SUBTRACT -> subtract(a, p, b, q, y, o, n);
            case MULTIPLY -> multiply(a, p, b, q, y, o, n);
            case DIVIDE -> divide(a, p, b, q, y, o, n);
        }
    }

    /** {@code y = a ∘ c}, element by element. */
    static void combine(Arithmetic op, double[] a, int p, double c, double[] y, int o, int n) {
        switch (op) {
            case ADD -> add(a, p, c, y, o, n);
            case SUBTRACT -> add(a, p, -c, y, o, n);
            case MULTIPLY -> multiply(a, p, c, y, o, n);
            case DIVIDE -> divide(a, p, c, y, o, n);
        }
    }

    /** {@code y = c ∘ b}, element by element. */
    static void combine(Arithmetic op, double c, double[] b, int q, double[] y, int o, int n) {
        switch (op) {
            case ADD -> add(b, q, c, y, o, n);
            case SUBTRACT -> subtract(c, b, q, y, o, n);
            case MULTIPLY -> multiply(b, q, c, y, o, n);
            case DIVIDE -> divide(c, b, q, y, o, n);
        }
    }

    private static void add(double[] a, int p, double[] b, int q, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, a, p + i).add(DoubleVector.fromArray(D, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, a, p + i, rest).add(DoubleVector.fromArray(D, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void subtract(double[] a, int p, double[] b, int q, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, a, p + i).sub(DoubleVector.fromArray(D, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, a, p + i, rest).sub(DoubleVector.fromArray(D, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void multiply(double[] a, int p, double[] b, int q, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, a, p + i).mul(DoubleVector.fromArray(D, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, a, p + i, rest).mul(DoubleVector.fromArray(D, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void divide(double[] a, int p, double[] b, int q, double[] y, int o, int n) {
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, a, p + i).div(DoubleVector.fromArray(D, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, a, p + i, rest).div(DoubleVector.fromArray(D, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void add(double[] a, int p, double c, double[] y, int o, int n) {
        DoubleVector v = DoubleVector.broadcast(D, c);
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, a, p + i).add(v).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, a, p + i, rest).add(v).intoArray(y, o + i, rest);
        }
    }

    private static void multiply(double[] a, int p, double c, double[] y, int o, int n) {
        DoubleVector v = DoubleVector.broadcast(D, c);
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, a, p + i).mul(v).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, a, p + i, rest).mul(v).intoArray(y, o + i, rest);
        }
    }

    private static void divide(double[] a, int p, double c, double[] y, int o, int n) {
        DoubleVector v = DoubleVector.broadcast(D, c);
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            DoubleVector.fromArray(D, a, p + i).div(v).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            DoubleVector.fromArray(D, a, p + i, rest).div(v).intoArray(y, o + i, rest);
        }
    }

    private static void subtract(double c, double[] b, int q, double[] y, int o, int n) {
        DoubleVector v = DoubleVector.broadcast(D, c);
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            v.sub(DoubleVector.fromArray(D, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            v.sub(DoubleVector.fromArray(D, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }

    private static void divide(double c, double[] b, int q, double[] y, int o, int n) {
        DoubleVector v = DoubleVector.broadcast(D, c);
        int i = 0;
        for (; i <= n - D.length(); i += D.length()) {
            v.div(DoubleVector.fromArray(D, b, q + i)).intoArray(y, o + i);
        }
        if (i < n) {
            VectorMask<Double> rest = D.indexInRange(i, n);
            v.div(DoubleVector.fromArray(D, b, q + i, rest)).intoArray(y, o + i, rest);
        }
    }
}
