package dev.nabla.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Places;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Tensors made larger, or with negative padding smaller, at their edges; paddings are (before, after) from the last dimension backwards. */
enum PaddingOps implements Op {
    CONSTANT_PAD_ND(primitive("constant_pad_nd(Tensor input, int[] pad, Number value=0)", PaddingOps::constant)
            .vjp(PaddingOps::constantBack)
            .example(Map.of("pad", List.of(1L, 2L, -1L, 0L), "value", 2.5), Examples.array(2, 3))
            .doc("One value around the tensor.").derivative("the part of g within")),
    PAD_MODE(primitive("_pad_mode(Tensor input, int[] pad, str mode)", PaddingOps::repeated)
            .vjp(PaddingOps::repeatedBack).flatIn(p -> Mode.of(p) == Mode.CIRCULAR ? 0 : Row.in(0))
            .gradFn(c -> switch (Mode.of(c.params())) {
                case REFLECT -> "ReflectionPad" + padded(c.params()) + "DBackward0";
                case REPLICATE -> "ReplicationPad" + padded(c.params()) + "DBackward0";
                case CIRCULAR -> "torch::autograd::CopySlices";
            })
            .example(Map.of("pad", List.of(2L, 1L), "mode", "reflect"), Examples.array(2, 3))
            .example(Map.of("pad", List.of(2L, 1L, -1L, 2L), "mode", "replicate"), Examples.array(2, 2, 3))
            .example(Map.of("pad", List.of(2L, -1L), "mode", "circular"), Examples.array(2, 3))
            .doc("The tensor's own elements around it: mirrored at the edge, the edge's repeated, or as if it were a ring.")
            .derivative("g, added up at the elements repeated")),
    PAD_MODE_BACKWARD(primitive("_pad_mode_backward(Tensor grad_output, int[] input_sizes, int[] pad, str mode)", PaddingOps::gathered)
            .vjp(f -> PaddingOps.PAD_MODE.call(Map.of("pad", pad(f.params()), "mode", f.params().text("mode")), f.g()))
            .example(Map.of("input_sizes", List.of(2L, 3L), "pad", List.of(2L, 1L), "mode", "reflect"), Examples.array(2, 6))
            .doc("Elements added up where padding took them from: what backward of padding computes.").derivative("g, padded")),
    PAD(composite("pad(Tensor input, int[] pad, str mode='constant', float? value=None)", PaddingOps::pad)
            .example(Map.of("pad", List.of(1L, 2L)), Examples.array(2, 3))
            .doc("The tensor padded with a constant, or with its own elements (reflect, replicate, circular).")
            .derivative("the part of g within; for the other modes with g added up at the elements repeated"));

    /** Which element stands at a place beyond the edge. */
    private enum Mode {
        REFLECT, REPLICATE, CIRCULAR;

        static Mode of(Params p) {
            return valueOf(p.text("mode").toUpperCase(Locale.ROOT));
        }

        /** For each place of the padded dimension the index of its element in the dimension, of size n. */
        int[] sources(int n, int before, int after) {
            int first = Math.max(-before, 0);
            int ring = Math.max(n - first - Math.max(-after, 0), 1);
            int[] at = new int[Math.max(n + before + after, 0)];
            Arrays.setAll(at, i -> {
                int j = i - before;
                return switch (this) {
                    case REFLECT -> j < 0 ? -j : j >= n ? 2 * (n - 1) - j : j;
                    case REPLICATE -> Math.clamp(j, 0, n - 1);
                    case CIRCULAR -> first + Math.floorMod(j - first, ring);
                };
            });
            return at;
        }
    }

    private final Row row;

    PaddingOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static int[] pad(Params p) {
        return Objects.requireNonNull(p.ints("pad"));
    }

    /** How many dimensions are padded. */
    private static int padded(Params p) {
        return pad(p).length / 2;
    }

    /** The sizes after padding, which may be negative. */
    private static long[] sizes(Shape s, int[] pad) {
        long[] sizes = Arrays.stream(s.dims()).asLongStream().toArray();
        for (int k = 0; k < pad.length / 2; k++) {
            sizes[s.rank() - 1 - k] += (long) pad[2 * k] + pad[2 * k + 1];
        }
        return sizes;
    }

    private static Tensor[] pad(Call c) {
        int[] pad = pad(c.params());
        Shape s = c.shape(0);
        String mode = c.params().text("mode");
        Double value = (Double) c.params().get("value");
        if (pad.length % 2 != 0) {
            throw TorchError.argument("Padding length must be divisible by 2");
        }
        if (pad.length > 2 * s.rank()) {
            throw TorchError.argument("Padding length should be less than or equal to two times the input dimension but got padding length "
                    + pad.length + " and input of dimension " + s.rank());
        }
        if (mode.equals("constant")) {
            return new Tensor[]{CONSTANT_PAD_ND.call(Map.of("pad", pad, "value", value == null ? 0.0 : value), c.in(0))};
        }
        if (value != null && value != 0) {
            throw TorchError.argument("Padding mode \"" + mode + "\" doesn't take in value argument");
        }
        int n = pad.length / 2;
        if (n < 1 || n > 3 || s.rank() != n + 1 && s.rank() != n + 2) {
            throw TorchError.notImplemented("Padding size " + pad.length + " is not supported for " + s.rank() + "D input tensor.\n"
                    + "Supported combinations for non-constant padding:\n  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
                    + "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
                    + "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)");
        }
        if (!List.of("reflect", "replicate", "circular").contains(mode)) {
            throw TorchError.notImplemented("Unrecognised padding mode " + mode);
        }
        return new Tensor[]{PAD_MODE.call(Map.of("pad", pad, "mode", mode), c.in(0))};
    }

    // ---- a constant around ----------------------------------------------------------------------------------------

    private static NdArray[] constant(Call c) {
        int[] pad = pad(c.params());
        NdArray x = c.array(0);
        NdArray value = Numbers.of(Tensor.number(c.params().real("value")), x.dtype());
        long[] sizes = sizes(x.shape(), pad);
        for (int d = 0; d < sizes.length; d++) {
            if (sizes[d] < 0) {
                throw TorchError.argument("narrow(): length must be non-negative.");
            }
        }
        NdArray out = NdArray.zeros(x.dtype(), Shape.of(sizes));
        out.assign(value);
        NdArray inside = out;
        for (int k = 0; k < pad.length / 2; k++) {
            int d = x.rank() - 1 - k;
            int skipped = Math.max(-pad[2 * k], 0);
            int kept = Math.max(x.dim(d) - skipped - Math.max(-pad[2 * k + 1], 0), 0);
            inside = inside.sliced(d, Math.max(pad[2 * k], 0), kept, 1);
            x = x.sliced(d, skipped, kept, 1);
        }
        inside.assign(x);
        return one(out);
    }

    private static Tensor constantBack(Frame f) {
        int[] back = Arrays.stream(pad(f.params())).map(p -> -p).toArray();
        return CONSTANT_PAD_ND.call(Map.of("pad", back), f.g());
    }

    // ---- the tensor's own elements around -------------------------------------------------------------------------

    private static void check(NdArray x, int[] pad, Mode mode) {
        int n = pad.length / 2;
        long[] sizes = sizes(x.shape(), pad);
        if (mode == Mode.CIRCULAR) {
            for (int k = 0; k < n; k++) {
                int d = x.rank() - 1 - k;
                if (pad[2 * k] > x.dim(d) || pad[2 * k + 1] > x.dim(d)) {
                    throw TorchError.argument("Padding value causes wrapping around more than once.");
                }
                if (sizes[d] < 0) {
                    throw TorchError.argument("Negative padding value is resulting in an empty dimension");
                }
            }
            return;
        }
        for (int d = x.rank() == n + 2 ? 1 : 0; d < x.rank(); d++) {
            if (x.dim(d) == 0) {
                throw TorchError.shape("Expected " + (n + 1) + "D or " + (n + 2)
                        + "D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: "
                        + x.shape());
            }
        }
        for (int k = 0; k < n && mode == Mode.REFLECT; k++) {
            int d = x.rank() - 1 - k;
            if (pad[2 * k] >= x.dim(d) || pad[2 * k + 1] >= x.dim(d)) {
                throw TorchError.argument("Argument #" + (4 + 2 * k)
                        + ": Padding size should be less than the corresponding input dimension, but got: padding (" + pad[2 * k] + ", "
                        + pad[2 * k + 1] + ") at dimension " + d + " of input " + x.shape());
            }
        }
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        boolean some = false;
        for (int d = x.rank() - n; d < x.rank(); d++) {
            String name = "DHW".substring(3 - x.rank() + d, 4 - x.rank() + d);
            before.add(name + ": " + x.dim(d));
            after.add(name + ": " + sizes[d]);
            some |= sizes[d] >= 1;
        }
        if (!some) {
            throw TorchError
                    .argument("input (" + String.join(", ", before) + ") is too small. Calculated output " + String.join(" ", after));
        }
        if (x.dtype() == DType.BOOL) {
            throw TorchError.notImplemented("\"" + (mode == Mode.REFLECT ? "reflection" : "replication") + "_pad" + n
                    + "d\" not implemented for 'Bool'");
        }
    }

    /** For each element of the padded tensor the place in x of the one it repeats. */
    private static int[] places(NdArray x, int[] pad, Mode mode) {
        int[][] tables = new int[x.rank()][];
        for (int d = 0; d < tables.length; d++) {
            int k = x.rank() - 1 - d;
            tables[d] = Places.axis(x, d);
            if (k < pad.length / 2) {
                int stride = x.stride(d);
                tables[d] = Arrays.stream(mode.sources(x.dim(d), pad[2 * k], pad[2 * k + 1])).map(i -> i * stride).toArray();
            }
        }
        return Places.outer(x.offset(), tables);
    }

    private static NdArray[] repeated(Call c) {
        NdArray x = c.array(0);
        int[] pad = pad(c.params());
        Mode mode = Mode.of(c.params());
        check(x, pad, mode);
        long[] sizes = Arrays.stream(sizes(x.shape(), pad)).map(n -> Math.max(n, 0)).toArray();
        return one(Places.take(x, places(x, pad, mode), Shape.of(sizes)));
    }

    private static Tensor repeatedBack(Frame f) {
        return PAD_MODE_BACKWARD.call(Map.of("input_sizes", f.shape(0).dims(), "pad", pad(f.params()), "mode", f.params().text("mode")),
                f.g());
    }

    private static NdArray[] gathered(Call c) {
        NdArray out = NdArray.zeros(c.dtype(0), Shape.of(ShapeOps.sizes(c, "input_sizes")));
        Places.add(out, places(out, pad(c.params()), Mode.of(c.params())), c.array(0));
        return one(out);
    }
}
