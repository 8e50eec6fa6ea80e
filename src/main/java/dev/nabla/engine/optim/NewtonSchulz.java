package dev.nabla.engine.optim;

/**
 * The quintic iteration X ← aX + (bA + cA²)X with A = XXᵀ, which drives the singular values of a matrix towards 1. Like PyTorch's it works on
 * bfloat16 numbers: products are added up in float and rounded once.
 *
 * @see <a href="https://kellerjordan.github.io/posts/muon/">Muon: an optimizer for hidden layers in neural networks</a>
 */
final class NewtonSchulz {
    private final boolean tall;
    private final int rows;
    private final int columns;
    private float[] x;
    private float[] next;
    private final float[] gram;
    private final float[] polynomial;

    NewtonSchulz(int rows, int columns) {
        this.tall = rows > columns;
        this.rows = Math.min(rows, columns);
        this.columns = Math.max(rows, columns);
        x = new float[rows * columns];
        next = new float[rows * columns];
        gram = new float[this.rows * this.rows];
        polynomial = new float[this.rows * this.rows];
    }

    /** Replaces the matrix by its nearly orthogonal one. */
    void apply(FlatArray matrix, Setting coefficients, int steps, double eps) {
        for (int i = 0; i < x.length; i++) {
            x[place(i)] = bfloat16((float) matrix.get(i));
        }
        double squares = 0;
        for (float v : x) {
            squares += (double) v * v;
        }
        float norm = Math.max(bfloat16((float) Math.sqrt(squares)), bfloat16((float) eps));
        for (int i = 0; i < x.length; i++) {
            x[i] = bfloat16(x[i] / norm);
        }
        float a = (float) coefficients.real(0);
        float b = (float) coefficients.real(1);
        float c = (float) coefficients.real(2);
        for (int k = 0; k < steps; k++) {
            multiplyByTranspose(x, gram);
            combine(b, gram, c, gram, gram, rows, polynomial);
            combine(a, x, 1, polynomial, x, columns, next);
            float[] done = x;
            x = next;
            next = done;
        }
        for (int i = 0; i < x.length; i++) {
            matrix.set(i, x[place(i)]);
        }
    }

    /** Where an element of the given matrix stands in x, which is never taller than wide. */
    private int place(int i) {
        return tall ? i % rows * columns + i / rows : i;
    }

    /** out = m·mᵀ */
    private void multiplyByTranspose(float[] m, float[] out) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                float sum = 0;
                for (int k = 0; k < columns; k++) {
                    sum += m[i * columns + k] * m[j * columns + k];
                }
                out[i * rows + j] = bfloat16(sum);
            }
        }
    }

    /** out = beta·m + alpha·s·r, where s is square and m, r and out have n columns. */
    private void combine(float beta, float[] m, float alpha, float[] s, float[] r, int n, float[] out) {
        float[] sums = new float[n];
        for (int i = 0; i < rows; i++) {
            java.util.Arrays.fill(sums, 0);
            for (int k = 0; k < rows; k++) {
                float factor = s[i * rows + k];
                for (int j = 0; j < n; j++) {
                    sums[j] += factor * r[k * n + j];
                }
            }
            for (int j = 0; j < n; j++) {
                out[i * n + j] = bfloat16(beta * m[i * n + j] + alpha * sums[j]);
            }
        }
    }

    /** The nearest number with the upper 16 bits of a float, ties to even. */
    private static float bfloat16(float v) {
        int bits = Float.floatToRawIntBits(v);
        if (Float.isNaN(v)) {
            return v;
        }
        return Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000);
    }
}
