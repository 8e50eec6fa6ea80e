package dev.nabla.engine.plan;

import java.util.IdentityHashMap;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.ClassLoop;
import dev.nabla.engine.array.ElementLoop;
import dev.nabla.engine.array.LineLoop;
import dev.nabla.engine.array.Loop;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.ProductLoop;
import dev.nabla.engine.array.Storage;
import dev.nabla.engine.array.SumLoop;

/**
 * Which arrays of a routine are made of rows of its data. The first dimension of the largest array that is given is taken for the rows; what is
 * computed from rows element by element, line by line or as a product has rows too, and what is folded over them is a sum over rows.
 */
final class Rows {
    /** Rows and elements that are worth it. */
    private static final int FEWEST_ROWS = 64;
    private static final int FEWEST_ELEMENTS = 1 << 15;

    /** When a step of the routine is run. */
    enum Place {
        /** It does not depend on rows. */
        BEFORE,
        /** It goes over rows and gives rows. */
        INSIDE,
        /** It folds rows. */
        SUM,
        /** It depends on a sum over rows. */
        AFTER
    }

    private final int count;
    /** Elements of a row, by storage; absent for what has no rows. */
    private final IdentityHashMap<Storage, Integer> units = new IdentityHashMap<>();
    /** Sums over rows and what depends on them. */
    private final IdentityHashMap<Storage, Boolean> late = new IdentityHashMap<>();
    private final IdentityHashMap<Runnable, Place> places = new IdentityHashMap<>();
    private final IdentityHashMap<Loop, int[]> rowDims = new IdentityHashMap<>();

    private Rows(int count) {
        this.count = count;
    }

    /** The rows of a routine, or null where there are none. */
    static @Nullable Rows of(Routine routine) {
        NdArray largest = null;
        for (NdArray a : routine.sources()) {
            boolean isWhole = a.isContiguous() && a.offset() == 0 && a.size() == a.storage().length() && a.dtype().isFloat();
            if (isWhole && a.rank() > 0 && (largest == null || a.size() > largest.size())) {
                largest = a;
            }
        }
        if (largest == null || largest.dim(0) < FEWEST_ROWS || largest.size() < FEWEST_ELEMENTS) {
            return null;
        }
        Rows rows = new Rows(largest.dim(0));
        rows.units.put(largest.storage(), largest.size() / largest.dim(0));
        return rows.spread(routine) ? rows : null;
    }

    int count() {
        return count;
    }

    /** Elements of a row of what is stored there; 0 where it has no rows. */
    int unit(Storage s) {
        return units.getOrDefault(s, 0);
    }

    Place place(Runnable r) {
        Place p = places.get(r);
        return p == null ? Place.BEFORE : p;
    }

    /** Which dimension of operand k (or of the result, which comes after the operands) counts rows; −1 for none. */
    int rowDim(Loop l, int k) {
        int[] dims = rowDims.get(l);
        return dims == null ? -1 : dims[k];
    }

    /** Follows the rows through the routine until nothing changes; false where they cannot be followed. */
    private boolean spread(Routine routine) {
        boolean changed = true;
        while (changed) {
            int before = units.size() + late.size();
            for (Runnable r : routine.code()) {
                if (!follow(r)) {
                    return false;
                }
            }
            changed = units.size() + late.size() > before;
        }
        return places.containsValue(Place.SUM) || places.containsValue(Place.INSIDE);
    }

    private boolean follow(Runnable r) {
        if (!(r instanceof Loop l)) {
            return placeWhole((Routine.Whole) r);
        }
        boolean hasRows = unit(l.result().storage()) > 0;
        boolean isLate = late.containsKey(l.result().storage()) && l.accumulates();
        for (int k = 0; k < l.count(); k++) {
            hasRows |= unit(l.operand(k).storage()) > 0;
            isLate |= late.containsKey(l.operand(k).storage());
        }
        if (isLate) {
            late.put(l.result().storage(), true);
            places.put(l, Place.AFTER);
            return !hasRows;
        }
        if (!hasRows) {
            return true;
        }
        int[] dims = new int[l.count() + 1];
        java.util.Arrays.fill(dims, -1);
        rowDims.put(l, dims);
        return switch (l) {
            case ElementLoop e -> element(e, dims);
            case LineLoop e -> line(e, dims);
            case SumLoop s -> sum(s, dims);
            case ProductLoop p -> product(p, dims);
            case ClassLoop c -> classes(c, dims);
        };
    }

    private boolean placeWhole(Routine.Whole w) {
        boolean isLate = false;
        for (Tensor t : w.inputs()) {
            if (t != null && unit(t.data().storage()) > 0) {
                return false;
            }
            isLate |= t != null && late.containsKey(t.data().storage());
        }
        for (NdArray out : w.outputs()) {
            if (out != null && unit(out.storage()) > 0) {
                return false;
            }
            if (out != null && isLate) {
                late.put(out.storage(), true);
            }
        }
        places.put(w, isLate ? Place.AFTER : Place.BEFORE);
        return true;
    }

    /** The dimension of a view that counts the rows of what it is a view of, or −1. */
    private int rowDimOf(NdArray a) {
        int unit = unit(a.storage());
        for (int d = 0; d < a.rank(); d++) {
            if (a.dim(d) == count && a.stride(d) == unit) {
                return d;
            }
        }
        return -1;
    }

    /** Whether the first of its dimensions that are not 1 counts rows. */
    private boolean leads(NdArray a, int dim) {
        for (int d = 0; d < dim; d++) {
            if (a.dim(d) != 1) {
                return false;
            }
        }
        return a.dim(dim) == count;
    }

    /** Says that the result has rows along a dimension. */
    private boolean givesRows(Loop l, int dim, int[] dims) {
        NdArray y = l.result();
        if (!y.isContiguous() || y.offset() != 0 || y.size() != y.storage().length() || !leads(y, dim)) {
            return false;
        }
        units.put(y.storage(), y.size() / count);
        dims[l.count()] = dim;
        places.put(l, Place.INSIDE);
        return true;
    }

    private boolean foldsRows(Loop l) {
        NdArray y = l.result();
        if (l.accumulates() || !y.isContiguous() || unit(y.storage()) > 0) {
            return false;
        }
        late.put(y.storage(), true);
        places.put(l, Place.SUM);
        return true;
    }

    private boolean element(ElementLoop l, int[] dims) {
        int dim = unit(l.result().storage()) > 0 ? rowDimOf(l.result()) : -1;
        for (int k = 0; k < l.count(); k++) {
            if (unit(l.operand(k).storage()) > 0) {
                int found = rowDimOf(l.operand(k));
                if (found < 0 || dim >= 0 && dim != found) {
                    return false;
                }
                dim = found;
            }
        }
        if (dim < 0) {
            return false;
        }
        java.util.Arrays.fill(dims, 0, l.count(), dim);
        return givesRows(l, dim, dims);
    }

    private boolean line(LineLoop l, int[] dims) {
        int dim = rowDimOf(l.operand(0));
        dims[0] = dim;
        return dim >= 0 && dim != l.dim() && givesRows(l, dim, dims);
    }

    private boolean sum(SumLoop l, int[] dims) {
        int dim = rowDimOf(l.operand(0));
        dims[0] = dim;
        if (dim < 0) {
            return false;
        }
        if (l.folds(dim)) {
            return foldsRows(l);
        }
        int folded = 0;
        for (int d = 0; d < dim; d++) {
            folded += l.folds(d) ? 1 : 0;
        }
        boolean isKept = l.result().rank() == l.operand(0).rank();
        return givesRows(l, isKept ? dim : dim - folded, dims);
    }

    /** The losses of rows of log probabilities, a class for each row. */
    private boolean classes(ClassLoop l, int[] dims) {
        if (!(l instanceof ClassLoop.Each) || l.operand(0).rank() != 2 || rowDimOf(l.operand(0)) != 0) {
            return false;
        }
        dims[0] = 0;
        dims[1] = 0;
        return givesRows(l, 0, dims);
    }

    private boolean product(ProductLoop l, int[] dims) {
        NdArray a = l.operand(0);
        NdArray b = l.operand(1);
        if (a.rank() != 2) {
            return false;
        }
        int left = unit(a.storage()) > 0 ? rowDimOf(a) : -1;
        int right = unit(b.storage()) > 0 ? rowDimOf(b) : -1;
        if (left == 0 && unit(b.storage()) == 0) {
            dims[0] = 0;
            return givesRows(l, 0, dims);
        }
        boolean isSum = (left == 1 || unit(a.storage()) == 0) && (right == 0 || unit(b.storage()) == 0) && a.dim(1) == count
                && (left == 1 || right == 0);
        dims[0] = 1;
        dims[1] = 0;
        return isSum && foldsRows(l);
    }
}
