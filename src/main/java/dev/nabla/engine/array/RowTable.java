package dev.nabla.engine.array;

/** Rows of a matrix picked by their numbers, and added up by them. */
public final class RowTable {
    private RowTable() {
    }

    /**
     * The rows that the indices name, in the indices' shape.
     *
     * @throws TorchError IndexError if there is no such row
     */
    public static NdArray rows(NdArray table, NdArray index) {
        NdArray a = table.contiguous();
        int width = a.dim(1);
        long[] at = index.toLongs();
        NdArray y = NdArray.zeros(a.dtype(), index.shape().insert(index.rank(), width));
        for (int i = 0; i < at.length; i++) {
            if (at[i] < 0 || at[i] >= a.dim(0)) {
                throw TorchError.index("index out of range in self");
            }
            y.storage().copy(i * width, a.storage(), a.offset() + (int) at[i] * width, width);
        }
        return y;
    }

    /**
     * A table of {@code rows} rows, each the sum of those in {@code values} with its number.
     *
     * @param skipped the number of a row left at zero, or −1
     * @param average whether sums are divided by how many rows they are of
     */
    public static NdArray added(NdArray values, NdArray index, int rows, int skipped, boolean average) {
        NdArray a = values.contiguous();
        int width = a.dim(a.rank() - 1);
        long[] at = index.toLongs();
        int[] count = new int[rows];
        for (long k : at) {
            count[(int) k]++;
        }
        NdArray y = NdArray.zeros(a.dtype(), Shape.of(rows, width));
        double[] row = new double[width];
        double[] sum = new double[width];
        for (int i = 0; i < at.length; i++) {
            int k = (int) at[i];
            if (k == skipped) {
                continue;
            }
            Lines.load(a.storage(), a.offset() + i * width, 1, row, width);
            Lines.load(y.storage(), k * width, 1, sum, width);
            double weight = average ? 1.0 / count[k] : 1;
            for (int j = 0; j < width; j++) {
                sum[j] += weight * row[j];
            }
            Lines.store(y.storage(), k * width, 1, sum, width);
        }
        return y;
    }
}
