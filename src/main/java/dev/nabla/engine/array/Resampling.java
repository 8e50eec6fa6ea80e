package dev.nabla.engine.array;

/**
 * Linear maps of images along their spatial dimensions, one dimension after the other: each result element is a weighted sum of some elements of
 * its line. Averages over windows and interpolations are of this kind, and so are their gradients, the adjoint maps.
 */
public final class Resampling {
    private Resampling() {
    }

    /** For each of the results of one line, which of its elements it takes with which weights. */
    public static final class Line {
        private final int inputs;
        private final int[][] index;
        private final double[][] weight;

        public Line(int inputs, int results) {
            this.inputs = inputs;
            this.index = new int[results][];
            this.weight = new double[results][];
        }

        /** Result {@code o} takes these elements with these weights. */
        public void take(int o, int[] elements, double[] weights) {
            index[o] = elements;
            weight[o] = weights;
        }

        /** Result {@code o} takes the elements from {@code start} to before {@code end}, each with the weight. */
        public void takeRange(int o, int start, int end, double each) {
            int n = Math.max(0, end - start);
            index[o] = new int[n];
            weight[o] = new double[n];
            for (int i = 0; i < n; i++) {
                index[o][i] = start + i;
                weight[o][i] = each;
            }
        }

        int inputs() {
            return inputs;
        }

        int results() {
            return index.length;
        }
    }

    /** The map applied to the last dimensions, one line description for each. */
    public static NdArray apply(NdArray x, Line... lines) {
        double[] a = x.toDoubles();
        Shape shape = x.shape();
        for (int k = 0; k < lines.length; k++) {
            int dim = x.rank() - lines.length + k;
            Shape next = shape.with(dim, lines[k].results());
            a = along(a, lines[k], next.size(), inner(shape, dim), false);
            shape = next;
        }
        return NdArray.of(shape, a).to(x.dtype());
    }

    /** The adjoint map: results back to the elements they were taken from. */
    public static NdArray adjoint(NdArray y, Line... lines) {
        double[] a = y.toDoubles();
        Shape shape = y.shape();
        for (int k = 0; k < lines.length; k++) {
            int dim = y.rank() - lines.length + k;
            Shape next = shape.with(dim, lines[k].inputs());
            a = along(a, lines[k], next.size(), inner(shape, dim), true);
            shape = next;
        }
        return NdArray.of(shape, a).to(y.dtype());
    }

    private static int inner(Shape shape, int dim) {
        int n = 1;
        for (int i = dim + 1; i < shape.rank(); i++) {
            n *= shape.dim(i);
        }
        return n;
    }

    private static double[] along(double[] x, Line line, int size, int inner, boolean adjoint) {
        Budget.ask(8L * size);
        double[] y = new double[size];
        int in = line.inputs() * inner;
        int out = line.results() * inner;
        int from = adjoint ? out : in;
        int to = adjoint ? in : out;
        int count = from == 0 || to == 0 ? 0 : x.length / from;
        for (int p = 0; p < count; p++) {
            for (int o = 0; o < line.results(); o++) {
                int[] index = line.index[o];
                double[] weight = line.weight[o];
                for (int j = 0; j < index.length; j++) {
                    int s = p * from + (adjoint ? o : index[j]) * inner;
                    int t = p * to + (adjoint ? index[j] : o) * inner;
                    double w = weight[j];
                    for (int i = 0; i < inner; i++) {
                        y[t + i] += w * x[s + i];
                    }
                }
            }
        }
        return y;
    }
}
