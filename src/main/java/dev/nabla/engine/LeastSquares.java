package dev.nabla.engine;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.MatrixProduct;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.PseudoInverse;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** The pseudo-inverse and least squares. */
final class LeastSquares {
    private static final List<String> DRIVERS = List.of("gels", "gelsy", "gelsd", "gelss");

    /** Said where a tolerance would be taken from the dtype. */
    private static final String OTHER_TYPES = "This function doesn't handle types other than float and double";

    private LeastSquares() {
    }

    private static double epsilon(DType dtype) {
        return dtype == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1.0f);
    }

    /** The least singular value, relative to the largest, that counts unless the caller says otherwise. */
    private static double relative(NdArray a) {
        return epsilon(a.dtype()) * Math.max(a.dim(a.rank() - 2), a.dim(a.rank() - 1));
    }

    // ---- the pseudo-inverse ---------------------------------------------------------------------------------------

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.pinv.html">torch.linalg.pinv</a> */
    static NdArray[] pinv(Call c) {
        NdArray a = c.array(0);
        if (!a.dtype().isFloat() && c.params().get("atol") != null && c.params().get("rtol") == null) {
            throw TorchError.dtype(OTHER_TYPES);
        }
        if (a.rank() < 2 || !a.dtype().isFloat()) {
            throw TorchError.shape("linalg.pinv(" + a.dtype().scalarName() + "{" + a.shape()
                    + "}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types");
        }
        Params p = c.params();
        double atol = p.get("atol") == null ? 0 : p.real("atol");
        double rtol = p.get("rtol") != null ? p.real("rtol") : atol > 0 ? 0 : relative(a);
        if (a.size() == 0) {
            return Rows.one(NdArray.zeros(a.dtype(), a.mT().shape()));
        }
        if (p.flag("hermitian")) {
            Squares.requireSquare(a.shape(), "linalg.eigh", "A");
            NdArray[] wv = Factors.eigh(a.to(DType.FLOAT64), true, true);
            return Rows.one(PseudoInverse.of(wv[1], wv[0], wv[1].mT(), atol, rtol).to(a.dtype()));
        }
        NdArray[] usv = Factors.svd(a.to(DType.FLOAT64), false, true);
        return Rows.one(PseudoInverse.of(usv[0], usv[1], usv[2], atol, rtol).to(a.dtype()));
    }

    /**
     * Golub and Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate", 1973; holds while
     * the rank stays.
     */
    static Tensor pinvRule(Tensor g, Tensor a, Tensor p) {
        Tensor k = g.mT().matmul(p);
        Tensor left = k.mT().matmul(p.mT());
        Tensor right = k.matmul(p.mT());
        Tensor second = right.sub(a.matmul(p.matmul(right)));
        Tensor gP = p.mT().matmul(p).matmul(g.mT());
        Tensor third = gP.sub(gP.matmul(p).matmul(a));
        return second.add(third).sub(left);
    }

    // ---- least squares --------------------------------------------------------------------------------------------

    /** @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.lstsq.html">torch.linalg.lstsq</a> */
    static NdArray[] lstsq(Call c) {
        NdArray a = c.array(0);
        requireFit(c);
        String driver = c.params().textOrNull("driver") == null ? "gelsy" : c.params().text("driver");
        if (!DRIVERS.contains(driver)) {
            throw TorchError.argument("torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)").at("driver");
        }
        boolean vector = Solutions.isVector(a.shape(), c.shape(1));
        NdArray b = vector ? c.array(1).unsqueezed(c.shape(1).rank()) : c.array(1);
        Shape batch = Broadcasting.of(Squares.batch(a.shape()), Squares.batch(b.shape()));
        double rcond = c.params().get("rcond") == null ? relative(a) : c.params().real("rcond");
        return solve(Squares.broadcast(a, batch), Squares.broadcast(b, batch), rcond, driver, vector);
    }

    private static void requireFit(Call c) {
        Shape a = c.shape(0);
        Shape b = c.shape(1);
        String function = "torch.linalg.lstsq: ";
        if (a.rank() < 2) {
            throw TorchError.shape(function + "input must have at least 2 dimensions.");
        }
        if (b.rank() < 1) {
            throw TorchError.shape(function + "other must have at least 1 dimension.");
        }
        if (c.dtype(0) != c.dtype(1)) {
            throw TorchError.dtype(function + "Expected input and other to have the same dtype, but got input's dtype "
                    + c.dtype(0).scalarName() + " and other's dtype " + c.dtype(1).scalarName());
        }
        int more = a.rank() - b.rank();
        if (more < 0 || more > 1) {
            throw TorchError.shape(function
                    + "input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1");
        }
        boolean vector = Solutions.isVector(a, b);
        if (a.dim(a.rank() - 2) != b.dim(b.rank() - (vector ? 1 : 2))) {
            throw TorchError.shape(function + "input.size(-2) should match other.size(-" + (vector ? 1 : 2) + ")");
        }
        if (!c.dtype(0).isFloat()) {
            throw c.params().get("rcond") == null ? TorchError.dtype(OTHER_TYPES)
                    : TorchError.notImplemented("\"linalg_lstsq_cpu\" not implemented for '" + c.dtype(0).scalarName() + "'");
        }
    }

    /** Solution, residuals, rank and singular values; the latter three empty where the driver does not give them. */
    private static NdArray[] solve(NdArray a, NdArray b, double rcond, String driver, boolean vector) {
        DType dtype = a.dtype();
        int m = a.dim(a.rank() - 2);
        int n = a.dim(a.rank() - 1);
        boolean plain = driver.equals("gels");
        boolean spectral = driver.equals("gelsd") || driver.equals("gelss");
        NdArray wide = a.to(DType.FLOAT64);
        NdArray right = b.to(DType.FLOAT64);
        NdArray[] usv = Factors.svd(wide, false, true);
        NdArray x = MatrixProduct.of(PseudoInverse.of(usv[0], usv[1], usv[2], 0, plain ? 0 : rcond), right);
        long[] rank = PseudoInverse.ranks(usv[1], plain ? 0 : rcond);
        NdArray none = NdArray.zeros(dtype, Shape.of(0));
        boolean fits = m > n && !driver.equals("gelsy") && (plain || Arrays.stream(rank).allMatch(r -> r == n));
        NdArray residuals = fits ? PseudoInverse.residuals(wide, x, right).to(dtype) : none;
        NdArray solution = (vector ? x.reshaped(x.shape().without(x.rank() - 1)) : x).to(dtype);
        return new NdArray[]{solution, residuals, plain ? NdArray.of(Shape.of(0), new long[0]) : NdArray.of(Squares.batch(a.shape()), rank),
            spectral ? usv[1].to(dtype) : none};
    }

    static @Nullable Tensor[] lstsqRule(Frame f) {
        boolean vector = Solutions.isVector(f.shape(0), f.shape(1));
        Tensor a = f.in(0);
        Tensor b = vector ? f.in(1).unsqueeze(-1) : f.in(1);
        Tensor gA = null;
        Tensor gB = null;
        if (f.gOrNull(0) != null) {
            Tensor g = vector ? f.g().unsqueeze(-1) : f.g();
            Tensor p = LinalgOps.PINV.call(a);
            gA = f.needs(0) ? pinvRule(g.matmul(b.mT()), a, p) : null;
            gB = p.mT().matmul(g);
        }
        Tensor gR = f.gOrNull(1);
        if (gR != null && gR.shape().size() > 0) {
            // The residual is least at X: moving X changes nothing to first order.
            Tensor x = vector ? f.out(0).unsqueeze(-1) : f.out(0);
            Tensor r = b.sub(a.matmul(x)).mul(gR.unsqueeze(-2)).mul(2);
            Tensor own = r.matmul(x.mT()).neg();
            gA = gA == null ? own : gA.add(own);
            gB = gB == null ? r : gB.add(r);
        }
        return new @Nullable Tensor[]{gA, vector && gB != null ? gB.squeeze(gB.shape().rank() - 1) : gB};
    }
}
