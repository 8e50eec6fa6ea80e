package dev.nabla.engine.array;

/** Where a relation holds between a and b, which are of one dtype; as bool. */
public final class CompareLoop extends ElementLoop {
    private final Elementwise.DoubleRelation f;
    private final Elementwise.LongRelation g;

    CompareLoop(Elementwise.DoubleRelation f, Elementwise.LongRelation g, NdArray result, NdArray a, NdArray b) {
        super(result, spread(a, result.shape()), spread(b, result.shape()));
        this.f = f;
        this.g = g;
    }

    /** The relation between floats. */
    public Elementwise.DoubleRelation relation() {
        return f;
    }

    @Override
    public void apply(int n, int[] at, int[] step) {
        boolean[] r = result().storage().bools();
        int p = at[0];
        int q = at[1];
        int o = at[2];
        switch (operand(0).dtype()) {
            case FLOAT64 -> {
                double[] s = operand(0).storage().doubles();
                double[] t = operand(1).storage().doubles();
                for (int i = 0; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                    r[o] = f.test(s[p], t[q]);
                }
            }
            case FLOAT32 -> {
                float[] s = operand(0).storage().floats();
                float[] t = operand(1).storage().floats();
                for (int i = 0; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                    r[o] = f.test(s[p], t[q]);
                }
            }
            case BOOL, INT32, INT64 -> {
                Storage s = operand(0).storage();
                Storage t = operand(1).storage();
                for (int i = 0; i < n; i++, p += step[0], q += step[1], o += step[2]) {
                    r[o] = g.test(s.getLong(p), t.getLong(q));
                }
            }
        }
    }

    @Override
    public Loop on(NdArray otherResult, NdArray... otherOperands) {
        return new CompareLoop(f, g, otherResult, otherOperands[0], otherOperands[1]);
    }
}
