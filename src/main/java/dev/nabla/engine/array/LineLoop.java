package dev.nabla.engine.array;

/**
 * A loop whose lines along one dimension are functions of the operand's lines. Long lines without gaps are computed in their own precision and
 * shared between threads; others, one at a time, in double.
 */
public abstract sealed class LineLoop extends Loop permits SoftmaxLoop {
    /** Elements that are worth dividing between threads, and in how large parts. */
    private static final int DIVISIBLE = 1 << 16;
    private static final int PIECE = 1 << 14;

    private final int dim;
    private final Lines from;
    private final Lines to;
    private final double[] lane;
    private final int linesInPiece;
    private final java.util.function.IntConsumer piece = this::piece;

    LineLoop(NdArray result, NdArray x, int dim) {
        super(result, x);
        this.dim = dim;
        this.from = Lines.along(x, dim);
        this.to = Lines.along(result, dim);
        this.lane = new double[from.length()];
        this.linesInPiece = Math.max(1, PIECE / Math.max(1, from.length()));
    }

    /** The dimension that lines run along. */
    public final int dim() {
        return dim;
    }

    private boolean isFlat() {
        return from.step() == 1 && to.step() == 1 && operand(0).isContiguous() && from.length() >= RowKernels.LONG
                && operand(0).dtype() == result().dtype();
    }

    @Override
    public final void run() {
        if (isFlat()) {
            int pieces = (from.count() + linesInPiece - 1) / linesInPiece;
            if (result().size() >= DIVISIBLE) {
                Team.run(pieces, piece);
            } else {
                for (int i = 0; i < pieces; i++) {
                    piece(i);
                }
            }
            return;
        }
        from.rewind();
        to.rewind();
        for (int i = 0; i < from.count(); i++, from.next(), to.next()) {
            from.load(lane, 0, lane.length);
            line(lane);
            Lines.store(to.storage(), to.at(), to.step(), lane, lane.length);
        }
    }

    private void piece(int number) {
        int n = from.length();
        int end = Math.min(from.count(), (number + 1) * linesInPiece);
        for (int i = number * linesInPiece; i < end; i++) {
            int p = operand(0).offset() + i * n;
            int q = result().offset() + i * n;
            if (result().dtype() == DType.FLOAT64) {
                line(operand(0).storage().doubles(), p, result().storage().doubles(), q, n);
            } else {
                line(operand(0).storage().floats(), p, result().storage().floats(), q, n);
            }
        }
    }

    /** Replaces a line by its function. */
    abstract void line(double[] x);

    abstract void line(double[] x, int p, double[] y, int q, int n);

    abstract void line(float[] x, int p, float[] y, int q, int n);
}
