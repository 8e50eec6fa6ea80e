package dev.nabla.engine;

import dev.nabla.engine.array.MaxPooling.Intervals;
import dev.nabla.engine.array.Resampling;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * The windows of a two-dimensional pooling op of {@link PoolingOps}, checked in PyTorch's order and words.
 *
 * @param output the number of windows along each dimension
 */
record Pool(int[] kernel, int[] stride, int[] padding, int[] dilation, int[] image, int[] output) {
    /** Of {@code max_pool2d} and {@code avg_pool2d}. */
    static Pool of(String op, Params p, Shape x) {
        int[] kernel = pair(p, "kernel_size", op + ": kernel_size must either be a single int, or a tuple of two ints");
        int[] stride = Spatial.of(p, "stride", 2);
        stride = stride.length == 0 ? kernel
                : pair(p, "stride", op + ": stride must either be omitted, a single int, or a tuple of two ints");
        int[] padding = pair(p, "padding", op + ": padding must either be a single int, or a tuple of two ints");
        int[] dilation = {1, 1};
        if (p.declares("dilation")) {
            dilation = pair(p, "dilation", op + ": dilation must be either a single int, or a tuple of two ints");
        }
        if (x.rank() < 3) {
            throw TorchError
                    .index("Dimension out of range (expected to be in range of [" + -Math.max(x.rank(), 1) + ", " + (Math.max(x.rank(), 1)
                            - 1) + "], but got -3)");
        }
        int[] image = Spatial.tail(x, 2);
        int[] output = new int[2];
        for (int i = 0; i < 2; i++) {
            output[i] = room(image[i], kernel[i], stride[i], padding[i], dilation[i], p.flag("ceil_mode"));
        }
        Pool pool = new Pool(kernel, stride, padding, dilation, image, output);
        pool.check(x);
        return pool;
    }

    private static int[] pair(Params p, String name, String message) {
        int[] a = Spatial.of(p, name, 2);
        refuse(a.length != 1 && a.length != 2, message);
        return Spatial.repeated(a, 2);
    }

    private static void refuse(boolean so, String message) {
        if (so) {
            throw TorchError.shape(message);
        }
    }

    private static int room(int n, int kernel, int stride, int padding, int dilation, boolean ceil) {
        refuse(stride == 0, "stride should not be zero");
        refuse(padding < 0, "pad must be non-negative, but got pad: " + padding);
        int covers = (kernel - 1) * dilation + 1;
        refuse(padding > covers / 2,
                "pad should be at most half of effective kernel size, but got pad=" + padding + ", kernel_size=" + kernel
                        + " and dilation=" + dilation);
        return ceil ? ceiling(n, covers, stride, padding) : Math.floorDiv(n + 2 * padding - covers, stride) + 1;
    }

    /** Rounded up, but no window begins beyond the image and its first padding. */
    static int ceiling(int n, int covers, int stride, int padding) {
        int windows = Math.floorDiv(n + 2 * padding - covers + stride - 1, stride) + 1;
        return (windows - 1) * stride >= n + padding ? windows - 1 : windows;
    }

    private void check(Shape x) {
        refuse(kernel[0] <= 0 || kernel[1] <= 0, "kernel size should be greater than zero, but got kH: " + kernel[0] + " kW: " + kernel[1]);
        refuse(stride[0] <= 0 || stride[1] <= 0, "stride should be greater than zero, but got dH: " + stride[0] + " dW: " + stride[1]);
        refuse(dilation[0] <= 0 || dilation[1] <= 0,
                "dilation should be greater than zero, but got dilationH: " + dilation[0] + " dilationW: "
                        + dilation[1]);
        boolean empty = false;
        for (int i = x.rank() == 4 ? 1 : 0; i < x.rank(); i++) {
            empty |= x.dim(i) == 0;
        }
        refuse(empty || x.rank() > 4, "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:" + x);
        refuse(padding[0] > kernel[0] / 2 || padding[1] > kernel[1] / 2,
                "pad should be smaller than or equal to half of kernel size, but got padW = "
                        + padding[1] + ", padH = " + padding[0] + ", kW = " + kernel[1] + ", kH = " + kernel[0]);
        int channels = x.dim(x.rank() - 3);
        refuse(output[0] < 1 || output[1] < 1,
                "Given input size: (" + channels + "x" + image[0] + "x" + image[1] + "). Calculated output size: ("
                        + channels + "x" + output[0] + "x" + output[1] + "). Output size is too small");
    }

    // ---- windows --------------------------------------------------------------------------------------------------

    /** What each window covers of the image itself. */
    Intervals intervals(int i) {
        int[] start = new int[output[i]];
        int[] end = new int[output[i]];
        for (int o = 0; o < output[i]; o++) {
            int first = o * stride[i] - padding[i];
            end[o] = Math.min(first + (kernel[i] - 1) * dilation[i] + 1, image[i]);
            start[o] = first >= 0 ? first : first + (-first + dilation[i] - 1) / dilation[i] * dilation[i];
        }
        return new Intervals(start, end, dilation[i]);
    }

    /** How many places window o counts: with padding, or of the image only. */
    private int places(int i, int o, boolean countPadding) {
        int first = o * stride[i] - padding[i];
        int end = Math.min(first + kernel[i], image[i] + padding[i]);
        return countPadding ? end - first : Math.min(end, image[i]) - Math.max(first, 0);
    }

    /** The number by which the sum over window (o, q) is divided. */
    long divisor(int o, int q, Params p) {
        if (p.get("divisor_override") != null) {
            return p.whole("divisor_override");
        }
        boolean countPadding = p.flag("count_include_pad");
        return (long) places(0, o, countPadding) * places(1, q, countPadding);
    }

    /** The sums over the windows along both dimensions. */
    Resampling.Line[] sums() {
        return lines((_, _) -> 1);
    }

    /** The averages over the windows along both dimensions. */
    Resampling.Line[] averages(Params p) {
        if (p.get("divisor_override") != null) {
            double each = 1.0 / p.whole("divisor_override");
            return lines((i, _) -> i == 0 ? each : 1);
        }
        boolean countPadding = p.flag("count_include_pad");
        return lines((i, o) -> 1.0 / places(i, o, countPadding));
    }

    private interface Weight {
        double of(int dim, int window);
    }

    private Resampling.Line[] lines(Weight weight) {
        Resampling.Line[] lines = new Resampling.Line[2];
        for (int i = 0; i < 2; i++) {
            Intervals covered = intervals(i);
            lines[i] = new Resampling.Line(image[i], output[i]);
            for (int o = 0; o < output[i]; o++) {
                lines[i].takeRange(o, covered.start()[o], covered.end()[o], weight.of(i, o));
            }
        }
        return lines;
    }

    // ---- adaptive pooling -----------------------------------------------------------------------------------------

    /** Windows that cover n elements evenly: window o from ⌊o·n/m⌋ to ⌈(o + 1)·n/m⌉. */
    static Intervals evenly(int n, int m) {
        int[] start = new int[m];
        int[] end = new int[m];
        for (int o = 0; o < m; o++) {
            start[o] = (int) ((long) o * n / m);
            end[o] = (int) (((o + 1L) * n + m - 1) / m);
        }
        return new Intervals(start, end, 1);
    }

    /** The averages over such windows. */
    static Resampling.Line averageEvenly(int n, int m) {
        Intervals covered = evenly(n, m);
        Resampling.Line line = new Resampling.Line(n, m);
        for (int o = 0; o < m; o++) {
            int start = covered.start()[o];
            int end = covered.end()[o];
            line.takeRange(o, start, end, 1.0 / (end - start));
        }
        return line;
    }
}
