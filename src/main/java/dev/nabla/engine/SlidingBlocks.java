package dev.nabla.engine;

import java.util.Map;

import dev.nabla.engine.array.Convolution;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.array.Windows;

/** unfold and fold of {@link ConvolutionOps}, two-dimensional: each the other's adjoint, and so its derivative. */
final class SlidingBlocks {
    private SlidingBlocks() {
    }

    /** The sizes, each checked. */
    private record Geometry(int[] kernel, int[] dilation, int[] padding, int[] stride) {
        static Geometry of(Params p) {
            Geometry g = new Geometry(pair(p, "kernel_size"), pair(p, "dilation"), pair(p, "padding"), pair(p, "stride"));
            refuse(g.kernel[0] <= 0 || g.kernel[1] <= 0, "kernel size should be greater than zero, but got kernel_height: " + g.kernel[0]
                    + " kernel_width: " + g.kernel[1]);
            refuse(g.dilation[0] <= 0 || g.dilation[1] <= 0,
                    "dilation should be greater than zero, but got dilation_height: " + g.dilation[0]
                            + " dilation_width: " + g.dilation[1]);
            refuse(g.padding[0] < 0 || g.padding[1] < 0,
                    "padding should be non-negative, but got pad_height: " + g.padding[0] + " pad_width: "
                            + g.padding[1]);
            refuse(g.stride[0] <= 0 || g.stride[1] <= 0, "stride should be greater than zero, but got stride_height: " + g.stride[0]
                    + " stride_width: " + g.stride[1]);
            return g;
        }

        int room(int i, int image) {
            return Windows.room(image, kernel[i], stride[i], padding[i], dilation[i]);
        }

        Windows windows(int height, int width) {
            return Windows.of(new int[]{height, width}, kernel, stride, padding, dilation);
        }
    }

    private static int[] pair(Params p, String name) {
        int[] a = Spatial.of(p, name, 2);
        refuse(a.length != 2, "It is expected " + name + " equals to 2, but got size " + a.length);
        return a;
    }

    private static void refuse(boolean so, String message) {
        if (so) {
            throw TorchError.shape(message);
        }
    }

    // ---- unfold ---------------------------------------------------------------------------------------------------

    static NdArray[] unfold(Call c) {
        Geometry g = Geometry.of(c.params());
        Shape x = c.shape(0);
        if (x.rank() < 3) {
            int last = Math.max(x.rank(), 1) - 1;
            throw TorchError.index("Dimension out of range (expected to be in range of [" + (-last - 1) + ", " + last + "], but got 2)");
        }
        boolean single = x.rank() == 3;
        refuse(x.rank() > 4 || x.size() == 0 && (single || x.dim(0) != 0 || x.dim(1) * x.dim(2) * x.dim(3) == 0),
                "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: " + x);
        int height = x.dim(x.rank() - 2);
        int width = x.dim(x.rank() - 1);
        int down = g.room(0, height);
        int across = g.room(1, width);
        refuse(down < 1 || across < 1,
                "Given input with spatial size (" + height + ", " + width + "), kernel_size=" + Spatial.tuple(g.kernel)
                        + ", dilation=" + Spatial.tuple(g.dilation) + ", padding=" + Spatial.tuple(g.padding)
                        + ", calculated shape of the array of sliding blocks as (" + down + ", " + across
                        + "), but its components must be at least one.");
        refuseIntegers(c, "im2col_out_cpu");
        NdArray y = Convolution.columns(batch(c.array(0), single), g.windows(height, width));
        return Rows.one(single ? y.reshaped(y.shape().without(0)) : y);
    }

    static Tensor unfoldGradient(Frame f) {
        return ConvolutionOps.FOLD.call(params(f.params(), "output_size", Spatial.tail(f.shape(0), 2)), f.g());
    }

    private static Map<String, Object> params(Params p, String more, int[] sizes) {
        return Map.of(more, sizes, "kernel_size", pair(p, "kernel_size"), "dilation", pair(p, "dilation"), "padding", pair(p, "padding"),
                "stride",
                pair(p, "stride"));
    }

    private static NdArray batch(NdArray x, boolean single) {
        NdArray a = x.contiguous();
        return single ? a.reshaped(a.shape().insert(0, 1)) : a;
    }

    private static void refuseIntegers(Call c, String kernel) {
        Rows.refuse(c.dtype(0).isInteger(), kernel, c.dtype(0));
    }

    // ---- fold -----------------------------------------------------------------------------------------------------

    static NdArray[] fold(Call c) {
        int[] size = pair(c.params(), "output_size");
        Geometry g = Geometry.of(c.params());
        Shape x = c.shape(0);
        boolean single = x.rank() == 2;
        refuse(!single && x.rank() != 3 || x.size() == 0 && (single || x.dim(0) != 0 || x.dim(1) * x.dim(2) == 0),
                "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: "
                        + x);
        int columns = x.dim(x.rank() - 2);
        int blocks = x.dim(x.rank() - 1);
        refuse(columns % (g.kernel[0] * g.kernel[1]) != 0,
                "Expected size of input's dimension 1 to be divisible by the product of kernel_size, "
                        + "but got input.size(1)=" + columns + " and kernel_size=" + Spatial.tuple(g.kernel) + ".");
        int down = g.room(0, size[0]);
        int across = g.room(1, size[1]);
        refuse(blocks != down * across || down < 1, "Given output_size=" + Spatial.tuple(size) + ", kernel_size=" + Spatial.tuple(g.kernel)
                + ", dilation=" + Spatial.tuple(g.dilation) + ", padding=" + Spatial.tuple(g.padding) + ", stride="
                + Spatial.tuple(g.stride)
                + ", expected size of input's dimension 2 to match the calculated number of sliding blocks " + down + " * " + across + " = "
                + down
                        * across
                + ", but got input.size(2)=" + blocks + ".");
        refuseIntegers(c, "col2im_out_cpu");
        NdArray a = batch(c.array(0), single);
        Shape image = Shape.of(a.dim(0), columns / (g.kernel[0] * g.kernel[1]), size[0], size[1]);
        NdArray y = Convolution.image(a, g.windows(size[0], size[1]), image);
        return Rows.one(single ? y.reshaped(image.without(0)) : y);
    }

    static Tensor foldGradient(Frame f) {
        Params p = f.params();
        return ConvolutionOps.UNFOLD.call(Map.of("kernel_size", pair(p, "kernel_size"), "dilation", pair(p, "dilation"), "padding", pair(p,
                "padding"), "stride", pair(p, "stride")), f.g());
    }
}
