package dev.nabla.engine.array;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Kernels that compute each element of the result from the elements in the same place. float32 is computed in double and rounded once, which
 * is exact for + − × ÷ √. Operands are broadcast by the caller's shape; results are new and contiguous.
 */
public final class Elementwise {
    /** A comparison of two numbers. */
    @FunctionalInterface
    public interface DoubleRelation {
        boolean test(double a, double b);
    }

    /** A comparison of two integers, exact beyond 2⁵³. */
    @FunctionalInterface
    public interface LongRelation {
        boolean test(long a, long b);
    }

    /** A function of three numbers. */
    @FunctionalInterface
    public interface TernaryOperator {
        double apply(double a, double b, double c);
    }

    private Elementwise() {
    }

    /** {@code f(x)}, of dtype {@code out}; computed in double. */
    public static NdArray map(NdArray x, DType out, DoubleUnaryOperator f) {
        NdArray y = NdArray.zeros(out, x.shape());
        if (x.isContiguous() && x.dtype() == out && out.isFloat()) {
            mapContiguous(x, y, f);
        } else {
            Storage s = x.storage();
            Storage t = y.storage();
            StridedLoop.over(x.shape(), (n, at, step) -> {
                for (int i = 0, p = at[0], q = at[1]; i < n; i++, p += step[0], q += step[1]) {
                    t.setDouble(q, f.applyAsDouble(s.getDouble(p)));
                }
            }, x, y);
        }
        return y;
    }

    private static void mapContiguous(NdArray x, NdArray y, DoubleUnaryOperator f) {
        int p = x.offset();
        if (x.dtype() == DType.FLOAT64) {
            double[] a = x.storage().doubles();
            double[] b = y.storage().doubles();
            for (int i = 0; i < b.length; i++) {
                b[i] = f.applyAsDouble(a[p + i]);
            }
        } else {
            float[] a = x.storage().floats();
            float[] b = y.storage().floats();
            for (int i = 0; i < b.length; i++) {
                b[i] = (float) f.applyAsDouble(a[p + i]);
            }
        }
    }

    /** {@code f(x)} of x's own dtype; for bool and integers. */
    public static NdArray mapLong(NdArray x, LongUnaryOperator f) {
        NdArray y = NdArray.zeros(x.dtype(), x.shape());
        Storage s = x.storage();
        Storage t = y.storage();
        StridedLoop.over(x.shape(), (n, at, step) -> {
            for (int i = 0, p = at[0], q = at[1]; i < n; i++, p += step[0], q += step[1]) {
                t.setLong(q, f.applyAsLong(s.getLong(p)));
            }
        }, x, y);
        return y;
    }

    /** Where {@code p(x)} holds, as bool. */
    public static NdArray test(NdArray x, DoublePredicate p) {
        NdArray y = NdArray.zeros(DType.BOOL, x.shape());
        Storage s = x.storage();
        boolean[] t = y.storage().bools();
        StridedLoop.over(x.shape(), (n, at, step) -> {
            for (int i = 0, j = at[0], q = at[1]; i < n; i++, j += step[0], q += step[1]) {
                t[q] = p.test(s.getDouble(j));
            }
        }, x, y);
        return y;
    }

    /**
     * {@code f(a, b)} of their dtype.
     *
     * @param a and b: of the same float dtype, each broadcastable to {@code shape}
     */
    public static NdArray combine(NdArray a, NdArray b, Shape shape, DoubleBinaryOperator f) {
        NdArray y = NdArray.zeros(a.dtype(), shape);
        NdArray u = a.broadcastTo(shape);
        NdArray v = b.broadcastTo(shape);
        if (a.dtype() == DType.FLOAT64) {
            double[] s = u.storage().doubles();
            double[] t = v.storage().doubles();
            double[] r = y.storage().doubles();
            if (shape.size() == 1) {
                r[0] = f.applyAsDouble(s[u.offset()], t[v.offset()]);
                return y;
            }
            StridedLoop.over(shape, (n, at, step) -> {
                if (f instanceof Arithmetic op && isPlain(step)) {
                    op.row(s, at[0], step[0], t, at[1], step[1], r, at[2], n);
                    return;
                }
                for (int i = 0, p = at[0], q = at[1], o = at[2]; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                    r[o] = f.applyAsDouble(s[p], t[q]);
                }
            }, u, v, y);
        } else {
            float[] s = u.storage().floats();
            float[] t = v.storage().floats();
            float[] r = y.storage().floats();
            if (shape.size() == 1) {
                r[0] = (float) f.applyAsDouble(s[u.offset()], t[v.offset()]);
                return y;
            }
            StridedLoop.over(shape, (n, at, step) -> {
                if (f instanceof Arithmetic op && isPlain(step)) {
                    op.row(s, at[0], step[0], t, at[1], step[1], r, at[2], n);
                    return;
                }
                for (int i = 0, p = at[0], q = at[1], o = at[2]; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                    r[o] = (float) f.applyAsDouble(s[p], t[q]);
                }
            }, u, v, y);
        }
        return y;
    }

    private static boolean isPlain(int[] step) {
        return (step[0] == 1 || step[0] == 0) && (step[1] == 1 || step[1] == 0) && step[2] == 1;
    }

    /** {@code f(a, b)} of their dtype, bool or integer; wraps around as two's complement does. */
    public static NdArray combineLong(NdArray a, NdArray b, Shape shape, LongBinaryOperator f) {
        NdArray y = NdArray.zeros(a.dtype(), shape);
        Storage s = a.storage();
        Storage t = b.storage();
        Storage r = y.storage();
        StridedLoop.over(shape, (n, at, step) -> {
            for (int i = 0, p = at[0], q = at[1], o = at[2]; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                r.setLong(o, f.applyAsLong(s.getLong(p), t.getLong(q)));
            }
        }, a.broadcastTo(shape), b.broadcastTo(shape), y);
        return y;
    }

    /** Where the relation holds between a and b, which are of one dtype; as bool. */
    public static NdArray compare(NdArray a, NdArray b, Shape shape, DoubleRelation f, LongRelation g) {
        NdArray y = NdArray.zeros(DType.BOOL, shape);
        boolean[] r = y.storage().bools();
        StridedLoop.Run run = switch (a.dtype()) {
            case FLOAT64 -> {
                double[] s = a.storage().doubles();
                double[] t = b.storage().doubles();
                yield (n, at, step) -> {
                    for (int i = 0, p = at[0], q = at[1], o = at[2]; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                        r[o] = f.test(s[p], t[q]);
                    }
                };
            }
            case FLOAT32 -> {
                float[] s = a.storage().floats();
                float[] t = b.storage().floats();
                yield (n, at, step) -> {
                    for (int i = 0, p = at[0], q = at[1], o = at[2]; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                        r[o] = f.test(s[p], t[q]);
                    }
                };
            }
            case BOOL, INT32, INT64 -> {
                Storage s = a.storage();
                Storage t = b.storage();
                yield (n, at, step) -> {
                    for (int i = 0, p = at[0], q = at[1], o = at[2]; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                        r[o] = g.test(s.getLong(p), t.getLong(q));
                    }
                };
            }
        };
        StridedLoop.over(shape, run, a.broadcastTo(shape), b.broadcastTo(shape), y);
        return y;
    }

    /** {@code f(a, b, c)} of their common dtype, computed in double. */
    public static NdArray combine(NdArray a, NdArray b, NdArray c, Shape shape, TernaryOperator f) {
        NdArray y = NdArray.zeros(a.dtype(), shape);
        Storage s = a.storage();
        Storage t = b.storage();
        Storage u = c.storage();
        Storage r = y.storage();
        StridedLoop.over(shape, (n, at, step) -> {
            for (int i = 0, p = at[0], q = at[1], w = at[2], o = at[3]; i < n; i++, p += step[0], q += step[1], w += step[2], o +=
                    step[3]) {
                r.setDouble(o, f.apply(s.getDouble(p), t.getDouble(q), u.getDouble(w)));
            }
        }, a.broadcastTo(shape), b.broadcastTo(shape), c.broadcastTo(shape), y);
        return y;
    }

    /** {@code condition ? a : b}, exactly; a and b are of one dtype, the condition is bool. */
    public static NdArray where(NdArray condition, NdArray a, NdArray b, Shape shape) {
        NdArray y = NdArray.zeros(a.dtype(), shape);
        boolean[] c = condition.storage().bools();
        StridedLoop.Run run = switch (a.dtype()) {
            case FLOAT64 -> {
                double[] s = a.storage().doubles();
                double[] t = b.storage().doubles();
                double[] r = y.storage().doubles();
                yield (n, at, step) -> {
                    for (int i = 0, p = at[0], q = at[1], w = at[2], o = at[3]; i < n; i++, p += step[0], q += step[1], w += step[2], o++) {
                        r[o] = c[p] ? s[q] : t[w];
                    }
                };
            }
            case FLOAT32 -> {
                float[] s = a.storage().floats();
                float[] t = b.storage().floats();
                float[] r = y.storage().floats();
                yield (n, at, step) -> {
                    for (int i = 0, p = at[0], q = at[1], w = at[2], o = at[3]; i < n; i++, p += step[0], q += step[1], w += step[2], o++) {
                        r[o] = c[p] ? s[q] : t[w];
                    }
                };
            }
            case BOOL, INT32, INT64 -> {
                Storage s = a.storage();
                Storage t = b.storage();
                Storage r = y.storage();
                yield (n, at, step) -> {
                    for (int i = 0, p = at[0], q = at[1], w = at[2], o = at[3]; i < n; i++, p += step[0], q += step[1], w += step[2], o++) {
                        r.setLong(o, c[p] ? s.getLong(q) : t.getLong(w));
                    }
                };
            }
        };
        StridedLoop.over(shape, run, condition.broadcastTo(shape), a.broadcastTo(shape), b.broadcastTo(shape), y);
        return y;
    }

    /** Writes x, converted to y's dtype, into y's place; both have one shape. */
    static void copy(NdArray x, NdArray y) {
        Storage s = x.storage();
        Storage t = y.storage();
        boolean same = x.dtype() == y.dtype();
        boolean whole = !x.dtype().isFloat();
        StridedLoop.over(y.shape(), (n, at, step) -> {
            if (same && step[0] == 1 && step[1] == 1) {
                t.copy(at[1], s, at[0], n);
                return;
            }
            for (int i = 0, p = at[0], q = at[1]; i < n; i++, p += step[0], q += step[1]) {
                if (same) {
                    t.set(q, s, p);
                } else if (whole) {
                    t.setLong(q, s.getLong(p));
                } else {
                    t.setDouble(q, s.getDouble(p));
                }
            }
        }, x, y);
    }
}
