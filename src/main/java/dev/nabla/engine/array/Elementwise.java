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
        if (isOne(y)) {
            double value = x.storage().getDouble(x.offset());
            boolean isFloat32 = out == DType.FLOAT32 && x.dtype() == DType.FLOAT32;
            y.storage().setDouble(0, isFloat32 && f instanceof UnaryFunction u ? u.applyAsFloat((float) value) : f.applyAsDouble(value));
        } else {
            Tape.run(new MapLoop(f, y, x));
        }
        return y;
    }

    /** One element is computed on the spot, unless a tape wants to see how. */
    private static boolean isOne(NdArray y) {
        return y.size() == 1 && !Tape.isAtWork();
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
        if (isOne(y)) {
            y.storage().setDouble(0, f.applyAsDouble(a.storage().getDouble(a.offset()), b.storage().getDouble(b.offset())));
        } else {
            Tape.run(new CombineLoop(f, y, a, b));
        }
        return y;
    }

    /** {@code a + b} of one dtype and shape. */
    static NdArray sum(NdArray a, NdArray b) {
        return a.dtype().isFloat() ? combine(a, b, a.shape(), Arithmetic.ADD) : combineLong(a, b, a.shape(), Long::sum);
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
        Tape.run(new CompareLoop(f, g, y, a, b));
        return y;
    }

    /** {@code f(a, b, c)} of their common dtype, computed in double. */
    public static NdArray combine(NdArray a, NdArray b, NdArray c, Shape shape, TernaryOperator f) {
        NdArray y = NdArray.zeros(a.dtype(), shape);
        Tape.run(new TernaryLoop(f, y, a, b, c));
        return y;
    }

    /** {@code condition ? a : b}, exactly; a and b are of one dtype, the condition is bool. */
    public static NdArray where(NdArray condition, NdArray a, NdArray b, Shape shape) {
        NdArray y = NdArray.zeros(a.dtype(), shape);
        Tape.run(new SelectLoop(y, condition, a, b));
        return y;
    }

    /** Writes x, converted to y's dtype, into y's place; both have one shape. */
    static void copy(NdArray x, NdArray y) {
        Tape.run(new CopyLoop(y, x));
    }
}
