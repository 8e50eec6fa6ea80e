package dev.nabla.lang.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

import static dev.nabla.lang.value.Builtin.method;

/** Methods of int and float. */
final class NumberMethods {
    static final List<Builtin> INT = List.of(
            method("bit_length()", a -> (long) Numbers.big(a.self()).abs().bitLength()),
            method("bit_count()", a -> (long) Numbers.big(a.self()).abs().bitCount()),
            method("conjugate()", a -> a.self()),
            method("is_integer()", _ -> true),
            method("as_integer_ratio()", a -> PyTuple.of(a.self(), 1L)));

    static final List<Builtin> FLOAT = List.of(
            method("is_integer()", a -> {
                double d = Numbers.real(a.self());
                return Double.isFinite(d) && d == Math.rint(d);
            }),
            method("conjugate()", a -> a.self()),
            method("hex()", a -> Double.toHexString(Numbers.real(a.self())).replaceAll("p(\\d)", "p+$1")),
            method("as_integer_ratio()", a -> {
                double d = Numbers.real(a.self());
                Numbers.truncated(d);
                BigDecimal v = new BigDecimal(d);
                BigInteger denominator = BigInteger.TEN.pow(Math.max(0, v.scale()));
                BigInteger numerator = v.multiply(new BigDecimal(denominator)).toBigIntegerExact();
                BigInteger common = numerator.gcd(denominator).max(BigInteger.ONE);
                return PyTuple.of(Numbers.integer(numerator.divide(common)), Numbers.integer(denominator.divide(common)));
            }));

    private NumberMethods() {
    }
}
