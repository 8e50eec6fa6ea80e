package dev.nabla.lang.library;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;

import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Format;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.Operators;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyIterator;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyRange;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Sorting;
import dev.nabla.lang.value.Types;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;

/**
 * The functions that need no import.
 *
 * @see <a href="https://docs.python.org/3.11/library/functions.html">Built-in functions</a>
 */
final class Builtins {
    private static final List<Builtin> ROWS = List.of(
            function("print(*args, sep=None, end=None, file=None, flush=False)", Builtins::print),
            function("len(obj, /)", a -> (long) Values.length(a.get(0))),
            function("repr(obj, /)", a -> Values.repr(a.get(0))),
            function("ascii(obj, /)", a -> Format.converted(a.get(0), 'a')),
            function("abs(x, /)", a -> abs(a.get(0))),
            function("round(number, ndigits=None)", a -> round(a.get(0), a.get(1))),
            function("pow(base, exp, mod=None)", Builtins::pow),
            function("divmod(x, y, /)", a -> PyTuple.of(Operators.binary(BinaryOp.FLOORDIV, a.get(0), a.get(1)),
                    Operators.binary(BinaryOp.MOD, a.get(0), a.get(1)))),
            function("sum(iterable, /, start=0)", Builtins::sum),
            function("min(*args, **options)", a -> extreme(a, "min", false)),
            function("max(*args, **options)", a -> extreme(a, "max", true)),
            function("any(iterable, /)", a -> anyIs(a.get(0), true)),
            function("all(iterable, /)", a -> !anyIs(a.get(0), false)),
            function("sorted(iterable, /, *, key=None, reverse=False)",
                    a -> new PyList(Sorting.sorted(Values.list(a.get(0)), a.get(1), a.flag(2)))),
            function("reversed(sequence, /)", Builtins::reversed),
            function("enumerate(iterable, start=0)", a -> {
                Iterator<Object> items = Values.iterate(a.get(0));
                long[] next = {a.integer(1)};
                return PyIterator.of("enumerate", mapped(items, v -> PyTuple.of(next[0]++, v)), a.get(0));
            }),
            function("zip(*iterables, strict=False)", Builtins::zip),
            function("map(function, /, *iterables)", Builtins::map),
            function("filter(function, iterable, /)", Builtins::filter),
            function("iter(iterable, /)", a -> PyIterator.of("iterator", Values.iterate(a.get(0)), a.get(0))),
            function("next(iterator, /, *default)", a -> {
                Iterator<Object> items = a.get(0) instanceof PyIterator i ? i.items() : notAnIterator(a.get(0));
                if (!items.hasNext()) {
                    if (a.rest().length == 0) {
                        throw new PyError("StopIteration", "");
                    }
                    return a.rest()[0];
                }
                return items.next();
            }),
            function("isinstance(obj, class_or_tuple, /)", a -> isInstance(Types.of(a.get(0)), a.get(1), "isinstance() arg 2")),
            function("issubclass(cls, class_or_tuple, /)", a -> a.get(0) instanceof PyType t ? isInstance(t, a.get(1), "issubclass() arg 2")
                    : failed("issubclass() arg 1 must be a class")),
            function("callable(obj, /)", a -> a.get(0) instanceof PyObject o && o.isCallable()),
            function("hasattr(obj, name, /)", a -> hasAttribute(a.get(0), a.text(1))),
            function("getattr(obj, name, /, *default)", a -> a.rest().length > 0 && !hasAttribute(a.get(0), a.text(1)) ? a.rest()[0]
                    : Values.attribute(a.get(0), a.text(1))),
            function("setattr(obj, name, value, /)", a -> {
                Values.setAttribute(a.get(0), a.text(1), a.get(2));
                return None.NONE;
            }),
            function("id(obj, /)", a -> 0x7f0000000000L + System.identityHashCode(a.get(0) instanceof Values.Identified i ? i.identity() : a
                    .get(0)) * 16L),
            function("hash(obj, /)", a -> {
                PyDict keys = new PyDict();
                keys.put(a.get(0), true);
                return Numbers.isInteger(a.get(0)) ? a.get(0) : (long) a.get(0).hashCode();
            }),
            function("chr(i, /)", a -> {
                if (a.integer(0) < 0 || a.integer(0) > Character.MAX_CODE_POINT) {
                    throw PyError.value("chr() arg not in range(0x110000)");
                }
                return Character.toString(a.size(0));
            }),
            function("ord(c, /)", a -> {
                int n = a.text(0).codePointCount(0, a.text(0).length());
                if (n != 1) {
                    throw PyError.type("ord() expected a character, but string of length " + n + " found");
                }
                return (long) a.text(0).codePointAt(0);
            }),
            function("bin(number, /)", a -> prefixed(a.get(0), "0b", 2)),
            function("oct(number, /)", a -> prefixed(a.get(0), "0o", 8)),
            function("hex(number, /)", a -> prefixed(a.get(0), "0x", 16)),
            function("format(value, format_spec='', /)", a -> Format.of(a.get(0), a.text(1))));

    private Builtins() {
    }

    /** By name. */
    static Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        ROWS.forEach(f -> all.put(f.name(), f));
        Constructors.TYPES.forEach(t -> all.put(t.name(), t));
        all.put("__name__", "__main__");
        return all;
    }

    private static Object failed(String message) {
        throw PyError.type(message);
    }

    private static Iterator<Object> notAnIterator(Object v) {
        throw PyError.type("'" + Values.typeName(v) + "' object is not an iterator");
    }

    private static Object print(Given a) {
        String sep = text(a, 0, "sep", " ");
        String end = text(a, 1, "end", "\n");
        StringBuilder b = new StringBuilder();
        Run run = Run.current();
        for (int i = 0; i < a.rest().length; i++) {
            String s = Values.str(a.rest()[i]);
            run.take(s.length());
            b.append(i == 0 ? "" : sep).append(s);
        }
        run.print(b.append(end).toString());
        return None.NONE;
    }

    private static String text(Given a, int i, String name, String otherwise) {
        if (!a.has(i)) {
            return otherwise;
        }
        if (!(a.get(i) instanceof String s)) {
            throw PyError.type(name + " must be None or a string, not " + Values.typeName(a.get(i)));
        }
        return s;
    }

    private static Object abs(Object v) {
        return switch (v) {
            case Double d -> Math.abs(d);
            case Long l -> l == Long.MIN_VALUE ? BigInteger.valueOf(l).negate() : (Object) Math.abs(l);
            case BigInteger b -> b.abs();
            case Boolean b -> b ? 1L : 0L;
            case PyObject o when Values.attributeOrNull(o, "__abs__") != null -> Values.callMethod(o, "__abs__");
            default -> throw PyError.type("bad operand type for abs(): '" + Values.typeName(v) + "'");
        };
    }

    private static Object round(Object v, Object digits) {
        if (v instanceof PyObject o && Values.attributeOrNull(o, "__round__") != null) {
            return digits == None.NONE ? Values.callMethod(o, "__round__") : Values.callMethod(o, "__round__", digits);
        }
        if (v instanceof Double d) {
            if (digits == None.NONE) {
                return Double.isFinite(d) ? Numbers.integer(new BigDecimal(d).setScale(0, RoundingMode.HALF_EVEN).toBigInteger())
                        : Constructors.toInt(d);
            }
            return Numbers.rounded(d, Numbers.index(digits));
        }
        if (!Numbers.isInteger(v)) {
            throw PyError.type("type " + Values.typeName(v) + " doesn't define __round__ method");
        }
        long n = digits == None.NONE ? 0 : Numbers.index(digits);
        if (n >= 0) {
            return v instanceof Boolean b ? b ? 1L : 0L : v;
        }
        BigInteger exact = v instanceof BigInteger b ? b : BigInteger.valueOf(Numbers.index(v));
        return n < -10_000 ? 0L : Numbers.integer(new BigDecimal(exact).setScale((int) n, RoundingMode.HALF_EVEN).toBigInteger());
    }

    private static Object pow(Given a) {
        if (!a.has(2)) {
            return Operators.binary(BinaryOp.POW, a.get(0), a.get(1));
        }
        BigInteger m = Constructors.big(a.get(2));
        if (m.signum() == 0) {
            throw PyError.value("pow() 3rd argument cannot be 0");
        }
        try {
            BigInteger r = Constructors.big(a.get(0)).modPow(Constructors.big(a.get(1)), m.abs());
            return Numbers.integer(m.signum() < 0 && r.signum() != 0 ? r.add(m) : r);
        } catch (ArithmeticException e) {
            throw PyError.value("base is not invertible for the given modulus");
        }
    }

    private static Object sum(Given a) {
        if (a.get(1) instanceof String) {
            throw PyError.type("sum() can't sum strings [use ''.join(seq) instead]");
        }
        Object total = a.get(1);
        Run run = Run.current();
        for (Iterator<Object> i = Values.iterate(a.get(0)); i.hasNext();) {
            run.step();
            total = Operators.binary(BinaryOp.ADD, total, i.next());
        }
        return total;
    }

    private static Object extreme(Given a, String name, boolean largest) {
        Map<String, Object> options = a.keywords();
        for (String option : options.keySet()) {
            if (!option.equals("key") && !option.equals("default")) {
                throw PyError.type("'" + option + "' is an invalid keyword argument for " + name + "()");
            }
        }
        if (a.rest().length == 0) {
            throw PyError.type(name + " expected at least 1 argument, got 0");
        }
        List<Object> items = a.rest().length == 1 ? Values.list(a.rest()[0]) : Arrays.asList(a.rest());
        Object key = options.getOrDefault("key", None.NONE);
        if (items.isEmpty()) {
            Object otherwise = options.get("default");
            if (otherwise == null) {
                throw PyError.value(name + "() arg is an empty sequence");
            }
            return otherwise;
        }
        Object best = items.getFirst();
        Object bestKey = key == None.NONE ? best : Values.call(key, best);
        for (Object item : items.subList(1, items.size())) {
            Object k = key == None.NONE ? item : Values.call(key, item);
            if (Values
                    .truth(Operators.compare(largest ? dev.nabla.lang.syntax.Expr.CompareOp.GT : dev.nabla.lang.syntax.Expr.CompareOp.LT, k,
                            bestKey))) {
                best = item;
                bestKey = k;
            }
        }
        return best;
    }

    private static boolean anyIs(Object iterable, boolean wanted) {
        Run run = Run.current();
        for (Iterator<Object> i = Values.iterate(iterable); i.hasNext();) {
            run.step();
            if (Values.truth(i.next()) == wanted) {
                return true;
            }
        }
        return false;
    }

    private static Object reversed(Given a) {
        if (!(a.get(0) instanceof String) && !(a.get(0) instanceof PyList) && !(a.get(0) instanceof PyTuple)
                && !(a.get(0) instanceof PyRange)
                && !(a.get(0) instanceof PyDict)) {
            throw PyError.type("'" + Values.typeName(a.get(0)) + "' object is not reversible");
        }
        List<Object> items = Values.list(a.get(0));
        Collections.reverse(items);
        return PyIterator.of(a.get(0) instanceof PyList ? "list_reverseiterator" : "reversed", items.iterator(), new PyList(items));
    }

    /** One value of an iteration into another. */
    private interface Mapping {
        Object of(Object v);
    }

    private static Iterator<Object> mapped(Iterator<Object> items, Mapping f) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public Object next() {
                return f.of(items.next());
            }
        };
    }

    private static Object zip(Given a) {
        List<Iterator<Object>> all = new ArrayList<>();
        for (int i = 0; i < a.rest().length; i++) {
            if (!(a.rest()[i] instanceof PyObject) && !(a.rest()[i] instanceof String)) {
                throw PyError.type("'" + Values.typeName(a.rest()[i]) + "' object is not iterable");
            }
            all.add(Values.iterate(a.rest()[i]));
        }
        boolean strict = a.flag(0);
        return PyIterator.of("zip", new Iterator<>() {
            @Override
            public boolean hasNext() {
                int more = 0;
                for (Iterator<Object> i : all) {
                    if (i.hasNext()) {
                        more++;
                    } else if (!strict) {
                        return false;
                    }
                }
                if (strict && more != 0 && more != all.size()) {
                    boolean shorter = all.getFirst().hasNext();
                    int k = 1;
                    while (k < all.size() && all.get(k).hasNext() == shorter) {
                        k++;
                    }
                    throw PyError.value("zip() argument " + (k + 1) + " is " + (shorter ? "shorter" : "longer") + " than argument"
                            + (k == 1 ? " 1" : "s 1-" + k));
                }
                return more > 0;
            }

            @Override
            public Object next() {
                List<Object> row = new ArrayList<>();
                all.forEach(i -> row.add(i.next()));
                return new PyTuple(row);
            }
        }, a.rest());
    }

    private static Object map(Given a) {
        if (a.rest().length == 0) {
            throw PyError.type("map() must have at least two arguments.");
        }
        List<Iterator<Object>> all = Arrays.stream(a.rest()).map(Values::iterate).toList();
        return PyIterator.of("map", new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.stream().allMatch(Iterator::hasNext);
            }

            @Override
            public Object next() {
                return Values.call(a.get(0), all.stream().map(Iterator::next).toArray());
            }
        }, a.get(0), PyTuple.of(a.rest()));
    }

    private static Object filter(Given a) {
        Iterator<Object> items = Values.iterate(a.get(1));
        return PyIterator.of("filter", new Iterator<>() {
            private final List<Object> ahead = new ArrayList<>();

            @Override
            public boolean hasNext() {
                while (ahead.isEmpty() && items.hasNext()) {
                    Run.current().step();
                    Object v = items.next();
                    if (Values.truth(a.has(0) ? Values.call(a.get(0), v) : v)) {
                        ahead.add(v);
                    }
                }
                return !ahead.isEmpty();
            }

            @Override
            public Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return ahead.removeFirst();
            }
        }, a.get(0), a.get(1));
    }

    private static boolean isInstance(PyType type, Object of, String what) {
        return switch (of) {
            case PyType t -> t == Types.OBJECT || type.isKindOf(t);
            case PyTuple t -> t.items().stream().anyMatch(x -> isInstance(type, x, what));
            default -> throw PyError.type(what + " must be a type, a tuple of types, or a union");
        };
    }

    private static boolean hasAttribute(Object v, String name) {
        try {
            return Values.attributeOrNull(v, name) != null;
        } catch (PyError e) {
            if (e.type().equals("AttributeError")) {
                return false;
            }
            throw e;
        }
    }

    private static String prefixed(Object v, String prefix, int radix) {
        BigInteger b = Constructors.big(v);
        return (b.signum() < 0 ? "-" : "") + prefix + b.abs().toString(radix).toLowerCase(Locale.ROOT);
    }
}
