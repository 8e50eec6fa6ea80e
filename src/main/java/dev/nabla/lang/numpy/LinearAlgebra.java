package dev.nabla.lang.numpy;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;

import static dev.nabla.lang.value.Builtin.function;

/**
 * Products of arrays, and numpy.linalg.
 *
 * @see <a href="https://numpy.org/doc/2.4/reference/routines.linalg.html">Linear algebra</a>
 */
final class LinearAlgebra {
    static final PyType ERROR = PyType.of("numpy.linalg", "LinAlgError");

    static final List<Builtin> PRODUCTS = List.of(
            function("matmul(x1, x2, /)", a -> matmul(a.get(0), a.get(1))),
            function("dot(a, b)", a -> dot(a.get(0), a.get(1))),
            function("vdot(a, b)", a -> dot(flat(a.get(0)), flat(a.get(1)))),
            function("inner(a, b)", a -> dot(a.get(0), Arrays.value(a.get(1)).rank() < 2 ? a.get(1)
                    : PyArray.of(Tensor.of(Arrays.value(a.get(1)).mT())))),
            function("outer(a, b)", a -> Ufuncs.binary("multiply", ArrayShapes.reshaped(Arrays.value(a.get(0)), PyTuple.of(-1L, 1L)),
                    ArrayShapes.reshaped(Arrays.value(a.get(1)), PyTuple.of(1L, -1L)))),
            function("cross(a, b)", a -> {
                DType dtype = Arrays.common(a.get(0), a.get(1));
                return ArrayShapes.op("cross", Map.of("dim", -1L), Arrays.value(a.get(0)).to(dtype), Arrays.value(a.get(1)).to(dtype));
            }),
            function("trace(a)", a -> ArrayShapes.op("trace", Map.of(), Arrays.value(a.get(0)))));

    static final List<Builtin> ROWS = List.of(
            function("norm(x, ord=None, axis=None, keepdims=False)", LinearAlgebra::norm),
            function("inv(a)", a -> call("inverse", Map.of(), a.get(0))[0]),
            function("pinv(a)", a -> call("pinv", Map.of(), a.get(0))[0]),
            function("det(a)", a -> {
                Object[] both = call("slogdet", Map.of(), a.get(0));
                return Ufuncs.binary("multiply", both[0], Ufuncs.unary("exp", both[1]));
            }),
            function("solve(a, b)", a -> call("solve", Map.of(), a.get(0), a.get(1))[0]),
            function("eigh(a)", a -> PyTuple.of(call("eigh", Map.of(), a.get(0)))),
            function("eigvalsh(a)", a -> call("eigvalsh", Map.of(), a.get(0))[0]),
            function("cholesky(a)", a -> call("cholesky", Map.of(), a.get(0))[0]),
            function("qr(a)", a -> PyTuple.of(call("qr", Map.of(), a.get(0)))),
            function("svd(a, full_matrices=True)", a -> PyTuple.of(call("svd", Map.of("full_matrices", a.flag(1)), a.get(0)))),
            function("matrix_rank(A)", a -> {
                NdArray x = Arrays.value(a.get(0));
                NdArray s = Arrays.value(call("svdvals", Map.of(), a.get(0))[0]);
                long n = 0;
                for (int i = 0; i < s.size(); i++) {
                    n += s.getDouble(i) > s.getDouble(0) * Math.max(x.dim(0), x.dim(1)) * Math.ulp(1.0) ? 1 : 0;
                }
                return new PyScalar(DType.INT64, n);
            }));

    private LinearAlgebra() {
    }

    private static Object flat(Object v) {
        return ArrayShapes.reshaped(Arrays.value(v), -1L);
    }

    private static NdArray real(Object v) {
        NdArray a = Arrays.value(v);
        return a.dtype().isFloat() ? a : a.to(DType.FLOAT64);
    }

    private static Object[] call(String name, Map<String, Boolean> params, Object... operands) {
        Op op = Objects.requireNonNull(Ops.named(name), name);
        Tensor[] inputs = java.util.Arrays.stream(operands).map(v -> Tensor.of(real(v))).toArray(Tensor[]::new);
        int n = inputs[0].shape().rank();
        if (n < 2) {
            throw new PyError("LinAlgError", n + "-dimensional array given. Array must be at least two-dimensional");
        }
        if (!name.equals("svd") && !name.equals("svdvals") && !name.equals("qr") && !name.equals("pinv")
                && inputs[0].shape().dim(n - 1) != inputs[0].shape().dim(n - 2)) {
            throw new PyError("LinAlgError", "Last 2 dimensions of the array must be square");
        }
        try {
            Tensor[] out = op.apply(dev.nabla.engine.Params.of(op.row().signature(), params), inputs);
            return java.util.Arrays.stream(out).map(Arrays::result).toArray();
        } catch (TorchError e) {
            if (e.pythonType().equals("_LinAlgError")) {
                throw new PyError("LinAlgError", name.equals("cholesky") ? "Matrix is not positive definite" : "Singular matrix");
            }
            throw e;
        }
    }

    static Object matmul(Object x, Object y) {
        NdArray a = Arrays.value(x);
        NdArray b = Arrays.value(y);
        if (a.rank() == 0 || b.rank() == 0) {
            throw PyError
                    .value("matmul: Input operand " + (a.rank() == 0 ? 0 : 1) + " does not have enough dimensions (has 0, gufunc core with "
                            + "signature (n?,k),(k,m?)->(n?,m?) requires 1)");
        }
        int k = a.dim(a.rank() - 1);
        int m = b.dim(Math.max(0, b.rank() - 2));
        if (k != m) {
            throw PyError
                    .value("matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) "
                            + "(size " + m + " is different from " + k + ")");
        }
        DType dtype = Arrays.common(x, y);
        return Arrays.result(Tensor.of(a.to(dtype)).matmul(Tensor.of(b.to(dtype))));
    }

    static Object dot(Object x, Object y) {
        NdArray a = Arrays.value(x);
        NdArray b = Arrays.value(y);
        if (a.rank() == 0 || b.rank() == 0) {
            return Ufuncs.binary("multiply", x, y);
        }
        int at = Math.max(0, b.rank() - 2);
        if (a.dim(a.rank() - 1) != b.dim(at)) {
            throw PyError
                    .value("shapes " + Arrays.shape(a.shape()) + " and " + Arrays.shape(b.shape()) + " not aligned: " + a.dim(a.rank() - 1)
                            + " (dim " + (a.rank() - 1) + ") != " + b.dim(at) + " (dim " + at + ")");
        }
        return matmul(x, y);
    }

    private static Object norm(Given a) {
        NdArray x = real(a.get(0));
        if (a.has(1) || a.has(2)) {
            Object order = a.has(1) ? a.get(1) : (Object) 2L;
            boolean matrix = !a.has(2) && x.rank() == 2;
            Object dim = a.has(2) ? (Object) a.integer(2) : null;
            return dim == null ? ArrayShapes.op(matrix ? "matrix_norm" : "vector_norm", Map.of("ord", order, "keepdim", a.flag(3)), x)
                    : ArrayShapes.op("vector_norm", Map.of("ord", order, "dim", dim, "keepdim", a.flag(3)), x);
        }
        NdArray all = x.contiguous().reshaped(Shape.of(x.size()));
        return Ufuncs.unary("sqrt", dot(PyArray.of(Tensor.of(all)), PyArray.of(Tensor.of(all))));
    }

}
