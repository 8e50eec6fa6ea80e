package dev.nabla.engine.array;

/**
 * Normal numbers sixteen at a time, as PyTorch makes them where there are sixteen or more: of a block of sixteen uniform numbers the first eight
 * give radii and the last eight angles.
 *
 * <p>float32 is computed in float32, with the polynomials of Cephes and each multiplication fused with the addition after it, because PyTorch's
 * vector kernels do so: only then are the bits the same.
 *
 * @see <a href="https://www.netlib.org/cephes/">Cephes Mathematical Library</a>
 */
// The coefficients stand as published; rounded to a float they are the constants of PyTorch's kernel.
@SuppressWarnings("FloatingPointLiteralPrecision")
final class BoxMuller {
    private static final int BLOCK = 16;
    private static final int HALF = BLOCK / 2;

    private BoxMuller() {
    }

    /** Turns the uniform numbers of a block, from {@code at} on, into normal ones. */
    static void transform(double[] d, int at, double mean, double std) {
        for (int k = at; k < at + HALF; k++) {
            double radius = Math.sqrt(-2 * Math.log(1 - d[k]));
            double angle = 2 * Math.PI * d[k + HALF];
            d[k] = Math.fma(radius * Math.cos(angle), std, mean);
            d[k + HALF] = Math.fma(radius * Math.sin(angle), std, mean);
        }
    }

    /** Turns the uniform numbers of a block, from {@code at} on, into normal ones. */
    static void transform(float[] d, int at, float mean, float std) {
        for (int k = at; k < at + HALF; k++) {
            float radius = (float) Math.sqrt(-2 * log(1 - d[k]));
            float angle = (float) (2 * Math.PI) * d[k + HALF];
            // Octants of the circle, counted in pairs around the axes.
            int octant = ((int) (angle * 1.27323954473516f) + 1) & ~1;
            float x = Math.fma(octant, -0.78515625f, angle);
            x = Math.fma(octant, -2.4187564849853515625e-4f, x);
            x = Math.fma(octant, -3.77489497744594108e-8f, x);
            boolean swapped = (octant & 2) != 0;
            float sin = swapped ? cosNearZero(x) : sinNearZero(x);
            float cos = swapped ? sinNearZero(x) : cosNearZero(x);
            d[k] = Math.fma(radius * (((octant + 2) & 4) != 0 ? -cos : cos), std, mean);
            d[k + HALF] = Math.fma(radius * ((octant & 4) != 0 ? -sin : sin), std, mean);
        }
    }

    private static float cosNearZero(float x) {
        float z = x * x;
        float c = Math.fma(2.443315711809948e-5f, z, -1.388731625493765e-3f);
        c = Math.fma(c, z, 4.166664568298827e-2f) * z;
        return Math.fma(c, z, -(0.5f * z)) + 1;
    }

    private static float sinNearZero(float x) {
        float z = x * x;
        float s = Math.fma(-1.9515295891e-4f, z, 8.3321608736e-3f);
        s = Math.fma(s, z, -1.6666654611e-1f) * z;
        return Math.fma(s, x, x);
    }

    /** The natural logarithm of a number in [2⁻²⁴, 1]. */
    private static float log(float v) {
        int bits = Float.floatToRawIntBits(v);
        float e = (bits >>> 23) - 126;
        float x = Float.intBitsToFloat((bits & 0x007fffff) | 0x3f000000);
        if (x < 0.707106781186547524f) {
            e -= 1;
            x = x - 1 + x;
        } else {
            x -= 1;
        }
        float z = x * x;
        float y = 7.0376836292e-2f;
        y = Math.fma(y, x, -1.1514610310e-1f);
        y = Math.fma(y, x, 1.1676998740e-1f);
        y = Math.fma(y, x, -1.2420140846e-1f);
        y = Math.fma(y, x, 1.4249322787e-1f);
        y = Math.fma(y, x, -1.6668057665e-1f);
        y = Math.fma(y, x, 2.0000714765e-1f);
        y = Math.fma(y, x, -2.4999993993e-1f);
        y = Math.fma(y, x, 3.3333331174e-1f);
        y = Math.fma(y * x, z, e * -2.12194440e-4f);
        y = Math.fma(-z, 0.5f, y);
        return Math.fma(e, 0.693359375f, x + y);
    }
}
