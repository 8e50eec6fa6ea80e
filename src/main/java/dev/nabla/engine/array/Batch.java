package dev.nabla.engine.array;

import java.util.Arrays;

/** A batch {@code [..., m, n]} as so many matrices, each read and written as column-major doubles. */
final class Batch {
    final NdArray array;
    final int rows;
    final int columns;
    final int count;

    Batch(NdArray array) {
        int rank = array.rank();
        this.array = array;
        this.rows = array.dim(rank - 2);
        this.columns = array.dim(rank - 1);
        int n = 1;
        for (int d = 0; d < rank - 2; d++) {
            n *= array.dim(d);
        }
        this.count = n;
    }

    /** A new batch of zeros with as many matrices, of another size. */
    Batch like(int m, int n) {
        return new Batch(NdArray.zeros(array.dtype(), shape(m, n)));
    }

    /** The shape of as many matrices of another size. */
    Shape shape(int... last) {
        int lead = array.rank() - 2;
        int[] dims = Arrays.copyOf(array.shape().dims(), lead + last.length);
        System.arraycopy(last, 0, dims, lead, last.length);
        return Shape.of(dims);
    }

    double[] read(int matrix) {
        double[] x = new double[rows * columns];
        int at = MatrixProduct.batchOffset(array, matrix);
        int down = array.stride(array.rank() - 2);
        int right = array.stride(array.rank() - 1);
        Storage s = array.storage();
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                x[i + j * rows] = s.getDouble(at + i * down + j * right);
            }
        }
        return x;
    }

    /** The transpose of a matrix, as column-major doubles: its rows. */
    double[] readRows(int matrix) {
        return new Batch(array.mT()).read(matrix);
    }

    void write(int matrix, double[] x) {
        int at = MatrixProduct.batchOffset(array, matrix);
        int down = array.stride(array.rank() - 2);
        int right = array.stride(array.rank() - 1);
        Storage s = array.storage();
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                s.setDouble(at + i * down + j * right, x[i + j * rows]);
            }
        }
    }

    static boolean hasNaN(double[] x) {
        for (double v : x) {
            if (Double.isNaN(v)) {
                return true;
            }
        }
        return false;
    }

    static boolean isFinite(double[] x) {
        for (double v : x) {
            if (!Double.isFinite(v)) {
                return false;
            }
        }
        return true;
    }
}
