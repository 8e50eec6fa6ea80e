package dev.nabla.engine.array;

/**
 * Walks several arrays of one shape side by side. Dimensions that all operands lay out alike are merged, so contiguous operands are
 * visited in one run.
 */
final class StridedLoop {
    /** One run: {@code n} elements of operand k at {@code at[k], at[k] + step[k], …}. */
    @FunctionalInterface
    interface Run {
        void apply(int n, int[] at, int[] step);
    }

    private StridedLoop() {
    }

    static void over(Shape shape, Run run, NdArray... operands) {
        if (shape.size() == 0) {
            return;
        }
        int count = operands.length;
        int[] at = new int[count];
        int[] step = new int[count];
        for (int k = 0; k < count; k++) {
            at[k] = operands[k].offset();
        }
        int[] dims = new int[shape.rank()];
        int[][] strides = new int[count][shape.rank()];
        int rank = merge(shape, operands, dims, strides);
        if (rank == 0) {
            run.apply(1, at, step);
            return;
        }
        for (int k = 0; k < count; k++) {
            step[k] = strides[k][0];
        }
        int[] counter = new int[rank];
        while (true) {
            run.apply(dims[0], at.clone(), step);
            int d = 1;
            for (; d < rank; d++) {
                counter[d]++;
                for (int k = 0; k < count; k++) {
                    at[k] += strides[k][d];
                }
                if (counter[d] < dims[d]) {
                    break;
                }
                for (int k = 0; k < count; k++) {
                    at[k] -= dims[d] * strides[k][d];
                }
                counter[d] = 0;
            }
            if (d == rank) {
                return;
            }
        }
    }

    /** Fills dims and strides innermost first, without dimensions of size 1, and returns how many are left. */
    private static int merge(Shape shape, NdArray[] operands, int[] dims, int[][] strides) {
        int rank = 0;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            int n = shape.dim(i);
            if (n == 1) {
                continue;
            }
            boolean joins = rank > 0;
            for (int k = 0; joins && k < operands.length; k++) {
                joins = operands[k].stride(i) == strides[k][rank - 1] * dims[rank - 1];
            }
            if (joins) {
                dims[rank - 1] *= n;
            } else {
                dims[rank] = n;
                for (int k = 0; k < operands.length; k++) {
                    strides[k][rank] = operands[k].stride(i);
                }
                rank++;
            }
        }
        return rank;
    }
}
