package dev.nabla.engine;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Arithmetic;
import dev.nabla.engine.array.Convolution;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.array.Windows;

import static dev.nabla.engine.Examples.array;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/**
 * Kernels moved over images. Images are [N, C, spatial…] or, for a single one, [C, spatial…]. ⟨conv(x, w), y⟩ is linear in each of x, w and y, so
 * the derivatives of a convolution are convolutions again: by x a transposed one, by w {@code convolution_weight_backward}.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.functional.html#convolution-functions">Convolution functions</a>
 */
enum ConvolutionOps implements Op {
    CONV1D(convolution("conv1d", 1)
            .example(Map.of("padding", 1L), array(1, 2, 4), array(2, 2, 3), array(2))),
    CONV2D(convolution("conv2d", 2)
            .example(Map.of("stride", 2L, "padding", 1L), array(1, 2, 3, 3), array(2, 2, 2, 2), array(2))
            .example(Map.of("groups", 2L, "dilation", List.of(1L, 2L)), array(2, 2, 2, 4), array(2, 1, 2, 2), null)),
    CONV3D(convolution("conv3d", 3)
            .example(Map.of(), array(1, 1, 2, 2, 2), array(1, 1, 2, 1, 2), null)),
    CONV_TRANSPOSE1D(transposed("conv_transpose1d", 1)
            .example(Map.of("stride", 2L, "padding", 1L, "output_padding", 1L), array(1, 2, 3), array(2, 1, 3), array(1))
            .example(Map.of("dilation", 2L, "padding", 1L, "output_padding", 1L), array(1, 2, 3), array(2, 1, 3), array(1))),
    CONV_TRANSPOSE2D(transposed("conv_transpose2d", 2)
            .example(Map.of("stride", 2L), array(1, 2, 2, 2), array(2, 1, 2, 2), null)),
    CONV_TRANSPOSE3D(transposed("conv_transpose3d", 3)
            .example(Map.of(), array(1, 1, 2, 1, 2), array(1, 1, 1, 2, 2), null)),
    CONVOLUTION(primitive(
            "convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, bool transposed, "
                    + "int[] output_padding, int groups)",
            ConvolutionOps::convolve)
            .jointly(Row.in(0) | Row.in(1), ConvolutionOps::gradients).flatIn(Row.in(0) | Row.in(1)).undefinedThere()
            .example(Map.of("stride", List.of(1L), "padding", List.of(0L), "dilation", List.of(1L), "transposed", false, "output_padding",
                    List
                            .of(0L),
                    "groups", 1L), array(1, 2, 4), array(2, 2, 3), array(2))
            .doc("What the conv and conv_transpose ops compute.")
            .derivative("g convolved with the kernels; the input's windows times g; Σ g")),
    CONVOLUTION_WEIGHT_BACKWARD(
            primitive(
                    "convolution_weight_backward(Tensor input, Tensor grad_output, int[] size, int[] stride, int[] padding, int[] dilation, int groups)",
                    ConvolutionOps::weigh)
                    .vjp(Row.in(1), f -> spread(f.in(1), f.g(), f.shape(0), new Geometry(f.params())))
                    .vjp(Row.in(0), f -> correlate(f.in(0), f.g(), f.shape(1), new Geometry(f.params())))
                    .example(
                            Map.of("size", List.of(2L, 2L, 3L), "stride", List.of(1L), "padding", List.of(0L), "dilation", List.of(1L),
                                    "groups", 1L),
                            array(1, 2, 4), array(1, 2, 2))
                    .doc("The gradient of a convolution by its kernels: the input's windows times the gradient of the result, added up.")
                    .derivative("grad_output convolved with g, transposed; the input convolved with g")),
    UNFOLD(primitive("unfold(Tensor input, Any kernel_size, Any dilation=1, Any padding=0, Any stride=1)", SlidingBlocks::unfold)
            .vjp(SlidingBlocks::unfoldGradient).gradFn("Im2ColBackward0")
            .example(Map.of("kernel_size", 2L, "padding", 1L), array(1, 2, 2, 3))
            .doc("The windows of an image [N, C, H, W] as columns [N, C·kernel, places].").derivative("fold of g")),
    FOLD(primitive("fold(Tensor input, Any output_size, Any kernel_size, Any dilation=1, Any padding=0, Any stride=1)",
            SlidingBlocks::fold)
            .vjp(SlidingBlocks::foldGradient).gradFn("Col2ImBackward0")
            .example(Map.of("output_size", List.of(2L, 3L), "kernel_size", 2L), array(1, 8, 2))
            .doc("Columns [N, C·kernel, places] added up to an image [N, C, H, W] where their windows lie.").derivative("unfold of g"));

    private final Row row;

    ConvolutionOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    // ---- conv and conv_transpose ----------------------------------------------------------------------------------

    private static Row convolution(String name, int n) {
        return composite(
                name + "(Tensor input, Tensor weight, Tensor? bias=None, int[] stride=1, Any padding=0, int[] dilation=1, int groups=1)",
                c -> batched(c, n, (x, w, bias) -> {
                    int[] stride = Spatial.of(c.params(), "stride", n);
                    int[] dilation = Spatial.of(c.params(), "dilation", n);
                    if (!(c.params().get("padding") instanceof String word)) {
                        return CONVOLUTION.call(params(stride, Spatial.of(c.params(), "padding", n), dilation, c.params()), x, w, bias);
                    }
                    return switch (word) {
                        case "valid" -> CONVOLUTION.call(params(stride, new int[n], dilation, c.params()), x, w, bias);
                        case "same" -> same(x, w, bias, stride, Spatial.repeated(dilation, n), c.params());
                        default -> throw TorchError.argument("Invalid padding string: '" + word + "'");
                    };
                }))
                .doc("Each kernel [C/groups, spatial…] moved over the input, its products with what it covers added up, plus a bias.")
                .derivative("g convolved with the kernels, transposed; the input's windows times g; Σ g");
    }

    private static Row transposed(String name, int n) {
        return composite(name + "(Tensor input, Tensor weight, Tensor? bias=None, int[] stride=1, int[] padding=0, int[] output_padding=0, "
                + "int groups=1, int[] dilation=1)",
                c -> batched(c, n, (x, w, bias) -> CONVOLUTION.call(Map.of(
                        "stride", Spatial.of(c.params(), "stride", n),
                        "padding", Spatial.of(c.params(), "padding", n),
                        "dilation", Spatial.of(c.params(), "dilation", n),
                        "transposed", true,
                        "output_padding", Spatial.of(c.params(), "output_padding", n),
                        "groups", c.params().integer("groups")), x, w, bias)))
                .doc("Each element of the input times a kernel, added up where the windows of a convolution of the same sizes lie, plus a bias.")
                .derivative("g convolved with the kernels; g's windows times the input; Σ g");
    }

    private static Map<String, Object> params(int[] stride, int[] padding, int[] dilation, Params p) {
        return Map.of("stride", stride, "padding", padding, "dilation", dilation, "transposed", false, "output_padding",
                new int[stride.length],
                "groups", p.integer("groups"));
    }

    private interface OfBatch {
        Tensor apply(Tensor x, Tensor w, @Nullable Tensor bias);
    }

    /** A single image goes as a batch of one. */
    private static Tensor[] batched(Call c, int n, OfBatch f) {
        int rank = c.shape(0).rank();
        if (rank != n + 1 && rank != n + 2) {
            throw TorchError.shape("Expected " + (n + 1) + "D (unbatched) or " + (n + 2) + "D (batched) input to " + c.op().wireName()
                    + ", but got input of size: " + c.shape(0));
        }
        if (rank == n + 2) {
            return new Tensor[]{f.apply(c.in(0), c.in(1), c.inOrNull(2))};
        }
        return new Tensor[]{f.apply(c.in(0).unsqueeze(0), c.in(1), c.inOrNull(2)).squeeze(0)};
    }

    /** Padded so that there are as many places as image elements; where that is uneven, the last element more is put at the end. */
    private static Tensor same(Tensor x, Tensor w, @Nullable Tensor bias, int[] stride, int[] dilation, Params p) {
        int rank = w.shape().rank();
        if (rank != x.shape().rank()) {
            throw TorchError.shape("Expected " + rank + "-dimensional input for " + rank + "-dimensional weight" + w.shape() + ", but got "
                    + x.shape().rank() + "-dimensional input of size " + x.shape() + " instead");
        }
        if (Spatial.any(stride, s -> s != 1)) {
            throw TorchError.argument("padding='same' is not supported for strided convolutions");
        }
        int n = dilation.length;
        int[] padding = new int[n];
        int[] more = new int[2 * n];
        for (int i = 0; i < n; i++) {
            int total = dilation[i] * (w.shape().dim(i + 2) - 1);
            padding[i] = total / 2;
            more[2 * (n - 1 - i) + 1] = total % 2;
        }
        Tensor even = Spatial.any(more, m -> m != 0) ? x.pad(more) : x;
        return CONVOLUTION.call(params(stride, padding, dilation, p), even, w, bias);
    }

    // ---- convolution ----------------------------------------------------------------------------------------------

    /** The sizes of one convolution. */
    private record Geometry(int[] stride, int[] padding, int[] dilation, int groups) {
        Geometry(Params p) {
            this(Spatial.of(p, "stride", 1), Spatial.of(p, "padding", 1), Spatial.of(p, "dilation", 1), p.integer("groups"));
        }

        int n() {
            return stride.length;
        }

        Windows windows(Shape image, Shape kernel, Shape places) {
            return Windows.of(Spatial.tail(image, n()), Spatial.tail(kernel, n()), stride, padding, dilation, Spatial.tail(places, n()));
        }

        Convolution kernels(Shape image, Shape kernel, Shape places) {
            return new Convolution(windows(image, kernel, places), groups);
        }

        /** The result of a convolution of the image. */
        Shape places(Shape image, Shape kernel) {
            Shape out = image.with(1, kernel.dim(0));
            for (int i = 0; i < n(); i++) {
                out = out.with(i + 2, Windows.room(image.dim(i + 2), kernel.dim(i + 2), stride[i], padding[i], dilation[i]));
            }
            return out;
        }

        /** The smallest image whose convolution has these places, by as much larger as given. */
        int image(int places, int kernel, int i, int more) {
            return (places - 1) * stride[i] - 2 * padding[i] + dilation[i] * (kernel - 1) + 1 + more;
        }

        Map<String, Object> params(boolean transposed, int[] outputPadding) {
            return Map.of("stride", stride, "padding", padding, "dilation", dilation, "transposed", transposed, "output_padding",
                    outputPadding,
                    "groups", groups);
        }
    }

    private static NdArray[] convolve(Call c) {
        Params p = c.params();
        boolean transposed = p.flag("transposed");
        ConvolutionChecks.check(c, transposed);
        Shape x = c.shape(0);
        Shape w = c.shape(1);
        int n = w.rank() - 2;
        Geometry geometry = new Geometry(Spatial.repeated(Spatial.of(p, "stride", n), n), Spatial.repeated(Spatial.of(p, "padding", n), n),
                Spatial.repeated(Spatial.of(p, "dilation", n), n), p.integer("groups"));
        NdArray y;
        if (transposed) {
            int[] more = Spatial.repeated(Spatial.of(p, "output_padding", n), n);
            Shape image = x.with(1, w.dim(1) * geometry.groups);
            for (int i = 0; i < n; i++) {
                image = image.with(i + 2, ConvolutionChecks.positive(geometry.image(x.dim(i + 2), w.dim(i + 2), i, more[i])));
            }
            y = geometry.kernels(image, w, x).spread(c.array(0), c.array(1), image);
        } else {
            Shape places = geometry.places(x, w);
            y = geometry.kernels(x, w, places).correlate(c.array(0), c.array(1), places);
        }
        return one(c.has(2) ? biased(y, c.array(2).to(y.dtype())) : y);
    }

    private static NdArray biased(NdArray y, NdArray bias) {
        int[] dims = new int[y.rank() - 1];
        java.util.Arrays.fill(dims, 1);
        dims[0] = bias.size();
        NdArray b = bias.contiguous().reshaped(Shape.of(dims));
        return y.dtype().isFloat()
                ? Elementwise.combine(y, b, y.shape(), Arithmetic.ADD)
                : Elementwise.combineLong(y, b, y.shape(), (p, q) -> p + q);
    }

    private static @Nullable Tensor[] gradients(Frame f) {
        Params p = f.params();
        int n = f.shape(1).rank() - 2;
        Geometry geometry = new Geometry(Spatial.repeated(Spatial.of(p, "stride", n), n), Spatial.repeated(Spatial.of(p, "padding", n), n),
                Spatial.repeated(Spatial.of(p, "dilation", n), n), p.integer("groups"));
        Tensor g = f.g();
        Tensor x = f.in(0);
        Tensor w = f.in(1);
        @Nullable
        Tensor[] out = new @Nullable Tensor[3];
        boolean transposed = p.flag("transposed");
        if (f.needs(0)) {
            out[0] = transposed ? correlate(g, w, f.shape(0), geometry) : spread(g, w, f.shape(0), geometry);
        }
        if (f.needs(1)) {
            Map<String, Object> params =
                    Map.of("size", f.shape(1).dims(), "stride", geometry.stride, "padding", geometry.padding, "dilation",
                            geometry.dilation, "groups", geometry.groups);
            out[1] = transposed ? CONVOLUTION_WEIGHT_BACKWARD.call(params, g, x) : CONVOLUTION_WEIGHT_BACKWARD.call(params, x, g);
        }
        if (f.needs(2)) {
            int[] others = new int[g.shape().rank() - 1];
            for (int i = 1; i < others.length; i++) {
                others[i] = i + 1;
            }
            out[2] = g.sum(false, others);
        }
        return out;
    }

    /** The convolution of x with w, as far as the places wanted. */
    private static Tensor correlate(Tensor x, Tensor w, Shape places, Geometry geometry) {
        Tensor y = CONVOLUTION.call(geometry.params(false, new int[geometry.n()]), x, w, null);
        for (int i = 2; i < places.rank(); i++) {
            y = y.shape().dim(i) == places.dim(i) ? y : y.narrow(i, 0, places.dim(i));
        }
        return y;
    }

    /** The transposed convolution of y with w to an image of that shape. */
    private static Tensor spread(Tensor y, Tensor w, Shape image, Geometry geometry) {
        int[] more = new int[geometry.n()];
        for (int i = 0; i < more.length; i++) {
            more[i] = image.dim(i + 2) - geometry.image(y.shape().dim(i + 2), w.shape().dim(i + 2), i, 0);
        }
        return CONVOLUTION.call(geometry.params(true, more), y, w, null);
    }

    private static NdArray[] weigh(Call c) {
        Geometry geometry = new Geometry(c.params());
        Shape w = Shape.of(Spatial.of(c.params(), "size", 1));
        return one(geometry.kernels(c.shape(0), w, c.shape(1)).weigh(c.array(0), c.array(1), w));
    }
}
