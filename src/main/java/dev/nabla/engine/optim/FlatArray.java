package dev.nabla.engine.optim;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/**
 * A run of floats that update rules are written on. Each verb changes this array in place, element by element, rounding as PyTorch's verb of
 * that meaning does in the array's dtype; operands have the same dtype and size. Numbers are first rounded to the dtype.
 */
sealed interface FlatArray permits Doubles, Floats {
    /** The elements of a contiguous float array; shared, not copied. */
    static FlatArray of(NdArray a) {
        return a.dtype() == DType.FLOAT64 ? new Doubles(a.storage().doubles(), a.offset(), a.size())
                : new Floats(a.storage().floats(), a.offset(), a.size());
    }

    int size();

    double get(int i);

    void set(int i, double v);

    /** A new array of this dtype and size. */
    FlatArray zeros();

    /** A new array of this dtype. */
    FlatArray zeros(int size);

    /** The distance from 1 to the next number of the dtype. */
    double epsilon();

    FlatArray fill(double a);

    /** this = x */
    FlatArray assign(FlatArray x);

    /** this = this + a */
    FlatArray plus(double a);

    /** this = a·this */
    FlatArray scale(double a);

    /** this = this/a */
    FlatArray divide(double a);

    /** this = this·x */
    FlatArray multiply(FlatArray x);

    /** this = this/x */
    FlatArray divide(FlatArray x);

    /** this = this + a·x */
    FlatArray addScaled(double a, FlatArray x);

    /** this = this + a·x·y */
    FlatArray addProduct(double a, FlatArray x, FlatArray y);

    /** this = this + a·x/y */
    FlatArray addQuotient(double a, FlatArray x, FlatArray y);

    /** this = this + w·(x − this), from whichever end is nearer. */
    FlatArray lerp(double w, FlatArray x);

    /** this = |this| */
    FlatArray absolute();

    /** this = √this */
    FlatArray squareRoot();

    /** The larger of this and x; NaN where either is. */
    FlatArray maximum(FlatArray x);

    /** Σ this·x, added up in double. */
    double dot(FlatArray x);

    /** Σ |this|, added up in double. */
    double absoluteSum();

    /** The largest |element|; NaN if any is; 0 for none. */
    double absoluteMaximum();

    /** √Σ this², infinite where the sum of squares is in the dtype; one element gives its absolute value. */
    default double norm() {
        if (size() == 1) {
            return Math.abs(get(0));
        }
        return round(Math.sqrt(round(dot(this))));
    }

    /** A number rounded to the dtype. */
    double round(double v);
}
