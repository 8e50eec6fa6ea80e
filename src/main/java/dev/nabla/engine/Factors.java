package dev.nabla.engine;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Decompositions;
import dev.nabla.engine.array.LinearSystems;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.TorchError;

/**
 * Factorizations and their derivatives (Giles, "Collected matrix derivative results for forward and reverse mode algorithmic differentiation",
 * 2008; Walter and Lehmann, "Algorithmic differentiation of linear algebra functions", 2010).
 */
final class Factors {
    private Factors() {
    }

    private static @Nullable Tensor[] alone(@Nullable Tensor g) {
        return new @Nullable Tensor[]{g};
    }

    /** The rows of a batch of vectors, to multiply the columns of matrices with. */
    private static Tensor row(Tensor s) {
        return s.unsqueeze(-2);
    }

    private static Tensor column(Tensor s) {
        return s.unsqueeze(-1);
    }

    private static Tensor skew(Tensor x) {
        return x.sub(x.mT());
    }

    /** {@code v_j − v_i}, with ones on the diagonal, where nothing is divided. */
    private static Tensor gaps(Tensor v) {
        Tensor gaps = row(v).sub(column(v));
        return gaps.add(Squares.identity(v.shape().dim(v.shape().rank() - 1), v.dtype()));
    }

    private static Tensor onDiagonal(Tensor v) {
        return v.diagEmbed(0, -2, -1);
    }

    // ---- Cholesky -------------------------------------------------------------------------------------------------

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.cholesky.html">torch.linalg.cholesky</a> */
    static NdArray[] cholesky(Call c) {
        NdArray a = Squares.square(c, "linalg.cholesky");
        int[] info = new int[Squares.count(a.shape())];
        NdArray l = LinearSystems.cholesky(a, c.params().flag("upper"), info);
        Squares.requireZero(info, a.rank() > 2, "linalg.cholesky", i -> "The factorization could not be completed because the input is not "
                + "positive-definite (the leading minor of order " + i + " is not positive-definite).");
        return Rows.one(l);
    }

    static Tensor choleskyRule(Tensor gradient, Tensor factor, boolean upper) {
        Tensor l = upper ? factor.mT() : factor;
        Tensor g = upper ? gradient.mT() : gradient;
        Tensor product = l.mT().matmul(g);
        Tensor half = product.tril(0).add(product.tril(-1)).mul(0.25);
        Tensor symmetric = half.add(half.mT());
        return l.solveTriangular(l.mT().solveTriangular(symmetric, true, true, false), false, false, false);
    }

    // ---- QR -------------------------------------------------------------------------------------------------------

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.qr.html">torch.linalg.qr</a> */
    static NdArray[] qr(Call c) {
        Squares.requireMatrix(c.shape(0), "linalg.qr", "A");
        Squares.requireFloat(c.dtype(0), "linalg.qr");
        return switch (c.params().text("mode")) {
            case "reduced" -> Decompositions.qr(c.array(0), false, true);
            case "complete" -> Decompositions.qr(c.array(0), true, true);
            case "r" -> Decompositions.qr(c.array(0), false, false);
            default -> throw TorchError.argument("qr received unrecognized mode '" + c.params().text("mode")
                    + "' but expected one of 'reduced' (default), 'r', or 'complete'").at("mode");
        };
    }

    static @Nullable Tensor[] qrRule(Frame f) {
        int m = f.shape(0).dim(f.shape(0).rank() - 2);
        int n = f.shape(0).dim(f.shape(0).rank() - 1);
        String mode = f.params().text("mode");
        if (mode.equals("r")) {
            throw TorchError.argument("The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use "
                    + "linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr.");
        }
        if (mode.equals("complete") && m > n) {
            throw TorchError.argument("The QR decomposition is not differentiable when mode='complete' and nrows > ncols.");
        }
        Tensor q = f.out(0);
        Tensor r = f.out(1);
        Tensor gQ = f.gOrNull(0);
        Tensor gR = f.gOrNull(1);
        if (m >= n) {
            return alone(qrRule(q, r, gQ, gR));
        }
        // A = [A₁ A₂] and R = [R₁ R₂]: A₁ = Q·R₁ is square, and R₂ = Qᵀ·A₂ is a product.
        Tensor first = Squares.selection(f.dtype(0), n, m, 0);
        Tensor rest = Squares.selection(f.dtype(0), n, n - m, m);
        Tensor gR2 = gR == null ? null : gR.matmul(rest);
        Tensor through = gR2 == null ? null : q.matmul(r.matmul(rest)).matmul(gR2.mT());
        Tensor gQAll = through == null ? gQ : gQ == null ? through : gQ.add(through);
        Tensor g1 = qrRule(q, r.matmul(first), gQAll, gR == null ? null : gR.matmul(first)).matmul(first.mT());
        return alone(gR2 == null ? g1 : g1.add(q.matmul(gR2).matmul(rest.mT())));
    }

    /** For at least as many rows as columns. */
    private static Tensor qrRule(Tensor q, Tensor r, @Nullable Tensor gQ, @Nullable Tensor gR) {
        Tensor m = gR == null ? null : r.matmul(gR.mT());
        if (gQ != null) {
            Tensor n = gQ.mT().matmul(q);
            m = m == null ? n.neg() : m.sub(n);
        }
        if (m == null) {
            throw new IllegalStateException("no gradient arrives");
        }
        Tensor sum = q.matmul(m.tril(0).add(m.tril(-1).mT()));
        return r.mT().solveTriangular(gQ == null ? sum : gQ.add(sum), false, false, false);
    }

    // ---- singular values ------------------------------------------------------------------------------------------

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.svd.html">torch.linalg.svd</a> */
    static Tensor[] svdWithVectors(Call c) {
        return LinalgOps.LINALG_SVD.apply(Params.of(LinalgOps.LINALG_SVD.row().signature(), Map.of("full_matrices", c.params().flag(
                "full_matrices"))), c.in(0));
    }

    /** The vectors are computed where the gradient will need them. */
    static Tensor[] svdvals(Call c) {
        return new Tensor[]{LinalgOps.LINALG_SVD.apply(Params.of(LinalgOps.LINALG_SVD.row().signature(), Map.of("compute_uv", c.needsGrad(
                0))), c.in(0))[1]};
    }

    static NdArray[] svd(Call c) {
        Squares.requireMatrix(c.shape(0), "linalg.svd", "A");
        Squares.requireFloat(c.dtype(0), "linalg.svd");
        return svd(c.array(0), c.params().flag("full_matrices"), c.params().flag("compute_uv"));
    }

    static NdArray[] svd(NdArray a, boolean full, boolean vectors) {
        int[] info = new int[Squares.count(a.shape())];
        NdArray[] usv = Decompositions.svd(a, full, vectors, info);
        Squares.requireZero(info, a.rank() > 2, "linalg.svd", i -> i < 0
                ? "The algorithm failed to converge because the input matrix contained non-finite values."
                : "The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated singular values "
                        + "(error code: " + i + ").");
        return usv;
    }

    static @Nullable Tensor[] svdRule(Frame f) {
        int m = f.shape(0).dim(f.shape(0).rank() - 2);
        int n = f.shape(0).dim(f.shape(0).rank() - 1);
        int k = Math.min(m, n);
        Tensor s = f.out(1);
        Tensor u = columns(f.out(0), k);
        Tensor vh = rows(f.out(2), k);
        Tensor gU = f.gOrNull(0) == null ? null : columns(f.g(0), k);
        Tensor gS = f.gOrNull(1);
        Tensor gVh = f.gOrNull(2) == null ? null : rows(f.g(2), k);
        if (gU == null && gVh == null) {
            return alone(gS == null ? null : u.mul(row(gS)).matmul(vh));
        }
        Tensor gaps = gaps(s.mul(s));
        Tensor inner = gS == null ? null : onDiagonal(gS);
        if (gU != null) {
            Tensor turned = skew(u.mT().matmul(gU)).div(gaps).mul(row(s));
            inner = inner == null ? turned : inner.add(turned);
        }
        if (gVh != null) {
            Tensor turned = column(s).mul(skew(vh.matmul(gVh.mT())).div(gaps));
            inner = inner == null ? turned : inner.add(turned);
        }
        if (inner == null) {
            throw new IllegalStateException("no gradient arrives");
        }
        if (m > k && gU != null) {
            Tensor outside = gU.div(row(s));
            return alone(u.matmul(inner).add(outside).sub(u.matmul(u.mT().matmul(outside))).matmul(vh));
        }
        if (n > k && gVh != null) {
            Tensor outside = gVh.div(column(s));
            return alone(u.matmul(inner.matmul(vh).add(outside).sub(outside.matmul(vh.mT()).matmul(vh))));
        }
        return alone(u.matmul(inner).matmul(vh));
    }

    private static Tensor columns(Tensor x, int k) {
        int last = x.shape().rank() - 1;
        return x.shape().dim(last) == k ? x : x.narrow(last, 0, k);
    }

    private static Tensor rows(Tensor x, int k) {
        int last = x.shape().rank() - 2;
        return x.shape().dim(last) == k ? x : x.narrow(last, 0, k);
    }

    // ---- eigenvalues ----------------------------------------------------------------------------------------------

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.eigh.html">torch.linalg.eigh</a> */
    static Tensor[] eighWithVectors(Call c) {
        return LinalgOps.LINALG_EIGH.apply(Params.of(LinalgOps.LINALG_EIGH.row().signature(), Map.of("UPLO", c.params().text("UPLO"))), c
                .in(0));
    }

    /** The vectors are computed where the gradient will need them. */
    static Tensor[] eigvalsh(Call c) {
        return new Tensor[]{LinalgOps.LINALG_EIGH.apply(Params.of(LinalgOps.LINALG_EIGH.row().signature(), Map.of("UPLO", c.params().text(
                "UPLO"), "compute_v", c.needsGrad(0))), c.in(0))[0]};
    }

    static NdArray[] eigh(Call c) {
        Squares.requireSquare(c.shape(0), "linalg.eigh", "A");
        String triangle = c.params().text("UPLO");
        boolean lower = triangle.equalsIgnoreCase("L");
        if (!lower && !triangle.equalsIgnoreCase("U")) {
            throw TorchError.argument("Expected UPLO argument to be 'L' or 'U', but got " + triangle).at("UPLO");
        }
        DType dtype = c.dtype(0);
        if (!dtype.isFloat() && c.shape(0).size() > 0) {
            throw TorchError.notImplemented("\"linalg_eigh_cpu\" not implemented for '" + dtype.scalarName() + "'");
        }
        return eigh(c.array(0), lower, c.params().flag("compute_v"));
    }

    static NdArray[] eigh(NdArray a, boolean lower, boolean vectors) {
        int[] info = new int[Squares.count(a.shape())];
        NdArray[] wv = Decompositions.eigh(a, lower, vectors, info);
        Squares.requireZero(info, a.rank() > 2, "linalg.eigh", i -> "The algorithm failed to converge because the input matrix is "
                + "ill-conditioned or has too many repeated eigenvalues (error code: " + i + ").");
        return wv;
    }

    static @Nullable Tensor[] eighRule(Frame f) {
        Tensor w = f.out(0);
        Tensor v = f.out(1);
        Tensor gW = f.gOrNull(0);
        Tensor gV = f.gOrNull(1);
        if (gV == null) {
            return alone(gW == null ? null : v.mul(row(gW)).matmul(v.mT()));
        }
        Tensor inner = skew(v.mT().matmul(gV)).mul(0.5).div(gaps(w));
        return alone(v.matmul(gW == null ? inner : inner.add(onDiagonal(gW))).matmul(v.mT()));
    }
}
