package dev.nabla.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Interpolation;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Resampling;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Examples.array;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/**
 * Images in another size. Interpolation is linear in the image: the gradient is the adjoint map.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.functional.html#vision-functions">Vision functions</a>
 */
enum VisionOps implements Op {
    INTERPOLATE(composite("interpolate(Tensor input, Any? size=None, Any? scale_factor=None, str mode='nearest', bool? align_corners=None, "
            + "bool? recompute_scale_factor=None, bool antialias=False)", VisionOps::interpolate)
            .example(Map.of("size", List.of(4L, 3L), "mode", "bilinear"), array(1, 1, 2, 2))
            .example(Map.of("scale_factor", 1.5, "mode", "bicubic"), array(1, 1, 2, 3))
            .doc("An image [N, C, spatial…] stretched to a size or by a factor: nearest, nearest-exact, linear, bilinear, trilinear, bicubic or area.")
            .derivative("g, each element given back to those it was made of, with the same weights")),
    UPSAMPLE(primitive(
            "_upsample(Tensor input, int[] output_size, str mode, bool align_corners, bool antialias, float[]? scale_factors=None)",
            VisionOps::upsample)
            .vjp(VisionOps::gradient).gradFn(VisionOps::name)
            .example(example("output_size", List.of(3L, 3L)), array(1, 1, 2, 2))
            .doc("What interpolate computes.").derivative("g, each element given back to those it was made of, with the same weights")),
    UPSAMPLE_BACKWARD(primitive("_upsample_backward(Tensor grad_output, int[] input_size, str mode, bool align_corners, bool antialias, "
            + "float[]? scale_factors=None)", VisionOps::upsampleBackward)
            .vjp(f -> UPSAMPLE.call(params(f.params(), "output_size", f.shape(0)), f.g()))
            .example(example("input_size", List.of(2L, 2L)), array(1, 1, 3, 3))
            .doc("The gradient of interpolate, its adjoint map.").derivative("interpolate of g")),
    PIXEL_SHUFFLE(primitive("pixel_shuffle(Tensor input, int upscale_factor)", VisionOps::shuffle)
            .vjp(VisionOps::shuffledBack)
            .example(Map.of("upscale_factor", 2L), array(4, 1, 2))
            .doc("[*, C·r², H, W] as [*, C, H·r, W·r]: each r² channels become an r×r block of one.").derivative("pixel_unshuffle of g")),
    PIXEL_UNSHUFFLE(primitive("pixel_unshuffle(Tensor input, int downscale_factor)", VisionOps::unshuffle)
            .vjp(f -> PIXEL_SHUFFLE.call(Map.of("upscale_factor", f.params().integer("downscale_factor")), f.g()))
            .example(Map.of("downscale_factor", 2L), array(1, 2, 4))
            .doc("[*, C, H·r, W·r] as [*, C·r², H, W]: each r×r block becomes r² channels.").derivative("pixel_shuffle of g"));

    private final Row row;

    VisionOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    // ---- interpolate ----------------------------------------------------------------------------------------------

    private static final List<String> MODES = List.of("nearest", "nearest-exact", "area", "linear", "bilinear", "trilinear", "bicubic");

    private static Tensor[] interpolate(Call c) {
        Params p = c.params();
        Shape x = c.shape(0);
        String mode = p.text("mode");
        Object aligned = p.get("align_corners");
        if (aligned != null && MODES.indexOf(mode) >= 0 && MODES.indexOf(mode) < 3) {
            throw TorchError
                    .value("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
        }
        int dims = Math.max(x.rank() - 2, 0);
        double[] factors = factors(p, x, dims);
        int[] size = factors == null ? size(p, x, dims) : scaled(x, factors);
        boolean recompute = mode.equals("area") || Boolean.TRUE.equals(p.get("recompute_scale_factor"));
        boolean antialias = p.flag("antialias");
        if (antialias && !(x.rank() == 4 && (mode.equals("bilinear") || mode.equals("bicubic")))) {
            throw TorchError
                    .value("Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input");
        }
        checkMode(mode, x.rank());
        if (mode.equals("area")) {
            return new Tensor[]{area(c.in(0), size)};
        }
        checkSizes(x, size);
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("output_size", size);
        params.put("mode", mode);
        params.put("align_corners", Boolean.TRUE.equals(aligned));
        params.put("antialias", antialias);
        params.put("scale_factors", recompute || factors == null ? null : Arrays.stream(factors).boxed().toList());
        return new Tensor[]{UPSAMPLE.call(params, c.in(0))};
    }

    private static double @Nullable [] factors(Params p, Shape x, int dims) {
        Object size = p.get("size");
        Object factor = p.get("scale_factor");
        if (size != null && factor != null) {
            throw TorchError.value("only one of size or scale_factor should be defined");
        }
        if (size == null && factor == null) {
            throw TorchError.value("either size or scale_factor should be defined");
        }
        if (factor == null) {
            if (Boolean.TRUE.equals(p.get("recompute_scale_factor"))) {
                throw TorchError.value("recompute_scale_factor is not meaningful with an explicit size.");
            }
            return null;
        }
        double[] all = new double[dims];
        if (factor instanceof List<?> list) {
            if (list.size() != dims) {
                throw TorchError.value("Input and scale_factor must have the same number of spatial dimensions, but got input with spatial "
                        + "dimensions of " + Arrays.toString(Spatial.tail(x, dims)) + " and scale_factor of shape " + list
                        + ". Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format.");
            }
            for (int i = 0; i < dims; i++) {
                all[i] = number(list.get(i));
            }
        } else {
            Arrays.fill(all, number(factor));
        }
        return all;
    }

    private static double number(@Nullable Object v) {
        if (v instanceof Number n) {
            return n.doubleValue();
        }
        throw TorchError.type("interpolate(): argument 'scale_factor' must be tuple of floats, not " + Params.pythonType(v))
                .at("scale_factor");
    }

    private static int[] scaled(Shape x, double[] factors) {
        int[] size = Spatial.tail(x, factors.length);
        for (int i = 0; i < size.length; i++) {
            size[i] = (int) (size[i] * factors[i]);
        }
        return size;
    }

    private static int[] size(Params p, Shape x, int dims) {
        Object size = Objects.requireNonNull(p.get("size"));
        List<?> list = size instanceof List<?> l ? l : java.util.Collections.nCopies(dims, size);
        if (list.size() != dims) {
            throw TorchError
                    .value("Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of "
                            + Arrays.toString(Spatial.tail(x, dims)) + " and output size of " + list + ". Please provide input tensor in "
                            + "(N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.");
        }
        int[] all = new int[dims];
        for (int i = 0; i < dims; i++) {
            if (!(list.get(i) instanceof Long n)) {
                throw TorchError.type("expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], "
                        + "but got size with types [" + list.stream().map(v -> "<class '" + Params.pythonType(v) + "'>").collect(
                                java.util.stream.Collectors.joining(", "))
                        + "]").at("size");
            }
            all[i] = Math.toIntExact(n);
        }
        return all;
    }

    private static void checkMode(String mode, int rank) {
        int needs = switch (mode) {
            case "linear" -> 3;
            case "bilinear" -> 4;
            case "trilinear" -> 5;
            default -> 0;
        };
        boolean known = MODES.contains(mode) && rank >= 3 && rank <= 5 && !(mode.equals("bicubic") && rank != 4);
        if (known && needs != 0 && needs != rank) {
            throw TorchError.notImplemented("Got " + rank + "D input, but " + mode + " mode needs " + needs + "D input");
        }
        if (!known) {
            throw TorchError
                    .notImplemented("Input Error: Only 3D, 4D and 5D input Tensors supported (got " + rank + "D) for the modes: nearest | "
                            + "linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got " + mode + ")");
        }
    }

    private static void checkSizes(Shape x, int[] size) {
        int rank = x.rank();
        int[] image = Spatial.tail(x, rank - 2);
        if (Spatial.any(image, n -> n <= 0) || Spatial.any(size, n -> n <= 0)) {
            String between = rank == 3 ? " and output (" : " output (";
            throw TorchError.shape(
                    "Input and output sizes should be greater than 0, but got input (" + axes(image) + ")" + between + axes(size) + ")");
        }
        if (x.dim(1) == 0) {
            throw TorchError.shape("Non-empty " + rank + "D data tensor expected but got a tensor with sizes " + x);
        }
    }

    private static String axes(int[] size) {
        String[] names = {"D", "H", "W"};
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < size.length; i++) {
            b.append(i == 0 ? "" : ", ").append(names[3 - size.length + i]).append(": ").append(size[i]);
        }
        return b.toString();
    }

    private static Tensor area(Tensor x, int[] size) {
        return switch (size.length) {
            case 1 -> PoolingOps.ADAPTIVE_AVG_POOL1D.call(Map.of("output_size", size), x);
            case 2 -> PoolingOps.ADAPTIVE_AVG_POOL2D.call(Map.of("output_size", size), x);
            default -> Arrays.equals(size, new int[]{1, 1, 1})
                    ? x.mean(true, -1, -2, -3)
                    : PoolingOps.ADAPTIVE_AVG_POOL.call(Map.of("output_size", size), x);
        };
    }

    // ---- upsample -------------------------------------------------------------------------------------------------

    private static NdArray[] upsample(Call c) {
        int[] size = Spatial.of(c.params(), "output_size", 1);
        Resampling.Line[] lines = lines(c.params(), Spatial.tail(c.shape(0), size.length), size);
        Rows.refuse(!c.dtype(0).isFloat(), kernel(c.params(), size.length), c.dtype(0));
        return one(Resampling.apply(c.array(0), lines));
    }

    private static Tensor gradient(Frame f) {
        return UPSAMPLE_BACKWARD.call(params(f.params(), "input_size", f.shape(0)), f.g());
    }

    private static NdArray[] upsampleBackward(Call c) {
        int[] image = Spatial.of(c.params(), "input_size", 1);
        return one(Resampling.adjoint(c.array(0), lines(c.params(), image, Spatial.tail(c.shape(0), image.length))));
    }

    private static Resampling.Line[] lines(Params p, int[] image, int[] size) {
        Resampling.Line[] lines = new Resampling.Line[size.length];
        double[] factors = (double[]) p.get("scale_factors");
        for (int i = 0; i < lines.length; i++) {
            Interpolation line = new Interpolation(image[i], size[i], p.flag("align_corners"), factors == null ? 0 : factors[i]);
            boolean smoothed = p.flag("antialias");
            lines[i] = switch (p.text("mode")) {
                case "nearest" -> line.nearest(false);
                case "nearest-exact" -> line.nearest(true);
                case "bicubic" -> smoothed ? line.smoothedCubic() : line.cubic();
                default -> smoothed ? line.smoothedLinear() : line.linear();
            };
        }
        return lines;
    }

    private static Map<String, @Nullable Object> params(Params p, String name, Shape other) {
        Map<String, @Nullable Object> params = new HashMap<>();
        for (String same : List.of("mode", "align_corners", "antialias")) {
            params.put(same, p.get(same));
        }
        double[] factors = (double[]) p.get("scale_factors");
        params.put("scale_factors", factors == null ? null : Arrays.stream(factors).boxed().toList());
        params.put(name, Spatial.tail(other, other.rank() - 2));
        return params;
    }

    private static Map<String, Object> example(String name, List<Long> size) {
        return Map.of(name, size, "mode", "bilinear", "align_corners", true, "antialias", false);
    }

    private static String name(Call c) {
        String kind = switch (c.params().text("mode")) {
            case "nearest" -> "Nearest";
            case "nearest-exact" -> "NearestExact";
            case "bicubic" -> "Bicubic";
            case "bilinear" -> "Bilinear";
            case "trilinear" -> "Trilinear";
            default -> "Linear";
        };
        return "Upsample" + kind + (c.shape(0).rank() - 2) + "D" + (c.params().flag("antialias") ? "Aa" : "") + "Backward0";
    }

    /** PyTorch's name of the kernel, for the message that refuses integers. */
    private static String kernel(Params p, int dims) {
        String mode = p.text("mode");
        if (p.flag("antialias")) {
            return "compute_index_ranges_weights";
        }
        if (mode.equals("bicubic")) {
            return "compute_indices_weights_cubic";
        }
        boolean nearest = mode.startsWith("nearest");
        if (dims == 2) {
            return nearest ? "upsample_nearest2d_channels_last" : "upsample_bilinear2d_channels_last";
        }
        return nearest ? "compute_indices_weights_nearest" : "compute_indices_weights_linear";
    }

    // ---- pixel_shuffle --------------------------------------------------------------------------------------------

    private static NdArray[] shuffle(Call c) {
        Shape x = c.shape(0);
        int r = c.params().integer("upscale_factor");
        checkRank("pixel_shuffle", x);
        if (r <= 0) {
            throw TorchError.argument("pixel_shuffle expects a positive upscale_factor, but got " + r);
        }
        int d = x.rank() - 3;
        if (x.dim(d) % (r * r) != 0) {
            throw TorchError
                    .shape("pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but "
                            + "input.size(-3)=" + x.dim(d) + " is not divisible by " + r * r);
        }
        int height = x.dim(d + 1);
        int width = x.dim(d + 2);
        Shape blocks = x.with(d, x.dim(d) / r / r).insert(d + 1, r).insert(d + 2, r);
        NdArray y = c.array(0).contiguous().reshaped(blocks).permuted(order(d, 0, 3, 1, 4, 2));
        return one(y.copy().reshaped(x.with(d, x.dim(d) / r / r).with(d + 1, height * r).with(d + 2, width * r)));
    }

    private static Tensor shuffledBack(Frame f) {
        return PIXEL_UNSHUFFLE.call(Map.of("downscale_factor", f.params().integer("upscale_factor")), f.g());
    }

    private static NdArray[] unshuffle(Call c) {
        Shape x = c.shape(0);
        int r = c.params().integer("downscale_factor");
        checkRank("pixel_unshuffle", x);
        if (r <= 0) {
            throw TorchError.argument("pixel_unshuffle expects a positive downscale_factor, but got " + r);
        }
        int d = x.rank() - 3;
        String[] names = {"height", "width"};
        for (int i = 1; i <= 2; i++) {
            if (x.dim(d + i) % r != 0) {
                throw TorchError
                        .shape("pixel_unshuffle expects " + names[i - 1] + " to be divisible by downscale_factor, but input.size(" + (i - 3)
                                + ")=" + x.dim(d + i) + " is not divisible by " + r);
            }
        }
        int height = x.dim(d + 1) / r;
        int width = x.dim(d + 2) / r;
        Shape blocks = x.with(d + 1, height).insert(d + 2, r).with(d + 3, width).insert(d + 4, r);
        NdArray y = c.array(0).contiguous().reshaped(blocks).permuted(order(d, 0, 2, 4, 1, 3));
        return one(y.copy().reshaped(x.with(d, x.dim(d) * r * r).with(d + 1, height).with(d + 2, width)));
    }

    private static void checkRank(String op, Shape x) {
        if (x.rank() < 3) {
            throw TorchError.shape(op + " expects input to have at least 3 dimensions, but got input with " + x.rank() + " dimension(s)");
        }
    }

    /** The leading dimensions as they are, then the others in that order. */
    private static int[] order(int lead, int... others) {
        int[] order = new int[lead + others.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i < lead ? i : lead + others[i - lead];
        }
        return order;
    }

}
