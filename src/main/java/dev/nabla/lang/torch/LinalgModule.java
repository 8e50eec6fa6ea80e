package dev.nabla.lang.torch;

import java.util.List;
import java.util.Map;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyTuple;

import static dev.nabla.lang.value.Builtin.function;

/** Functions of torch.linalg that are made of ops. */
final class LinalgModule {
    static final List<Builtin> ROWS = List.of(
            function("norm(A, ord=None, dim=None, keepdim=False)", LinalgModule::norm),
            function("matrix_rank(A)", a -> rank(TorchFunctions.tensor(a, 0))),
            function("cond(A, p=None)", a -> condition(TorchFunctions.tensor(a, 0))),
            function("vecdot(x, y, *, dim=-1)", a -> PyTensor.of(OpNames.named("sum").call(Map.of("dim", a.get(2)),
                    TorchFunctions.tensor(a, 0).mul(TorchFunctions.tensor(a, 1))))),
            function("matmul(input, other)", a -> PyTensor.of(TorchFunctions.tensor(a, 0).matmul(TorchFunctions.tensor(a, 1)))));

    private LinalgModule() {
    }

    private static Object norm(Given a) {
        Tensor x = TorchFunctions.tensor(a, 0);
        boolean keep = a.flag(3);
        Object dim = Operand.plain(a.get(2));
        boolean pair = a.get(2) instanceof PyTuple t && t.items().size() == 2 || dim == null && x.shape().rank() == 2;
        if (a.get(1) == None.NONE) {
            return PyTensor.of(dim == null ? OpNames.named("vector_norm").call(Map.of("keepdim", keep), x)
                    : OpNames.named("vector_norm").call(Map.of("dim", dim, "keepdim", keep), x));
        }
        Object order = a.get(1);
        if (!pair) {
            return PyTensor.of(dim == null ? OpNames.named("vector_norm").call(Map.of("ord", order, "keepdim", keep), x)
                    : OpNames.named("vector_norm").call(Map.of("ord", order, "dim", dim, "keepdim", keep), x));
        }
        return PyTensor.of(dim == null ? OpNames.named("matrix_norm").call(Map.of("ord", order, "keepdim", keep), x)
                : OpNames.named("matrix_norm").call(Map.of("ord", order, "dim", dim, "keepdim", keep), x));
    }

    /** The number of singular values above the largest one times the larger size times the dtype's ε. */
    private static Object rank(Tensor x) {
        NdArray s = OpNames.named("svdvals").call(x).data();
        double eps = x.dtype() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1.0f);
        int size = Math.max(x.shape().dim(x.shape().rank() - 1), x.shape().dim(x.shape().rank() - 2));
        long n = 0;
        for (int i = 0; i < s.size(); i++) {
            n += s.getDouble(i) > s.getDouble(0) * size * eps ? 1 : 0;
        }
        return PyTensor.of(Tensor.of(NdArray.scalar(DType.INT64, n)));
    }

    private static Object condition(Tensor x) {
        Tensor s = OpNames.named("svdvals").call(x);
        long n = s.shape().dim(s.shape().rank() - 1);
        return PyTensor.of(OpNames.named("select").call(Map.of("dim", -1L, "index", 0L), s).div(OpNames.named("select").call(
                Map.of("dim", -1L, "index", n - 1), s)));
    }
}
