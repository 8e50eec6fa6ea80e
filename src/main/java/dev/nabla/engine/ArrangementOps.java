package dev.nabla.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Copies with the elements in another order, or more often. */
enum ArrangementOps implements Op {
    FLIP(primitive("flip(Tensor input, int[] dims)", c -> one(c.array(0).flipped(dims(c)).copy().standingAs(c.array(0))))
            .vjp(ArrangementOps::flipBack)
            .example(Map.of("dims", List.of(0L)), Examples.array(2, 3))
            .doc("The order of the elements reversed along dimensions.").derivative("g, reversed back")),
    FLIPLR(composite("fliplr(Tensor input)", c -> flip(c, 1))
            .example(Map.of(), Examples.array(2, 3))
            .doc("The order of columns reversed.").derivative("g, reversed back")),
    FLIPUD(composite("flipud(Tensor input)", c -> flip(c, 0))
            .example(Map.of(), Examples.array(2, 3))
            .doc("The order of rows reversed.").derivative("g, reversed back")),
    ROLL(primitive("roll(Tensor input, int[] shifts, int[] dims=[])", ArrangementOps::roll)
            .vjp(ArrangementOps::rollBack)
            .example(Map.of("shifts", 1L, "dims", 1L), Examples.array(2, 3))
            .doc("The elements shifted along dimensions, those beyond the end entering at the start; without dims in row-major order.")
            .derivative("g, shifted back")),
    ROT90(primitive("rot90(Tensor input, int k=1, int[] dims=[0, 1])", ArrangementOps::rotate)
            .vjp(ArrangementOps::rotateBack)
            .example(Map.of(), Examples.array(2, 3))
            .doc("The plane of two dimensions turned by k right angles, from the first towards the second.").derivative("g, turned back")),
    REPEAT(primitive("repeat(Tensor input, int[] repeats)", ArrangementOps::repeat)
            .vjp(ArrangementOps::repeatBack)
            .example(Map.of("repeats", List.of(2L, 1L, 2L)), Examples.array(2, 3))
            .doc("The whole tensor copied side by side, so many times along each dimension.").derivative("g, summed over the copies")),
    TILE(composite("tile(Tensor input, int[] dims)", ArrangementOps::tile)
            .example(Map.of("dims", List.of(2L)), Examples.array(2, 3))
            .doc("As repeat, with ones for the dimensions not named.").derivative("g, summed over the copies")),
    REPEAT_INTERLEAVE(composite("repeat_interleave(Tensor input, Operand? repeats=None, int? dim=None, *, int? output_size=None)",
            ArrangementOps::repeatInterleave)
            .example(Map.of("dim", 1L), Examples.array(2, 3), 2L)
            .example(Map.of("dim", 0L), Examples.array(2, 3), NdArray.of(Shape.of(2), 1L, 3L))
            .doc("Each element repeated in its place, all equally often or each as often as repeats says.")
            .derivative("g, summed over the copies"));

    private final Row row;

    ArrangementOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static int[] ints(Params p, String name) {
        return Objects.requireNonNull(p.ints(name));
    }

    // ---- reversed, shifted, turned --------------------------------------------------------------------------------

    private static boolean[] dims(Call c) {
        int[] dims = ints(c.params(), "dims");
        return dims.length == 0 ? new boolean[c.shape(0).rank()] : Dims.mask(dims, c.shape(0).rank());
    }

    private static Tensor flipBack(Frame f) {
        return FLIP.call(f.params(), f.g());
    }

    private static Tensor[] flip(Call c, int d) {
        if (c.shape(0).rank() <= d) {
            throw TorchError.shape("Input must be >= " + (d + 1) + "-d.");
        }
        return new Tensor[]{FLIP.call(Map.of("dims", List.of((long) d)), c.in(0))};
    }

    private static NdArray[] roll(Call c) {
        NdArray x = c.array(0);
        long[] shifts = Objects.requireNonNull(c.params().longs("shifts"));
        int[] dims = ints(c.params(), "dims");
        if (shifts.length == 0) {
            throw TorchError.argument("`shifts` required");
        }
        if (dims.length == 0 && shifts.length == 1) {
            NdArray flat = x.contiguous().reshaped(Shape.of(x.size()));
            return one(rolled(flat, shifts[0], 0).reshaped(x.shape()));
        }
        if (shifts.length != dims.length) {
            throw TorchError.argument("shifts and dimensions must align. shifts: " + shifts.length + ", dims:" + dims.length);
        }
        if (x.size() == 0) {
            return one(x.copy());
        }
        for (int i = 0; i < dims.length; i++) {
            int d = Dims.wrap(dims[i], x.rank());
            if (x.rank() == 0) {
                throw TorchError.index("Dimension specified as " + dims[i] + " but tensor has no dimensions");
            }
            x = rolled(x, shifts[i], d);
        }
        return one(x);
    }

    private static NdArray rolled(NdArray x, long shift, int d) {
        int n = x.dim(d);
        NdArray out = NdArray.zeros(x.dtype(), x.shape());
        int by = n == 0 ? 0 : (int) Math.floorMod(shift, (long) n);
        out.sliced(d, by, n - by, 1).assign(x.sliced(d, 0, n - by, 1));
        out.sliced(d, 0, by, 1).assign(x.sliced(d, n - by, by, 1));
        return out;
    }

    private static Tensor rollBack(Frame f) {
        long[] shifts = Arrays.stream(Objects.requireNonNull(f.params().longs("shifts"))).map(s -> -s).toArray();
        return ROLL.call(Map.of("shifts", shifts, "dims", ints(f.params(), "dims")), f.g());
    }

    private static NdArray[] rotate(Call c) {
        NdArray x = c.array(0);
        int rank = x.rank();
        int[] dims = ints(c.params(), "dims");
        if (dims.length != 2) {
            throw TorchError.argument("expected total rotation dims == 2, but got dims = " + dims.length);
        }
        if (rank < 2) {
            throw TorchError.shape("expected total dims >= 2, but got total dims = " + rank);
        }
        if (dims[0] == dims[1] || Math.abs((long) dims[0] - dims[1]) == rank) {
            throw TorchError.argument("expected rotation dims to be different, but got dim0 = " + dims[0] + " and dim1 = " + dims[1]);
        }
        int from = Dims.wrap(dims[0], rank);
        int to = Dims.wrap(dims[1], rank);
        int turns = (int) Math.floorMod(c.params().whole("k"), 4L);
        boolean[] reversed = new boolean[rank];
        // A quarter turn is a reversal and a transposition; two are two reversals.
        reversed[to] = turns == 1 || turns == 2;
        reversed[from] = turns == 3 || turns == 2;
        NdArray out = x.flipped(reversed).copy().standingAs(x);
        if (turns % 2 == 1) {
            int[] order = new int[rank];
            Arrays.setAll(order, i -> i == from ? to : i == to ? from : i);
            out = out.permuted(order);
        }
        return one(out);
    }

    private static Tensor rotateBack(Frame f) {
        return ROT90.call(Map.of("k", -Math.floorMod(f.params().whole("k"), 4L), "dims", ints(f.params(), "dims")), f.g());
    }

    // ---- repeated -------------------------------------------------------------------------------------------------

    /** Sizes as (copies, size) for each dimension: the result of repeat before its dimensions are joined. */
    private static int[] paired(long[] repeats, Shape shape) {
        int lead = repeats.length - shape.rank();
        int[] dims = new int[2 * repeats.length];
        for (int i = 0; i < repeats.length; i++) {
            dims[2 * i] = Math.toIntExact(repeats[i]);
            dims[2 * i + 1] = i < lead ? 1 : shape.dim(i - lead);
        }
        return dims;
    }

    private static NdArray[] repeat(Call c) {
        NdArray x = c.array(0);
        long[] repeats = Objects.requireNonNull(c.params().longs("repeats"));
        int lead = repeats.length - x.rank();
        if (lead < 0) {
            throw TorchError.shape("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
        }
        long[] sizes = repeats.clone();
        for (int i = lead; i < sizes.length; i++) {
            sizes[i] = Math.clamp(repeats[i], -Integer.MAX_VALUE, Integer.MAX_VALUE) * (long) x.dim(i - lead);
        }
        NdArray out = NdArray.zeros(x.dtype(), Shape.of(sizes));
        if (out.size() == 0) {
            return one(out);
        }
        Shape pairs = Shape.of(paired(repeats, x.shape()));
        int[] strides = new int[pairs.rank()];
        for (int i = lead; i < repeats.length; i++) {
            strides[2 * i + 1] = x.stride(i - lead);
        }
        out.reshaped(pairs).assign(x.view(pairs, strides, x.offset()));
        return one(out);
    }

    private static Tensor repeatBack(Frame f) {
        long[] repeats = Objects.requireNonNull(f.params().longs("repeats"));
        if (Arrays.stream(repeats).anyMatch(n -> n == 0)) {
            return Tensor.of(NdArray.zeros(f.dtype(0), f.shape(0)));
        }
        int[] copies = new int[repeats.length];
        Arrays.setAll(copies, i -> 2 * i);
        if (copies.length == 0) {
            return f.g();
        }
        return f.g().reshape(Shape.of(paired(repeats, f.shape(0)))).sum(false, copies).reshape(f.shape(0));
    }

    private static Tensor[] tile(Call c) {
        long[] dims = Objects.requireNonNull(c.params().longs("dims"));
        int missing = Math.max(c.shape(0).rank() - dims.length, 0);
        long[] repeats = new long[missing + dims.length];
        Arrays.fill(repeats, 0, missing, 1);
        System.arraycopy(dims, 0, repeats, missing, dims.length);
        return new Tensor[]{REPEAT.call(Map.of("repeats", repeats), c.in(0))};
    }

    private static Tensor[] repeatInterleave(Call c) {
        Tensor repeats = c.inOrNull(1);
        if (repeats == null) {
            return new Tensor[]{places(c.in(0), c.in(0).shape().size(), null)};
        }
        boolean flat = c.params().get("dim") == null;
        Tensor x = flat ? c.in(0).reshape(Shape.of(c.shape(0).size())) : c.in(0);
        int rank = x.shape().rank();
        int d = flat ? 0 : c.dim("dim", rank);
        Long size = (Long) c.params().get("output_size");
        if (!repeats.isNumber()) {
            if (rank == 0) {
                throw TorchError.index("Dimension specified as " + d + " but tensor has no dimensions");
            }
            return new Tensor[]{interleaved(x, d, repeats, size)};
        }
        if (repeats.dtype() != DType.INT64) {
            throw TorchError.type("repeat_interleave(): argument 'repeats' must be Tensor or int, not " + (repeats.dtype() == DType.BOOL
                    ? "bool"
                    : "float")).at("repeats");
        }
        long times = repeats.data().getLong(0);
        if (times < 0) {
            throw TorchError.argument("Repeats must be non-negative");
        }
        Tensor column = x.unsqueeze(d + 1);
        long[] dims = Arrays.stream(column.shape().dims()).asLongStream().toArray();
        dims[d + 1] = times;
        if (size != null && size != times * x.shape().dim(d)) {
            throw TorchError.argument("repeat_interleave: Invalid output_size, expected " + times * x.shape().dim(d) + " but got " + size);
        }
        return ShapeOps.FLATTEN.apply(Params.of(ShapeOps.FLATTEN.row().signature(), Map.of("start_dim", d, "end_dim", d + 1)),
                column.expand(
                        Shape.of(dims)).copy());
    }

    private static Tensor interleaved(Tensor x, int d, Tensor repeats, @Nullable Long size) {
        int n = x.shape().dim(d);
        if (repeats.shape().rank() > 1) {
            throw TorchError.shape("repeats must be 0-dim or 1-dim tensor");
        }
        Tensor each = repeats;
        if (repeats.shape().size() == 1) {
            each = Tensor.of(repeats.data().contiguous().reshaped(Shape.of(1)).broadcastTo(Shape.of(n)));
        } else if (repeats.shape().size() != n) {
            throw TorchError.shape("repeats must have the same size as input along dim, but got repeats.size(0) = "
                    + repeats.shape().size() + " and input.size(" + d + ") = " + n);
        }
        return x.indexSelect(d, places(each, n, size));
    }

    /** 0 as often as the first element says, 1 as often as the second, … */
    private static Tensor places(Tensor repeats, int n, @Nullable Long size) {
        if (!repeats.dtype().isInteger()) {
            throw TorchError.notImplemented("\"repeat_interleave_cpu\" not implemented for '" + repeats.dtype().scalarName() + "'");
        }
        long[] times = repeats.data().toLongs();
        long total = 0;
        for (long t : times) {
            if (t < 0) {
                throw TorchError.argument("repeats can not be negative");
            }
            total = Math.addExact(total, t);
        }
        if (size != null && size != total) {
            throw TorchError.argument("allocated size does not match required size");
        }
        NdArray out = NdArray.zeros(DType.INT64, Shape.of(new long[]{total}));
        long[] at = out.storage().longs();
        int k = 0;
        for (int i = 0; i < n; i++) {
            for (long t = 0; t < times[i]; t++) {
                at[k++] = i;
            }
        }
        return Tensor.of(out);
    }
}
