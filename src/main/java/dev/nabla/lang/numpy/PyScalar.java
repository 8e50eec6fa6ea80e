package dev.nabla.lang.numpy;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.syntax.Expr.CompareOp;
import dev.nabla.lang.syntax.Expr.UnaryOp;
import dev.nabla.lang.torch.Operand;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Format;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.method;

/**
 * One element of an array: {@code np.float64(1.5)}.
 *
 * @param value Double, Long or Boolean
 */
record PyScalar(DType dtype, Object value) implements Operand.TensorLike, Numbers.Indexed {
    static {
        for (DType d : DType.values()) {
            NpType.of(d).scalar().with(List.of(
                    method("item()", a -> ((PyScalar) a.self()).value),
                    method("tolist()", a -> ((PyScalar) a.self()).value),
                    method("astype(dtype)", a -> of(Arrays.tensor(((PyScalar) a.self()).array(), NpType.dtype(a.get(0))))),
                    method("__abs__()", a -> Ufuncs.unary("abs", a.self())),
                    method("__round__(ndigits=None)", a -> a.has(0) ? Ufuncs.rounded(a.self(), a.size(0))
                            : ((PyScalar) a.self()).whole())));
        }
        ArrayMethods.SHARED.forEach(m -> {
            for (DType d : DType.values()) {
                NpType.of(d).scalar().with(List.of(m));
            }
        });
    }

    /** The element of a 0-d tensor. */
    static PyScalar of(Tensor t) {
        NdArray a = t.data();
        return new PyScalar(a.dtype(), element(a, 0));
    }

    static Object element(NdArray a, int i) {
        return a.dtype().isFloat() ? (Object) a.getDouble(i)
                : a.dtype() == DType.BOOL ? (Object) (a.getLong(i) != 0) : (Object) a.getLong(i);
    }

    NdArray array() {
        return switch (value) {
            case Double d -> NdArray.scalar(dtype, d.doubleValue());
            case Boolean b -> NdArray.scalar(dtype, b ? 1L : 0L);
            default -> NdArray.scalar(dtype, Numbers.index(value));
        };
    }

    /** The nearest int, the even one of two. */
    private Object whole() {
        return value instanceof Double d ? Numbers.truncated(Math.rint(d)) : value;
    }

    @Override
    public Tensor tensor() {
        return Tensor.of(array());
    }

    @Override
    public PyType type() {
        return NpType.of(dtype).scalar();
    }

    @Override
    public String repr() {
        return dtype == DType.BOOL ? "np." + str() + "_" : "np." + dtype.torchName() + "(" + str() + ")";
    }

    @Override
    public String str() {
        return dtype == DType.FLOAT32 ? ArrayText.single((Double) value) : Values.str(value);
    }

    @Override
    public String format(String spec) {
        return spec.isEmpty() ? str() : Format.of(value, spec);
    }

    @Override
    public boolean truth() {
        return Values.truth(value);
    }

    @Override
    public boolean equal(Object other) {
        return Values.equal(value, other instanceof PyScalar s ? s.value : other);
    }

    @Override
    public long index() {
        return Numbers.index(value);
    }

    @Override
    public double real() {
        return Numbers.real(value);
    }

    @Override
    public Object toInt() {
        return value instanceof Double d ? Numbers.truncated(d) : (Object) Numbers.index(value);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return ArrayMethods.attribute(Tensor.of(array()), this, name);
    }

    @Override
    public @Nullable Object binary(BinaryOp op, Object other) {
        return other instanceof PyTensor ? null : Ufuncs.operator(op, this, other);
    }

    @Override
    public @Nullable Object reflected(BinaryOp op, Object other) {
        return other instanceof PyTensor ? null : Ufuncs.operator(op, other, this);
    }

    @Override
    public @Nullable Object unary(UnaryOp op) {
        return Ufuncs.operator(op, this);
    }

    @Override
    public @Nullable Object compare(CompareOp op, Object other) {
        return other instanceof PyTensor ? null : Ufuncs.operator(op, this, other);
    }
}
