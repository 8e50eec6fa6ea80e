package dev.nabla.lang.run;

import java.util.List;

import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.syntax.Expr.CompareOp;
import dev.nabla.lang.syntax.Expr.UnaryOp;
import dev.nabla.lang.value.Operators;
import dev.nabla.lang.value.Values;

/** Operators. What two ints of 64 bits or two floats give is computed here, everything else in {@link Operators}. */
final class OperatorNodes {
    private OperatorNodes() {
    }

    static Node binary(BinaryOp op, Node left, Node right) {
        return switch (op) {
            case ADD -> new Add(left, right);
            case SUB -> new Sub(left, right);
            case MUL -> new Mul(left, right);
            default -> new Binary(op, left, right);
        };
    }

    static final class Add extends Node {
        private final Node left;
        private final Node right;

        Add(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        @Override
        Object eval(Frame f) {
            return of(left.eval(f), right.eval(f));
        }

        static Object of(Object a, Object b) {
            if (a instanceof Double x && b instanceof Double y) {
                return x + y;
            }
            if (a instanceof Long p && b instanceof Long q) {
                long x = p;
                long y = q;
                long r = x + y;
                if (((x ^ r) & (y ^ r)) >= 0) {
                    return r;
                }
            }
            return Operators.binary(BinaryOp.ADD, a, b);
        }
    }

    static final class Sub extends Node {
        private final Node left;
        private final Node right;

        Sub(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        @Override
        Object eval(Frame f) {
            Object a = left.eval(f);
            Object b = right.eval(f);
            if (a instanceof Double x && b instanceof Double y) {
                return x - y;
            }
            if (a instanceof Long p && b instanceof Long q) {
                long x = p;
                long y = q;
                long r = x - y;
                if (((x ^ y) & (x ^ r)) >= 0) {
                    return r;
                }
            }
            return Operators.binary(BinaryOp.SUB, a, b);
        }
    }

    static final class Mul extends Node {
        private final Node left;
        private final Node right;

        Mul(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        @Override
        Object eval(Frame f) {
            Object a = left.eval(f);
            Object b = right.eval(f);
            if (a instanceof Double x && b instanceof Double y) {
                return x * y;
            }
            if (a instanceof Long p && b instanceof Long q) {
                long low = p * q;
                if (Math.multiplyHigh(p, q) == low >> 63) {
                    return low;
                }
            }
            return Operators.binary(BinaryOp.MUL, a, b);
        }
    }

    static final class Binary extends Node {
        private final BinaryOp op;
        private final Node left;
        private final Node right;

        Binary(BinaryOp op, Node left, Node right) {
            this.op = op;
            this.left = left;
            this.right = right;
        }

        @Override
        Object eval(Frame f) {
            return Operators.binary(op, left.eval(f), right.eval(f));
        }
    }

    static final class Unary extends Node {
        private final UnaryOp op;
        private final Node operand;

        Unary(UnaryOp op, Node operand) {
            this.op = op;
            this.operand = operand;
        }

        @Override
        Object eval(Frame f) {
            return Operators.unary(op, operand.eval(f));
        }
    }

    static final class Not extends Node {
        private final Node operand;

        Not(Node operand) {
            this.operand = operand;
        }

        @Override
        Object eval(Frame f) {
            return !operand.test(f);
        }

        @Override
        boolean test(Frame f) {
            return !operand.test(f);
        }
    }

    /** {@code left op right} */
    static final class Comparison extends Node {
        private final CompareOp op;
        private final Node left;
        private final Node right;

        Comparison(CompareOp op, Node left, Node right) {
            this.op = op;
            this.left = left;
            this.right = right;
        }

        @Override
        Object eval(Frame f) {
            Object a = left.eval(f);
            Object b = right.eval(f);
            return a instanceof Long x && b instanceof Long y && op.compareTo(CompareOp.IN) < 0 ? (Object) longs(x, y)
                    : Operators.compare(op, a, b);
        }

        @Override
        boolean test(Frame f) {
            Object a = left.eval(f);
            Object b = right.eval(f);
            return a instanceof Long x && b instanceof Long y && op.compareTo(CompareOp.IN) < 0 ? longs(x, y)
                    : Values.truth(Operators.compare(op, a, b));
        }

        private boolean longs(long x, long y) {
            return switch (op) {
                case LT -> x < y;
                case LE -> x <= y;
                case GT -> x > y;
                case GE -> x >= y;
                case EQ -> x == y;
                default -> x != y;
            };
        }
    }

    /** {@code a < b < c}: each operand is computed once, and only if all before hold. */
    static final class Chain extends Node {
        private final Node first;
        private final List<CompareOp> ops;
        private final Node[] operands;

        Chain(Node first, List<CompareOp> ops, Node[] operands) {
            this.first = first;
            this.ops = ops;
            this.operands = operands;
        }

        @Override
        Object eval(Frame f) {
            Object left = first.eval(f);
            Object result = true;
            for (int i = 0; i < operands.length; i++) {
                Object right = operands[i].eval(f);
                result = Operators.compare(ops.get(i), left, right);
                if (i < operands.length - 1 && !Values.truth(result)) {
                    break;
                }
                left = right;
            }
            return result;
        }
    }

    /** {@code and} or {@code or}: the first operand that decides. */
    static final class Choice extends Node {
        private final boolean stopsAt;
        private final Node[] operands;

        Choice(boolean stopsAt, Node[] operands) {
            this.stopsAt = stopsAt;
            this.operands = operands;
        }

        @Override
        Object eval(Frame f) {
            int last = operands.length - 1;
            for (int i = 0; i < last; i++) {
                Object v = operands[i].eval(f);
                if (Values.truth(v) == stopsAt) {
                    return v;
                }
            }
            return operands[last].eval(f);
        }

        @Override
        boolean test(Frame f) {
            for (Node n : operands) {
                if (n.test(f) == stopsAt) {
                    return stopsAt;
                }
            }
            return !stopsAt;
        }
    }

    static final class Conditional extends Node {
        private final Node condition;
        private final Node then;
        private final Node otherwise;

        Conditional(Node condition, Node then, Node otherwise) {
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
        }

        @Override
        Object eval(Frame f) {
            return condition.test(f) ? then.eval(f) : otherwise.eval(f);
        }
    }
}
