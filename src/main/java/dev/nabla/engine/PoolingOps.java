package dev.nabla.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.MaxPooling;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Resampling;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Examples.array;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/**
 * One number for each window of an image [N, C, spatial…] or [C, spatial…]. Averages are linear: the gradient is the adjoint map. Maxima pass the
 * gradient on to where they were found.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.functional.html#pooling-functions">Pooling functions</a>
 */
enum PoolingOps implements Op {
    MAX_POOL1D(composite("max_pool1d(Tensor input, int[] kernel_size, int[]? stride=None, int[] padding=0, int[] dilation=1, "
            + "bool ceil_mode=False, bool return_indices=False)", PoolingOps::maxPool1d)
            .example(Map.of("kernel_size", 2L), array(1, 2, 5))
            .doc("The largest element of each window.").derivative("g where the largest elements are, else 0")),
    MAX_POOL2D(composite("max_pool2d(Tensor input, int[] kernel_size, int[]? stride=None, int[] padding=0, int[] dilation=1, "
            + "bool ceil_mode=False, bool return_indices=False)", PoolingOps::maxima2d)
            .example(Map.of("kernel_size", 2L, "stride", 1L), array(1, 2, 3, 3))
            .doc("The largest element of each window, and with return_indices its position in the plane.")
            .derivative("g where the largest elements are, else 0")),
    MAX_POOL2D_WITH_INDICES(primitive("max_pool2d_with_indices(Tensor input, int[] kernel_size, int[]? stride=None, int[] padding=0, "
            + "int[] dilation=1, bool ceil_mode=False)", PoolingOps::maxPool2d)
            .vjp(Row.out(1), PoolingOps::scattered).flatIn(Row.in(0)).gradFn("MaxPool2DWithIndicesBackward0")
            .example(Map.of("kernel_size", 2L), array(1, 1, 4, 4))
            .doc("The largest element of each window and its position in the plane.")
            .derivative("g where the largest elements are, else 0")),
    AVG_POOL1D(composite("avg_pool1d(Tensor input, int[] kernel_size, int[]? stride=None, int[] padding=0, bool ceil_mode=False, "
            + "bool count_include_pad=True)", PoolingOps::avgPool1d)
            .example(Map.of("kernel_size", 2L), array(1, 2, 5))
            .doc("The mean of each window.").derivative("g/n, added up over the windows that cover an element")),
    AVG_POOL2D(primitive("avg_pool2d(Tensor input, int[] kernel_size, int[]? stride=None, int[] padding=0, bool ceil_mode=False, "
            + "bool count_include_pad=True, int? divisor_override=None)", PoolingOps::avgPool2d)
            .vjp(PoolingOps::avgPool2dGradient).flatIn(Row.in(0)).gradFn("AvgPool2DBackward0")
            .example(Map.of("kernel_size", 3L, "stride", 2L, "padding", 1L, "count_include_pad", false), array(1, 1, 4, 3))
            .doc("The mean of each window; padding counts as zeros or not at all, or the divisor is given.")
            .derivative("g/n, added up over the windows that cover an element")),
    AVG_POOL2D_BACKWARD(
            primitive("avg_pool2d_backward(Tensor grad_output, int[] input_size, int[] kernel_size, int[] stride, int[] padding, "
                    + "bool ceil_mode, bool count_include_pad, int? divisor_override)", PoolingOps::avgPool2dBackward)
                    .vjp(f -> AVG_POOL2D.call(averages(f.params(), null), f.g()))
                    .example(averages(List.of(1L, 1L, 3L, 3L)), array(1, 1, 2, 2))
                    .doc("The gradient of avg_pool2d, its adjoint map.").derivative("avg_pool2d of g")),
    LP_POOL2D(composite("lp_pool2d(Tensor input, Number norm_type, Any kernel_size, int[]? stride=None, bool ceil_mode=False)",
            PoolingOps::lpPool2d)
            .example(Map.of("norm_type", 3.0, "kernel_size", 2L), NdArray.of(Shape.of(1, 2, 3), 1.0, 2.0, 0.5, 1.5, 0.7, 2.5))
            .doc("(Σ xᵖ)^(1/p) over each window.").derivative("g·xᵖ⁻¹/outᵖ⁻¹, added up over the windows that cover an element")),
    ADAPTIVE_AVG_POOL1D(composite("adaptive_avg_pool1d(Tensor input, int[] output_size)", PoolingOps::adaptiveAvgPool1d)
            .example(Map.of("output_size", 2L), array(1, 2, 5))
            .doc("The means of windows that cover the input evenly.").derivative("g/n, added up over the windows that cover an element")),
    ADAPTIVE_AVG_POOL2D(composite("adaptive_avg_pool2d(Tensor input, Any output_size)", PoolingOps::adaptiveAvgPool2d)
            .example(Map.of("output_size", List.of(2L, 3L)), array(1, 1, 3, 4))
            .doc("The means of windows that cover the input evenly; None keeps a size.")
            .derivative("g/n, added up over the windows that cover an element")),
    ADAPTIVE_AVG_POOL(primitive("_adaptive_avg_pool(Tensor input, int[] output_size)",
            c -> one(Resampling.apply(c.array(0), evenly(c.shape(0), sizes(c.params(), "output_size")))))
            .vjp(PoolingOps::adaptiveGradient).flatIn(Row.in(0))
            .gradFn(c -> "AdaptiveAvgPool" + sizes(c.params(), "output_size").length + "DBackward0")
            .example(Map.of("output_size", List.of(2L)), array(2, 3))
            .doc("The means of windows that cover the last dimensions evenly.")
            .derivative("g/n, added up over the windows that cover an element")),
    ADAPTIVE_AVG_POOL_BACKWARD(primitive("_adaptive_avg_pool_backward(Tensor grad_output, int[] input_size)",
            c -> one(Resampling.adjoint(c.array(0), spread(c.shape(0), sizes(c.params(), "input_size")))))
            .vjp(f -> ADAPTIVE_AVG_POOL.call(Map.of("output_size", Spatial.tail(f.shape(0), sizes(f.params(), "input_size").length)),
                    f.g()))
            .example(Map.of("input_size", List.of(3L)), array(2, 2))
            .doc("The gradient of adaptive average pooling, its adjoint map.").derivative("adaptive average pooling of g")),
    ADAPTIVE_MAX_POOL2D(
            composite("adaptive_max_pool2d(Tensor input, Any output_size, bool return_indices=False)", PoolingOps::adaptiveMaxPool2d)
                    .example(Map.of("output_size", 2L), array(1, 2, 3, 4))
                    .doc("The largest elements of windows that cover the input evenly; None keeps a size.")
                    .derivative("g where the largest elements are, else 0")),
    ADAPTIVE_MAX_POOL2D_WITH_INDICES(primitive("adaptive_max_pool2d_with_indices(Tensor input, int[] output_size)", PoolingOps::evenMaxima)
            .vjp(Row.out(1), PoolingOps::scattered).flatIn(Row.in(0)).gradFn("AdaptiveMaxPool2DBackward0")
            .example(Map.of("output_size", List.of(2L, 1L)), array(1, 3, 2))
            .doc("The largest elements of windows that cover the input evenly, and their positions in the plane.")
            .derivative("g where the largest elements are, else 0"));

    private final Row row;

    PoolingOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    // ---- maxima ---------------------------------------------------------------------------------------------------

    private static NdArray[] maxPool2d(Call c) {
        Shape x = c.shape(0);
        if (x.rank() != 3 && x.rank() != 4) {
            throw TorchError.shape("non-empty 3D or 4D (batch mode) tensor expected for input");
        }
        Pool pool = Pool.of("max_pool2d", c.params(), x);
        Rows.refuse(c.dtype(0) == DType.BOOL, "max_pool2d", DType.BOOL);
        return MaxPooling.of(c.array(0), pool.intervals(0), pool.intervals(1));
    }

    /** The gradient at the positions of the maxima. */
    private static Tensor scattered(Frame f) {
        Shape x = f.shape(0);
        Shape planes = flat(x);
        Tensor zeros = Tensor.of(NdArray.zeros(f.dtype(0), planes));
        Tensor at = f.out(1);
        return zeros.scatterAdd(planes.rank() - 1, at.reshape(flat(at.shape())), f.g().reshape(flat(at.shape()))).reshape(x);
    }

    /** The shape with the last two dimensions as one. */
    private static Shape flat(Shape s) {
        int rank = s.rank();
        return s.without(rank - 1).with(rank - 2, s.dim(rank - 2) * s.dim(rank - 1));
    }

    private static Tensor[] maxima(Tensor[] both, Call c) {
        return c.params().flag("return_indices") ? both : Arrays.copyOf(both, 1);
    }

    private static Tensor[] maxima2d(Call c) {
        return maxima(MAX_POOL2D_WITH_INDICES.apply(windows(c.params()), c.in(0)), c);
    }

    /** The params of max_pool2d without return_indices. */
    private static Params windows(Params p) {
        return Params.of(MAX_POOL2D_WITH_INDICES.row.signature(),
                Map.of("kernel_size", Spatial.of(p, "kernel_size", 1), "stride", Spatial.of(p,
                        "stride", 1), "padding", Spatial.of(p, "padding", 1), "dilation", Spatial.of(p, "dilation", 1), "ceil_mode",
                        p.flag(
                                "ceil_mode")));
    }

    private static Tensor[] maxPool1d(Call c) {
        Params p = c.params();
        Shape x = c.shape(0);
        int kernel = single(p, "kernel_size", 0);
        int stride = single(p, "stride", kernel);
        int padding = single(p, "padding", 0);
        int dilation = single(p, "dilation", 1);
        if (!p.flag("return_indices")) {
            checkMaxPool1d(c, kernel, stride, padding, dilation);
        } else if (x.rank() != 2 && x.rank() != 3) {
            throw dimensions("max_pool1d_with_indices", x);
        }
        Params flat = Params.of(MAX_POOL2D_WITH_INDICES.row.signature(),
                Map.of("kernel_size", new int[]{1, kernel}, "stride", new int[]{1, stride},
                        "padding", new int[]{0, padding}, "dilation", new int[]{1, dilation}, "ceil_mode", p.flag("ceil_mode")));
        Tensor[] both = MAX_POOL2D_WITH_INDICES.apply(flat, c.in(0).unsqueeze(-2));
        return maxima(new Tensor[]{both[0].squeeze(-2), both[1].squeeze(-2)}, c);
    }

    private static void checkMaxPool1d(Call c, int kernel, int stride, int padding, int dilation) {
        Shape x = c.shape(0);
        int rank = x.rank();
        boolean empty = (rank == 2 || rank == 3) && (x.dim(rank - 1) == 0 || x.dim(rank - 2) == 0);
        refuse(rank != 2 && rank != 3 || empty,
                "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:"
                        + x);
        for (String name : List.of("kernel_size", "stride", "padding", "dilation")) {
            int n = Spatial.of(c.params(), name, 1).length;
            refuse(n != 1 && !(n == 0 && name.equals("stride")),
                    "max_pool1d() " + name + " must be an int, list of ints or tuple of ints of size 1 "
                            + "but got size " + n);
        }
        refuse(kernel <= 0, "max_pool1d() kernel_size must be greater than zero, but got " + kernel);
        refuse(stride <= 0, "max_pool1d() stride must be greater than zero, but got " + stride);
        refuse(padding < 0, "max_pool1d() padding must be non-negative, but got " + padding);
        refuse(padding > kernel / 2, "max_pool1d() padding should be at most half of kernel size, but got padding=" + padding
                + " and kernel_size=" + kernel);
        refuse(dilation <= 0, "max_pool1d() dilation must be greater than zero, but got " + dilation);
        int covers = (kernel - 1) * dilation + 1;
        int n = x.dim(rank - 1);
        int windows = c.params().flag("ceil_mode")
                ? Pool.ceiling(n, covers, stride, padding)
                : Math.floorDiv(n + 2 * padding - covers, stride) + 1;
        refuse(windows <= 0, "max_pool1d() Invalid computed output size: " + windows);
        Rows.refuse(!c.dtype(0).isFloat(), "max_pool1d_impl", c.dtype(0));
    }

    private static int single(Params p, String name, int missing) {
        int[] a = Spatial.of(p, name, 1);
        return a.length == 0 ? missing : a[0];
    }

    private static void refuse(boolean so, String message) {
        if (so) {
            throw TorchError.shape(message);
        }
    }

    private static TorchError dimensions(String op, Shape x) {
        return TorchError.shape("Expected 2 to 3 dimensions, but got " + x.rank() + "-dimensional tensor for argument #1 'self' "
                + "(while checking arguments for " + op + ")");
    }

    // ---- averages -------------------------------------------------------------------------------------------------

    private static NdArray[] avgPool2d(Call c) {
        Params p = c.params();
        Object divisor = p.get("divisor_override");
        refuse(divisor != null && p.whole("divisor_override") == 0, "divisor must be not zero");
        Pool pool = Pool.of("avg_pool2d", p, c.shape(0));
        DType dtype = c.dtype(0);
        Rows.refuse(dtype == DType.INT32 || dtype == DType.BOOL, "avg_pool2d", dtype);
        if (dtype.isFloat()) {
            return one(Resampling.apply(c.array(0), pool.averages(p)));
        }
        NdArray y = Resampling.apply(c.array(0), pool.sums());
        int[] output = pool.output();
        for (int i = 0; i < y.size(); i++) {
            long by = pool.divisor(i / output[1] % output[0], i % output[1], p);
            y.storage().setLong(i, y.getLong(i) / by);
        }
        return one(y);
    }

    private static Tensor avgPool2dGradient(Frame f) {
        return AVG_POOL2D_BACKWARD.call(averages(f.params(), f.shape(0)), f.g());
    }

    private static NdArray[] avgPool2dBackward(Call c) {
        Shape image = Shape.of(sizes(c.params(), "input_size"));
        return one(Resampling.adjoint(c.array(0), Pool.of("avg_pool2d", c.params(), image).averages(c.params())));
    }

    /** The params of avg_pool2d, or with a shape those of its gradient. */
    private static Map<String, @Nullable Object> averages(Params p, @Nullable Shape x) {
        Map<String, @Nullable Object> params = new java.util.HashMap<>();
        for (String name : List.of("kernel_size", "stride", "padding")) {
            params.put(name, Spatial.of(p, name, 1));
        }
        for (String name : List.of("ceil_mode", "count_include_pad", "divisor_override")) {
            params.put(name, p.get(name));
        }
        if (x != null) {
            params.put("input_size", x.dims());
        }
        return params;
    }

    private static Map<String, Object> averages(List<Long> inputSize) {
        return Map.of("input_size", inputSize, "kernel_size", List.of(2L), "stride", List.of(1L), "padding", List.of(0L), "ceil_mode",
                false,
                "count_include_pad", true, "divisor_override", 3L);
    }

    private static Tensor[] avgPool1d(Call c) {
        Shape x = c.shape(0);
        Params p = c.params();
        if (x.rank() != 2 && x.rank() != 3) {
            throw dimensions("avg_pool1d", x);
        }
        for (String name : List.of("kernel_size", "stride", "padding")) {
            int n = Spatial.of(p, name, 1).length;
            refuse(n > 1 || n == 0 && !name.equals("stride"),
                    "avg_pool1d() argument '" + name + "' should contain one int (got " + n + ")");
        }
        int kernel = single(p, "kernel_size", 0);
        Tensor y = AVG_POOL2D.call(
                Map.of("kernel_size", new int[]{1, kernel}, "stride", new int[]{1, single(p, "stride", kernel)}, "padding",
                        new int[]{0, single(p, "padding", 0)}, "ceil_mode", p.flag("ceil_mode"), "count_include_pad",
                        p.flag("count_include_pad")),
                c.in(0).unsqueeze(-2));
        return new Tensor[]{y.squeeze(-2)};
    }

    private static Tensor[] lpPool2d(Call c) {
        Params p = c.params();
        Tensor x = c.in(0);
        int[] kernel = Spatial.of(p, "kernel_size", 2);
        if (kernel.length != 2) {
            throw TorchError.value(kernel.length < 2
                    ? "not enough values to unpack (expected 2, got " + kernel.length + ")"
                    : "too many values to unpack (expected 2)");
        }
        Map<String, Object> windows = Map.of("kernel_size", kernel, "stride", Spatial.of(p, "stride", 2), "ceil_mode", p.flag("ceil_mode"));
        double norm = p.real("norm_type");
        if (norm == Double.POSITIVE_INFINITY) {
            return new Tensor[]{MAX_POOL2D.call(windows, x)};
        }
        if (norm == 0) {
            throw TorchError.value("float division by zero");
        }
        Tensor mean = AVG_POOL2D.call(windows, x.pow(number(p.get("norm_type"))));
        Tensor sum = ActivationOps.RELU.call(mean.abs()).mul(mean.sign()).mul((double) kernel[0] * kernel[1]);
        return new Tensor[]{sum.pow(1 / norm)};
    }

    private static Tensor number(@Nullable Object v) {
        return v instanceof Long l ? Tensor.number(l) : Tensor.number(((Number) Objects.requireNonNull(v)).doubleValue());
    }

    // ---- adaptive pooling -----------------------------------------------------------------------------------------

    private static int[] sizes(Params p, String name) {
        return Spatial.of(p, name, 1);
    }

    private static Resampling.Line[] evenly(Shape x, int[] output) {
        Resampling.Line[] lines = new Resampling.Line[output.length];
        int[] image = Spatial.tail(x, output.length);
        for (int i = 0; i < lines.length; i++) {
            lines[i] = Pool.averageEvenly(image[i], output[i]);
        }
        return lines;
    }

    private static Resampling.Line[] spread(Shape y, int[] image) {
        Resampling.Line[] lines = new Resampling.Line[image.length];
        int[] output = Spatial.tail(y, image.length);
        for (int i = 0; i < lines.length; i++) {
            lines[i] = Pool.averageEvenly(image[i], output[i]);
        }
        return lines;
    }

    private static Tensor adaptiveGradient(Frame f) {
        int dims = sizes(f.params(), "output_size").length;
        return ADAPTIVE_AVG_POOL_BACKWARD.call(Map.of("input_size", Spatial.tail(f.shape(0), dims)), f.g());
    }

    private static Tensor[] adaptiveAvgPool1d(Call c) {
        Shape x = c.shape(0);
        if (x.rank() != 2 && x.rank() != 3) {
            throw dimensions("adaptive_avg_pool1d", x);
        }
        int[] size = Spatial.of(c.params(), "output_size", 1);
        refuse(size.length != 1, "adaptive_avg_pool1d() argument 'output_size' should contain one int (got " + size.length + ")");
        Tensor y = ADAPTIVE_AVG_POOL2D.call(Map.of("output_size", new int[]{1, size[0]}), c.in(0).unsqueeze(-2));
        return new Tensor[]{y.squeeze(-2)};
    }

    private static Tensor[] adaptiveAvgPool2d(Call c) {
        Shape x = c.shape(0);
        int[] size = outputSize(c);
        refuse(size.length != 2, "adaptive_avg_pool2d: output_size must be 2");
        refuse(size[0] < 0 || size[1] < 0,
                "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {" + size[0]
                        + ", " + size[1] + "}");
        int rank = x.rank();
        if (size[0] == 1 && size[1] == 1 && rank >= 2) {
            return new Tensor[]{c.in(0).mean(true, -1, -2)};
        }
        refuse(rank != 3 && rank != 4, "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got " + x);
        for (int i = rank - 2; i < rank; i++) {
            refuse(x.dim(i) == 0, empty("adaptive_avg_pool2d", x, i));
        }
        Rows.refuse(!c.dtype(0).isFloat(), "adaptive_avg_pool2d", c.dtype(0));
        return new Tensor[]{ADAPTIVE_AVG_POOL.call(Map.of("output_size", size), c.in(0))};
    }

    private static String empty(String op, Shape x, int dim) {
        return op + "(): Expected input to have non-zero size for non-batch dimensions, but input has sizes " + x + " with dimension " + dim
                + " being empty";
    }

    /** The size asked for; None is the input's. */
    private static int[] outputSize(Call c) {
        if (!(c.params().get("output_size") instanceof List<?> list)) {
            return Spatial.of(c.params(), "output_size", 2);
        }
        Shape x = c.shape(0);
        if (x.rank() <= list.size()) {
            throw TorchError.value("Input dimension should be at least " + (list.size() + 1));
        }
        int[] size = Spatial.tail(x, list.size());
        for (int i = 0; i < size.length; i++) {
            size[i] = list.get(i) instanceof Number n ? n.intValue() : size[i];
        }
        return size;
    }

    private static Tensor[] adaptiveMaxPool2d(Call c) {
        Params p = Params.of(ADAPTIVE_MAX_POOL2D_WITH_INDICES.row.signature(), Map.of("output_size", outputSize(c)));
        return maxima(ADAPTIVE_MAX_POOL2D_WITH_INDICES.apply(p, c.in(0)), c);
    }

    private static NdArray[] evenMaxima(Call c) {
        Shape x = c.shape(0);
        int rank = x.rank();
        refuse(rank != 3 && rank != 4, "adaptive_max_pool2d(): Expected 3D or 4D tensor, but got: " + x);
        for (int i = 1; i < rank; i++) {
            refuse(x.dim(i) == 0, empty("adaptive_max_pool2d", x, i));
        }
        int[] size = sizes(c.params(), "output_size");
        refuse(size.length != 2, "adaptive_max_pool2d(): internal error: output_size.size() must be 2");
        int[] dims = x.dims();
        dims[rank - 2] = size[0];
        dims[rank - 1] = size[1];
        for (int d : size) {
            refuse(d < 0, "Trying to create tensor with negative dimension " + d + ": " + Arrays.toString(dims));
        }
        Rows.refuse(!c.dtype(0).isFloat(), "adaptive_max_pool2d", c.dtype(0));
        return MaxPooling.of(c.array(0), Pool.evenly(x.dim(rank - 2), size[0]), Pool.evenly(x.dim(rank - 1), size[1]));
    }
}
