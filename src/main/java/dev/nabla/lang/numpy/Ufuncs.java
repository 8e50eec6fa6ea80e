package dev.nabla.lang.numpy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.syntax.Expr.CompareOp;
import dev.nabla.lang.syntax.Expr.UnaryOp;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;

import static dev.nabla.lang.value.Builtin.function;

/**
 * Functions of the elements: each is an op of the engine and a rule for the dtype it is computed in.
 *
 * @see <a href="https://numpy.org/doc/2.4/reference/ufuncs.html">Universal functions</a>
 */
final class Ufuncs {
    /** In which dtype it is computed, where the operands together have a dtype. */
    private enum In {
        /** In theirs. */
        SAME,
        /** In theirs if it is a float, else in float64. */
        FLOAT,
        /** In bool. */
        TRUTH
    }

    private record Row(String op, In in) {
    }

    private static final Map<String, Row> UNARY = new LinkedHashMap<>();
    private static final Map<String, Row> BINARY = new LinkedHashMap<>();

    static {
        for (String same : List.of("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "exp2", "log", "log2", "log10", "log1p",
                "sqrt",
                "arcsin:asin", "arccos:acos", "arctan:atan", "arcsinh:asinh", "arccosh:acosh", "arctanh:atanh", "degrees:rad2deg",
                "rad2deg", "radians:deg2rad", "deg2rad")) {
            add(UNARY, same, In.FLOAT);
        }
        for (String same : List.of("floor", "ceil", "trunc", "rint:round", "abs", "absolute:abs", "fabs:abs", "sign", "negative:neg",
                "positive", "square", "reciprocal", "isnan", "isinf", "isfinite", "invert:bitwise_not")) {
            add(UNARY, same, In.SAME);
        }
        add(UNARY, "logical_not", In.TRUTH);
        for (String same : List.of("add", "subtract:sub", "multiply:mul", "floor_divide", "mod:remainder", "remainder", "fmod", "power:pow",
                "maximum", "minimum", "equal:eq", "not_equal:ne", "less:lt", "less_equal:le", "greater:gt", "greater_equal:ge",
                "bitwise_and",
                "bitwise_or", "bitwise_xor", "left_shift:bitwise_left_shift", "right_shift:bitwise_right_shift")) {
            add(BINARY, same, In.SAME);
        }
        for (String same : List.of("divide:div", "true_divide:div", "arctan2:atan2", "hypot")) {
            add(BINARY, same, In.FLOAT);
        }
        for (String same : List.of("logical_and", "logical_or", "logical_xor")) {
            add(BINARY, same, In.TRUTH);
        }
    }

    private Ufuncs() {
    }

    /** @param names numpy's name, and after a colon the op's where that is another */
    private static void add(Map<String, Row> to, String names, In in) {
        int colon = names.indexOf(':');
        to.put(colon < 0 ? names : names.substring(0, colon), new Row(colon < 0 ? names : names.substring(colon + 1), in));
    }

    /** All as functions. */
    static List<Builtin> functions() {
        List<Builtin> out = new ArrayList<>();
        UNARY.keySet().forEach(name -> out.add(function(name + "(x, /)", a -> unary(name, a.get(0)))));
        BINARY.keySet().forEach(name -> out.add(function(name + "(x1, x2, /)", a -> binary(name, a.get(0), a.get(1)))));
        return out;
    }

    private static Op op(String name) {
        return Objects.requireNonNull(Ops.named(name), name);
    }

    private static DType in(Row row, DType common) {
        return switch (row.in) {
            case SAME -> common;
            case FLOAT -> common.isFloat() ? common : DType.FLOAT64;
            case TRUTH -> DType.BOOL;
        };
    }

    private static Object wrapped(Tensor t, Object... operands) {
        for (Object v : operands) {
            if (v instanceof PyTensor) {
                return PyTensor.of(t);
            }
        }
        return Arrays.result(t);
    }

    static Object unary(String name, Object x) {
        Row row = Objects.requireNonNull(UNARY.get(name));
        NdArray a = Arrays.value(x);
        DType dtype = in(row, a.dtype());
        boolean whole = !dtype.isFloat() && List.of("floor", "ceil", "trunc", "round").contains(row.op);
        return wrapped(whole ? Tensor.of(a) : op(row.op).call(Arrays.tensor(a, dtype)), x);
    }

    static Object binary(String name, Object x, Object y) {
        Row row = Objects.requireNonNull(BINARY.get(name));
        NdArray a = Arrays.value(x);
        NdArray b = Arrays.value(y);
        DType dtype = in(row, Arrays.common(x, y));
        checkShapes(a.shape(), b.shape());
        if (row.op.equals("pow") && dtype.isInteger() && hasNegative(b)) {
            throw PyError.value("Integers to negative integer powers are not allowed.");
        }
        if (dtype.isInteger() && (row.op.equals("floor_divide") || row.op.equals("remainder"))) {
            return wrapped(
                    op(row.op).call(Arrays.tensor(a, dtype), withoutZeros(b, dtype)).mul(op("ne").call(Arrays.tensor(b, dtype), Tensor
                            .number(0))),
                    x, y);
        }
        return wrapped(op(row.op).call(Arrays.tensor(a, dtype), Arrays.tensor(b, dtype)), x, y);
    }

    /** Divisors with 1 in the place of 0, whose quotient and remainder numpy takes as 0. */
    private static Tensor withoutZeros(NdArray b, DType dtype) {
        NdArray out = b.to(dtype).copy();
        for (int i = 0; i < out.size(); i++) {
            if (out.storage().getLong(i) == 0) {
                out.storage().setLong(i, 1);
            }
        }
        return Tensor.of(out);
    }

    private static boolean hasNegative(NdArray a) {
        for (int i = 0; i < a.size(); i++) {
            if (a.getLong(i) < 0) {
                return true;
            }
        }
        return false;
    }

    static void checkShapes(Shape a, Shape b) {
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            int x = a.dim(a.rank() - i);
            int y = b.dim(b.rank() - i);
            if (x != y && x != 1 && y != 1) {
                throw PyError
                        .value("operands could not be broadcast together with shapes " + Arrays.shape(a) + " " + Arrays.shape(b) + " ");
            }
        }
    }

    /** Rounded half to even at a decimal place, by scaling. */
    static Object rounded(Object x, int digits) {
        NdArray a = Arrays.value(x);
        if (!a.dtype().isFloat()) {
            return x instanceof PyArray || x instanceof PyScalar ? x : Arrays.result(a);
        }
        NdArray out = NdArray.zeros(a.dtype(), a.shape());
        double scale = Math.pow(10, Math.abs(digits));
        for (int i = 0; i < a.size(); i++) {
            double v = a.getDouble(i);
            double r = !Double.isFinite(v) ? v : digits >= 0 ? Math.rint(v * scale) / scale : Math.rint(v / scale) * scale;
            out.storage().setDouble(i, r);
        }
        return Arrays.result(out);
    }

    // ---- operators ------------------------------------------------------------------------------------------------

    private static boolean isOperand(Object v) {
        return v instanceof PyArray || v instanceof PyScalar || Numbers.isNumber(v) || v instanceof PyList || v instanceof PyTuple;
    }

    static String name(BinaryOp op) {
        return switch (op) {
            case ADD -> "add";
            case SUB -> "subtract";
            case MUL -> "multiply";
            case DIV -> "divide";
            case FLOORDIV -> "floor_divide";
            case MOD -> "remainder";
            case POW -> "power";
            case MATMUL -> "matmul";
            case AND -> "bitwise_and";
            case OR -> "bitwise_or";
            case XOR -> "bitwise_xor";
            case LSHIFT -> "left_shift";
            case RSHIFT -> "right_shift";
        };
    }

    static @Nullable Object operator(BinaryOp op, Object x, Object y) {
        if (!isOperand(x) || !isOperand(y)) {
            return null;
        }
        return op == BinaryOp.MATMUL ? LinearAlgebra.matmul(x, y) : binary(name(op), x, y);
    }

    static Object operator(UnaryOp op, Object x) {
        return unary(switch (op) {
            case NEG -> "negative";
            case POS -> "positive";
            case INVERT -> "invert";
        }, x);
    }

    static @Nullable Object operator(CompareOp op, Object x, Object y) {
        String name = switch (op) {
            case LT -> "less";
            case LE -> "less_equal";
            case GT -> "greater";
            case GE -> "greater_equal";
            case EQ -> "equal";
            case NE -> "not_equal";
            default -> null;
        };
        return name == null || !isOperand(x) || !isOperand(y) ? null : binary(name, x, y);
    }
}
