package dev.nabla.engine.array;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.MatrixProduct.Slice;

/** {@code C = alpha·A·B} or {@code C = C + alpha·A·B} for matrices or batches of them, of any strides; C is contiguous. */
public final class ProductLoop extends Loop {
    private final double alpha;
    private final boolean fresh;
    private final Slice x;
    private final Slice y;
    private final int m;
    private final int n;
    private final int k;
    private final int batches;
    private @Nullable NativeProduct only;

    /** @param fresh whether C is overwritten */
    ProductLoop(NdArray result, NdArray a, NdArray b, double alpha, boolean fresh) {
        super(result, a, b);
        this.alpha = alpha;
        this.fresh = fresh;
        int rank = a.rank();
        this.m = a.dim(rank - 2);
        this.k = a.dim(rank - 1);
        this.n = b.dim(rank - 1);
        this.x = new Slice(a, a.offset());
        this.y = new Slice(b, b.offset());
        this.batches = result.size() == 0 ? 0 : result.size() / (m * n);
    }

    public double alpha() {
        return alpha;
    }

    /** Whether each element is a plain sum of products: in double, four sums side by side, rounded once. */
    public boolean isPlainSums() {
        return batches == 1 && result().dtype().isFloat() && MatrixProduct.isTiny(m, n, k);
    }

    @Override
    public boolean accumulates() {
        return !fresh;
    }

    @Override
    public void run() {
        Storage c = result().storage();
        if (batches == 0 || k == 0) {
            if (fresh) {
                result().fill(0);
            }
            return;
        }
        boolean isNative = c.dtype().isFloat() && !MatrixProduct.isTiny(m, n, k) && OpenBlas.isPresent();
        if (!isNative && fresh) {
            result().fill(0);
        }
        for (int i = 0; i < batches; i++) {
            if (batches > 1) {
                x.at(MatrixProduct.batchOffset(operand(0), i));
                y.at(MatrixProduct.batchOffset(operand(1), i));
            }
            int at = result().offset() + i * m * n;
            if (isNative) {
                product(c, at).run();
            } else {
                MatrixProduct.plain(x, y, alpha, c, at, m, n, k);
            }
        }
    }

    private NativeProduct product(Storage c, int at) {
        if (only != null) {
            return only;
        }
        NativeProduct made = new NativeProduct(x, y, alpha, c, at, m, n, k, fresh);
        if (batches == 1 && made.isOfViews()) {
            only = made;
        }
        return made;
    }

    /** {@code Cᵀ = alpha·Bᵀ·Aᵀ} of matrices into a new array, run once. */
    public ProductLoop transposed() {
        ProductLoop turned =
                new ProductLoop(NdArray.zeros(result().dtype(), result().mT().shape()), operand(1).mT(), operand(0).mT(), alpha,
                        fresh);
        turned.run();
        return turned;
    }

    @Override
    public ProductLoop on(NdArray otherResult, NdArray... otherOperands) {
        return on(fresh, otherResult, otherOperands[0], otherOperands[1]);
    }

    /** The same, overwriting or adding to what the result holds. */
    public ProductLoop on(boolean overwrites, NdArray otherResult, NdArray a, NdArray b) {
        return new ProductLoop(otherResult, a, b, alpha, overwrites);
    }
}
