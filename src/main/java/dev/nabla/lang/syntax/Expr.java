package dev.nabla.lang.syntax;

import java.math.BigInteger;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** An expression, named as in Python's {@code ast}. */
public sealed interface Expr {
    /** The line that Python names where the expression fails. */
    int line();

    /** None, True, False and {@code ...}. */
    enum Word {
        NONE, TRUE, FALSE, ELLIPSIS
    }

    record Constant(int line, Word word) implements Expr {
    }

    record Int(int line, BigInteger value) implements Expr {
    }

    record Real(int line, double value) implements Expr {
    }

    record Text(int line, String value) implements Expr {
    }

    record Name(int line, String name) implements Expr {
    }

    /** {@code f'…'}: texts and fields in turn. */
    record Joined(int line, List<Expr> parts) implements Expr {
    }

    /**
     * {@code {value!r:spec}} of an f-string.
     *
     * @param conversion {@code r}, {@code s}, {@code a}, or 0
     */
    record Field(int line, Expr value, char conversion, @Nullable Expr spec) implements Expr {
    }

    record TupleOf(int line, List<Expr> items) implements Expr {
    }

    record ListOf(int line, List<Expr> items) implements Expr {
    }

    record SetOf(int line, List<Expr> items) implements Expr {
    }

    /** @param keys null for {@code **value} */
    record DictOf(int line, List<@Nullable Expr> keys, List<Expr> values) implements Expr {
    }

    record Starred(int line, Expr value) implements Expr {
    }

    record Attribute(int line, Expr object, String name) implements Expr {
    }

    record Subscript(int line, Expr object, Expr index) implements Expr {
    }

    record Slice(int line, @Nullable Expr lower, @Nullable Expr upper, @Nullable Expr step) implements Expr {
    }

    record Call(int line, Expr function, List<Argument> arguments) implements Expr {
    }

    /** {@code value}, {@code name=value}, {@code *value} or {@code **value}. */
    record Argument(Kind kind, @Nullable String name, Expr value) {
        public enum Kind {
            PLAIN, NAMED, SPREAD, KEYWORDS
        }
    }

    enum UnaryOp {
        NEG, POS, INVERT
    }

    record Unary(int line, UnaryOp op, Expr operand) implements Expr {
    }

    record Not(int line, Expr operand) implements Expr {
    }

    enum BinaryOp {
        ADD("+"), SUB("-"), MUL("*"), MATMUL("@"), DIV("/"), FLOORDIV("//"), MOD("%"), POW("**"), LSHIFT("<<"), RSHIFT(">>"), AND("&"), //
        XOR("^"), OR("|");

        private final String sign;

        BinaryOp(String sign) {
            this.sign = sign;
        }

        /** {@code **} */
        public String sign() {
            return sign;
        }

        static BinaryOp of(String sign) {
            for (BinaryOp op : values()) {
                if (op.sign.equals(sign)) {
                    return op;
                }
            }
            throw new IllegalArgumentException(sign);
        }
    }

    record Binary(int line, BinaryOp op, Expr left, Expr right) implements Expr {
    }

    enum CompareOp {
        LT("<"), LE("<="), GT(">"), GE(">="), EQ("=="), NE("!="), IN("in"), NOT_IN("notin"), IS("is"), IS_NOT("isnot");

        private final String sign;

        CompareOp(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        static CompareOp of(String sign) {
            for (CompareOp op : values()) {
                if (op.sign.equals(sign)) {
                    return op;
                }
            }
            throw new IllegalArgumentException(sign);
        }
    }

    /** {@code first op operand op operand …} */
    record Compare(int line, Expr first, List<CompareOp> ops, List<Expr> operands) implements Expr {
    }

    record And(int line, List<Expr> operands) implements Expr {
    }

    record Or(int line, List<Expr> operands) implements Expr {
    }

    record Conditional(int line, Expr then, Expr condition, Expr otherwise) implements Expr {
    }

    record Lambda(int line, Parameters parameters, Expr body) implements Expr {
    }

    record Walrus(int line, String name, Expr value) implements Expr {
    }

    /** What a comprehension makes. */
    enum Makes {
        LIST, SET, DICT, GENERATOR
    }

    /** @param key of a dict's entry, else null */
    record Comprehension(int line, Makes makes, @Nullable Expr key, Expr value, List<For> loops) implements Expr {
    }

    /** {@code for target in iterable if … if …} */
    record For(Expr target, Expr iterable, List<Expr> conditions) {
    }
}
