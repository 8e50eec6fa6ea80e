package dev.nabla.engine.array;

/**
 * The elementary functions of float64 to within 1 ulp, for one number; {@code DoubleVectors} has the same operations in the same order for
 * vectors. Only operations that are rounded correctly are used (+ − · ÷, fma), so both give the same bits, on every processor, interpreted or
 * compiled; neither {@link Math} nor the Vector API's own functions promise that.
 *
 * <p>Every argument is reduced to a short interval around 0 where a polynomial suffices (J.-M. Muller: Elementary Functions, 3rd ed., chapters 3 and
 * 11). The coefficients interpolate at the Chebyshev nodes and were computed with 60 digits. What the reduction rounds off is carried in a second
 * number where one would not be enough.
 */
final class DoubleFunctions {
    /** 1.5·2⁵²: added to a number, leaves its nearest integer in the last bits. */
    static final double SHIFT = 0x1.8p52;
    static final long SHIFT_BITS = Double.doubleToRawLongBits(SHIFT);
    static final long ONE_BITS = Double.doubleToRawLongBits(1);

    private DoubleFunctions() {
    }

    // ---- exp ------------------------------------------------------------------------------------------------------

    static final double LOG2_E = 1.4426950408889634;
    static final double LN2 = 0.6931471805599453;
    static final double LN2_REST = 2.3190468138462996e-17;
    static final double LARGEST_EXPONENT = 709.782712893384;
    static final double LEAST_EXPONENT = -746;

    static final double EXP_0 = 0.5;
    static final double EXP_1 = 0.1666666666666667;
    static final double EXP_2 = 0.04166666666666667;
    static final double EXP_3 = 8.333333333326136e-3;
    static final double EXP_4 = 1.3888888888883748e-3;
    static final double EXP_5 = 1.9841269874820627e-4;
    static final double EXP_6 = 2.4801587325547743e-5;
    static final double EXP_7 = 2.7557255400206422e-6;
    static final double EXP_8 = 2.75572736431103e-7;
    static final double EXP_9 = 2.5105217004720745e-8;
    static final double EXP_10 = 2.0914686968086876e-9;

    /** {@code (eʳ − 1 − r)/r²} for |r| ≤ ½ ln 2. */
    private static double expTail(double r) {
        double p = EXP_10;
        p = Math.fma(p, r, EXP_9);
        p = Math.fma(p, r, EXP_8);
        p = Math.fma(p, r, EXP_7);
        p = Math.fma(p, r, EXP_6);
        p = Math.fma(p, r, EXP_5);
        p = Math.fma(p, r, EXP_4);
        p = Math.fma(p, r, EXP_3);
        p = Math.fma(p, r, EXP_2);
        p = Math.fma(p, r, EXP_1);
        return Math.fma(p, r, EXP_0);
    }

    /** {@code y·2ⁿ}, for the n that {@code n + SHIFT} was rounded to; in two steps, since 2ⁿ alone may overflow. */
    private static double scale(double y, double shifted) {
        long n = Double.doubleToRawLongBits(shifted) - SHIFT_BITS;
        long half = n >> 1;
        return y * Double.longBitsToDouble((half << 52) + ONE_BITS) * Double.longBitsToDouble((n - half << 52) + ONE_BITS);
    }

    /** x = n·ln 2 + r, eˣ = 2ⁿ·eʳ. */
    static double exp(double x) {
        double shifted = Math.fma(x, LOG2_E, SHIFT);
        double n = shifted - SHIFT;
        double r = Math.fma(n, -LN2_REST, Math.fma(n, -LN2, x));
        double y = scale(1 + Math.fma(r * r, expTail(r), r), shifted);
        return x > LARGEST_EXPONENT ? Double.POSITIVE_INFINITY : x < LEAST_EXPONENT ? 0 : y;
    }

    // ---- tanh, sigmoid --------------------------------------------------------------------------------------------

    /** From here on tanh is 1. */
    static final double SATURATED = 20;

    /**
     * (E − 1)/(E + 1) for E = e^2|x| = s·(1 + q), s = 2ⁿ. Numerator (s − 1) + s·q and denominator (s + 1) + s·q are kept in two parts each; the
     * quotient of the first parts is corrected by what it leaves over.
     */
    static double tanh(double x) {
        double a = Math.abs(x);
        double t = a > SATURATED ? 2 * SATURATED : 2 * a;
        double shifted = Math.fma(t, LOG2_E, SHIFT);
        double n = shifted - SHIFT;
        double near = Math.fma(n, -LN2, t);
        double r = Math.fma(n, -LN2_REST, near);
        double tail = Math.fma(r * r, expTail(r), Math.fma(n, -LN2_REST, near - r));
        double s = scale(1, shifted);
        double q = r + tail;
        double rest = (tail - (q - r)) * s;
        q = q * s;
        double less = s - 1;
        double more = s + 1;
        double above = less + q;
        double below = more + q;
        double aboveRest = q - (above - less) + (s - less - 1 + rest);
        double belowRest = q - (below - more) + (s - more + 1 + rest);
        double inverse = 1 / below;
        double y = above * inverse;
        double left = Math.fma(-y, below, above) + Math.fma(-y, belowRest, aboveRest);
        return Math.copySign(Math.fma(left, inverse, y), x);
    }

    static final double LEAST_SIGMOID = -709.782712893384;
    static final double ALMOST_ONE = 700;

    /** 1/(1 + E) for E = e⁻ˣ in two parts, the quotient corrected by what it leaves over; as in PyTorch, 0 where E overflows. */
    static double sigmoid(double x) {
        double t = x > ALMOST_ONE ? -ALMOST_ONE : -x;
        double shifted = Math.fma(t, LOG2_E, SHIFT);
        double n = shifted - SHIFT;
        double near = Math.fma(n, -LN2, t);
        double r = Math.fma(n, -LN2_REST, near);
        double tail = Math.fma(r * r, expTail(r), Math.fma(n, -LN2_REST, near - r));
        double q = r + tail;
        double one = 1 + q;
        double e = scale(one, shifted);
        double rest = scale(q - (one - 1) + (tail - (q - r)), shifted);
        double below = 1 + e;
        double part = below - 1;
        double belowRest = 1 - (below - part) + (e - part) + rest;
        double y = 1 / below;
        double left = Math.fma(-y, belowRest, Math.fma(-y, below, 1));
        return x < LEAST_SIGMOID ? 0 : Math.fma(y, left, y);
    }

    // ---- log ------------------------------------------------------------------------------------------------------

    /** ln 2 in so few bits that its multiples are exact, and the rest. */
    static final double LN2_SHORT = 0.6931471805598903;
    static final double LN2_SHORT_REST = 5.497923018708371e-14;
    static final long ROOT_HALF_BITS = Double.doubleToRawLongBits(Math.sqrt(0.5));
    static final double TWO_54 = 0x1p54;

    static final double LOG_0 = 0.6666666666666666;
    static final double LOG_1 = 0.4000000000000088;
    static final double LOG_2 = 0.2857142857080285;
    static final double LOG_3 = 0.22222222391887064;
    static final double LOG_4 = 0.18181795621632782;
    static final double LOG_5 = 0.15386240708969665;
    static final double LOG_6 = 0.13268746195596595;
    static final double LOG_7 = 0.13086907887965027;

    /** {@code (log((1 + s)/(1 − s)) − 2s)/s³} as a function of z = s², for |s| ≤ (√2 − 1)/(√2 + 1). */
    private static double logTail(double z) {
        double p = LOG_7;
        p = Math.fma(p, z, LOG_6);
        p = Math.fma(p, z, LOG_5);
        p = Math.fma(p, z, LOG_4);
        p = Math.fma(p, z, LOG_3);
        p = Math.fma(p, z, LOG_2);
        p = Math.fma(p, z, LOG_1);
        return Math.fma(p, z, LOG_0);
    }

    /**
     * x = 2ⁿ·(1 + f) with √½ ≤ 1 + f < √2, and log(1 + f) = f − f²/2 + s·(f²/2 + z·tail(z)) for s = f/(2 + f), z = s²: what is rounded is small
     * beside f (W. Kahan's form).
     */
    static double log(double x) {
        boolean isSmall = x < Double.MIN_NORMAL;
        long bits = Double.doubleToRawLongBits(isSmall ? x * TWO_54 : x);
        long e = bits - ROOT_HALF_BITS >> 52;
        double n = Double.longBitsToDouble(e + SHIFT_BITS) - (isSmall ? SHIFT + 54 : SHIFT);
        double f = Double.longBitsToDouble(bits - (e << 52)) - 1;
        double s = f / (f + 2);
        double z = s * s;
        double half = 0.5 * f * f;
        double tail = Math.fma(s, Math.fma(z, logTail(z), half), n * LN2_SHORT_REST);
        double y = Math.fma(n, LN2_SHORT, f - (half - tail));
        return x < 0 ? Double.NaN : x == 0 ? Double.NEGATIVE_INFINITY : x < Double.POSITIVE_INFINITY ? y : x;
    }

    // ---- sin, cos -------------------------------------------------------------------------------------------------

    static final double TWO_OVER_PI = 0.6366197723675814;
    static final double HALF_PI = 1.5707963267948966;
    static final double HALF_PI_REST = 6.123233995736766e-17;
    static final double HALF_PI_LAST = -1.4973849048591698e-33;
    /** From here on three parts of π are not enough: {@link StrictMath} takes over, element by element. */
    static final double FAR = 1e6;

    static final double SIN_0 = -0.16666666666666666;
    static final double SIN_1 = 8.333333333330946e-3;
    static final double SIN_2 = -1.984126983675497e-4;
    static final double SIN_3 = 2.755731610068303e-6;
    static final double SIN_4 = -2.5051131455427946e-8;
    static final double SIN_5 = 1.591810123027412e-10;

    /** {@code (sin r − r)/r³} as a function of z = r², for |r| ≤ π/4. */
    private static double sinTail(double z) {
        double p = SIN_5;
        p = Math.fma(p, z, SIN_4);
        p = Math.fma(p, z, SIN_3);
        p = Math.fma(p, z, SIN_2);
        p = Math.fma(p, z, SIN_1);
        return Math.fma(p, z, SIN_0);
    }

    static final double COS_0 = 0.041666666666666664;
    static final double COS_1 = -1.3888888888887395e-3;
    static final double COS_2 = 2.4801587298763433e-5;
    static final double COS_3 = -2.7557317270560326e-7;
    static final double COS_4 = 2.0876146024689747e-9;
    static final double COS_5 = -1.1382614868556325e-11;

    /** {@code (cos r − 1 + r²/2)/r⁴} as a function of z = r², for |r| ≤ π/4. */
    private static double cosTail(double z) {
        double p = COS_5;
        p = Math.fma(p, z, COS_4);
        p = Math.fma(p, z, COS_3);
        p = Math.fma(p, z, COS_2);
        p = Math.fma(p, z, COS_1);
        return Math.fma(p, z, COS_0);
    }

    static double sin(double x) {
        double a = Math.abs(x);
        return a < FAR ? Math.copySign(1, x) * quarters(a, 0) : StrictMath.sin(x);
    }

    static double cos(double x) {
        double a = Math.abs(x);
        return a < FAR ? quarters(a, 1) : StrictMath.cos(x);
    }

    /** sin(a + first·π/2) for a = n·π/2 + r + rest: by n + first it is ± sin or ± cos of r + rest. */
    private static double quarters(double a, long first) {
        double shifted = Math.fma(a, TWO_OVER_PI, SHIFT);
        double n = shifted - SHIFT;
        long quarter = Double.doubleToRawLongBits(shifted) + first;
        double near = Math.fma(n, -HALF_PI, a);
        double second = n * HALF_PI_REST;
        double r = near - second;
        double back = r - near;
        double rest = near - (r - back) - (second + back);
        rest = Math.fma(n, -HALF_PI_LAST, rest - Math.fma(n, HALF_PI_REST, -second));
        double z = r * r;
        double y;
        if ((quarter & 1) == 0) {
            y = r + Math.fma(rest, Math.fma(-0.5, z, 1), r * z * sinTail(z));
        } else {
            double half = 0.5 * z;
            double w = 1 - half;
            y = w + (1 - w - half + Math.fma(z * z, cosTail(z), -(r * rest)));
        }
        return (quarter & 2) == 0 ? y : -y;
    }
}
