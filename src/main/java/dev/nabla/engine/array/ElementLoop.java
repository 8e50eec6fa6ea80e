package dev.nabla.engine.array;

import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/** A loop that computes each element of the result from the elements in its place; operands have the result's shape, by strides of 0 where broadcast. */
public abstract sealed class ElementLoop extends Loop implements StridedLoop.Run permits MapLoop, CombineLoop, TernaryLoop, CompareLoop,
        SelectLoop, CopyLoop {
    /** Results of this many elements are worth dividing between threads. */
    private static final int DIVISIBLE = 1 << 17;
    private static final int PIECE = 1 << 15;

    private static final int[] ONES = {1, 1, 1, 1};

    private final StridedLoop walk;
    private final boolean isFlat;
    private final IntConsumer piece = this::piece;
    /** Where the operands of each piece begin; made at the first run. */
    private int @Nullable [][] starts;

    ElementLoop(NdArray result, NdArray... operands) {
        super(result, operands);
        NdArray[] all = new NdArray[operands.length + 1];
        boolean flat = result.isContiguous() && result.size() >= DIVISIBLE;
        for (int k = 0; k < operands.length; k++) {
            all[k] = operands[k];
            flat &= operands[k].isContiguous();
        }
        all[operands.length] = result;
        this.walk = new StridedLoop(result.shape(), all);
        this.isFlat = flat;
    }

    /** The array spread over a shape, itself where it has it. */
    static NdArray spread(NdArray a, Shape shape) {
        return a.broadcastTo(shape);
    }

    @Override
    public final void run() {
        if (isFlat) {
            inPieces();
        } else {
            walk.run(this);
        }
    }

    /** Elements do not depend on each other, so any division gives the same numbers. */
    private void inPieces() {
        int n = result().size();
        int pieces = (n + PIECE - 1) / PIECE;
        if (starts == null) {
            starts = new int[pieces][count() + 1];
            for (int i = 0; i < pieces; i++) {
                for (int k = 0; k <= count(); k++) {
                    starts[i][k] = (k < count() ? operand(k) : result()).offset() + i * PIECE;
                }
            }
        }
        Team.run(pieces, piece);
    }

    private void piece(int i) {
        int[][] from = starts;
        if (from != null) {
            apply(Math.min(PIECE, result().size() - i * PIECE), from[i], ONES);
        }
    }
}
