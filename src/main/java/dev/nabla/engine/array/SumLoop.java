package dev.nabla.engine.array;

/** The sums of floats over the marked dimensions, each divided by a number: folded in double and rounded once. */
public final class SumLoop extends Loop {
    private final boolean[] over;
    private final double divisor;
    private final Sums sums;

    /**
     * @param result contiguous, one element for each that stays, in their order
     * @param x with one step between elements that are folded together
     */
    SumLoop(NdArray result, NdArray x, boolean[] over, double divisor) {
        super(result, x);
        this.over = over;
        this.divisor = divisor;
        this.sums = new Sums(x, over, roundsFirst() ? SumLoop::roundFirst : null);
    }

    /** Of three float32 the first two are added in float32, so that so short a sum is PyTorch's to the last digit. */
    public boolean roundsFirst() {
        return result().dtype() == DType.FLOAT32 && divisor == 1 && Reductions.count(operand(0).shape(), over) == 3;
    }

    private static void roundFirst(double[] a, int n, int first, int step) {
        if (step == 0) {
            a[0] = (float) (a[0] + a[1]);
            a[1] = 0;
        }
    }

    /** Which dimensions of the operand are folded away. */
    public boolean folds(int dim) {
        return over[dim];
    }

    /** What the sums are divided by. */
    public double divisor() {
        return divisor;
    }

    /** The sum divided; as in PyTorch, one that the dtype cannot hold stays infinite. */
    public static double divided(double sum, double divisor, DType dtype) {
        double largest = dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        return Math.abs(sum) > largest ? sum : sum / divisor;
    }

    /** Whether each sum is so short that its elements are added one by one, four sums side by side. */
    public boolean isShort() {
        return result().dtype().isFloat() && Reductions.count(operand(0).shape(), over) < RowKernels.LONG && !sums.isWide();
    }

    /** The row-major numbers of the elements that each result is the sum of, in their order. */
    public int[][] terms() {
        NdArray x = operand(0);
        int[][] terms = new int[result().size()][Reductions.count(x.shape(), over)];
        int[] filled = new int[terms.length];
        int[] counter = new int[x.rank()];
        for (int i = 0; i < x.size(); i++) {
            int line = 0;
            int rest = i;
            for (int d = x.rank() - 1; d >= 0; d--) {
                counter[d] = rest % x.dim(d);
                rest /= x.dim(d);
            }
            for (int d = 0; d < counter.length; d++) {
                line = over[d] ? line : line * x.dim(d) + counter[d];
            }
            terms[line][filled[line]++] = i;
        }
        return terms;
    }

    @Override
    public void run() {
        double[] values = sums.add();
        Storage s = result().storage();
        int at = result().offset();
        for (int i = 0; i < values.length; i++) {
            s.setDouble(at + i, divided(values[i], divisor, s.dtype()));
        }
    }

    @Override
    public SumLoop on(NdArray otherResult, NdArray... otherOperands) {
        return on(divisor, otherResult, otherOperands[0]);
    }

    /** The same with another divisor. */
    public SumLoop on(double otherDivisor, NdArray otherResult, NdArray x) {
        return new SumLoop(otherResult, x, over, otherDivisor);
    }
}
