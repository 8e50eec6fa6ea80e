package dev.nabla.engine.array;

/**
 * Sorted orders along a dimension. Stable: equal elements keep their order, −0 equals 0. NaN is larger than everything and equals itself.
 */
public final class Sorting {
    private static final int RUN = 16;

    private Sorting() {
    }

    /** Along the dimension, the positions of the first k elements in sorted order (int64). */
    public static NdArray order(NdArray x, int dim, boolean descending, int k) {
        Shape shape = x.rank() == 0 ? x.shape() : x.shape().with(dim, k);
        NdArray y = NdArray.zeros(DType.INT64, shape);
        if (x.rank() == 0 || shape.size() == 0) {
            return y;
        }
        Lines from = Lines.along(x, dim);
        Lines to = Lines.along(y, dim);
        int n = from.length();
        long[] keys = new long[n];
        int[] order = new int[n];
        int[] spare = new int[n];
        for (int i = 0; i < from.count(); i++, from.next(), to.next()) {
            int[] sorted = sorted(from, keys, order, spare, descending);
            for (int j = 0; j < k; j++) {
                to.storage().setLong(to.at() + j * to.step(), sorted[j]);
            }
        }
        return y;
    }

    /** For each line along the dimension, which stays with size 1, the position of its k-th smallest element, counted from 0 (int64). */
    public static NdArray kth(NdArray x, int dim, int k) {
        return pick(x, dim, (_, _) -> k);
    }

    /**
     * For each line along the dimension, which stays with size 1, the position of its median (int64): the lower of two middle elements, or the
     * first NaN.
     */
    public static NdArray median(NdArray x, int dim) {
        return pick(x, dim, (line, order) -> {
            int n = order.length;
            return isNaN(line, order[n - 1]) ? firstNaN(line, order) : (n - 1) / 2;
        });
    }

    /** Chooses from a sorted line: the number in the order. */
    @FunctionalInterface
    private interface Choice {
        int of(Lines line, int[] order);
    }

    private static NdArray pick(NdArray x, int dim, Choice choice) {
        NdArray y = NdArray.zeros(DType.INT64, x.rank() == 0 ? x.shape() : x.shape().with(dim, 1));
        Lines lines = Lines.along(x, dim);
        int n = lines.length();
        long[] keys = new long[n];
        int[] order = new int[n];
        int[] spare = new int[n];
        for (int i = 0; i < y.size(); i++, lines.next()) {
            int[] sorted = sorted(lines, keys, order, spare, false);
            y.storage().setLong(i, sorted[choice.of(lines, sorted)]);
        }
        return y;
    }

    private static boolean isNaN(Lines line, int position) {
        return Double.isNaN(line.storage().getDouble(line.at() + position * line.step()));
    }

    private static int firstNaN(Lines line, int[] order) {
        int j = order.length - 1;
        while (j > 0 && isNaN(line, order[j - 1])) {
            j--;
        }
        return j;
    }

    private static int[] sorted(Lines line, long[] keys, int[] order, int[] spare, boolean descending) {
        Storage s = line.storage();
        boolean isFloat = s.dtype().isFloat();
        for (int j = 0, p = line.at(); j < keys.length; j++, p += line.step()) {
            long key = isFloat ? key(s.getDouble(p)) : s.getLong(p);
            keys[j] = descending ? ~key : key;
            order[j] = j;
        }
        return mergeSort(keys, order, spare);
    }

    /** An integer that grows with v: the bits of a double are sign and magnitude, an int's are two's complement. */
    private static long key(double v) {
        long bits = Double.doubleToLongBits(v + 0.0);
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }

    /** Sorts the order by its keys, runs by insertion and then merging bottom up; the result is one of the two arrays. */
    private static int[] mergeSort(long[] keys, int[] order, int[] spare) {
        int n = order.length;
        for (int lo = 0; lo < n; lo += RUN) {
            int hi = Math.min(n, lo + RUN);
            for (int i = lo + 1; i < hi; i++) {
                int v = order[i];
                int j = i;
                for (; j > lo && keys[order[j - 1]] > keys[v]; j--) {
                    order[j] = order[j - 1];
                }
                order[j] = v;
            }
        }
        int[] a = order;
        int[] b = spare;
        for (int width = RUN; width < n; width *= 2) {
            for (int lo = 0; lo < n; lo += 2 * width) {
                merge(keys, a, b, lo, Math.min(n, lo + width), Math.min(n, lo + 2 * width));
            }
            int[] swap = a;
            a = b;
            b = swap;
        }
        return a;
    }

    private static void merge(long[] keys, int[] a, int[] b, int lo, int mid, int hi) {
        int i = lo;
        int j = mid;
        for (int k = lo; k < hi; k++) {
            boolean left = j >= hi || i < mid && keys[a[i]] <= keys[a[j]];
            b[k] = left ? a[i++] : a[j++];
        }
    }
}
