package dev.nabla.engine;

import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.LinearSystems;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** Functions of square matrices: inverse, determinants, powers and the exponential; and the checks that all of linear algebra shares. */
final class Squares {
    private Squares() {
    }

    // ---- checks ---------------------------------------------------------------------------------------------------

    static void requireMatrix(Shape shape, String function, String name) {
        if (shape.rank() < 2) {
            throw TorchError.shape(function + ": The input tensor " + name + " must have at least 2 dimensions.").at(name);
        }
    }

    static void requireSquare(Shape shape, String function, String name) {
        requireMatrix(shape, function, name);
        int rank = shape.rank();
        if (shape.dim(rank - 2) != shape.dim(rank - 1)) {
            throw TorchError.shape(function + ": " + name + " must be batches of square matrices, but they are " + shape.dim(rank - 2)
                    + " by " + shape.dim(rank - 1) + " matrices").at(name);
        }
    }

    static void requireFloat(DType dtype, String function) {
        if (!dtype.isFloat()) {
            throw TorchError.dtype(function + ": Expected a floating point or complex tensor as input. Got " + dtype.scalarName());
        }
    }

    /** The first operand, after a check that it is square and of floats. */
    static NdArray square(Call c, String function) {
        requireSquare(c.shape(0), function, "A");
        requireFloat(c.dtype(0), function);
        return c.array(0);
    }

    /** Raises for the first matrix of a batch whose code is not 0. */
    static void requireZero(int[] info, boolean batch, String function, IntFunction<String> message) {
        for (int i = 0; i < info.length; i++) {
            if (info[i] != 0) {
                throw TorchError.linalg(function + ": " + (batch ? "(Batch element " + i + "): " : "") + message.apply(info[i]));
            }
        }
    }

    /** Number of matrices in a batch. */
    static int count(Shape shape) {
        int n = 1;
        for (int i = 0; i < shape.rank() - 2; i++) {
            n *= shape.dim(i);
        }
        return n;
    }

    /** The shape without its last two dimensions. */
    static Shape batch(Shape shape) {
        return shape.without(shape.rank() - 1).without(shape.rank() - 2);
    }

    /** The array with its leading dimensions broadcast to those given. */
    static NdArray broadcast(NdArray a, Shape batch) {
        int rank = batch.rank();
        return a.broadcastTo(batch.insert(rank, a.dim(a.rank() - 2)).insert(rank + 1, a.dim(a.rank() - 1)));
    }

    static Shape commonBatch(Shape a, Shape b) {
        return Broadcasting.of(batch(a), batch(b));
    }

    /** A number for each matrix as matrices of one element, to be multiplied with them. */
    static Tensor lifted(Tensor x) {
        return x.unsqueeze(-1).unsqueeze(-1);
    }

    static Tensor identity(int n, DType dtype) {
        NdArray a = NdArray.zeros(dtype, Shape.of(n, n));
        a.diagonal(0, 0, 1).fill(1);
        return Tensor.of(a);
    }

    // ---- inverse --------------------------------------------------------------------------------------------------

    static NdArray[] invEx(Call c) {
        NdArray a = square(c, "linalg.inv");
        int[] info = new int[count(a.shape())];
        NdArray inverse = LinearSystems.inverse(a, info);
        if (c.params().flag("check_errors")) {
            requireRegular(info, a.shape());
        }
        return new NdArray[]{inverse, NdArray.of(batch(a.shape()), info)};
    }

    private static void requireRegular(int[] info, Shape shape) {
        requireZero(info, shape.rank() > 2, "linalg.inv", i -> "The diagonal element " + i
                + " is zero, the inversion could not be completed because the input matrix is singular.");
    }

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.inv.html">torch.linalg.inv</a> */
    static Tensor[] inverse(Call c) {
        return new Tensor[]{LinalgOps.INV_EX.call(Map.of("check_errors", true), c.in(0))};
    }

    static Tensor inverseRule(Tensor g, Tensor y) {
        return y.mT().matmul(g).matmul(y.mT()).neg();
    }

    // ---- determinants ---------------------------------------------------------------------------------------------

    /** {@code g·cof(A)}: the cofactors are det(A)·A⁻ᵀ, or where A is singular those of its singular values. */
    static Tensor detRule(Tensor g, Tensor a, Tensor det) {
        if (a.shape().dim(a.shape().rank() - 1) == 1) {
            return lifted(g);
        }
        for (int i = 0; i < det.shape().size(); i++) {
            if (det.data().getDouble(i) == 0) {
                return lifted(g).mul(singularCofactors(a));
            }
        }
        return lifted(g.mul(det)).mul(a.inverse().mT());
    }

    /** {@code det(U)·det(V)·U·cof(S)·Vᵀ} for A = U·S·Vᵀ; the cofactor of a singular value is the product of the others. */
    private static Tensor singularCofactors(Tensor a) {
        Tensor[] usv = LinalgOps.LINALG_SVD.apply(LinalgOps.LINALG_SVD.row().defaults(), a);
        Tensor sign = LinalgOps.DET.call(usv[0].detach()).mul(LinalgOps.DET.call(usv[2].detach()));
        int n = a.shape().dim(a.shape().rank() - 1);
        Tensor eye = identity(n, a.dtype());
        Tensor others = usv[1].unsqueeze(-2).mul(eye.neg().add(1)).add(eye);
        Tensor cofactors = others.select(-1, 0);
        for (int j = 1; j < n; j++) {
            cofactors = cofactors.mul(others.select(-1, j));
        }
        return lifted(sign).mul(usv[0].mul(cofactors.unsqueeze(-2)).matmul(usv[2]));
    }

    static @Nullable Tensor[] slogdetRule(Frame f) {
        Tensor g = f.gOrNull(1);
        return new @Nullable Tensor[]{g == null ? null : lifted(g).mul(transposedInverse(f.in(0)))};
    }

    /** A⁻ᵀ; where it will be differentiated itself, a singular A is refused. */
    private static Tensor transposedInverse(Tensor a) {
        if (!Workspace.current().isGradEnabled()) {
            return a.inverse().mT();
        }
        return LinalgOps.SOLVE.call(a.mT(), identity(a.shape().dim(a.shape().rank() - 1), a.dtype()).expand(a.shape()));
    }

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.logdet.html">torch.logdet</a> */
    static Tensor[] logdet(Call c) {
        requireSquare(c.shape(0), "logdet", "A");
        requireFloat(c.dtype(0), "logdet");
        Tensor[] parts = LinalgOps.SLOGDET.apply(Params.NONE, c.in(0));
        return new Tensor[]{ComparisonOps.WHERE.call(parts[0].eq(-1), Tensor.number(Double.NaN), parts[1])};
    }

    // ---- powers ---------------------------------------------------------------------------------------------------

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_power.html">torch.linalg.matrix_power</a> */
    static Tensor[] power(Call c) {
        requireSquare(c.shape(0), "linalg.matrix_power", "A");
        int n = c.params().integer("n");
        Tensor a = c.in(0);
        if (n == 0) {
            return new Tensor[]{LinalgOps.IDENTITY_LIKE.call(a)};
        }
        if (n < 0) {
            a = LinalgOps.INVERSE.call(a);
        } else if (n == 1) {
            return new Tensor[]{a.copy()};
        }
        return new Tensor[]{power(a, Math.abs((long) n))};
    }

    /** By squaring, n > 0; the third power as (A·A)·A. */
    private static Tensor power(Tensor a, long n) {
        if (n == 3) {
            return a.matmul(a).matmul(a);
        }
        Tensor square = a;
        Tensor result = null;
        for (long rest = n; rest > 0; rest >>= 1) {
            if (rest != n) {
                square = square.matmul(square);
            }
            if ((rest & 1) == 1) {
                result = result == null ? square : result.matmul(square);
            }
        }
        return Objects.requireNonNull(result);
    }

    static NdArray[] identityLike(Call c) {
        NdArray y = NdArray.zeros(c.dtype(0), c.shape(0));
        y.diagonal(0, y.rank() - 2, y.rank() - 1).fill(1);
        return Rows.one(y);
    }

    /**
     * {@code exp([[Aᵀ, g], [0, Aᵀ]])} has the gradient in its upper right block (Al-Mohy and Higham, "Computing the Fréchet derivative of the matrix
     * exponential", 2009).
     */
    static Tensor exponentialRule(Tensor g, Tensor a) {
        int n = a.shape().dim(a.shape().rank() - 1);
        Tensor first = selection(a.dtype(), 2 * n, n, 0);
        Tensor second = selection(a.dtype(), 2 * n, n, n);
        Tensor block = first.matmul(a.mT()).matmul(first.mT()).add(second.matmul(a.mT()).matmul(second.mT()))
                .add(first.matmul(g).matmul(second.mT()));
        return first.mT().matmul(LinalgOps.MATRIX_EXP.call(block)).matmul(second);
    }

    /** The columns {@code from, from + 1, …} of an identity matrix: X times it has those columns of X. */
    static Tensor selection(DType dtype, int rows, int columns, int from) {
        NdArray a = NdArray.zeros(dtype, Shape.of(rows, columns));
        a.diagonal(-from, 0, 1).fill(1);
        return Tensor.of(a);
    }
}
