package dev.nabla.engine;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/** What {@link ConvolutionOps#CONVOLUTION} refuses, in PyTorch's order and words. */
final class ConvolutionChecks {
    private ConvolutionChecks() {
    }

    static void check(Call c, boolean transposed) {
        Shape x = c.shape(0);
        Shape w = c.shape(1);
        if (w.rank() < 3) {
            throw TorchError.shape("weight should have at least three dimensions");
        }
        int n = w.rank() - 2;
        int[] stride = sizes(c, "stride", n);
        int[] padding = sizes(c, "padding", n);
        int[] dilation = sizes(c, "dilation", n);
        int[] more = sizes(c, "output_padding", n);
        int groups = c.params().integer("groups");
        refuse(groups <= 0, "non-positive groups is not supported");
        refuse(Spatial.any(padding, v -> v < 0), "negative padding is not supported");
        refuse(Spatial.any(more, v -> v < 0), "negative output_padding is not supported");
        refuse(Spatial.any(stride, v -> v <= 0), "non-positive stride is not supported");
        refuse(Spatial.any(dilation, v -> v < 0), "dilation should be greater than zero");
        refuse(w.rank() != x.rank(),
                "Expected " + w.rank() + "-dimensional input for " + w.rank() + "-dimensional weight " + w + ", but got "
                        + x.rank() + "-dimensional input of size " + x + " instead");
        refuse(w.dim(0) < groups,
                "Given groups=" + groups + ", expected weight to be at least " + groups + " at dimension 0, but got weight of size "
                        + w + " instead");
        refuse(w.dim(0) % groups != 0, "Given groups=" + groups + ", expected weight to be divisible by " + groups
                + " at dimension 0, but got weight of size [" + w + "] instead");
        String given = transposed ? "Given transposed=1" : "Given groups=" + groups;
        int channels = transposed ? w.dim(0) : w.dim(1) * groups;
        refuse(x.dim(1) != channels,
                given + ", weight of size " + w + ", expected input" + x + " to have " + channels + " channels, but got "
                        + x.dim(1) + " channels instead");
        int outputs = transposed ? w.dim(1) * groups : w.dim(0);
        refuse(c.has(2) && !c.shape(2).equals(Shape.of(outputs)), "Given " + (transposed ? "transposed=1, " : "") + "weight of size " + w
                + ", expected bias to be 1-dimensional with " + outputs + " elements, but got bias of size " + (c.has(2) ? c.shape(2) : "")
                + " instead");
        if (transposed) {
            checkTransposed(x, w, stride, padding, dilation, more);
        } else {
            checkRoom(x, w, padding, dilation);
        }
        checkDtypes(c, transposed, n);
    }

    private static void refuse(boolean so, String message) {
        if (so) {
            throw TorchError.shape(message);
        }
    }

    private static int[] sizes(Call c, String name, int n) {
        int[] given = Spatial.of(c.params(), name, n);
        refuse(given.length != 1 && given.length != n, "expected " + name + " to be a single integer value or a list of " + n
                + " values to match the convolution dimensions, but got " + name + "=" + java.util.Arrays.toString(given));
        return Spatial.repeated(given, n);
    }

    private static void checkRoom(Shape x, Shape w, int[] padding, int[] dilation) {
        int n = padding.length;
        int[] image = new int[n];
        int[] kernel = new int[n];
        boolean fits = true;
        for (int i = 0; i < n; i++) {
            image[i] = x.dim(i + 2) + 2 * padding[i];
            kernel[i] = dilation[i] * (w.dim(i + 2) - 1) + 1;
            fits &= kernel[i] <= image[i];
        }
        int[] size = atLeastTwo(Spatial.tail(w, n), 1);
        refuse(Spatial.any(size, v -> v == 0), size.length == 3
                ? "kernel size should be greater than zero, but got: " + Spatial.by(size) + " (TxHxW)"
                : "kernel size should be greater than zero, but got kernel_height: " + size[0] + " kernel_width: " + size[1]);
        refuse(!fits, "Calculated padded input size per channel: (" + Spatial.by(image) + "). Kernel size: (" + Spatial.by(kernel)
                + "). Kernel size can't be greater than actual input size");
        refuse(Spatial.any(dilation, v -> v == 0), "dilation should be greater than zero, but got " + java.util.Arrays.toString(atLeastTwo(
                dilation, 1)));
    }

    private static void checkTransposed(Shape x, Shape w, int[] stride, int[] padding, int[] dilation, int[] more) {
        int n = stride.length;
        int[] s = atLeastTwo(stride, 1);
        int[] d = atLeastTwo(dilation, 1);
        int[] p = atLeastTwo(more, 0);
        boolean flat = s.length == 2;
        refuse(Spatial.any(dilation, v -> v == 0), "dilation should be greater than zero, but got " + (flat
                ? "dilation_height: " + d[0] + ", dilation_width: " + d[1]
                : "dilation_depth: " + d[0] + ", dilation_height: " + d[1] + ", dilation_width: " + d[2]));
        int[] output = new int[n];
        boolean smaller = true;
        for (int i = 0; i < n; i++) {
            smaller &= more[i] < stride[i] || more[i] < dilation[i];
            output[i] = (x.dim(i + 2) - 1) * stride[i] - 2 * padding[i] + dilation[i] * (w.dim(i + 2) - 1) + 1 + more[i];
        }
        refuse(!smaller,
                "output padding must be smaller than either stride or dilation, but got " + axes("output_padding", p) + " " + axes("stride",
                        s) + " " + axes("dilation", d));
        Shape lifted = n == 1 ? x.insert(2, 1) : x;
        refuse(x.size() == 0 && x.dim(0) != 0 && x.dim(1) != 0,
                "Only zero batch or zero channel inputs are supported, but got input shape: "
                        + lifted);
        refuse(w.size() == 0, "non-empty 2D or 4D weight tensor expected, but got: " + (n == 1 ? w.insert(2, 1) : w));
        refuse(Spatial.any(output, v -> v < 1), "Given input size per channel: (" + Spatial.by(Spatial.tail(lifted, s.length))
                + "). Calculated output size per channel: (" + Spatial.by(atLeastTwo(output, 1)) + "). Output size is too small");
    }

    private static String axes(String name, int[] a) {
        String[] axis = {"depth", "height", "width"};
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < a.length; i++) {
            b.append(i == 0 ? "" : " ").append(name).append('_').append(axis[3 - a.length + i]).append(": ").append(a[i]);
        }
        return b.toString();
    }

    /** PyTorch computes one-dimensional convolutions as two-dimensional ones, and says so in its messages. */
    private static int[] atLeastTwo(int[] a, int missing) {
        return a.length == 1 ? new int[]{missing, a[0]} : a;
    }

    private static void checkDtypes(Call c, boolean transposed, int n) {
        DType dtype = c.dtype(0);
        refuse(!transposed && c.has(2) && c.dtype(2) != dtype, "Input type (" + dtype.nativeName() + ") and bias type (" + (c
                .has(2) ? c.dtype(2)
                        .nativeName() : "")
                + ") should be the same");
        if (c.dtype(1) != dtype) {
            throw TorchError.dtype("expected scalar type " + dtype.scalarName() + " but found " + c.dtype(1).scalarName());
        }
        String kernel = n == 3 ? transposed ? "slow_conv_transpose3d_out_cpu" : "compute_columns3d"
                : transposed ? "slow_conv_transpose2d_out_cpu" : "slow_conv2d_cpu";
        Rows.refuse(dtype == DType.BOOL, kernel, dtype);
    }

    /** An image size that the checks let through. */
    static int positive(int size) {
        return Math.max(size, 0);
    }
}
