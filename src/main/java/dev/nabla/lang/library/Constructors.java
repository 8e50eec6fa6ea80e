package dev.nabla.lang.library;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyRange;
import dev.nabla.lang.value.PySet;
import dev.nabla.lang.value.PySlice;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Types;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;

/** What calling the built-in types makes. */
final class Constructors {
    private static final Pattern FLOAT =
            Pattern.compile("[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+(_\\d+)*)?");
    private static final int MOST_DIGITS = 4300;

    static final List<PyType> TYPES = List.of(
            Types.INT.madeBy(function("int(x=0, /, base=None)", Constructors::integer)),
            Types.FLOAT.madeBy(function("float(x=0, /)", a -> real(a.get(0)))),
            Types.BOOL.madeBy(function("bool(x=False, /)", a -> a.flag(0))),
            Types.STR.madeBy(function("str(object='')", a -> Values.str(a.get(0)))),
            Types.LIST.madeBy(function("list(iterable=None, /)", a -> new PyList(a.given()[0] ? items(a) : new ArrayList<>()))),
            Types.TUPLE.madeBy(function("tuple(iterable=None, /)", a -> new PyTuple(a.given()[0] ? items(a) : List.of()))),
            Types.SET.madeBy(function("set(iterable=None, /)", a -> PySet.of(a.given()[0] ? items(a) : List.of()))),
            Types.FROZENSET.madeBy(function("frozenset(iterable=None, /)", a -> PySet.frozen(a.given()[0] ? items(a) : List.of()))),
            Types.DICT.madeBy(function("dict(*pairs, **named)", a -> {
                PyDict d = new PyDict();
                Values.callMethod(d, "update", a.rest());
                a.keywords().forEach(d::put);
                return d;
            })),
            Types.RANGE.madeBy(function("range(*args)", Constructors::range)),
            Types.SLICE.madeBy(function("slice(*args)", a -> switch (a.rest().length) {
                case 1 -> new PySlice(None.NONE, a.rest()[0], None.NONE);
                case 2 -> new PySlice(a.rest()[0], a.rest()[1], None.NONE);
                case 3 -> new PySlice(a.rest()[0], a.rest()[1], a.rest()[2]);
                default -> throw PyError.type("slice expected at least 1 argument, got " + a.rest().length);
            })),
            PyType.TYPE.madeBy(function("type(object, /)", a -> Types.of(a.get(0)))),
            Types.OBJECT);

    private Constructors() {
    }

    private static List<Object> items(Given a) {
        if (!(a.get(0) instanceof PyObject) && !(a.get(0) instanceof String)) {
            throw PyError.type("'" + Values.typeName(a.get(0)) + "' object is not iterable");
        }
        return Values.list(a.get(0));
    }

    static BigInteger big(Object v) {
        return v instanceof BigInteger b ? b : BigInteger.valueOf(Numbers.index(v));
    }

    /** {@code int(v)} */
    static Object toInt(Object v) {
        return switch (v) {
            case Double d -> {
                if (!Double.isFinite(d)) {
                    throw Double.isNaN(d) ? PyError.value("cannot convert float NaN to integer")
                            : PyError.overflow("cannot convert float infinity to integer");
                }
                yield Math.abs(d) < 0x1p63 ? (Object) d.longValue() : new java.math.BigDecimal(d).toBigInteger();
            }
            case Boolean b -> b ? 1L : 0L;
            case Long l -> l;
            case BigInteger b -> b;
            case Numbers.Indexed i -> i.toInt();
            default ->
                    throw PyError.type("int() argument must be a string, a bytes-like object or a real number, not '" + Values.typeName(v)
                            + "'");
        };
    }

    private static Object integer(Given a) {
        if (!a.has(1)) {
            return a.get(0) instanceof String s ? parsed(s, 10) : toInt(a.get(0));
        }
        if (!(a.get(0) instanceof String s)) {
            throw PyError.type("int() can't convert non-string with explicit base");
        }
        int base = a.size(1);
        if (base != 0 && base < 2 || base > 36) {
            throw PyError.value("int() base must be >= 2 and <= 36, or 0");
        }
        return parsed(s, base);
    }

    private static Object parsed(String s, int base) {
        String digits = s.strip();
        boolean negative = digits.startsWith("-");
        String rest = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        String lower = rest.toLowerCase(Locale.ROOT);
        int radix = base;
        for (String prefix : List.of("0x16", "0o08", "0b02")) {
            int its = Integer.parseInt(prefix.substring(2));
            if ((base == 0 || base == its) && lower.startsWith(prefix.substring(0, 2))) {
                radix = its;
                rest = rest.substring(2);
                break;
            }
        }
        radix = radix == 0 ? 10 : radix;
        if (!rest.matches("\\w+") || rest.startsWith("_") || rest.endsWith("_") || rest.contains("__")) {
            throw invalid(s, base);
        }
        rest = rest.replace("_", "");
        if (radix == 10 && rest.length() > MOST_DIGITS) {
            throw PyError.value("Exceeds the limit (4300 digits) for integer string conversion: value has " + rest.length()
                    + " digits; use sys.set_int_max_str_digits() to increase the limit");
        }
        try {
            BigInteger v = new BigInteger(rest, radix);
            return Numbers.integer(negative ? v.negate() : v);
        } catch (NumberFormatException e) {
            throw invalid(s, base);
        }
    }

    private static PyError invalid(String s, int base) {
        return PyError.value("invalid literal for int() with base " + base + ": " + Values.repr(s));
    }

    private static Object real(Object v) {
        if (v instanceof String s) {
            String text = s.strip();
            if (FLOAT.matcher(text).matches()) {
                return Double.parseDouble(text.replace("_", ""));
            }
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
                case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
                case "nan", "+nan", "-nan" -> Double.NaN;
                default -> throw PyError.value("could not convert string to float: " + Values.repr(s));
            };
        }
        if (!Numbers.isNumber(v) && !(v instanceof Numbers.Indexed)) {
            throw PyError.type("float() argument must be a string or a real number, not '" + Values.typeName(v) + "'");
        }
        return Numbers.real(v);
    }

    private static Object range(Given a) {
        Object[] r = a.rest();
        if (r.length == 0 || r.length > 3) {
            throw PyError.type("range expected at " + (r.length == 0 ? "least 1 argument" : "most 3 arguments") + ", got " + r.length);
        }
        long start = r.length == 1 ? 0 : Numbers.index(r[0]);
        long stop = Numbers.index(r[r.length == 1 ? 0 : 1]);
        long step = r.length == 3 ? Numbers.index(r[2]) : 1;
        if (step == 0) {
            throw PyError.value("range() arg 3 must not be zero");
        }
        return new PyRange(start, stop, step);
    }
}
