package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.syntax.Expr.CompareOp;
import dev.nabla.lang.syntax.Expr.UnaryOp;
import dev.nabla.lang.value.Copies;
import dev.nabla.lang.value.Format;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Values;

/** A tensor as a value of a program. Two of them that stand for one tensor of the engine are the same object to it. */
public class PyTensor implements PyObject, Numbers.Indexed, Values.Identified {
    /** torch.Tensor; its methods are those of the op rows and {@link TensorMethods}. */
    public static final PyType TYPE = PyType.of("torch", "Tensor");

    private static final Map<BinaryOp, Op> BINARY = new EnumMap<>(BinaryOp.class);
    private static final Map<BinaryOp, Op> IN_PLACE = new EnumMap<>(BinaryOp.class);
    private static final Map<CompareOp, Op> COMPARE = new EnumMap<>(CompareOp.class);
    private static final Op RSUB = op("rsub");
    private static final Op RECIPROCAL = op("reciprocal");
    private static final Op MUL = op("mul");

    static {
        Map.ofEntries(Map.entry(BinaryOp.ADD, "add"), Map.entry(BinaryOp.SUB, "sub"), Map.entry(BinaryOp.MUL, "mul"),
                Map.entry(BinaryOp.DIV, "div"), Map.entry(BinaryOp.FLOORDIV, "floor_divide"), Map.entry(BinaryOp.MOD, "remainder"),
                Map.entry(BinaryOp.POW, "pow"), Map.entry(BinaryOp.MATMUL, "matmul"), Map.entry(BinaryOp.AND, "bitwise_and"),
                Map.entry(BinaryOp.OR, "bitwise_or"), Map.entry(BinaryOp.XOR, "bitwise_xor"),
                Map.entry(BinaryOp.LSHIFT, "bitwise_left_shift"), Map.entry(BinaryOp.RSHIFT, "bitwise_right_shift")).forEach((b, name) -> {
                    BINARY.put(b, op(name));
                    Op inPlace = Ops.named(name + "_");
                    if (inPlace != null) {
                        IN_PLACE.put(b, inPlace);
                    }
                });
        for (CompareOp c : List.of(CompareOp.LT, CompareOp.LE, CompareOp.GT, CompareOp.GE, CompareOp.EQ, CompareOp.NE)) {
            COMPARE.put(c, op(c.name().toLowerCase(java.util.Locale.ROOT)));
        }
    }

    private final Tensor tensor;

    protected PyTensor(Tensor tensor) {
        this.tensor = tensor;
    }

    public static PyTensor of(Tensor tensor) {
        return new PyTensor(tensor);
    }

    private static Op op(String name) {
        return Objects.requireNonNull(Ops.named(name), name);
    }

    public final Tensor tensor() {
        return tensor;
    }

    @Override
    public final Object identity() {
        return tensor;
    }

    @Override
    public void holds(Consumer<Object> to) {
        to.accept(tensor);
    }

    @Override
    public Object copied(Copies c) {
        return of(c.of(tensor));
    }

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        return PrintOptions.repr(tensor);
    }

    @Override
    public String format(String spec) {
        return tensor.shape().isScalar() && type() == TYPE ? Format.of(item(), spec) : PyObject.super.format(spec);
    }

    // ---- numbers --------------------------------------------------------------------------------------------------

    /** {@code x.item()} */
    Object item() {
        NdArray a = tensor.data();
        if (a.size() != 1) {
            throw PyError.runtime("a Tensor with " + a.size() + " elements cannot be converted to Scalar");
        }
        return element(a, 0);
    }

    static Object element(NdArray a, int i) {
        return a.dtype().isFloat() ? (Object) a.getDouble(i)
                : a.dtype() == DType.BOOL ? (Object) (a.getLong(i) != 0) : (Object) a.getLong(i);
    }

    @Override
    public long index() {
        if (tensor.shape().size() != 1 || tensor.dtype().isFloat()) {
            throw PyError.type("only integer tensors of a single element can be converted to an index");
        }
        return tensor.data().getLong(0);
    }

    @Override
    public double real() {
        return Numbers.real(item());
    }

    @Override
    public Object toInt() {
        Object v = item();
        return v instanceof Double d ? Numbers.truncated(d) : (Object) Numbers.index(v);
    }

    @Override
    public boolean truth() {
        int n = tensor.shape().size();
        if (n != 1) {
            throw PyError.runtime("Boolean value of Tensor with " + (n == 0 ? "no values" : "more than one value") + " is ambiguous");
        }
        return Values.truth(item());
    }

    // ---- operators ------------------------------------------------------------------------------------------------

    @Override
    public @Nullable Object binary(BinaryOp op, Object other) {
        Tensor t = Operand.orNull(other);
        if (t == null || op == BinaryOp.MATMUL && t.isNumber()) {
            return null;
        }
        return of(op(op).call(tensor, t));
    }

    private static Op op(BinaryOp op) {
        return Objects.requireNonNull(BINARY.get(op));
    }

    @Override
    public @Nullable Object reflected(BinaryOp op, Object other) {
        Tensor t = Operand.orNull(other);
        if (t == null || op == BinaryOp.MATMUL) {
            return null;
        }
        return of(switch (op) {
            case ADD, MUL -> op(op).call(tensor, t);
            case SUB -> RSUB.call(tensor, t);
            case DIV -> MUL.call(RECIPROCAL.call(tensor), t);
            default -> op(op).call(t, tensor);
        });
    }

    @Override
    public @Nullable Object inPlace(BinaryOp op, Object other) {
        Op written = IN_PLACE.get(op);
        Tensor t = written == null ? null : Operand.orNull(other);
        if (written == null || t == null) {
            return null;
        }
        written.call(tensor, t);
        return this;
    }

    @Override
    public @Nullable Object unary(UnaryOp op) {
        return of(op(switch (op) {
            case NEG -> "neg";
            case POS -> "positive";
            case INVERT -> "bitwise_not";
        }).call(tensor));
    }

    @Override
    public @Nullable Object compare(CompareOp op, Object other) {
        Tensor t = Operand.orNull(other);
        Op o = COMPARE.get(op);
        return t == null || o == null ? null : of(o.call(tensor, t));
    }

    @Override
    public boolean equal(Object other) {
        return Values.is(this, other);
    }

    // ---- items ----------------------------------------------------------------------------------------------------

    @Override
    public Object item(Object key) {
        return of(Subscripts.get(tensor, key));
    }

    @Override
    public void setItem(Object key, Object value) {
        Tensor v = Operand.orNull(value);
        if (v == null) {
            throw PyError.type("can't assign a " + Values.typeName(value) + " to a torch." + TensorMethods.legacyName(tensor.dtype()));
        }
        Subscripts.set(tensor, key, v);
    }

    @Override
    public int length() {
        if (tensor.shape().isScalar()) {
            throw PyError.type("len() of a 0-d tensor");
        }
        return tensor.shape().dim(0);
    }

    @Override
    public Iterator<Object> iterate() {
        if (tensor.shape().isScalar()) {
            throw PyError.type("iteration over a 0-d tensor");
        }
        List<Object> rows = new ArrayList<>();
        for (Tensor t : op("unbind").apply(op("unbind").row().defaults(), tensor)) {
            rows.add(of(t));
        }
        return rows.iterator();
    }

    @Override
    public boolean contains(Object item) {
        if (Operand.orNull(item) == null) {
            throw PyError
                    .runtime("Tensor.__contains__ only supports Tensor or scalar, but you passed in a " + Values.repr(Values.attribute(item,
                            "__class__")) + ".");
        }
        Tensor equal = op("eq").call(tensor, Operand.orNull(item));
        return op("any").call(equal).data().getLong(0) != 0;
    }

    // ---- attributes -----------------------------------------------------------------------------------------------

    @Override
    public @Nullable Object attribute(String name) {
        return TensorAttributes.get(this, name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        TensorAttributes.set(this, name, value);
    }
}
