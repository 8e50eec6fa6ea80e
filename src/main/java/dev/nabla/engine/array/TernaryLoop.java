package dev.nabla.engine.array;

/** {@code y = f(a, b, c)}, computed in double. */
public final class TernaryLoop extends ElementLoop {
    private final Elementwise.TernaryOperator f;

    TernaryLoop(Elementwise.TernaryOperator f, NdArray result, NdArray a, NdArray b, NdArray c) {
        super(result, spread(a, result.shape()), spread(b, result.shape()), spread(c, result.shape()));
        this.f = f;
    }

    public Elementwise.TernaryOperator function() {
        return f;
    }

    @Override
    public void apply(int n, int[] at, int[] step) {
        Storage s = operand(0).storage();
        Storage t = operand(1).storage();
        Storage u = operand(2).storage();
        Storage r = result().storage();
        for (int i = 0, p = at[0], q = at[1], w = at[2], o = at[3]; i < n; i++, p += step[0], q += step[1], w += step[2], o += step[3]) {
            r.setDouble(o, f.apply(s.getDouble(p), t.getDouble(q), u.getDouble(w)));
        }
    }

    @Override
    public Loop on(NdArray otherResult, NdArray... otherOperands) {
        return new TernaryLoop(f, otherResult, otherOperands[0], otherOperands[1], otherOperands[2]);
    }
}
