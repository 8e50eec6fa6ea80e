package dev.nabla.engine.array;

import java.util.Arrays;

/**
 * Sorted orders along a dimension. Stable: equal elements keep their order, −0 equals 0. NaN is larger than everything and equals itself.
 *
 * <p>Elements are compared by keys: integers in the same order, turned round for a descending one.
 */
public final class Sorting {
    private static final int RUN = 16;

    private Sorting() {
    }

    /** Along the dimension, the positions of the first k elements in sorted order (int64). */
    public static NdArray order(NdArray x, int dim, boolean descending, int k) {
        NdArray y = NdArray.zeros(DType.INT64, x.rank() == 0 ? x.shape() : x.shape().with(dim, k));
        if (x.rank() == 0 || y.size() == 0) {
            return y;
        }
        Lines from = Lines.along(x, dim);
        Lines to = Lines.along(y, dim);
        long[] keys = new long[from.length()];
        for (int i = 0; i < from.count(); i++, from.next(), to.next()) {
            readKeys(from, descending, keys);
            int[] order = k < keys.length ? first(keys, k) : sorted(keys, x.dtype());
            for (int j = 0; j < k; j++) {
                to.storage().setLong(to.at() + j * to.step(), order[j]);
            }
        }
        return y;
    }

    /** For each line along the dimension, which stays with size 1, the position of its k-th smallest element, counted from 0 (int64). */
    public static NdArray kth(NdArray x, int dim, int k) {
        return pick(x, dim, keys -> kth(keys, k));
    }

    /**
     * For each line along the dimension, which stays with size 1, the position of its median (int64): the lower of two middle elements, or the
     * first NaN.
     */
    public static NdArray median(NdArray x, int dim) {
        long nan = x.dtype() == DType.FLOAT32 ? key(Float.NaN) : key(Double.NaN);
        return pick(x, dim, keys -> {
            int first = x.dtype().isFloat() ? indexOf(keys, nan) : -1;
            return first >= 0 ? first : kth(keys, (keys.length - 1) / 2);
        });
    }

    private static NdArray pick(NdArray x, int dim, java.util.function.ToIntFunction<long[]> choice) {
        NdArray y = NdArray.zeros(DType.INT64, x.rank() == 0 ? x.shape() : x.shape().with(dim, 1));
        Lines lines = Lines.along(x, dim);
        long[] keys = new long[lines.length()];
        for (int i = 0; i < y.size(); i++, lines.next()) {
            readKeys(lines, false, keys);
            y.storage().setLong(i, choice.applyAsInt(keys));
        }
        return y;
    }

    // ---- keys -----------------------------------------------------------------------------------------------------

    private static void readKeys(Lines line, boolean descending, long[] keys) {
        Storage s = line.storage();
        for (int j = 0, p = line.at(); j < keys.length; j++, p += line.step()) {
            long key = switch (s.dtype()) {
                case FLOAT64 -> key(s.doubles()[p]);
                case FLOAT32 -> key(s.floats()[p]);
                default -> s.getLong(p);
            };
            keys[j] = descending ? ~key : key;
        }
    }

    /** Grows with v: the bits of a double are sign and magnitude, an integer's are two's complement. */
    private static long key(double v) {
        long bits = Double.doubleToLongBits(v + 0.0);
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }

    /** Grows with v, and fits into an int. */
    private static long key(float v) {
        int bits = Float.floatToIntBits(v + 0.0f);
        return bits ^ bits >> 31 & Integer.MAX_VALUE;
    }

    private static int indexOf(long[] keys, long key) {
        for (int j = 0; j < keys.length; j++) {
            if (keys[j] == key) {
                return j;
            }
        }
        return -1;
    }

    // ---- selecting ------------------------------------------------------------------------------------------------

    /** The position of element number k of the stable order. */
    private static int kth(long[] keys, int k) {
        long bound = select(keys.clone(), k);
        int rest = k;
        for (long key : keys) {
            rest -= key < bound ? 1 : 0;
        }
        int j = 0;
        for (; keys[j] != bound || rest-- > 0; j++) {
        }
        return j;
    }

    /** The first k positions of the stable order. */
    private static int[] first(long[] keys, int k) {
        long bound = select(keys.clone(), k - 1);
        int equal = k;
        for (long key : keys) {
            equal -= key < bound ? 1 : 0;
        }
        int[] order = new int[k];
        for (int j = 0, n = 0; n < k; j++) {
            if (keys[j] < bound || keys[j] == bound && equal-- > 0) {
                order[n++] = j;
            }
        }
        return mergeSort(keys, order, new int[k]);
    }

    /**
     * The k-th smallest number, by Hoare's Find (1961) with the median of three as pivot; numbers that defeat it are sorted after 64 rounds.
     * Reorders the array.
     */
    private static long select(long[] a, int k) {
        int lo = 0;
        int hi = a.length - 1;
        for (int round = 0; lo < hi; round++) {
            if (round == 64) {
                Arrays.sort(a, lo, hi + 1);
                break;
            }
            long p = a[lo];
            long q = a[(lo + hi) >>> 1];
            long r = a[hi];
            long pivot = Math.max(Math.min(p, q), Math.min(Math.max(p, q), r));
            int i = lo;
            int j = hi;
            while (i <= j) {
                while (a[i] < pivot) {
                    i++;
                }
                while (a[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    long swap = a[i];
                    a[i++] = a[j];
                    a[j--] = swap;
                }
            }
            if (k <= j) {
                hi = j;
            } else if (k >= i) {
                lo = i;
            } else {
                break;
            }
        }
        return a[k];
    }

    // ---- sorting --------------------------------------------------------------------------------------------------

    private static int[] sorted(long[] keys, DType dtype) {
        int n = keys.length;
        int[] order = new int[n];
        if (dtype.bytes() <= 4) {
            // Key and position in one long: the library's sort of longs is then a stable one.
            long[] both = new long[n];
            for (int j = 0; j < n; j++) {
                both[j] = keys[j] << 32 | j;
            }
            Arrays.sort(both);
            for (int j = 0; j < n; j++) {
                order[j] = (int) both[j];
            }
            return order;
        }
        for (int j = 0; j < n; j++) {
            order[j] = j;
        }
        return mergeSort(keys, order, new int[n]);
    }

    /** Sorts positions by their keys, runs by insertion and then merging bottom up; the result is one of the two arrays. */
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
