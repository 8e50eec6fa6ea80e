package dev.nabla.engine.array;

/**
 * The exponential of square matrices by scaling and squaring: {@code exp(A) = exp(A/2ˢ)^(2ˢ)}, the inner one by the Padé approximant of degree 13
 * (Higham, "The scaling and squaring method for the matrix exponential revisited", 2005).
 */
public final class MatrixExponential {
    /** Coefficients of the numerator; the denominator's have alternating signs. */
    private static final double[] PADE =
            {64764752532480000.0, 32382376266240000.0, 7771770303897600.0, 1187353796428800.0, 129060195264000.0,
                10559470521600.0, 670442572800.0, 33522128640.0, 1323241920.0, 40840800.0, 960960.0, 16380.0, 182.0, 1.0};
    /** The 1-norm up to which the approximant is exact to double precision. */
    private static final double REACH = 5.371920351148152;

    private MatrixExponential() {
    }

    /** Of every matrix of a batch {@code [..., n, n]}, float32 or float64; computed in double. */
    public static NdArray of(NdArray a) {
        Batch in = new Batch(a);
        Batch out = in.like(in.rows, in.rows);
        int n = in.rows;
        for (int i = 0; i < in.count; i++) {
            // Column-major read as row-major is the transpose, and so is the result.
            NdArray x = NdArray.of(Shape.of(n, n), in.read(i));
            out.write(i, of(n, x).storage().doubles());
        }
        return out.array;
    }

    private static NdArray of(int n, NdArray x) {
        if (!Batch.isFinite(x.storage().doubles())) {
            return NdArray.full(DType.FLOAT64, x.shape(), Double.NaN);
        }
        double norm = norm(n, x.storage().doubles());
        int squarings = norm <= REACH ? 0 : Math.max(0, Math.getExponent(norm / REACH) + 1);
        NdArray a = Elementwise.map(x, DType.FLOAT64, v -> Math.scalb(v, -squarings));
        NdArray y = pade(n, a);
        for (int i = 0; i < squarings; i++) {
            y = MatrixProduct.of(y, y);
        }
        return y;
    }

    /** The largest sum of absolute values of a line. */
    private static double norm(int n, double[] a) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += Math.abs(a[i * n + j]);
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    /** {@code (V − U)⁻¹·(V + U)}, U the odd and V the even part of the numerator. */
    private static NdArray pade(int n, NdArray a) {
        NdArray a2 = MatrixProduct.of(a, a);
        NdArray a4 = MatrixProduct.of(a2, a2);
        NdArray a6 = MatrixProduct.of(a4, a2);
        NdArray[] powers = {a2, a4, a6};
        NdArray odd = MatrixProduct.of(a, part(n, powers, 1));
        NdArray even = part(n, powers, 0);
        double[] difference = new double[n * n];
        double[] sum = new double[n * n];
        double[] u = odd.storage().doubles();
        double[] v = even.storage().doubles();
        for (int i = 0; i < u.length; i++) {
            difference[i] = v[i] - u[i];
            sum[i] = v[i] + u[i];
        }
        // Both are polynomials in A and commute, so it does not matter that LAPACK reads them transposed.
        int[] pivots = new int[n];
        int _ = Lapack.kernels().lu(n, difference, pivots);
        Lapack.kernels().luSolve(n, difference, pivots, n, sum, false);
        return NdArray.of(Shape.of(n, n), sum);
    }

    /** {@code A⁶·(b₁₂A⁶ + b₁₀A⁴ + b₈A²) + b₆A⁶ + b₄A⁴ + b₂A² + b₀I}, or the same with the next coefficients. */
    private static NdArray part(int n, NdArray[] powers, int first) {
        double[] inner = new double[n * n];
        double[] outer = new double[n * n];
        for (int p = 1; p <= 3; p++) {
            double[] x = powers[p - 1].storage().doubles();
            for (int i = 0; i < x.length; i++) {
                inner[i] += PADE[6 + 2 * p + first] * x[i];
                outer[i] += PADE[2 * p + first] * x[i];
            }
        }
        for (int d = 0; d < n; d++) {
            outer[d * n + d] += PADE[first];
        }
        NdArray y = NdArray.of(Shape.of(n, n), outer);
        MatrixProduct.accumulate(powers[2], NdArray.of(Shape.of(n, n), inner), 1, y);
        return y;
    }
}
