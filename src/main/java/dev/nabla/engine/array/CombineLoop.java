package dev.nabla.engine.array;

import java.util.function.DoubleBinaryOperator;

/** {@code y = f(a, b)}, floats of one dtype. */
public final class CombineLoop extends ElementLoop {
    private final DoubleBinaryOperator f;

    CombineLoop(DoubleBinaryOperator f, NdArray result, NdArray a, NdArray b) {
        super(result, spread(a, result.shape()), spread(b, result.shape()));
        this.f = f;
    }

    public DoubleBinaryOperator function() {
        return f;
    }

    @Override
    public void apply(int n, int[] at, int[] step) {
        int p = at[0];
        int q = at[1];
        int o = at[2];
        boolean isRow = step[2] == 1 && (step[0] == 1 || step[0] == 0) && (step[1] == 1 || step[1] == 0) && step[0] + step[1] > 0;
        if (result().dtype() == DType.FLOAT64) {
            double[] s = operand(0).storage().doubles();
            double[] t = operand(1).storage().doubles();
            double[] r = result().storage().doubles();
            if (isRow && f instanceof Arithmetic op && n >= RowKernels.LONG) {
                Kernels.ROWS.combine(op, s, p, step[0], t, q, step[1], r, o, n);
                return;
            }
            for (int i = 0; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                r[o] = f.applyAsDouble(s[p], t[q]);
            }
        } else {
            float[] s = operand(0).storage().floats();
            float[] t = operand(1).storage().floats();
            float[] r = result().storage().floats();
            if (isRow && f instanceof Arithmetic op && n >= RowKernels.LONG) {
                Kernels.ROWS.combine(op, s, p, step[0], t, q, step[1], r, o, n);
                return;
            }
            for (int i = 0; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                r[o] = (float) f.applyAsDouble(s[p], t[q]);
            }
        }
    }

    @Override
    public Loop on(NdArray otherResult, NdArray... otherOperands) {
        return new CombineLoop(f, otherResult, otherOperands[0], otherOperands[1]);
    }
}
