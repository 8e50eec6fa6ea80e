package dev.nabla.engine.array;

/** {@code y = x}, converted to y's dtype. */
public final class CopyLoop extends ElementLoop {
    CopyLoop(NdArray result, NdArray x) {
        super(result, spread(x, result.shape()));
    }

    @Override
    public void apply(int n, int[] at, int[] step) {
        Storage s = operand(0).storage();
        Storage t = result().storage();
        int p = at[0];
        int q = at[1];
        if (s.dtype() == t.dtype()) {
            if (step[0] == 1 && step[1] == 1) {
                t.copy(q, s, p, n);
                return;
            }
            switch (t.dtype()) {
                case FLOAT64 -> {
                    double[] from = s.doubles();
                    double[] to = t.doubles();
                    for (int i = 0; i < n; i++, p += step[0], q += step[1]) {
                        to[q] = from[p];
                    }
                }
                case FLOAT32 -> {
                    float[] from = s.floats();
                    float[] to = t.floats();
                    for (int i = 0; i < n; i++, p += step[0], q += step[1]) {
                        to[q] = from[p];
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++, p += step[0], q += step[1]) {
                        t.set(q, s, p);
                    }
                }
            }
        } else if (!s.dtype().isFloat()) {
            for (int i = 0; i < n; i++, p += step[0], q += step[1]) {
                t.setLong(q, s.getLong(p));
            }
        } else {
            for (int i = 0; i < n; i++, p += step[0], q += step[1]) {
                t.setDouble(q, s.getDouble(p));
            }
        }
    }

    @Override
    public Loop on(NdArray otherResult, NdArray... otherOperands) {
        return new CopyLoop(otherResult, otherOperands[0]);
    }
}
