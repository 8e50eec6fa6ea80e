package dev.nabla.engine.array;

/**
 * One pass over some arrays that fills another: what kernels consist of. A loop holds its arrays, so it can be run again on what they hold then,
 * and takes no memory when it is. One thread at a time.
 */
public abstract sealed class Loop implements Runnable permits ElementLoop, SumLoop, ProductLoop, LineLoop, ClassLoop {
    private final NdArray result;
    private final NdArray[] operands;

    Loop(NdArray result, NdArray... operands) {
        this.result = result;
        this.operands = operands;
    }

    /** A loop, run once, that copies an array into a new one without gaps. */
    public static Loop copy(NdArray x) {
        Loop loop = new CopyLoop(NdArray.zeros(x.dtype(), x.shape()), x);
        loop.run();
        return loop;
    }

    /** The array it writes. */
    public final NdArray result() {
        return result;
    }

    /** Number of arrays it reads. */
    public final int count() {
        return operands.length;
    }

    public final NdArray operand(int i) {
        return operands[i];
    }

    /** Whether it adds to what the result holds. */
    public boolean accumulates() {
        return false;
    }

    /** Fills the result anew. */
    @Override
    public abstract void run();

    /** The same over other arrays of the same dtypes. */
    public abstract Loop on(NdArray otherResult, NdArray... otherOperands);
}
