package dev.nabla.engine.array;

/**
 * Functions that {@link Math} lacks, to about 1e-15 of the value (of 1 near a zero), with C's and PyTorch's answers at poles, infinities and
 * NaN.
 */
public final class SpecialFunctions {
    private static final double LN2 = 0.6931471805599453;
    private static final double EULER = 0.5772156649015329;
    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;
    private static final double HALF_LN_TWO_PI = 0.9189385332046727;

    /**
     * Chebyshev coefficients of (1 + 2x)·exp(x²)·erfc(x) in t = (x − 3.75)/(x + 3.75), which maps x ≥ 0 to −1 ≤ t < 1; computed with 50 digits.
     * M. M. Shepherd, J. G. Laframboise: Chebyshev approximation of (1 + 2x)exp(x²)erfc x in 0 ≤ x < ∞. Math. Comp. 36 (1981).
     */
    private static final double[] ERFC =
            {1.1775789345674017, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753,
                0.009074997670705265, -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-5, 4.13902798607301e-6,
                7.74038306619849e-7, -2.1886401049234397e-7, 1.076499946567091e-8, 4.521959811218287e-9, -7.754400208831351e-10,
                -6.318088340886684e-11, 2.86879501093067e-11, 1.9455868545777347e-13, -9.65469674843344e-13, 3.25254814814874e-14,
                3.3478119482868056e-14, -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17, 5.068148904796111e-17};

    /** Bernoulli numbers B₂, B₄, …, B₁₈. */
    private static final double[] BERNOULLI = {1 / 6.0, -1 / 30.0, 1 / 42.0, -1 / 30.0, 5 / 66.0, -691 / 2730.0, 7 / 6.0, -3617 / 510.0,
        43867 / 798.0};

    /** From here on the asymptotic series in 1/x, cut off after B₁₈, are exact to double precision. */
    private static final double LARGE = 10;

    private SpecialFunctions() {
    }

    // ---- powers, logarithms and hyperbolic inverses -----------------------------------------------------------------

    /** C's pow: {@link Math#pow} but for 1^NaN and (−1)^±∞, which are 1. */
    public static double pow(double a, double b) {
        return a == 1 || a == -1 && Double.isInfinite(b) ? 1 : Math.pow(a, b);
    }

    /** aⁿ by repeated squaring, modulo 2⁶⁴; for n < 0 it is 1/aⁿ rounded to zero, and 0 for a = 0. */
    public static long pow(long a, long n) {
        if (n < 0) {
            return a == 1 ? 1 : a == -1 ? (n & 1) == 0 ? 1 : -1 : 0;
        }
        long y = 1;
        for (long square = a, rest = n; rest != 0; rest >>= 1, square *= square) {
            if ((rest & 1) != 0) {
                y *= square;
            }
        }
        return y;
    }

    /** log₂ x, exact for powers of two. */
    public static double log2(double x) {
        if (!(x >= Double.MIN_NORMAL && x < Double.POSITIVE_INFINITY)) {
            return Math.log(x) / LN2;
        }
        int e = Math.getExponent(x);
        double m = Math.scalb(x, -e);
        return m > 1.4142135623730951 ? e + 1 + Math.log(m / 2) / LN2 : e + Math.log(m) / LN2;
    }

    /** The inverse hyperbolic sine, log(x + √(x² + 1)). */
    public static double asinh(double x) {
        double a = Math.abs(x);
        if (a > 1e150) {
            return Math.copySign(Math.log(a) + LN2, x);
        }
        return Math.copySign(Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a))), x);
    }

    /** The inverse hyperbolic cosine, log(x + √(x² − 1)); NaN below 1. */
    public static double acosh(double x) {
        double t = x - 1;
        return t < 0 ? Double.NaN : t > 1e150 ? Math.log(x) + LN2 : Math.log1p(t + Math.sqrt(t * (t + 2)));
    }

    /** The inverse hyperbolic tangent, ½·log((1 + x)/(1 − x)); ±∞ at ±1, NaN beyond. */
    public static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
    }

    // ---- logistic functions ---------------------------------------------------------------------------------------

    /** 1/(1 + e⁻ˣ). */
    public static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** log(1 + eˣ) without overflow. */
    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** log(eᵃ + eᵇ) without overflow. */
    public static double logAddExp(double a, double b) {
        return a == b ? a + LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
    }

    /** log₂(2ᵃ + 2ᵇ) without overflow. */
    public static double logAddExp2(double a, double b) {
        return a == b ? a + 1 : Math.max(a, b) + Math.log1p(Math.pow(2, -Math.abs(a - b))) / LN2;
    }

    /** sin(πx)/(πx), 1 at 0. */
    public static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** x·log y; 0 where x is 0 and y no NaN. */
    public static double xlogy(double x, double y) {
        return Double.isNaN(y) ? Double.NaN : x == 0 ? 0 : x * Math.log(y);
    }

    // ---- the error function -----------------------------------------------------------------------------------------

    /** 2/√π ∫₀ˣ e^(−t²) dt. */
    public static double erf(double x) {
        if (Math.abs(x) >= 0.5) {
            return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
        }
        // Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1))
        double square = -x * x;
        double term = x;
        double sum = x;
        for (int n = 1; n < 12; n++) {
            term *= square / n;
            sum += term / (2 * n + 1);
        }
        return TWO_OVER_ROOT_PI * sum;
    }

    /** 1 − erf(x), without cancellation for large x. */
    public static double erfc(double x) {
        double a = Math.abs(x);
        if (a < 0.5) {
            return 1 - erf(x);
        }
        double tail = a > 30 ? 0 : scaledTail(a);
        return x > 0 ? tail : x < 0 ? 2 - tail : x;
    }

    private static double scaledTail(double x) {
        double t = (x - 3.75) / (x + 3.75);
        double b = 0;
        double before = 0;
        for (int k = ERFC.length - 1; k > 0; k--) {
            double next = 2 * t * b - before + ERFC[k];
            before = b;
            b = next;
        }
        double scaled = (t * b - before + ERFC[0]) / (1 + 2 * x);
        double square = x * x;
        double rest = Math.fma(x, x, -square);
        return scaled * Math.exp(-square) * (1 - rest);
    }

    /** The x with erf(x) = y; ±∞ at ±1, NaN beyond. */
    public static double erfinv(double y) {
        double tail = 1 - Math.abs(y);
        if (!(tail > 0) || y == 0) {
            return tail == 0 ? Math.copySign(Double.POSITIVE_INFINITY, y) : y == 0 ? y : Double.NaN;
        }
        // Winitzki's approximation is good to 0.002; each of Halley's steps triples its digits.
        double log = Math.log(tail * (2 - tail));
        double half = 2 / (Math.PI * 0.147) + log / 2;
        double x = Math.sqrt(Math.sqrt(half * half - log / 0.147) - half);
        for (int i = 0; i < 3; i++) {
            double error = tail < 0.5 ? tail - erfc(x) : erf(x) - Math.abs(y);
            double step = error / (TWO_OVER_ROOT_PI * Math.exp(-x * x));
            x -= step / (1 + x * step);
        }
        return Math.copySign(x, y);
    }

    // ---- the gamma function -----------------------------------------------------------------------------------------

    /** log |Γ(x)|; +∞ at the poles. */
    public static double lgamma(double x) {
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return Math.abs(x);
        }
        if (x <= 0) {
            return x == Math.rint(x) ? Double.POSITIVE_INFINITY : Math.log(Math.PI / (Math.abs(sinPi(x)) * -x)) - lgamma(-x);
        }
        double shift = x < 1.5 ? x - 1 : x - 2;
        if (Math.abs(shift) < 0.2) {
            return nearOne(shift) + (x < 1.5 ? 0 : Math.log1p(shift));
        }
        double product = 1;
        double z = x;
        for (; z < LARGE; z++) {
            product *= z;
        }
        double inverse = 1 / z;
        double power = inverse;
        double sum = 0;
        for (int k = 0; k < BERNOULLI.length; k++, power *= inverse * inverse) {
            sum += BERNOULLI[k] / ((2 * k + 2) * (2 * k + 1)) * power;
        }
        return (z - 0.5) * Math.log(z) - z + HALF_LN_TWO_PI + sum - Math.log(product);
    }

    /** log Γ(1 + z) = −γz + Σ ζ(k)(−z)ᵏ/k for small z, where it is small itself. */
    private static double nearOne(double z) {
        double sum = -EULER * z;
        double power = z * z;
        for (int k = 2; k < 24; k++, power *= -z) {
            sum += zeta(k, 1) * power / k;
        }
        return sum;
    }

    /** sin(πx), exact in the argument. */
    private static double sinPi(double x) {
        double r = Math.IEEEremainder(x, 2);
        return Math.sin(Math.PI * r);
    }

    /** ψ(x), the derivative of log Γ; ∓∞ at ±0, NaN at the other poles. */
    public static double digamma(double x) {
        if (x == 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, -x);
        }
        if (x < 0) {
            double r = Math.IEEEremainder(x, 1);
            return x == Math.rint(x) ? Double.NaN : digamma(1 - x) - Math.PI / Math.tan(Math.PI * r);
        }
        double sum = 0;
        double z = x;
        for (; z < LARGE; z++) {
            sum -= 1 / z;
        }
        double inverse = 1 / z;
        double power = inverse * inverse;
        double series = 0;
        for (int k = 0; k < BERNOULLI.length; k++, power *= inverse * inverse) {
            series += BERNOULLI[k] / (2 * k + 2) * power;
        }
        return sum + Math.log(z) - inverse / 2 - series;
    }

    /** The n-th derivative of ψ, n ≥ 1: (−1)ⁿ⁺¹ n! ζ(n + 1, x). At +∞ it is 0 for n = 1, else, as in PyTorch, NaN. */
    public static double polygamma(int n, double x) {
        if (x == Double.POSITIVE_INFINITY) {
            return n == 1 ? 0 : Double.NaN;
        }
        if (n == 1 && x < 0.5) {
            double s = Math.PI / Math.sin(Math.PI * x);
            return s * s - polygamma(1, 1 - x);
        }
        double factorial = 1;
        for (int k = 2; k <= n; k++) {
            factorial *= k;
        }
        return ((n & 1) == 0 ? -1 : 1) * factorial * zeta(n + 1, x);
    }

    /** Hurwitz's zeta function Σ (q + k)⁻ˢ for an integer s > 1, by the Euler–Maclaurin formula; +∞ at its poles. */
    public static double zeta(int s, double q) {
        if (q <= 0 && q == Math.rint(q)) {
            return Double.POSITIVE_INFINITY;
        }
        if (q < -LARGE) {
            // The sum over all integers has period 1.
            double r = q - Math.floor(q);
            return zeta(s, r) + ((s & 1) == 0 ? 1 : -1) * (zeta(s, 1 - r) - zeta(s, 1 - q));
        }
        double sum = 0;
        double a = q;
        for (; a < LARGE; a++) {
            sum += Math.pow(a, -s);
        }
        double power = Math.pow(a, -s);
        sum += Math.pow(a, 1 - s) / (s - 1) + power / 2;
        double factor = s / 2.0;
        power /= a;
        for (int k = 0; k < BERNOULLI.length; k++) {
            sum += BERNOULLI[k] * factor * power;
            factor *= (s + 2 * k + 1) * (s + 2.0 * k + 2) / ((2 * k + 3) * (2 * k + 4));
            power /= a * a;
        }
        return sum;
    }
}
