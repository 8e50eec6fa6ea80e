package dev.nabla.lang.numpy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.syntax.Expr.CompareOp;
import dev.nabla.lang.syntax.Expr.UnaryOp;
import dev.nabla.lang.torch.Operand;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Copies;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Values;

/**
 * An array of numpy: the elements of a tensor without history, which it may share.
 *
 * @see <a href="https://numpy.org/doc/2.4/reference/arrays.ndarray.html">numpy.ndarray</a>
 */
public final class PyArray implements Operand.TensorLike, Numbers.Indexed, Values.Identified {
    static final PyType TYPE = PyType.of("numpy", "ndarray").with(ArrayMethods.ROWS).with(ArrayMethods.SHARED);

    private final Tensor tensor;

    PyArray(Tensor tensor) {
        this.tensor = tensor;
    }

    /** An array that shares the elements of a tensor without history. */
    public static PyArray of(Tensor tensor) {
        return new PyArray(tensor);
    }

    @Override
    public Tensor tensor() {
        return tensor;
    }

    @Override
    public Object identity() {
        return tensor;
    }

    NdArray data() {
        return tensor.data();
    }

    @Override
    public void holds(Consumer<Object> to) {
        to.accept(tensor);
    }

    @Override
    public Object copied(Copies c) {
        return new PyArray(c.of(tensor));
    }

    @Override
    public PyType type() {
        return TYPE;
    }

    @Override
    public String repr() {
        return ArrayText.repr(data());
    }

    @Override
    public String str() {
        return ArrayText.str(data());
    }

    @Override
    public String format(String spec) {
        if (!spec.isEmpty()) {
            throw PyError.type("unsupported format string passed to numpy.ndarray.__format__");
        }
        return str();
    }

    @Override
    public boolean truth() {
        if (data().size() != 1) {
            throw PyError.value("The truth value of " + (data().size()
                    == 0 ? "an empty array is ambiguous. Use `array.size > 0` to check that an "
                            + "array is not empty." : "an array with more than one element is ambiguous. Use a.any() or a.all()"));
        }
        return data().getDouble(0) != 0;
    }

    @Override
    public boolean equal(Object other) {
        return Values.is(this, other);
    }

    private Object only() {
        if (data().size() != 1) {
            throw PyError.type("only 0-dimensional arrays can be converted to Python scalars");
        }
        return PyScalar.element(data(), 0);
    }

    @Override
    public long index() {
        if (data().size() != 1 || data().rank() > 0 || data().dtype().isFloat()) {
            throw PyError.type("only integer scalar arrays can be converted to a scalar index");
        }
        return data().getLong(0);
    }

    @Override
    public double real() {
        return Numbers.real(only());
    }

    @Override
    public Object toInt() {
        Object v = only();
        return v instanceof Double d ? Numbers.truncated(d) : (Object) Numbers.index(v);
    }

    // ---- items ----------------------------------------------------------------------------------------------------

    @Override
    public Object item(Object key) {
        return Arrays.result(ArrayIndex.get(tensor, key));
    }

    @Override
    public void setItem(Object key, Object value) {
        ArrayIndex.set(tensor, key, value);
    }

    @Override
    public int length() {
        if (data().rank() == 0) {
            throw PyError.type("len() of unsized object");
        }
        return data().dim(0);
    }

    @Override
    public Iterator<Object> iterate() {
        if (data().rank() == 0) {
            throw PyError.type("iteration over a 0-d array");
        }
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < data().dim(0); i++) {
            rows.add(Arrays.result(Tensor.of(data().selected(0, i))));
        }
        return rows.iterator();
    }

    @Override
    public boolean contains(Object item) {
        return Values.truth(Values.callMethod(Ufuncs.binary("equal", this, item), "any"));
    }

    // ---- operators ------------------------------------------------------------------------------------------------

    @Override
    public @Nullable Object binary(BinaryOp op, Object other) {
        if (other instanceof PyTensor) {
            throw PyError.type("unsupported operand type(s) for " + op.sign() + ": 'numpy.ndarray' and '" + Values.typeName(other) + "'");
        }
        return Ufuncs.operator(op, this, other);
    }

    @Override
    public @Nullable Object reflected(BinaryOp op, Object other) {
        return other instanceof PyTensor ? null : Ufuncs.operator(op, other, this);
    }

    @Override
    public @Nullable Object inPlace(BinaryOp op, Object other) {
        Object value = Ufuncs.operator(op, this, other);
        if (value == null) {
            return null;
        }
        NdArray result = Arrays.value(value);
        DType dtype = data().dtype();
        if (result.dtype().isFloat() && !dtype.isFloat() || dtype == DType.BOOL && result.dtype() != DType.BOOL) {
            throw new PyError("UFuncTypeError",
                    "Cannot cast ufunc '" + Ufuncs.name(op) + "' output from " + NpType.of(result.dtype()).repr()
                            + " to " + NpType.of(dtype).repr() + " with casting rule 'same_kind'");
        }
        if (!result.shape().equals(data().shape())) {
            throw PyError.value("non-broadcastable output operand with shape " + Arrays.shape(data().shape())
                    + " doesn't match the broadcast shape " + Arrays.shape(result.shape()));
        }
        tensor.assign(result.to(dtype));
        return this;
    }

    @Override
    public @Nullable Object unary(UnaryOp op) {
        return Ufuncs.operator(op, this);
    }

    @Override
    public @Nullable Object compare(CompareOp op, Object other) {
        return other instanceof PyTensor ? null : Ufuncs.operator(op, this, other);
    }

    // ---- attributes -----------------------------------------------------------------------------------------------

    @Override
    public @Nullable Object attribute(String name) {
        Object v = ArrayMethods.attribute(tensor, this, name);
        if (v == null && TYPE.method(name) == null && !name.startsWith("__")) {
            throw PyError.attribute("'numpy.ndarray' object has no attribute '" + name + "'");
        }
        return v;
    }

    @Override
    public void setAttribute(String name, Object value) {
        throw name.equals("shape") ? PyError.attribute("setting the shape is not part of Nabla's subset of numpy; there is reshape")
                : PyError.attribute("'numpy.ndarray' object has no attribute '" + name + "'");
    }

}
