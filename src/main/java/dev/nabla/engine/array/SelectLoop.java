package dev.nabla.engine.array;

/** {@code y = condition ? a : b}, exactly; a and b are of one dtype, the condition is bool. */
public final class SelectLoop extends ElementLoop {
    SelectLoop(NdArray result, NdArray condition, NdArray a, NdArray b) {
        super(result, spread(condition, result.shape()), spread(a, result.shape()), spread(b, result.shape()));
    }

    @Override
    public void apply(int n, int[] at, int[] step) {
        boolean[] c = operand(0).storage().bools();
        int p = at[0];
        int q = at[1];
        int w = at[2];
        int o = at[3];
        switch (result().dtype()) {
            case FLOAT64 -> {
                double[] s = operand(1).storage().doubles();
                double[] t = operand(2).storage().doubles();
                double[] r = result().storage().doubles();
                for (int i = 0; i < n; i++, p += step[0], q += step[1], w += step[2], o += step[3]) {
                    r[o] = c[p] ? s[q] : t[w];
                }
            }
            case FLOAT32 -> {
                float[] s = operand(1).storage().floats();
                float[] t = operand(2).storage().floats();
                float[] r = result().storage().floats();
                for (int i = 0; i < n; i++, p += step[0], q += step[1], w += step[2], o += step[3]) {
                    r[o] = c[p] ? s[q] : t[w];
                }
            }
            case BOOL, INT32, INT64 -> {
                Storage s = operand(1).storage();
                Storage t = operand(2).storage();
                Storage r = result().storage();
                for (int i = 0; i < n; i++, p += step[0], q += step[1], w += step[2], o += step[3]) {
                    r.setLong(o, c[p] ? s.getLong(q) : t.getLong(w));
                }
            }
        }
    }

    @Override
    public Loop on(NdArray otherResult, NdArray... otherOperands) {
        return new SelectLoop(otherResult, otherOperands[0], otherOperands[1], otherOperands[2]);
    }
}
