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

    private final NdArray[] operands;
    private final int rank;
    private final int[] dims;
    private final int[][] strides;
    private final int[] at;
    private final int[] step;
    private final int[] counter;
    private final boolean isEmpty;

    StridedLoop(Shape shape, NdArray... operands) {
        int count = operands.length;
        this.operands = operands;
        this.isEmpty = shape.size() == 0;
        this.at = new int[count];
        this.step = new int[count];
        this.dims = new int[shape.rank()];
        this.strides = new int[count][shape.rank()];
        this.rank = merge(shape);
        for (int k = 0; k < count && rank > 0; k++) {
            step[k] = strides[k][0];
        }
        this.counter = new int[rank];
    }

    static void over(Shape shape, Run run, NdArray... operands) {
        new StridedLoop(shape, operands).run(run);
    }

    /** Walks once more. */
    void run(Run run) {
        if (isEmpty) {
            return;
        }
        int count = operands.length;
        for (int k = 0; k < count; k++) {
            at[k] = operands[k].offset();
        }
        if (rank <= 1) {
            run.apply(rank == 0 ? 1 : dims[0], at, step);
            return;
        }
        while (true) {
            run.apply(dims[0], at, step);
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
    private int merge(Shape shape) {
        int merged = 0;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            int n = shape.dim(i);
            if (n == 1) {
                continue;
            }
            boolean joins = merged > 0;
            for (int k = 0; joins && k < operands.length; k++) {
                joins = operands[k].stride(i) == strides[k][merged - 1] * dims[merged - 1];
            }
            if (joins) {
                dims[merged - 1] *= n;
            } else {
                dims[merged] = n;
                for (int k = 0; k < operands.length; k++) {
                    strides[k][merged] = operands[k].stride(i);
                }
                merged++;
            }
        }
        return merged;
    }
}
