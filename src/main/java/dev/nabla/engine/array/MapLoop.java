package dev.nabla.engine.array;

import java.util.function.DoubleUnaryOperator;

/** {@code y = f(x)}, computed in double, or in y's own precision where f is a {@link UnaryFunction}. */
public final class MapLoop extends ElementLoop {
    private final DoubleUnaryOperator f;

    MapLoop(DoubleUnaryOperator f, NdArray result, NdArray x) {
        super(result, x);
        this.f = f;
    }

    public DoubleUnaryOperator function() {
        return f;
    }

    /** Whether every element is computed by {@link #function} itself: no row is long enough for {@link RowKernels}. */
    public boolean isOneByOne() {
        return !(f instanceof UnaryFunction) || result().size() < RowKernels.LONG;
    }

    @Override
    public void apply(int n, int[] at, int[] step) {
        NdArray x = operand(0);
        NdArray y = result();
        int p = at[0];
        int q = at[1];
        if (x.dtype() != y.dtype() || !y.dtype().isFloat()) {
            Storage s = x.storage();
            Storage t = y.storage();
            for (int i = 0; i < n; i++, p += step[0], q += step[1]) {
                t.setDouble(q, f.applyAsDouble(s.getDouble(p)));
            }
        } else if (y.dtype() == DType.FLOAT64) {
            double[] s = x.storage().doubles();
            double[] t = y.storage().doubles();
            if (f instanceof UnaryFunction u && n >= RowKernels.LONG && step[0] == 1 && step[1] == 1) {
                Kernels.ROWS.map(u, s, p, t, q, n);
                return;
            }
            for (int i = 0; i < n; i++, p += step[0], q += step[1]) {
                t[q] = f.applyAsDouble(s[p]);
            }
        } else {
            float[] s = x.storage().floats();
            float[] t = y.storage().floats();
            if (f instanceof UnaryFunction u && n >= RowKernels.LONG && step[0] == 1 && step[1] == 1) {
                Kernels.ROWS.map(u, s, p, t, q, n);
                return;
            }
            if (f instanceof UnaryFunction u) {
                for (int i = 0; i < n; i++, p += step[0], q += step[1]) {
                    t[q] = u.applyAsFloat(s[p]);
                }
                return;
            }
            for (int i = 0; i < n; i++, p += step[0], q += step[1]) {
                t[q] = (float) f.applyAsDouble(s[p]);
            }
        }
    }

    @Override
    public Loop on(NdArray otherResult, NdArray... otherOperands) {
        return new MapLoop(f, otherResult, otherOperands[0]);
    }
}
