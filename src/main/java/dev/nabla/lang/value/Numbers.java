package dev.nabla.lang.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Python's numbers. */
public final class Numbers {
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private Numbers() {
    }

    /** An int: a Long where it fits. */
    public static Object integer(BigInteger v) {
        return v.compareTo(MIN) >= 0 && v.compareTo(MAX) <= 0 ? (Object) v.longValue() : v;
    }

    static BigInteger big(Object v) {
        return switch (v) {
            case Long l -> BigInteger.valueOf(l);
            case Boolean b -> b ? BigInteger.ONE : BigInteger.ZERO;
            case BigInteger b -> b;
            default -> throw notAnInteger(v);
        };
    }

    /** Whether it is an int or a bool. */
    public static boolean isInteger(Object v) {
        return v instanceof Long || v instanceof Boolean || v instanceof BigInteger;
    }

    /** Whether it is an int, a bool or a float. */
    public static boolean isNumber(Object v) {
        return v instanceof Double || isInteger(v);
    }

    private static PyError notAnInteger(Object v) {
        return PyError.type("'" + Values.typeName(v) + "' object cannot be interpreted as an integer");
    }

    /** {@code operator.index(v)} where 64 bits hold it. */
    public static long index(Object v) {
        return switch (v) {
            case Long l -> l;
            case Boolean b -> b ? 1 : 0;
            case BigInteger _ -> throw PyError.overflow("Python int too large to convert to C ssize_t");
            case Indexed i -> i.index();
            default -> throw notAnInteger(v);
        };
    }

    /** A value that can stand for an int or a float, such as a tensor of one element. */
    public interface Indexed {
        /** @throws PyError where it stands for no int */
        long index();

        /** @throws PyError where it stands for no float */
        double real();

        /** {@code int(self)} */
        Object toInt();
    }

    /** {@code float(v)} of a number. */
    public static double real(Object v) {
        return switch (v) {
            case Double d -> d;
            case Long l -> l;
            case Boolean b -> b ? 1 : 0;
            case BigInteger b -> {
                double d = b.doubleValue();
                if (Double.isInfinite(d)) {
                    throw PyError.overflow("int too large to convert to float");
                }
                yield d;
            }
            case Indexed i -> i.real();
            default -> throw PyError.type("must be real number, not " + Values.typeName(v));
        };
    }

    /** Compares an int with a float exactly. */
    static int compare(Object integer, double d) {
        if (integer instanceof Long l && Math.abs(l) < 1L << 53) {
            return Double.compare(l, d == 0 ? 0.0 : d);
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? -1 : 1;
        }
        return new BigDecimal(big(integer)).compareTo(new BigDecimal(d));
    }

    /** An int equal to the float. */
    public static Object truncated(double d) {
        if (Double.isNaN(d)) {
            throw PyError.value("cannot convert float NaN to integer");
        }
        if (Double.isInfinite(d)) {
            throw PyError.overflow("cannot convert float infinity to integer");
        }
        return Math.abs(d) < 0x1p63 ? (Object) (long) d : integer(new BigDecimal(d).toBigInteger());
    }

    /** {@code round(v, digits)} of a float: the exact value rounded half to even. */
    public static double rounded(double v, long digits) {
        if (!Double.isFinite(v) || v == 0 || digits > 330) {
            return v;
        }
        if (digits < -330) {
            return v < 0 ? -0.0 : 0;
        }
        double r = new BigDecimal(v).setScale((int) digits, java.math.RoundingMode.HALF_EVEN).doubleValue();
        if (Double.isInfinite(r)) {
            throw PyError.overflow("rounded value too large to represent");
        }
        return r == 0 && v < 0 ? -0.0 : r;
    }

    /** {@code a ** b} of ints. */
    static Object power(Object a, Object b) {
        if (b instanceof Long e && e >= 0 || b instanceof Boolean) {
            long e = index(b);
            BigInteger base = big(a);
            if (base.abs().bitLength() <= 1) {
                return base.signum() == 0 ? e == 0 ? 1L : 0L : base.signum() > 0 || e % 2 == 0 ? 1L : -1L;
            }
            claim(base.bitLength(), e);
            if (a instanceof Long l && base.bitLength() * e < 62) {
                long r = 1;
                for (long i = 0; i < e; i++) {
                    r *= l;
                }
                return r;
            }
            return integer(base.pow(Math.toIntExact(e)));
        }
        if (b instanceof BigInteger e && e.signum() > 0) {
            BigInteger base = big(a);
            if (base.abs().bitLength() > 1) {
                claim(base.bitLength(), Long.MAX_VALUE / 64);
            }
            return base.signum() == 0 ? 0L : base.signum() > 0 || !e.testBit(0) ? 1L : -1L;
        }
        double base = real(a);
        if (base == 0) {
            throw PyError.zeroDivision("0.0 cannot be raised to a negative power");
        }
        return Math.pow(base, real(b));
    }

    /** Asks for the memory and the time of a product of so many factors. */
    private static void claim(long bits, long factors) {
        double size = (double) bits * factors;
        if (size > 1e5) {
            Run.current().take((long) Math.min(size / 2, 0x1p61));
            Run.current().steps((long) Math.min(Math.pow(size / 64, 1.6), 0x1p61));
        }
    }

    /** Asks for the memory and the time of a product of two ints. */
    static void claimProduct(BigInteger a, BigInteger b) {
        claim((long) a.bitLength() + b.bitLength(), 1);
    }

    /** {@code a ** b} of floats. */
    static Object power(double a, double b) {
        if (a == 0 && b < 0) {
            throw PyError.zeroDivision("0.0 cannot be raised to a negative power");
        }
        if (a == 1 || b == 0) {
            return 1.0;
        }
        if (a < 0 && Double.isFinite(a) && b != Math.rint(b) && Double.isFinite(b)) {
            throw new PyError("NotImplementedError", "a complex number is not part of Nabla's subset of Python; there are int and float");
        }
        if (Math.abs(a) == 1 && Double.isInfinite(b)) {
            return 1.0;
        }
        double r = Math.pow(a, b);
        if (Double.isInfinite(r) && Double.isFinite(a) && Double.isFinite(b)) {
            throw PyError.overflow("(34, 'Numerical result out of range')");
        }
        return r;
    }

    static long floorDiv(long a, long b) {
        if (b == 0) {
            throw PyError.zeroDivision("integer division or modulo by zero");
        }
        return Math.floorDiv(a, b);
    }

    static long mod(long a, long b) {
        if (b == 0) {
            throw PyError.zeroDivision("integer modulo by zero");
        }
        return Math.floorMod(a, b);
    }

    static double mod(double a, double b) {
        if (b == 0) {
            throw PyError.zeroDivision("float modulo");
        }
        double r = a % b;
        if (r == 0) {
            return Math.copySign(0, b);
        }
        return r < 0 != b < 0 ? r + b : r;
    }

    static double floorDiv(double a, double b) {
        if (b == 0) {
            throw PyError.zeroDivision("float floor division by zero");
        }
        double r = a % b;
        double q = (a - r) / b;
        if (r != 0 && r < 0 != b < 0) {
            q -= 1;
        }
        if (q == 0) {
            return Math.copySign(0, a / b);
        }
        double f = Math.floor(q);
        return q - f > 0.5 ? f + 1 : f;
    }

    /** {@code a / b} of ints, rounded once. */
    static double trueDiv(BigInteger a, BigInteger b) {
        if (b.signum() == 0) {
            throw PyError.zeroDivision("division by zero");
        }
        if (a.bitLength() <= 53 && b.bitLength() <= 53) {
            return a.doubleValue() / b.doubleValue();
        }
        double r = new BigDecimal(a).divide(new BigDecimal(b), new java.math.MathContext(60)).doubleValue();
        if (Double.isInfinite(r)) {
            throw PyError.overflow("integer division result too large for a float");
        }
        return r;
    }

    static BigInteger shiftLeft(BigInteger a, Object by) {
        BigInteger b = big(by);
        if (b.signum() < 0) {
            throw PyError.value("negative shift count");
        }
        if (a.signum() == 0) {
            return a;
        }
        if (b.bitLength() > 40) {
            Run.current().take(Long.MAX_VALUE / 4);
        }
        Run.current().take(b.longValue() / 8);
        return a.shiftLeft(b.intValueExact());
    }

    static BigInteger shiftRight(BigInteger a, Object by) {
        BigInteger b = big(by);
        if (b.signum() < 0) {
            throw PyError.value("negative shift count");
        }
        return b.bitLength() > 31 ? BigInteger.valueOf(a.signum() < 0 ? -1 : 0) : a.shiftRight(b.intValue());
    }
}
