package dev.nabla.lang.library;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

import dev.nabla.engine.array.SpecialFunctions;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.Module;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.Operators;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;

/**
 * The module math.
 *
 * @see <a href="https://docs.python.org/3.11/library/math.html">math</a>
 */
final class MathModule {
    private static final List<Builtin> ROWS = List.of(
            real("sqrt", Math::sqrt), real("exp", Math::exp), real("expm1", Math::expm1), real("log1p", Math::log1p),
            real("log2", SpecialFunctions::log2), real("log10", Math::log10), real("sin", Math::sin), real("cos", Math::cos),
            real("tan", Math::tan), real("asin", Math::asin), real("acos", Math::acos), real("atan", Math::atan), real("sinh", Math::sinh),
            real("cosh", Math::cosh), real("tanh", Math::tanh), real("cbrt", Math::cbrt), real("exp2", v -> Math.pow(2, v)),
            real("asinh", SpecialFunctions::asinh),
            real("acosh", SpecialFunctions::acosh), real("atanh", SpecialFunctions::atanh),
            real("erf", SpecialFunctions::erf), real("erfc", SpecialFunctions::erfc), real("lgamma", SpecialFunctions::lgamma),
            real("gamma", MathModule::gamma), real("degrees", v -> v * (180 / Math.PI)), real("radians", v -> v * (Math.PI / 180)),
            real("fabs", Math::abs),
            function("log(x, *base)", a -> {
                double x = logarithm(a.get(0));
                return a.rest().length == 0 ? x : x / logarithm(a.rest()[0]);
            }),
            function("pow(x, y, /)", a -> checked(Math.pow(a.real(0), a.real(1)), a.real(0), a.real(1))),
            function("atan2(y, x, /)", a -> Math.atan2(a.real(0), a.real(1))),
            function("fmod(x, y, /)", a -> checked(a.real(0) % a.real(1), a.real(0), a.real(1))),
            function("remainder(x, y, /)", a -> checked(Math.IEEEremainder(a.real(0), a.real(1)), a.real(0), a.real(1))),
            function("copysign(x, y, /)", a -> Math.copySign(a.real(0), a.real(1))),
            function("hypot(*coordinates)", a -> Math.sqrt(Arrays.stream(a.rest()).mapToDouble(Numbers::real).map(v -> v * v).sum())),
            function("dist(p, q, /)", a -> {
                List<Object> p = Values.list(a.get(0));
                List<Object> q = Values.list(a.get(1));
                double sum = 0;
                for (int i = 0; i < p.size(); i++) {
                    double d = Numbers.real(p.get(i)) - Numbers.real(q.get(i));
                    sum += d * d;
                }
                return Math.sqrt(sum);
            }),
            function("floor(x, /)", a -> whole(a.get(0), RoundingMode.FLOOR)),
            function("ceil(x, /)", a -> whole(a.get(0), RoundingMode.CEILING)),
            function("trunc(x, /)", a -> whole(a.get(0), RoundingMode.DOWN)),
            function("isnan(x, /)", a -> Double.isNaN(a.real(0))),
            function("isinf(x, /)", a -> Double.isInfinite(a.real(0))),
            function("isfinite(x, /)", a -> Double.isFinite(a.real(0))),
            function("isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", a -> {
                double x = a.real(0);
                double y = a.real(1);
                return x == y || !Double.isInfinite(x) && !Double.isInfinite(y)
                        && Math.abs(x - y) <= Math.max(a.real(2) * Math.max(Math.abs(x), Math.abs(y)), a.real(3));
            }),
            function("factorial(n, /)", MathModule::factorial),
            function("gcd(*integers)", a -> Numbers.integer(Arrays.stream(a.rest()).map(Constructors::big)
                    .reduce(BigInteger.ZERO, BigInteger::gcd))),
            function("lcm(*integers)", a -> Numbers.integer(Arrays.stream(a.rest()).map(Constructors::big)
                    .reduce(BigInteger.ONE, (x, y) -> y.signum() == 0 ? y : x.divide(x.gcd(y).max(BigInteger.ONE)).multiply(y).abs()))),
            function("comb(n, k, /)", a -> combinations(a, true)),
            function("perm(n, k=None, /)", a -> combinations(a, false)),
            function("isqrt(n, /)", a -> {
                BigInteger n = Constructors.big(a.get(0));
                if (n.signum() < 0) {
                    throw PyError.value("isqrt() argument must be nonnegative");
                }
                return Numbers.integer(n.sqrt());
            }),
            function("modf(x, /)", a -> {
                double whole = a.real(0) < 0 ? Math.ceil(a.real(0)) : Math.floor(a.real(0));
                return PyTuple.of(Math.copySign(a.real(0) - whole, a.real(0)), whole);
            }),
            function("fsum(seq, /)", a -> Values.list(a.get(0)).stream().map(v -> new BigDecimal(Numbers.real(v)))
                    .reduce(BigDecimal.ZERO, BigDecimal::add).doubleValue()),
            function("prod(iterable, /, *, start=1)", a -> {
                Object product = a.get(1);
                for (Object v : Values.list(a.get(0))) {
                    product = Operators.binary(dev.nabla.lang.syntax.Expr.BinaryOp.MUL, product, v);
                }
                return product;
            }));

    private MathModule() {
    }

    static Module module() {
        return Module.of("math").with(ROWS).with("pi", Math.PI).with("e", Math.E).with("tau", 2 * Math.PI)
                .with("inf", Double.POSITIVE_INFINITY).with("nan", Double.NaN);
    }

    private static Builtin real(String name, DoubleUnaryOperator f) {
        return function(name + "(x, /)", a -> {
            double x = a.real(0);
            double y = f.applyAsDouble(x);
            boolean pole = x == 0 && (name.startsWith("log") && !name.equals("log1p")) || x == -1 && name.equals("log1p");
            if (Double.isNaN(y) && !Double.isNaN(x) || Double.isInfinite(y) && pole || Double.isInfinite(y) && name.equals("atanh")) {
                throw PyError.value("math domain error");
            }
            if (Double.isInfinite(y) && Double.isFinite(x)) {
                throw name.contains("gamma") ? PyError.value("math domain error") : PyError.overflow("math range error");
            }
            return y;
        });
    }

    private static double checked(double r, double x, double y) {
        if (Double.isNaN(r) && !Double.isNaN(x) && !Double.isNaN(y)) {
            throw PyError.value("math domain error");
        }
        if (Double.isInfinite(r) && Double.isFinite(x) && Double.isFinite(y)) {
            throw x == 0 ? PyError.value("math domain error") : PyError.overflow("math range error");
        }
        return r;
    }

    private static double logarithm(Object v) {
        if (v instanceof BigInteger b && b.signum() > 0) {
            int shift = Math.max(0, b.bitLength() - 1000);
            return Math.log(b.shiftRight(shift).doubleValue()) + shift * Math.log(2);
        }
        double x = Numbers.real(v);
        if (x <= 0) {
            throw PyError.value("math domain error");
        }
        return Math.log(x);
    }

    private static double gamma(double x) {
        if (x == Math.rint(x) && x > 0 && x < 24) {
            double r = 1;
            for (int i = 2; i < x; i++) {
                r *= i;
            }
            return r;
        }
        if (x <= 0 && x == Math.rint(x)) {
            return Double.NaN;
        }
        boolean negative = x < 0 && ((long) Math.floor(x) & 1) != 0;
        double size = Math.exp(SpecialFunctions.lgamma(x));
        return negative ? -size : size;
    }

    private static Object whole(Object v, RoundingMode mode) {
        if (Numbers.isInteger(v)) {
            return Constructors.toInt(v);
        }
        double d = Numbers.real(v);
        if (!Double.isFinite(d)) {
            return Constructors.toInt(d);
        }
        return Numbers.integer(new BigDecimal(d).setScale(0, mode).toBigInteger());
    }

    private static Object factorial(Given a) {
        if (a.get(0) instanceof Double) {
            throw PyError.type("'float' object cannot be interpreted as an integer");
        }
        long n = a.integer(0);
        if (n < 0) {
            throw PyError.value("factorial() not defined for negative values");
        }
        BigInteger r = BigInteger.ONE;
        Run run = Run.current();
        for (long i = 2; i <= n; i++) {
            run.steps(1 + r.bitLength() / 640);
            run.take(r.bitLength() / 8);
            r = r.multiply(BigInteger.valueOf(i));
        }
        return Numbers.integer(r);
    }

    private static Object combinations(Given a, boolean unordered) {
        long n = a.integer(0);
        if (!a.has(1)) {
            return factorial(a);
        }
        long k = a.integer(1);
        if (n < 0 || k < 0) {
            throw PyError.value((n < 0 ? "n" : "k") + " must be a non-negative integer");
        }
        if (k > n) {
            return 0L;
        }
        long turns = unordered ? Math.min(k, n - k) : k;
        BigInteger r = BigInteger.ONE;
        for (long i = 0; i < turns; i++) {
            Run.current().steps(1 + r.bitLength() / 640);
            r = r.multiply(BigInteger.valueOf(n - i));
            if (unordered) {
                r = r.divide(BigInteger.valueOf(i + 1));
            }
        }
        return Numbers.integer(r);
    }
}
