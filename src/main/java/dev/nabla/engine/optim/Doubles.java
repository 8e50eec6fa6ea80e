package dev.nabla.engine.optim;

import java.util.Arrays;

import dev.nabla.engine.array.Kernels;

/** The verbs in float64. */
final class Doubles implements FlatArray {
    /** Arrays of at least so many elements are worth a call of a kernel. */
    private static final int LONG = 64;

    private final double[] a;
    private final int at;
    private final int size;

    Doubles(double[] a, int at, int size) {
        this.a = a;
        this.at = at;
        this.size = size;
    }

    private static Doubles same(FlatArray x) {
        return (Doubles) x;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public double get(int i) {
        return a[at + i];
    }

    @Override
    public void set(int i, double v) {
        a[at + i] = v;
    }

    @Override
    public FlatArray zeros() {
        return zeros(size);
    }

    @Override
    public FlatArray zeros(int length) {
        return new Doubles(new double[length], 0, length);
    }

    @Override
    public double epsilon() {
        return Math.ulp(1);
    }

    @Override
    public double round(double v) {
        return v;
    }

    @Override
    public FlatArray fill(double v) {
        Arrays.fill(a, at, at + size, v);
        return this;
    }

    @Override
    public FlatArray assign(FlatArray x) {
        System.arraycopy(same(x).a, same(x).at, a, at, size);
        return this;
    }

    @Override
    public FlatArray plus(double number) {
        double c = number;
        for (int i = 0; i < size; i++) {
            a[at + i] += c;
        }
        return this;
    }

    @Override
    public FlatArray scale(double number) {
        double c = number;
        for (int i = 0; i < size; i++) {
            a[at + i] *= c;
        }
        return this;
    }

    @Override
    public FlatArray divide(double number) {
        double c = number;
        for (int i = 0; i < size; i++) {
            a[at + i] /= c;
        }
        return this;
    }

    @Override
    public FlatArray multiply(FlatArray x) {
        double[] b = same(x).a;
        int p = same(x).at;
        for (int i = 0; i < size; i++) {
            a[at + i] *= b[p + i];
        }
        return this;
    }

    @Override
    public FlatArray divide(FlatArray x) {
        double[] b = same(x).a;
        int p = same(x).at;
        for (int i = 0; i < size; i++) {
            a[at + i] /= b[p + i];
        }
        return this;
    }

    @Override
    public FlatArray addScaled(double number, FlatArray x) {
        double c = number;
        double[] b = same(x).a;
        int p = same(x).at;
        if (size >= LONG) {
            Kernels.addScaled(c, b, p, a, at, size);
            return this;
        }
        for (int i = 0; i < size; i++) {
            a[at + i] += c * b[p + i];
        }
        return this;
    }

    @Override
    public FlatArray addProduct(double number, FlatArray x, FlatArray y) {
        double c = number;
        double[] b = same(x).a;
        double[] d = same(y).a;
        int p = same(x).at;
        int q = same(y).at;
        for (int i = 0; i < size; i++) {
            a[at + i] += c * b[p + i] * d[q + i];
        }
        return this;
    }

    @Override
    public FlatArray addQuotient(double number, FlatArray x, FlatArray y) {
        double c = number;
        double[] b = same(x).a;
        double[] d = same(y).a;
        int p = same(x).at;
        int q = same(y).at;
        for (int i = 0; i < size; i++) {
            a[at + i] += c * b[p + i] / d[q + i];
        }
        return this;
    }

    @Override
    public FlatArray lerp(double number, FlatArray x) {
        double w = number;
        double[] b = same(x).a;
        int p = same(x).at;
        if (Math.abs(w) < 0.5) {
            for (int i = 0; i < size; i++) {
                a[at + i] += w * (b[p + i] - a[at + i]);
            }
        } else {
            double rest = 1 - w;
            for (int i = 0; i < size; i++) {
                a[at + i] = b[p + i] - (b[p + i] - a[at + i]) * rest;
            }
        }
        return this;
    }

    @Override
    public FlatArray absolute() {
        for (int i = 0; i < size; i++) {
            a[at + i] = Math.abs(a[at + i]);
        }
        return this;
    }

    @Override
    public FlatArray squareRoot() {
        for (int i = 0; i < size; i++) {
            a[at + i] = Math.sqrt(a[at + i]);
        }
        return this;
    }

    @Override
    public FlatArray maximum(FlatArray x) {
        double[] b = same(x).a;
        int p = same(x).at;
        for (int i = 0; i < size; i++) {
            a[at + i] = Math.max(a[at + i], b[p + i]);
        }
        return this;
    }

    @Override
    public double dot(FlatArray x) {
        double[] b = same(x).a;
        int p = same(x).at;
        if (size >= LONG) {
            return Kernels.dot(a, at, b, p, size);
        }
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= size - 4; i += 4) {
            s0 += a[at + i] * b[p + i];
            s1 += a[at + i + 1] * b[p + i + 1];
            s2 += a[at + i + 2] * b[p + i + 2];
            s3 += a[at + i + 3] * b[p + i + 3];
        }
        for (; i < size; i++) {
            s0 += a[at + i] * b[p + i];
        }
        return s0 + s1 + (s2 + s3);
    }

    @Override
    public double absoluteSum() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.abs(a[at + i]);
        }
        return sum;
    }

    @Override
    public double absoluteMaximum() {
        double most = 0;
        for (int i = 0; i < size; i++) {
            most = Math.max(most, Math.abs(a[at + i]));
        }
        return most;
    }
}
