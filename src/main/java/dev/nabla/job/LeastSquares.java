package dev.nabla.job;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.session.Graph;
import dev.nabla.session.Operand;
import dev.nabla.session.Refusal;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;

/**
 * What gradient descent on ‖Xw − y‖² + λ‖w‖² goes towards, in closed form. The normal equation (XᵀX + λI)w = Xᵀy is not set up, for XᵀX has the
 * square of X's condition number: with X = UΣVᵀ its solution is w = V·diag(σ/(σ² + λ))·Uᵀy.
 *
 * @see <a href="https://doi.org/10.1137/1.9781611971484">Björck, Numerical Methods for Least Squares Problems, 1996</a>
 */
@Service
public class LeastSquares {
    private final Sessions sessions;

    public LeastSquares(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * What a client asks for.
     *
     * @param x of shape (m, n); no column of ones is added
     * @param y of shape (m) or (m, k)
     * @param ridge λ; 0 unless said
     * @param name what the weights are to be called in the session; null to leave it as it is
     */
    @Schema(name = "LeastSquaresProblem")
    public record Request(
            @JsonProperty(value = "X", required = true) @Schema(implementation = Object.class, description = "A tensor (m, n): its name, or written out. No column of ones is added.", example = "X") Operand x,
            @JsonProperty(required = true) @Schema(implementation = Object.class, description = "A tensor (m) or (m, k).", example = "y") Operand y,
            @JsonProperty @Schema(description = "λ in ‖Xw − y‖² + λ‖w‖²; 0 unless said.") @Nullable Double ridge,
            @JsonProperty @Schema(description = "Binds the weights to this name.") @Nullable String name,
            @JsonProperty @Schema(description = "Whether the name may be taken.") @Nullable Boolean replace) {
    }

    /**
     * The best weights, and how sure they are.
     *
     * @param weights of shape (n) or (n, k)
     * @param rank of X: the number of its columns that are independent of each other
     * @param conditionNumber of X: its largest singular value over its smallest
     * @param unique whether no other weights are as good
     * @param sse ‖Xw − y‖² at these weights
     * @param sseMin the smallest there is; larger weights would reach it where a ridge keeps them small
     */
    @Schema(name = "LeastSquaresSolution")
    public record Solution(
            @JsonProperty(required = true) @Schema(description = "Nested numbers, (n) or (n, k).") NdArray weights,
            @JsonProperty(required = true) @Schema(description = "Of X.") int rank,
            @JsonProperty(value = "condition_number", required = true) @Schema(description = "Of X: the largest singular value over the smallest. Descent sees its square.") double conditionNumber,
            @JsonProperty(required = true) @Schema(description = "Whether no other weights are as good.") boolean unique,
            @JsonProperty(required = true) @Schema(description = "‖Xw − y‖² at these weights.") Number sse,
            @JsonProperty(value = "sse_min", required = true) @Schema(description = "The smallest possible, which a ridge does not reach.") Number sseMin) {
    }

    /**
     * Solves it.
     *
     * @throws Refusal singular_matrix where the columns of X depend on each other and there is no ridge; shape_mismatch, dtype_mismatch,
     *     bad_argument or bad_value where the request does not make sense
     */
    public Solution solve(String owner, String sid, Request request) {
        Session session = sessions.get(owner, sid);
        double ridge = request.ridge == null ? 0 : request.ridge;
        if (!(ridge >= 0) || Double.isInfinite(ridge)) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a ridge is a finite number from 0 on").at("/ridge");
        }
        List<NdArray> given = session.read(g -> List.of(copy(g, request.x, "/X"), copy(g, request.y, "/y")));
        NdArray x = given.get(0);
        NdArray y = given.get(1);
        check(x, y);
        DType dtype = x.dtype() == DType.FLOAT64 || y.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
        boolean isVector = y.rank() == 1;
        NdArray right = (isVector ? y.unsqueezed(1) : y).to(DType.FLOAT64).contiguous();
        Solution solution = new Workspace().call(() -> new Solver(x.to(DType.FLOAT64), right, ridge, dtype).solve());
        NdArray weights = isVector ? solution.weights.reshaped(Shape.of(x.dim(1))) : solution.weights;
        if (request.name != null) {
            session.bind(request.name, weights, Boolean.TRUE.equals(request.replace));
        }
        return new Solution(weights, solution.rank, solution.conditionNumber, solution.unique, solution.sse, solution.sseMin);
    }

    private static NdArray copy(Graph g, Operand o, String place) {
        Tensor t = LossGraph.at(place, () -> g.operand(o));
        if (t == null || t.isNumber()) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a tensor is needed").at(place);
        }
        if (t.dtype() == DType.BOOL) {
            throw new Refusal(Refusal.Kind.DTYPE_MISMATCH, "numbers are needed, not bool").at(place);
        }
        NdArray a = t.dtype().isFloat() ? t.data().copy() : t.data().to(g.defaultDtype());
        for (double v : a.toDoubles()) {
            if (!Double.isFinite(v)) {
                throw new Refusal(Refusal.Kind.BAD_ARGUMENT, "an element is not finite").at(place);
            }
        }
        return a;
    }

    private static void check(NdArray x, NdArray y) {
        if (x.rank() != 2 || x.size() == 0) {
            throw new Refusal(Refusal.Kind.SHAPE_MISMATCH, "X is a matrix of rows and columns, not of shape " + x.shape()).at("/X");
        }
        if (y.rank() < 1 || y.rank() > 2 || y.dim(0) != x.dim(0)) {
            throw new Refusal(Refusal.Kind.SHAPE_MISMATCH, "y has a row for each of the " + x.dim(0) + " rows of X, and its shape is "
                    + y.shape()).at("/y");
        }
    }

    /** X = UΣVᵀ at work on one problem. */
    private static final class Solver {
        private final double[] x;
        private final double[] y;
        private final int m;
        private final int n;
        private final int k;
        private final double ridge;
        private final DType dtype;
        private final double[] u;
        private final double[] sigma;
        private final double[] vt;
        private final int rank;

        Solver(NdArray x, NdArray y, double ridge, DType dtype) {
            this.x = x.toDoubles();
            this.y = y.toDoubles();
            this.m = x.dim(0);
            this.n = x.dim(1);
            this.k = y.dim(1);
            this.ridge = ridge;
            this.dtype = dtype;
            NdArray[] parts = Decomposition.svd(x);
            u = parts[0].toDoubles();
            sigma = parts[1].toDoubles();
            vt = parts[2].toDoubles();
            // What the rounding of X itself could have made of 0, as in torch.linalg.lstsq.
            double least = sigma[0] * Math.max(m, n) * (dtype == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1.0f));
            int r = 0;
            while (r < sigma.length && sigma[r] > least) {
                r++;
            }
            rank = r;
        }

        Solution solve() {
            if (rank < n && ridge == 0) {
                throw new Refusal(Refusal.Kind.SINGULAR_MATRIX, "the columns of X depend on each other: " + rank + " of " + n
                        + " are independent, and many weights are equally good").at("/X");
            }
            double[] w = new double[n * k];
            double[] left = y.clone();
            for (int i = 0; i < rank; i++) {
                for (int c = 0; c < k; c++) {
                    double along = 0;
                    for (int row = 0; row < m; row++) {
                        along += u[row * sigma.length + i] * y[row * k + c];
                    }
                    double scaled = along * sigma[i] / (sigma[i] * sigma[i] + ridge);
                    for (int j = 0; j < n; j++) {
                        w[j * k + c] += vt[i * n + j] * scaled;
                    }
                    for (int row = 0; row < m; row++) {
                        left[row * k + c] -= u[row * sigma.length + i] * along;
                    }
                }
            }
            NdArray weights = NdArray.of(Shape.of(n, k), w).to(dtype);
            double condition = rank < n ? Double.POSITIVE_INFINITY : sigma[0] / sigma[n - 1];
            double sse = squares(residual(w));
            return new Solution(weights, rank, condition, rank == n || ridge > 0, number(sse), number(Math.min(sse, squares(left))));
        }

        private double[] residual(double[] w) {
            double[] r = y.clone();
            for (int row = 0; row < m; row++) {
                for (int j = 0; j < n; j++) {
                    for (int c = 0; c < k; c++) {
                        r[row * k + c] -= x[row * n + j] * w[j * k + c];
                    }
                }
            }
            return r;
        }

        private static double squares(double[] r) {
            double sum = 0;
            for (double v : r) {
                sum += v * v;
            }
            return sum;
        }

        private Number number(double v) {
            return dtype == DType.FLOAT32 ? (Number) (float) v : (Number) v;
        }
    }
}
