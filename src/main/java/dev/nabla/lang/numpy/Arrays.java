package dev.nabla.lang.numpy;

import java.util.ArrayList;
import java.util.List;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyRange;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

/** Values of programs as arrays, and back. */
final class Arrays {
    private Arrays() {
    }

    /** An array as a program gets it: a scalar where it has no dimension. */
    static Object result(Tensor t) {
        return t.shape().isScalar() ? PyScalar.of(t) : new PyArray(t);
    }

    static Object result(NdArray a) {
        return result(Tensor.of(a));
    }

    static Tensor tensor(NdArray a, DType dtype) {
        return Tensor.of(a.to(dtype));
    }

    /** Whether it is a number of Python, which adapts to the dtype of the arrays it meets. */
    static boolean isWeak(Object v) {
        return Numbers.isNumber(v);
    }

    /** The array that a value is or stands for; shares its elements where it is one. */
    static NdArray value(Object v) {
        return switch (v) {
            case PyArray a -> a.data();
            case PyScalar s -> s.array();
            case PyTensor t -> ofTensor(t).data();
            case Boolean b -> NdArray.scalar(DType.BOOL, b ? 1L : 0L);
            case Double d -> NdArray.scalar(DType.FLOAT64, d.doubleValue());
            case PyList _,PyTuple _,PyRange _ -> nested(v);
            case String s ->
                    throw PyError.type("an array of text " + Values.repr(s) + " is not part of Nabla's subset of numpy; there are numbers");
            default -> {
                if (!Numbers.isInteger(v)) {
                    throw PyError
                            .type("an array of '" + Values.typeName(v) + "' is not part of Nabla's subset of numpy; there are numbers");
                }
                yield NdArray.scalar(DType.INT64, Numbers.index(v));
            }
        };
    }

    /** A tensor's elements as an array that shares them. */
    static Tensor ofTensor(PyTensor t) {
        if (t.tensor().requiresGrad()) {
            throw PyError.runtime("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
        }
        return Tensor.of(t.tensor().data());
    }

    private static NdArray nested(Object v) {
        List<NdArray> leaves = new ArrayList<>();
        List<Integer> shape = new ArrayList<>();
        collect(v, 0, shape, leaves);
        DType dtype = null;
        for (NdArray a : leaves) {
            dtype = dtype == null ? a.dtype() : promoted(dtype, a.dtype());
        }
        int depth = shape.size();
        NdArray first = leaves.isEmpty() ? null : leaves.getFirst();
        if (first != null) {
            for (int d : first.shape().dims()) {
                shape.add(d);
            }
        }
        NdArray out = NdArray.zeros(dtype == null ? DType.FLOAT64 : dtype, Shape.of(shape.stream().mapToInt(Integer::intValue).toArray()));
        int at = 0;
        for (NdArray a : leaves) {
            if (!a.shape().equals(java.util.Objects.requireNonNull(first).shape())) {
                throw inhomogeneous(shape, depth);
            }
            for (int i = 0; i < a.size(); i++) {
                if (out.dtype().isFloat()) {
                    out.storage().setDouble(at++, a.getDouble(i));
                } else {
                    out.storage().setLong(at++, a.getLong(i));
                }
            }
        }
        return out;
    }

    private static void collect(Object v, int depth, List<Integer> shape, List<NdArray> leaves) {
        Run.current().step();
        if (!(v instanceof PyList) && !(v instanceof PyTuple) && !(v instanceof PyRange)) {
            if (depth < shape.size()) {
                throw inhomogeneous(shape, depth);
            }
            leaves.add(value(v));
            return;
        }
        List<Object> items = Values.list(v);
        if (depth == shape.size()) {
            if (!leaves.isEmpty()) {
                throw inhomogeneous(shape, depth);
            }
            shape.add(items.size());
        } else if (shape.get(depth) != items.size()) {
            throw inhomogeneous(shape, depth);
        }
        for (Object item : items) {
            collect(item, depth + 1, shape, leaves);
        }
    }

    private static PyError inhomogeneous(List<Integer> shape, int depth) {
        List<Object> known = new ArrayList<>();
        shape.subList(0, Math.min(depth, shape.size())).forEach(d -> known.add((long) d));
        return PyError
                .value("setting an array element with a sequence. The requested array has an inhomogeneous shape after " + known.size()
                        + " dimensions. The detected shape was " + new PyTuple(known).repr() + " + inhomogeneous part.");
    }

    /** The dtype that holds both: an int of 32 bits and up with float32 makes float64. */
    static DType promoted(DType a, DType b) {
        boolean wide = a == DType.FLOAT32 && b.isInteger() || b == DType.FLOAT32 && a.isInteger();
        return wide ? DType.FLOAT64 : a.promote(b);
    }

    /** The dtype of an operation of these values. */
    static DType common(Object... values) {
        DType strong = null;
        DType weak = null;
        for (Object v : values) {
            DType d = value(v).dtype();
            if (isWeak(v)) {
                weak = weak == null ? d : weak.promote(d);
            } else {
                strong = strong == null ? d : promoted(strong, d);
            }
        }
        if (strong == null) {
            return java.util.Objects.requireNonNullElse(weak, DType.FLOAT64);
        }
        if (weak == DType.FLOAT64 && !strong.isFloat()) {
            return DType.FLOAT64;
        }
        return weak == DType.INT64 && strong == DType.BOOL ? DType.INT64 : strong;
    }

    /** A shape as numpy writes it: {@code (2,3)}. */
    static String shape(Shape s) {
        StringBuilder b = new StringBuilder("(");
        for (int i = 0; i < s.rank(); i++) {
            b.append(i == 0 ? "" : ",").append(s.dim(i));
        }
        return b.append(s.rank() == 1 ? ",)" : ")").toString();
    }

    static PyTuple sizes(Shape s) {
        List<Object> items = new ArrayList<>(s.rank());
        for (int d : s.dims()) {
            items.add((long) d);
        }
        return new PyTuple(items);
    }

    /** The sizes that an int or a sequence of ints says. */
    static int[] dims(Object v) {
        List<Object> items = Numbers.isInteger(v) || v instanceof PyScalar ? List.of(v) : Values.list(v);
        int[] out = new int[items.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.clamp(Numbers.index(items.get(i)), -1, Integer.MAX_VALUE);
        }
        return out;
    }

    /** The sizes of a new array. */
    static Shape newShape(Object v) {
        long[] out = java.util.Arrays.stream(dims(v)).asLongStream().toArray();
        for (long d : out) {
            if (d < 0) {
                throw PyError.value("negative dimensions are not allowed");
            }
        }
        return Shape.of(out);
    }

    /** An axis counted from the front. */
    static int axis(Object v, int rank) {
        long i = Numbers.index(v);
        if (i < -rank || i >= rank) {
            throw new PyError("AxisError", "axis " + i + " is out of bounds for array of dimension " + rank);
        }
        return (int) (i < 0 ? i + rank : i);
    }

}
