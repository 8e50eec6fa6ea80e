package dev.nabla.engine;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.LinearSystems;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** Solutions of linear systems. In all of them the gradient of B solves the transposed system: gB = A⁻ᵀ·g, and gA = −gB·Xᵀ. */
final class Solutions {
    private Solutions() {
    }

    /** Whether B is a vector, or a batch of vectors as large as A's batch. */
    static boolean isVector(Shape a, Shape b) {
        return b.rank() == 1 || a.rank() - 1 == b.rank() && b.equals(a.without(a.rank() - 1));
    }

    private static void requireFit(Shape a, Shape b, boolean left, String function) {
        Squares.requireSquare(a, function, "A");
        Squares.requireMatrix(b, function, "B");
        int p = a.rank();
        int q = b.rank();
        if (left ? a.dim(p - 2) != b.dim(q - 2) : a.dim(p - 1) != b.dim(q - 1)) {
            throw TorchError.shape(function + ": Incompatible shapes of A and B for the equation " + (left ? "AX" : "XA") + " = B ("
                    + a.dim(p - 2) + "x" + a.dim(p - 1) + " and " + b.dim(q - 2) + "x" + b.dim(q - 1) + ")");
        }
    }

    private static void requireSameDType(Call c, String function) {
        if (c.dtype(0) != c.dtype(1)) {
            throw TorchError.dtype(function + ": Expected A and B to have the same dtype, but found A of type " + c.dtype(0).scalarName()
                    + " and B of type " + c.dtype(1).scalarName() + " instead");
        }
    }

    // ---- general --------------------------------------------------------------------------------------------------

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve.html">torch.linalg.solve</a> */
    static NdArray[] solve(Call c) {
        String function = "linalg.solve";
        Squares.requireFloat(c.dtype(0), function);
        requireSameDType(c, function);
        boolean left = c.params().flag("left");
        Squares.requireMatrix(c.shape(0), function, "A");
        boolean vector = isVector(c.shape(0), c.shape(1));
        NdArray a = c.array(0);
        NdArray b = vector ? c.array(1).unsqueezed(c.shape(1).rank()) : c.array(1);
        requireFit(a.shape(), b.shape(), left, function);
        Shape batch = Squares.commonBatch(b.shape(), a.shape());
        if (vector && !left) {
            throw TorchError.shape("linalg.solve: Vector broadcasting of the left hand side is not supported for left=False. In this case "
                    + "linalg.solve is equivalent to B / A.squeeze(-1)");
        }
        NdArray x = solve(Squares.broadcast(a, batch), Squares.broadcast(b, batch), left);
        return Rows.one(vector ? x.reshaped(x.shape().without(x.rank() - 1)) : x);
    }

    private static NdArray solve(NdArray a, NdArray b, boolean left) {
        int[] info = new int[Squares.count(b.shape())];
        NdArray x = left ? LinearSystems.solve(a, b, info) : LinearSystems.solve(a.mT(), b.mT(), info).mT().contiguous();
        Squares.requireZero(info, a.rank() > 2, "torch.linalg.solve", _ -> "The solver failed because the input matrix is singular.");
        return x;
    }

    static @Nullable Tensor[] solveRule(Frame f) {
        boolean left = f.params().flag("left");
        boolean vector = isVector(f.shape(0), f.shape(1));
        Tensor g = vector ? f.g().unsqueeze(-1) : f.g();
        Tensor x = vector ? f.out(0).unsqueeze(-1) : f.out(0);
        Tensor gB = f.in(0).mT().solve(g, left);
        return new @Nullable Tensor[]{f.needs(0) ? factor(gB, x, left) : null, vector ? gB.squeeze(gB.shape().rank() - 1) : gB};
    }

    /** {@code −gB·Xᵀ}, or for X·A = B {@code −Xᵀ·gB}. */
    private static Tensor factor(Tensor gB, Tensor x, boolean left) {
        return (left ? gB.matmul(x.mT()) : x.mT().matmul(gB)).neg();
    }

    // ---- triangular -----------------------------------------------------------------------------------------------

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve_triangular.html">torch.linalg.solve_triangular</a> */
    static NdArray[] solveTriangular(Call c) {
        String function = "linalg.solve_triangular";
        boolean left = c.params().flag("left");
        boolean upper = c.params().flag("upper");
        boolean unit = c.params().flag("unitriangular");
        requireFit(c.shape(0), c.shape(1), left, function);
        requireFloatKernel("triangular_solve_cpu", c.dtype(0));
        requireSameDType(c, function);
        Shape batch = Squares.commonBatch(c.shape(1), c.shape(0));
        NdArray a = Squares.broadcast(c.array(0), batch);
        NdArray b = Squares.broadcast(c.array(1), batch);
        return Rows.one(left ? LinearSystems.solveTriangular(a, b, upper, unit)
                : LinearSystems.solveTriangular(a.mT(), b.mT(), !upper, unit).mT().contiguous());
    }

    private static void requireFloatKernel(String kernel, DType dtype) {
        if (!dtype.isFloat()) {
            throw TorchError.notImplemented("\"" + kernel + "\" not implemented for '" + dtype.scalarName() + "'");
        }
    }

    static @Nullable Tensor[] triangularRule(Frame f) {
        boolean left = f.params().flag("left");
        boolean upper = f.params().flag("upper");
        boolean unit = f.params().flag("unitriangular");
        Tensor gB = f.in(0).mT().solveTriangular(f.g(), !upper, left, unit);
        if (!f.needs(0)) {
            return new @Nullable Tensor[]{null, gB};
        }
        Tensor gA = factor(gB, f.out(0), left);
        return new @Nullable Tensor[]{upper ? gA.triu(unit ? 1 : 0) : gA.tril(unit ? -1 : 0), gB};
    }

    // ---- with a Cholesky factor -----------------------------------------------------------------------------------

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.cholesky_solve.html">torch.cholesky_solve</a> */
    static NdArray[] choleskySolve(Call c) {
        Shape b = c.shape(0);
        Shape l = c.shape(1);
        requireTwoDimensions("b", b);
        requireTwoDimensions("u", l);
        if (c.dtype(0) != c.dtype(1)) {
            throw TorchError.dtype("Expected b and A to have the same dtype, but found b of type " + c.dtype(0).scalarName()
                    + " and A of type " + c.dtype(1).scalarName() + " instead.");
        }
        int m = l.dim(l.rank() - 2);
        int n = l.dim(l.rank() - 1);
        if (m != n) {
            throw TorchError.shape("A must be batches of square matrices, but they are " + m + " by " + n + " matrices");
        }
        if (b.dim(b.rank() - 2) != n) {
            throw TorchError.shape("Incompatible matrix sizes for cholesky_solve: each A matrix is " + n + " by " + n
                    + " but each b matrix is " + b.dim(b.rank() - 2) + " by " + b.dim(b.rank() - 1));
        }
        Shape batch = Squares.commonBatch(b, l);
        requireFloatKernel("cholesky_solve_cpu", c.dtype(0));
        return Rows.one(LinearSystems.solveCholesky(Squares.broadcast(c.array(1), batch), Squares.broadcast(c.array(0), batch), c.params()
                .flag("upper")));
    }

    private static void requireTwoDimensions(String name, Shape shape) {
        if (shape.rank() < 2) {
            throw TorchError.shape(name + " should have at least 2 dimensions, but has " + shape.rank() + " dimensions instead");
        }
    }

    static @Nullable Tensor[] choleskySolveRule(Frame f) {
        boolean upper = f.params().flag("upper");
        Tensor l = f.in(1);
        Tensor gB = LinalgOps.CHOLESKY_SOLVE.call(Map.of("upper", upper), f.g(), l);
        if (!f.needs(1)) {
            return new @Nullable Tensor[]{gB, null};
        }
        Tensor half = gB.matmul(f.out(0).mT());
        Tensor sum = half.add(half.mT());
        return new @Nullable Tensor[]{gB, (upper ? l.matmul(sum) : sum.matmul(l)).neg()};
    }
}
