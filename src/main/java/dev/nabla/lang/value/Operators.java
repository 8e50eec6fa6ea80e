package dev.nabla.lang.value;

import java.math.BigInteger;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.syntax.Expr.CompareOp;
import dev.nabla.lang.syntax.Expr.UnaryOp;

/** Python's operators on any values. */
public final class Operators {
    private Operators() {
    }

    /** {@code a op b} */
    public static Object binary(BinaryOp op, Object a, Object b) {
        Object r = find(op, a, b);
        if (r == null) {
            throw unsupported(op.sign(), op, a, b);
        }
        return r;
    }

    /** {@code a op= b}: the value that the target then has. */
    public static Object inPlace(BinaryOp op, Object a, Object b) {
        Object r = a instanceof PyObject o ? o.inPlace(op, b) : null;
        if (r == null) {
            r = find(op, a, b);
        }
        if (r == null) {
            throw unsupported(op.sign() + "=", op, a, b);
        }
        return r;
    }

    private static @Nullable Object find(BinaryOp op, Object a, Object b) {
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return number(op, a, b);
        }
        if (a instanceof String s) {
            Object r = text(op, s, b);
            if (r != null) {
                return r;
            }
        }
        if (b instanceof String s && op == BinaryOp.MUL && Numbers.isInteger(a)) {
            return repeated(s, a);
        }
        Object r = a instanceof PyObject o ? o.binary(op, b) : null;
        r = r == null && b instanceof PyObject o ? o.reflected(op, a) : r;
        boolean repeats = r == null && op == BinaryOp.MUL && (isSequence(a) && b instanceof Numbers.Indexed || a instanceof Numbers.Indexed
                && isSequence(b));
        return repeats ? find(op, isSequence(a) ? a : Numbers.index(a), isSequence(b) ? b : Numbers.index(b)) : r;
    }

    private static PyError unsupported(String sign, BinaryOp op, Object a, Object b) {
        if (op == BinaryOp.ADD && (a instanceof String || a instanceof PyList || a instanceof PyTuple) && sign.equals("+")
                || op == BinaryOp.ADD && a instanceof String) {
            return PyError.type("can only concatenate " + Values.typeName(a) + " (not \"" + Values.typeName(b) + "\") to "
                    + Values.typeName(a));
        }
        if (op == BinaryOp.MUL && (isSequence(a) || isSequence(b))) {
            return PyError.type("can't multiply sequence by non-int of type '" + Values.typeName(isSequence(a) ? b : a) + "'");
        }
        String shown = op == BinaryOp.POW ? sign.equals("**") ? "** or pow()" : "**=" : sign;
        return PyError.type("unsupported operand type(s) for " + shown + ": '" + Values.typeName(a) + "' and '" + Values.typeName(b) + "'");
    }

    private static boolean isSequence(Object v) {
        return v instanceof String || v instanceof PyList || v instanceof PyTuple;
    }

    private static @Nullable Object text(BinaryOp op, String a, Object b) {
        return switch (op) {
            case ADD -> {
                if (!(b instanceof String s)) {
                    yield null;
                }
                Run.current().take((long) a.length() + s.length());
                yield a + s;
            }
            case MUL -> Numbers.isInteger(b) ? repeated(a, b) : null;
            case MOD -> PercentFormat.of(a, b);
            default -> null;
        };
    }

    private static String repeated(String s, Object times) {
        long n = Math.max(0, times instanceof BigInteger b ? b.signum() < 0 ? 0 : tooLarge() : Numbers.index(times));
        Run.current().take(Math.multiplyHigh(n, s.length()) != 0 ? Long.MAX_VALUE / 4 : n * s.length());
        return s.repeat(Math.toIntExact(n));
    }

    private static long tooLarge() {
        throw PyError.overflow("cannot fit 'int' into an index-sized integer");
    }

    private static @Nullable Object number(BinaryOp op, Object a, Object b) {
        if (a instanceof Double || b instanceof Double) {
            return real(op, Numbers.real(a), Numbers.real(b));
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            if (op == BinaryOp.AND || op == BinaryOp.OR || op == BinaryOp.XOR) {
                return op == BinaryOp.AND ? x && y : op == BinaryOp.OR ? x || y : !x.equals(y);
            }
        }
        return a instanceof BigInteger || b instanceof BigInteger ? big(op, Numbers.big(a), Numbers.big(b), a, b)
                : small(op, Numbers.index(a), Numbers.index(b), a, b);
    }

    private static @Nullable Object real(BinaryOp op, double a, double b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> {
                if (b == 0) {
                    throw PyError.zeroDivision("float division by zero");
                }
                yield a / b;
            }
            case FLOORDIV -> Numbers.floorDiv(a, b);
            case MOD -> Numbers.mod(a, b);
            case POW -> Numbers.power(a, b);
            default -> null;
        };
    }

    private static @Nullable Object small(BinaryOp op, long a, long b, Object x, Object y) {
        return switch (op) {
            case ADD -> {
                long r = a + b;
                yield ((a ^ r) & (b ^ r)) < 0 ? (Object) BigInteger.valueOf(a).add(BigInteger.valueOf(b)) : (Object) r;
            }
            case SUB -> {
                long r = a - b;
                yield ((a ^ b) & (a ^ r)) < 0 ? (Object) BigInteger.valueOf(a).subtract(BigInteger.valueOf(b)) : (Object) r;
            }
            case MUL -> {
                long high = Math.multiplyHigh(a, b);
                long low = a * b;
                yield high == low >> 63 ? (Object) low : (Object) BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
            }
            case DIV -> {
                if (b == 0) {
                    throw PyError.zeroDivision("division by zero");
                }
                yield Math.abs(a) < 1L << 53 && Math.abs(b) < 1L << 53 ? (double) a / b
                        : Numbers.trueDiv(BigInteger.valueOf(a), BigInteger.valueOf(b));
            }
            case FLOORDIV -> a == Long.MIN_VALUE && b == -1 ? BigInteger.valueOf(a).negate() : (Object) Numbers.floorDiv(a, b);
            case MOD -> Numbers.mod(a, b);
            case POW -> Numbers.power(x, y);
            case LSHIFT -> Numbers.integer(Numbers.shiftLeft(BigInteger.valueOf(a), y));
            case RSHIFT -> Numbers.integer(Numbers.shiftRight(BigInteger.valueOf(a), y));
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case MATMUL -> null;
        };
    }

    private static @Nullable Object big(BinaryOp op, BigInteger a, BigInteger b, Object x, Object y) {
        return switch (op) {
            case ADD -> Numbers.integer(a.add(b));
            case SUB -> Numbers.integer(a.subtract(b));
            case MUL -> {
                Numbers.claimProduct(a, b);
                yield Numbers.integer(a.multiply(b));
            }
            case DIV -> Numbers.trueDiv(a, b);
            case FLOORDIV -> Numbers.integer(floor(a, b)[0]);
            case MOD -> Numbers.integer(floor(a, b)[1]);
            case POW -> Numbers.power(x, y);
            case LSHIFT -> Numbers.integer(Numbers.shiftLeft(a, y));
            case RSHIFT -> Numbers.integer(Numbers.shiftRight(a, y));
            case AND -> Numbers.integer(a.and(b));
            case OR -> Numbers.integer(a.or(b));
            case XOR -> Numbers.integer(a.xor(b));
            case MATMUL -> null;
        };
    }

    private static BigInteger[] floor(BigInteger a, BigInteger b) {
        if (b.signum() == 0) {
            throw PyError.zeroDivision("integer division or modulo by zero");
        }
        BigInteger[] qr = a.divideAndRemainder(b);
        if (qr[1].signum() != 0 && qr[1].signum() != b.signum()) {
            qr[0] = qr[0].subtract(BigInteger.ONE);
            qr[1] = qr[1].add(b);
        }
        return qr;
    }

    /** {@code op v} */
    public static Object unary(UnaryOp op, Object v) {
        Object r = switch (v) {
            case Double d -> switch (op) {
                case NEG -> -d;
                case POS -> d;
                case INVERT -> null;
            };
            case Long l -> switch (op) {
                case NEG -> l == Long.MIN_VALUE ? BigInteger.valueOf(l).negate() : (Object) (-l);
                case POS -> l;
                case INVERT -> ~l;
            };
            case Boolean b -> unary(op, b ? 1L : 0L);
            case BigInteger b -> switch (op) {
                case NEG -> Numbers.integer(b.negate());
                case POS -> b;
                case INVERT -> b.not();
            };
            case PyObject o -> o.unary(op);
            default -> null;
        };
        if (r == null) {
            throw PyError.type("bad operand type for unary " + (op == UnaryOp.NEG ? "-" : op == UnaryOp.POS ? "+" : "~") + ": '"
                    + Values.typeName(v) + "'");
        }
        return r;
    }

    /** {@code a op b} for a comparison: a bool, or an array of them. */
    public static Object compare(CompareOp op, Object a, Object b) {
        if (op == CompareOp.IN || op == CompareOp.NOT_IN) {
            return Values.contains(b, a) == (op == CompareOp.IN);
        }
        if (op == CompareOp.IS || op == CompareOp.IS_NOT) {
            return Values.is(a, b) == (op == CompareOp.IS);
        }
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return numbers(op, a, b);
        }
        if (a instanceof String x && b instanceof String y) {
            return holds(op, codePointOrder(x, y));
        }
        Object r = a instanceof PyObject o ? o.compare(op, b) : null;
        if (r == null && b instanceof PyObject o) {
            r = o.compare(mirrored(op), a);
        }
        if (r != null) {
            return r;
        }
        return switch (op) {
            case EQ -> Values.equal(a, b);
            case NE -> !Values.equal(a, b);
            default -> throw PyError.type("'" + op.sign() + "' not supported between instances of '" + Values.typeName(a) + "' and '"
                    + Values.typeName(b) + "'");
        };
    }

    private static CompareOp mirrored(CompareOp op) {
        return switch (op) {
            case LT -> CompareOp.GT;
            case LE -> CompareOp.GE;
            case GT -> CompareOp.LT;
            case GE -> CompareOp.LE;
            default -> op;
        };
    }

    private static boolean numbers(CompareOp op, Object a, Object b) {
        if (a instanceof Double x && x.isNaN() || b instanceof Double y && y.isNaN()) {
            return op == CompareOp.NE;
        }
        return holds(op, order(a, b));
    }

    /** The order of two numbers; NaN is unlike everything. */
    static int order(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        if (a instanceof Double x) {
            if (x.isNaN()) {
                return 1;
            }
            if (b instanceof Double y) {
                return y.isNaN() ? -1 : x < y ? -1 : x > y ? 1 : 0;
            }
            return -order(b, a);
        }
        if (b instanceof Double y) {
            return y.isNaN() ? -1 : Numbers.compare(a instanceof Boolean f ? f ? 1L : 0L : a, y);
        }
        return Numbers.big(a).compareTo(Numbers.big(b));
    }

    private static int codePointOrder(String a, String b) {
        int i = java.util.Arrays.mismatch(a.toCharArray(), b.toCharArray());
        if (i < 0 || i >= a.length() || i >= b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        char x = a.charAt(i);
        char y = b.charAt(i);
        boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
        return surrogates ? Character.isSurrogate(x) ? 1 : -1 : Character.compare(x, y);
    }

    private static boolean holds(CompareOp op, int order) {
        return switch (op) {
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
            case EQ -> order == 0;
            case NE -> order != 0;
            default -> throw new IllegalArgumentException(op.name());
        };
    }

    /** The order of two sequences by their first difference. */
    static Object compare(CompareOp op, List<Object> a, List<Object> b) {
        int n = Math.min(a.size(), b.size());
        for (int i = 0; i < n; i++) {
            if (!Values.same(a.get(i), b.get(i))) {
                return switch (op) {
                    case EQ -> false;
                    case NE -> true;
                    default -> compare(op, a.get(i), b.get(i));
                };
            }
        }
        return holds(op, Integer.compare(a.size(), b.size()));
    }

    /** Whether a is before b. */
    public static boolean less(Object a, Object b) {
        return Values.truth(compare(CompareOp.LT, a, b));
    }
}
