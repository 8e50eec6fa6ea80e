package dev.nabla.lang.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.PythonText;

/** What can be done with any value. */
public final class Values {
    private Values() {
    }

    /** {@code type(v).__name__} */
    public static String typeName(Object v) {
        return Types.of(v).name();
    }

    /** {@code repr(v)} */
    public static String repr(Object v) {
        return switch (v) {
            case String s -> Quotes.repr(s);
            case PyObject o -> o.repr();
            default -> str(v);
        };
    }

    /** {@code str(v)} */
    public static String str(Object v) {
        return switch (v) {
            case String s -> s;
            case Long l -> Long.toString(l);
            case Double d -> PythonText.of(d.doubleValue());
            case Boolean b -> b ? "True" : "False";
            case None _ -> "None";
            case PyObject o -> o.str();
            case BigInteger b -> digits(b);
            default -> throw new IllegalStateException(v.getClass().getName());
        };
    }

    private static String digits(BigInteger b) {
        if (b.bitLength() > 14_280) {
            int digits = (int) (b.bitLength() * 0.30103);
            if (digits > 4300) {
                throw PyError.value(
                        "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit");
            }
        }
        return b.toString();
    }

    /** {@code bool(v)} */
    public static boolean truth(Object v) {
        return switch (v) {
            case Boolean b -> b;
            case Long l -> l != 0;
            case Double d -> d != 0;
            case String s -> !s.isEmpty();
            case None _ -> false;
            case PyObject o -> o.truth();
            case BigInteger _ -> true;
            default -> throw new IllegalStateException(v.getClass().getName());
        };
    }

    /** {@code a == b} of values that are no arrays: a bool. */
    public static boolean equal(Object a, Object b) {
        if (a instanceof PyObject o) {
            return o.equal(b);
        }
        if (b instanceof PyObject o) {
            return o.equal(a);
        }
        if (Numbers.isNumber(a)) {
            return Numbers.isNumber(b) && Operators.order(a, b) == 0;
        }
        return a.equals(b);
    }

    /** {@code a is b or a == b}, as containers compare. */
    public static boolean same(Object a, Object b) {
        if (is(a, b)) {
            return true;
        }
        Object r = Operators.compare(dev.nabla.lang.syntax.Expr.CompareOp.EQ, a, b);
        return truth(r);
    }

    /** {@code a is b}: small ints, texts and the like are the same object where they are equal. */
    @SuppressWarnings("ReferenceEquality") // That is the question.
    public static boolean is(Object a, Object b) {
        if (a instanceof PyObject x) {
            return x == b || x instanceof Identified i && b instanceof Identified j && i.identity() == j.identity();
        }
        return a.getClass() == b.getClass() && a.equals(b);
    }

    /** A value that stands for an object of the engine. */
    public interface Identified {
        Object identity();
    }

    /** The iterator of a value. @throws PyError TypeError where it has none */
    public static Iterator<Object> iterate(Object v) {
        return switch (v) {
            case PyObject o -> o.iterate();
            case String s -> new Iterator<>() {
                private int at;

                @Override
                public boolean hasNext() {
                    return at < s.length();
                }

                @Override
                public Object next() {
                    int end = s.offsetByCodePoints(at, 1);
                    String c = s.substring(at, end);
                    at = end;
                    return c;
                }
            };
            default -> throw PyError.type("'" + typeName(v) + "' object is not iterable");
        };
    }

    /** All items of an iterable. */
    public static List<Object> list(Object v) {
        if (v instanceof PyList l) {
            return new ArrayList<>(l.items());
        }
        if (v instanceof PyTuple t) {
            return new ArrayList<>(t.items());
        }
        List<Object> out = new ArrayList<>();
        Run run = Run.current();
        for (Iterator<Object> i = iterate(v); i.hasNext();) {
            run.step();
            run.take(24);
            out.add(i.next());
        }
        return out;
    }

    /** {@code len(v)} */
    public static int length(Object v) {
        return switch (v) {
            case String s -> s.codePointCount(0, s.length());
            case PyObject o -> o.length();
            default -> throw PyError.type("object of type '" + typeName(v) + "' has no len()");
        };
    }

    /** {@code v.name}, or null where there is none. */
    public static @Nullable Object attributeOrNull(Object v, String name) {
        if (v instanceof PyObject o) {
            Object a = o.attribute(name);
            if (a != null) {
                return a;
            }
        }
        PyType type = Types.of(v);
        Builtin method = type.method(name);
        if (method != null) {
            return new BoundMethod(v, method);
        }
        if (v instanceof Long && name.equals("real") || v instanceof Double && name.equals("real")) {
            return v;
        }
        return switch (name) {
            case "__class__" -> type;
            case "__doc__" -> None.NONE;
            default -> null;
        };
    }

    /** {@code v.name} */
    public static Object attribute(Object v, String name) {
        Object a = attributeOrNull(v, name);
        if (a == null) {
            throw v instanceof PyType t ? PyError.attribute("type object '" + t.name() + "' has no attribute '" + name + "'")
                    : PyError.attribute("'" + typeName(v) + "' object has no attribute '" + name + "'");
        }
        return a;
    }

    /** The method of v's type of that name, or null. */
    public static @Nullable Builtin methodOrNull(Object v, String name) {
        return Types.of(v).method(name);
    }

    /** {@code v.name(…)} */
    public static Object callMethod(Object v, String name, Object... arguments) {
        Builtin method = methodOrNull(v, name);
        return method != null ? method.on(v, Arguments.of(arguments)) : call(attribute(v, name), arguments);
    }

    public static Object call(Object function, Arguments arguments) {
        if (function instanceof PyObject o) {
            return o.call(arguments);
        }
        throw PyError.type("'" + typeName(function) + "' object is not callable");
    }

    public static Object call(Object function, Object... arguments) {
        return call(function, Arguments.of(arguments));
    }

    public static void setAttribute(Object v, String name, Object value) {
        if (v instanceof PyObject o) {
            o.setAttribute(name, value);
        } else {
            throw PyError.attribute(attributeOrNull(v, name) == null ? "'" + typeName(v) + "' object has no attribute '" + name + "'"
                    : "'" + typeName(v) + "' object attribute '" + name + "' is read-only");
        }
    }

    /** {@code v[key]} */
    public static Object item(Object v, Object key) {
        return switch (v) {
            case PyObject o -> o.item(key);
            case String s -> Sequences.item(s, key);
            default -> throw PyError.type("'" + typeName(v) + "' object is not subscriptable");
        };
    }

    public static void setItem(Object v, Object key, Object value) {
        if (!(v instanceof PyObject o)) {
            throw PyError.type("'" + typeName(v) + "' object does not support item assignment");
        }
        o.setItem(key, value);
    }

    public static void deleteItem(Object v, Object key) {
        if (!(v instanceof PyObject o)) {
            throw PyError.type("'" + typeName(v) + "' object doesn't support item deletion");
        }
        o.deleteItem(key);
    }

    /** {@code item in v} */
    public static boolean contains(Object v, Object item) {
        return switch (v) {
            case String s -> {
                if (!(item instanceof String part)) {
                    throw PyError.type("'in <string>' requires string as left operand, not " + typeName(item));
                }
                yield s.contains(part);
            }
            case PyObject o -> o.contains(item);
            default -> throw PyError.type("argument of type '" + typeName(v) + "' is not iterable");
        };
    }

    /**
     * What stands for a value among the keys of a dict: numbers that are equal are the same key.
     *
     * @throws PyError TypeError for a value that can change
     */
    static Object key(Object v) {
        return switch (v) {
            case Boolean b -> b ? 1L : 0L;
            case Double d -> d == Math.rint(d) && !Double.isInfinite(d) ? Numbers.truncated(d) : d;
            case PyTuple t -> {
                t.items().forEach(Values::key);
                yield t;
            }
            case PyList _,PyDict _,PySlice _ -> throw unhashable(v);
            case PySet s -> {
                if (!s.isFrozen()) {
                    throw unhashable(v);
                }
                yield s;
            }
            case Identified i -> i.identity();
            default -> v;
        };
    }

    private static PyError unhashable(Object v) {
        return PyError.type("unhashable type: '" + typeName(v) + "'");
    }
}
