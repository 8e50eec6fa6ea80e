package dev.nabla.engine;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** torch.matmul as products of two matrices or of two batches of them, chosen as PyTorch chooses. */
final class MatrixProducts {
    private MatrixProducts() {
    }

    static Tensor[] matmul(Call c) {
        return new Tensor[]{matmul(c.in(0), c.in(1))};
    }

    static Tensor matmul(Tensor a, Tensor b) {
        int p = a.shape().rank();
        int q = b.shape().rank();
        if (p == 0 || q == 0) {
            throw TorchError.shape("both arguments to matmul need to be at least 1D, but they are " + p + "D and " + q + "D");
        }
        if (p == 1 && q == 1) {
            return a.dot(b);
        }
        if (p == 2 && q == 1) {
            return a.mv(b);
        }
        if (p == 1 && q == 2) {
            return ProductOps.SQUEEZE_RESULT.call(a.unsqueeze(0).mm(b));
        }
        if (p == 2 && q == 2) {
            return a.mm(b);
        }
        if (folds(a, b)) {
            return p >= q ? folded(a, b) : transposed(a, b);
        }
        return batched(a, b);
    }

    /**
     * Whether the product of a batch and one matrix is computed as that of one tall matrix and the other: where the batch is laid out so, or where
     * the matrix needs a gradient, which would otherwise be as large as the batch.
     */
    private static boolean folds(Tensor a, Tensor b) {
        boolean first = a.shape().rank() >= b.shape().rank();
        Tensor large = first ? a : b;
        Tensor small = first ? b : a;
        if (large.shape().rank() < 3 || small.shape().rank() > 2) {
            return false;
        }
        if (small.requiresGrad()) {
            return true;
        }
        if (a.shape().rank() == 2) {
            return false;
        }
        if (large.shape().size() == 0) {
            return true;
        }
        NdArray x = large.data();
        int rank = x.rank();
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = first || i < rank - 2 ? i : 2 * rank - 3 - i;
        }
        for (int i = 0; i < rank - 2; i++) {
            if (x.stride(order[i]) != x.stride(order[i + 1]) * x.dim(order[i + 1])) {
                return false;
            }
        }
        return true;
    }

    private static Tensor folded(Tensor batch, Tensor b) {
        int rank = batch.shape().rank();
        int k = batch.shape().dim(rank - 1);
        int rows = 1;
        for (int i = 0; i < rank - 1; i++) {
            rows *= batch.shape().dim(i);
        }
        Tensor tall = batch.reshape(Shape.of(rows, k));
        Shape lead = batch.shape().without(rank - 1);
        return b.shape().rank() == 1 ? tall.mv(b).unsafeView(lead)
                : tall.mm(b).unsafeView(lead.insert(rank - 1, b.shape().dim(1)));
    }

    /** {@code a·B = (Bᵀ·aᵀ)ᵀ} for a vector or matrix and a batch. */
    private static Tensor transposed(Tensor a, Tensor batch) {
        if (a.shape().rank() == 1) {
            return folded(batch.mT(), a);
        }
        return folded(batch.mT(), a.t()).mT().contiguous();
    }

    private static Tensor batched(Tensor a, Tensor b) {
        Shape s = a.shape();
        Shape t = b.shape();
        if (s.rank() == 3 && t.rank() == 3 && s.dim(0) != t.dim(0)) {
            if (s.dim(0) == 1 && a.requiresGrad()) {
                return matmul(a.squeeze(0), b);
            }
            if (t.dim(0) == 1 && b.requiresGrad()) {
                return matmul(a, b.squeeze(0));
            }
        }
        boolean row = s.rank() == 1;
        boolean column = t.rank() == 1;
        int n = row ? 1 : s.dim(s.rank() - 2);
        int k = s.dim(s.rank() - 1);
        int m = column ? t.dim(0) : t.dim(t.rank() - 2);
        int p = column ? 1 : t.dim(t.rank() - 1);
        Shape batch = Broadcasting.of(lead(s), lead(t));
        int count = batch.size();
        Tensor x = a.expand(matrices(batch, n, k)).reshape(Shape.of(count, n, k));
        Tensor y = (column ? b.reshape(Shape.of(m, 1)) : b).expand(matrices(batch, m, p)).reshape(Shape.of(count, m, p));
        Shape result = batch;
        if (!row) {
            result = result.insert(result.rank(), n);
        }
        if (!column) {
            result = result.insert(result.rank(), p);
        }
        return x.bmm(y).unsafeView(result);
    }

    private static Shape lead(Shape s) {
        Shape lead = s;
        for (int i = 0; i < 2 && lead.rank() > 0; i++) {
            lead = lead.without(lead.rank() - 1);
        }
        return lead;
    }

    private static Shape matrices(Shape batch, int rows, int columns) {
        return batch.insert(batch.rank(), rows).insert(batch.rank() + 1, columns);
    }

    // ---- chains and tensors ---------------------------------------------------------------------------------------

    /**
     * The product of a chain of matrices in the order that needs the fewest multiplications.
     *
     * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.multi_dot.html">torch.linalg.multi_dot</a>
     */
    static Tensor[] chain(Call c) {
        int n = c.count();
        if (n < 2) {
            throw TorchError.argument("multi_dot(): expected at least 2 tensors but got " + n);
        }
        Tensor[] factors = c.all();
        requireEnd(factors[0], "first");
        requireEnd(factors[n - 1], "last");
        Shape result = Shape.SCALAR;
        if (factors[0].shape().rank() == 2) {
            result = result.insert(0, factors[0].shape().dim(0));
        } else {
            factors[0] = factors[0].unsqueeze(0);
        }
        if (factors[n - 1].shape().rank() == 2) {
            result = result.insert(result.rank(), factors[n - 1].shape().dim(1));
        } else {
            factors[n - 1] = factors[n - 1].unsqueeze(1);
        }
        for (int i = 1; i < n; i++) {
            requireFactor(c, factors, i);
        }
        return new Tensor[]{chain(factors, cheapest(factors), 0, n - 1).view(result.dims())};
    }

    private static void requireEnd(Tensor t, String which) {
        int rank = t.shape().rank();
        if (rank != 1 && rank != 2) {
            throw TorchError.shape("multi_dot(): the " + which + " tensor must be 1D or 2D but got " + rank + "D");
        }
    }

    private static void requireFactor(Call c, Tensor[] factors, int i) {
        Tensor t = factors[i];
        if (t.shape().rank() != 2) {
            throw TorchError.shape("multi_dot(): tensor " + i + " must be 2D but got " + t.shape().rank() + "D");
        }
        if (t.dtype() != factors[0].dtype()) {
            throw TorchError.dtype("multi_dot(): all tensors must have be the same dtype but tensor 0 is " + factors[0].dtype().nativeName()
                    + " and tensor " + i + " " + t.dtype().nativeName());
        }
        if (factors[i - 1].shape().dim(1) != t.shape().dim(0)) {
            throw TorchError.shape("multi_dot(): tensors " + (i - 1) + " and " + i + " with shapes " + c.shape(i - 1) + " and " + c.shape(i)
                    + " cannot be multiplied");
        }
    }

    /** For factors i to j the last factor of the left part of the cheapest product (dynamic programming; Cormen et al., section 15.2). */
    private static int[][] cheapest(Tensor[] factors) {
        int n = factors.length;
        long[][] cost = new long[n][n];
        int[][] split = new int[n][n];
        for (int length = 1; length < n; length++) {
            for (int i = 0; i + length < n; i++) {
                int j = i + length;
                cost[i][j] = Long.MAX_VALUE;
                for (int k = i; k < j; k++) {
                    long multiplications = cost[i][k] + cost[k + 1][j]
                            + (long) factors[i].shape().dim(0) * factors[k].shape().dim(1) * factors[j].shape().dim(1);
                    if (multiplications < cost[i][j]) {
                        cost[i][j] = multiplications;
                        split[i][j] = k;
                    }
                }
            }
        }
        return split;
    }

    private static Tensor chain(Tensor[] factors, int[][] split, int i, int j) {
        return i == j ? factors[i] : chain(factors, split, i, split[i][j]).mm(chain(factors, split, split[i][j] + 1, j));
    }

    /**
     * The Kronecker product: dimensions interleaved, multiplied with broadcasting, then joined two by two.
     *
     * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.kron.html">torch.kron</a>
     */
    static Tensor[] kron(Call c) {
        Shape s = c.shape(0);
        Shape t = c.shape(1);
        int rank = Math.max(s.rank(), t.rank());
        int[] a = new int[2 * rank];
        int[] b = new int[2 * rank];
        int[] joined = new int[rank];
        for (int i = 0; i < rank; i++) {
            a[2 * i] = i < rank - s.rank() ? 1 : s.dim(i - rank + s.rank());
            b[2 * i + 1] = i < rank - t.rank() ? 1 : t.dim(i - rank + t.rank());
            a[2 * i + 1] = 1;
            b[2 * i] = 1;
            joined[i] = a[2 * i] * b[2 * i + 1];
        }
        Tensor product = c.in(0).contiguous().unsafeView(Shape.of(a)).mul(c.in(1).contiguous().unsafeView(Shape.of(b)));
        return new Tensor[]{product.unsafeView(Shape.of(joined))};
    }
}
