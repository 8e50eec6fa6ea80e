package dev.nabla.engine.array;

/**
 * The elementary functions of float32 to within 2 ulp, for one number, made as {@link DoubleFunctions}; {@code FloatVectors} has them for vectors.
 */
final class FloatFunctions {
    /** 1.5·2²³: added to a number, leaves its nearest integer in the last bits. */
    static final float SHIFT = 0x1.8p23f;
    static final int SHIFT_BITS = Float.floatToRawIntBits(SHIFT);
    static final int ONE_BITS = Float.floatToRawIntBits(1);

    private FloatFunctions() {
    }

    // ---- exp ------------------------------------------------------------------------------------------------------

    static final float LOG2_E = 1.442695f;
    static final float LN2 = 0.6931472f;
    static final float LN2_REST = -1.9046542e-9f;
    static final float LARGEST_EXPONENT = 88.72284f;
    static final float LEAST_EXPONENT = -104;

    static final float EXP_0 = 0.5f;
    static final float EXP_1 = 0.16666667f;
    static final float EXP_2 = 0.041666467f;
    static final float EXP_3 = 8.3333105e-3f;
    static final float EXP_4 = 1.393365e-3f;
    static final float EXP_5 = 1.9890991e-4f;

    /** {@code (eʳ − 1 − r)/r²} for |r| ≤ ½ ln 2. */
    private static float expTail(float r) {
        float p = EXP_5;
        p = Math.fma(p, r, EXP_4);
        p = Math.fma(p, r, EXP_3);
        p = Math.fma(p, r, EXP_2);
        p = Math.fma(p, r, EXP_1);
        return Math.fma(p, r, EXP_0);
    }

    /** {@code y·2ⁿ}, for the n that {@code n + SHIFT} was rounded to; in two steps, since 2ⁿ alone may overflow. */
    private static float scale(float y, float shifted) {
        int n = Float.floatToRawIntBits(shifted) - SHIFT_BITS;
        int half = n >> 1;
        return y * Float.intBitsToFloat((half << 23) + ONE_BITS) * Float.intBitsToFloat((n - half << 23) + ONE_BITS);
    }

    static float exp(float x) {
        float shifted = Math.fma(x, LOG2_E, SHIFT);
        float n = shifted - SHIFT;
        float r = Math.fma(n, -LN2_REST, Math.fma(n, -LN2, x));
        float y = scale(1 + Math.fma(r * r, expTail(r), r), shifted);
        return x > LARGEST_EXPONENT ? Float.POSITIVE_INFINITY : x < LEAST_EXPONENT ? 0 : y;
    }

    // ---- tanh, sigmoid --------------------------------------------------------------------------------------------

    /** From here on tanh is 1. */
    static final float SATURATED = 10;

    /** (E − 1)/(E + 1) for E = e^2|x| = s·(1 + q), s = 2ⁿ. */
    static float tanh(float x) {
        float a = Math.abs(x);
        float t = a > SATURATED ? 2 * SATURATED : 2 * a;
        float shifted = Math.fma(t, LOG2_E, SHIFT);
        float n = shifted - SHIFT;
        float r = Math.fma(n, -LN2_REST, Math.fma(n, -LN2, t));
        float s = scale(1, shifted);
        float above = Math.fma(Math.fma(r * r, expTail(r), r), s, s - 1);
        return Math.copySign(above / (above + 2), x);
    }

    static final float LEAST_SIGMOID = -88.72284f;
    static final float ALMOST_ONE = 80;

    /** 1/(1 + E) for E = e⁻ˣ in two parts, the quotient corrected by what it leaves over; as in PyTorch, 0 where E overflows. */
    static float sigmoid(float x) {
        float t = x > ALMOST_ONE ? -ALMOST_ONE : -x;
        float shifted = Math.fma(t, LOG2_E, SHIFT);
        float n = shifted - SHIFT;
        float r = Math.fma(n, -LN2_REST, Math.fma(n, -LN2, t));
        float q = Math.fma(r * r, expTail(r), r);
        float one = 1 + q;
        float e = scale(one, shifted);
        float below = 1 + e;
        float part = below - 1;
        float belowRest = 1 - (below - part) + (e - part) + scale(q - (one - 1), shifted);
        float y = 1 / below;
        float left = Math.fma(-y, belowRest, Math.fma(-y, below, 1));
        return x < LEAST_SIGMOID ? 0 : Math.fma(y, left, y);
    }

    // ---- log ------------------------------------------------------------------------------------------------------

    /** ln 2 in so few bits that its multiples are exact, and the rest. */
    static final float LN2_SHORT = 0.69314575f;
    static final float LN2_SHORT_REST = 1.4286068e-6f;
    static final int ROOT_HALF_BITS = Float.floatToRawIntBits((float) Math.sqrt(0.5));
    static final float TWO_25 = 0x1p25f;

    static final float LOG_0 = 0.3333333f;
    static final float LOG_1 = -0.24999997f;
    static final float LOG_2 = 0.20000716f;
    static final float LOG_3 = -0.16667803f;
    static final float LOG_4 = 0.1424904f;
    static final float LOG_5 = -0.124256544f;
    static final float LOG_6 = 0.1168558f;
    static final float LOG_7 = -0.114800684f;
    static final float LOG_8 = 0.06971585f;

    /** {@code (log(1 + f) − f + f²/2)/f³} for √½ ≤ 1 + f < √2. */
    private static float logTail(float f) {
        float p = LOG_8;
        p = Math.fma(p, f, LOG_7);
        p = Math.fma(p, f, LOG_6);
        p = Math.fma(p, f, LOG_5);
        p = Math.fma(p, f, LOG_4);
        p = Math.fma(p, f, LOG_3);
        p = Math.fma(p, f, LOG_2);
        p = Math.fma(p, f, LOG_1);
        return Math.fma(p, f, LOG_0);
    }

    static float log(float x) {
        boolean isSmall = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(isSmall ? x * TWO_25 : x);
        int e = bits - ROOT_HALF_BITS >> 23;
        float n = Float.intBitsToFloat(e + SHIFT_BITS) - (isSmall ? SHIFT + 25 : SHIFT);
        float f = Float.intBitsToFloat(bits - (e << 23)) - 1;
        float z = f * f;
        float tail = Math.fma(z * f, logTail(f), n * LN2_SHORT_REST);
        float y = Math.fma(n, LN2_SHORT, f + Math.fma(-0.5f, z, tail));
        return x < 0 ? Float.NaN : x == 0 ? Float.NEGATIVE_INFINITY : x < Float.POSITIVE_INFINITY ? y : x;
    }

    // ---- sin, cos -------------------------------------------------------------------------------------------------

    static final float TWO_OVER_PI = 0.63661975f;
    static final float HALF_PI = 1.5707964f;
    static final float HALF_PI_REST = -4.371139e-8f;
    static final float HALF_PI_LAST = -1.7151245e-15f;
    /** From here on three parts of π are not enough: {@link StrictMath} takes over, element by element. */
    static final float FAR = 20_000;

    static final float SIN_0 = -0.16666667f;
    static final float SIN_1 = 8.333332e-3f;
    static final float SIN_2 = -1.9840086e-4f;
    static final float SIN_3 = 2.7249864e-6f;

    /** {@code (sin r − r)/r³} as a function of z = r², for |r| ≤ π/4. */
    private static float sinTail(float z) {
        float p = SIN_3;
        p = Math.fma(p, z, SIN_2);
        p = Math.fma(p, z, SIN_1);
        return Math.fma(p, z, SIN_0);
    }

    static final float COS_0 = 0.041666664f;
    static final float COS_1 = -1.3888302e-3f;
    static final float COS_2 = 2.4547891e-5f;

    /** {@code (cos r − 1 + r²/2)/r⁴} as a function of z = r², for |r| ≤ π/4. */
    private static float cosTail(float z) {
        float p = COS_2;
        p = Math.fma(p, z, COS_1);
        return Math.fma(p, z, COS_0);
    }

    static float sin(float x) {
        float a = Math.abs(x);
        return a < FAR ? Math.copySign(1, x) * quarters(a, 0) : (float) StrictMath.sin(x);
    }

    static float cos(float x) {
        float a = Math.abs(x);
        return a < FAR ? quarters(a, 1) : (float) StrictMath.cos(x);
    }

    /** sin(a + first·π/2) for a = n·π/2 + r: by n + first it is ± sin or ± cos of r. */
    private static float quarters(float a, int first) {
        float shifted = Math.fma(a, TWO_OVER_PI, SHIFT);
        float n = shifted - SHIFT;
        int quarter = Float.floatToRawIntBits(shifted) + first;
        float r = Math.fma(n, -HALF_PI_LAST, Math.fma(n, -HALF_PI_REST, Math.fma(n, -HALF_PI, a)));
        float z = r * r;
        float y = (quarter & 1) == 0 ? Math.fma(r * z, sinTail(z), r) : Math.fma(z * z, cosTail(z), Math.fma(-0.5f, z, 1));
        return (quarter & 2) == 0 ? y : -y;
    }
}
