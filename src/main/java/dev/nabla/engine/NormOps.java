package dev.nabla.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Reductions;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Row.in;
import static dev.nabla.engine.Row.out;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.fused;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Sizes of vectors and matrices. */
enum NormOps implements Op {
    VECTOR_NORM(primitive("vector_norm(Tensor x, Number ord=2, int[]? dim=None, bool keepdim=False, *, Dtype? dtype=None)",
            NormOps::vectorNorm)
            .vjp(in(0) | out(0), NormOps::vectorNormVjp)
            .gradFn("LinalgVectorNormBackward0")
            .example(Map.of(), matrix()).example(Map.of("ord", 3L, "dim", 1L), matrix())
            .example(Map.of("ord", 1L, "keepdim", true), matrix())
            .example(Map.of("ord", 0.5, "dim", 0L), matrix()).example(Map.of("ord", 1.5), matrix()).example(Map.of("ord", -1L), matrix())
            .example(Map.of("ord", Double.POSITIVE_INFINITY, "dim", 1L), matrix())
            .example(Map.of("ord", Double.NEGATIVE_INFINITY), matrix())
            .doc("The p-norm (Σ|x|ᵖ)^(1/p) with p = ord; for 0 the number of nonzero elements, for ±∞ the largest or smallest |x|.")
            .derivative("g·x·|x|ᵖ⁻²/outᵖ⁻¹, which for the 2-norm is g·x/out; 0 where out is 0")),
    DIST(fused("dist(Tensor input, Tensor other, Number p=2)", NormOps::distance).saving(out(0))
            .example(Map.of(), matrix(), NdArray.of(Shape.of(3), 0.5, 0.2, -3.0))
            .example(Map.of("p", 3L), matrix(), NdArray.of(Shape.SCALAR, 0.3))
            .doc("The p-norm of the difference of both operands, as one vector.").derivative("that of vector_norm; its negative")),
    MATRIX_NORM(composite("matrix_norm(Tensor A, Any ord='fro', int[] dim=[-2, -1], bool keepdim=False, *, Dtype? dtype=None)",
            NormOps::matrixNorm)
            .example(Map.of(), matrix()).example(Map.of("ord", 1L), matrix()).example(Map.of("ord", Double.NEGATIVE_INFINITY), matrix())
            .example(Map.of("ord", 2L, "keepdim", true), matrix()).example(Map.of("ord", "nuc"), matrix())
            .doc("A matrix norm: 'fro' the 2-norm of all elements, 'nuc' the sum of the singular values, ±2 their largest or smallest, "
                    + "±1 the largest or smallest column sum of |A|, ±∞ row sum.")
            .derivative("'fro': g·A/out; 'nuc': g·UVᵀ; 2: g·u₁v₁ᵀ; 1, ∞: g·sign(A) in the largest column or row")),
    NORM(composite("norm(Tensor input, Any p='fro', int[]? dim=None, bool keepdim=False, *, Dtype? dtype=None)", NormOps::norm)
            .example(Map.of(), matrix()).example(Map.of("p", 1L, "dim", 1L), matrix()).example(Map.of("p", "nuc"), matrix())
            .doc("The p-norm as vector_norm gives it, 'fro' being the 2-norm; or the matrix norm 'nuc'.")
            .derivative("g·x·|x|ᵖ⁻²/outᵖ⁻¹, which for the 2-norm is g·x/out; 0 where out is 0"));

    private final Row row;

    NormOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static NdArray matrix() {
        return NdArray.of(Shape.of(2, 3), 1.0, -2.0, 0.5, 3.0, 1.5, -1.0);
    }

    // ---- of vectors -----------------------------------------------------------------------------------------------

    private static NdArray[] vectorNorm(Call c) {
        DType dtype = dtype(c, "linalg.vector_norm");
        double p = c.params().real("ord");
        if (p < 0 || p == Double.POSITIVE_INFINITY) {
            checkNonEmpty(c, p);
        }
        return one(Reductions.norm(c.array(0).to(dtype), p, ReductionOps.over(c), c.params().flag("keepdim")));
    }

    private static void checkNonEmpty(Call c, double p) {
        String cannot = "linalg.vector_norm cannot compute the " + number(p) + " norm on ";
        int[] dims = c.params().ints("dim");
        if (dims == null || dims.length == 0) {
            if (c.shape(0).size() == 0) {
                throw TorchError.argument(cannot + "an empty tensor because the operation does not have an identity");
            }
            return;
        }
        for (int d : dims) {
            if (c.shape(0).rank() > 0 && c.shape(0).dim(Dims.wrap(d, c.shape(0).rank())) == 0) {
                throw TorchError.argument(cannot + "the dimension " + d
                        + "because this dimension is empty and the operation does not have an identity");
            }
        }
    }

    /** The dtype to compute in. */
    private static DType dtype(Call c, String name) {
        DType own = c.dtype(0);
        DType wanted = c.params().dtype("dtype");
        if (!own.isFloat()) {
            throw TorchError.dtype(name + ": Expected a floating point or complex tensor as input. Got " + own.scalarName());
        }
        if (wanted != null && !wanted.isFloat()) {
            throw TorchError.dtype(name + ": dtype should be floating point or complex, but got " + wanted.scalarName());
        }
        if (wanted != null && wanted.compareTo(own) < 0) {
            throw TorchError.dtype(name + ": the dtype of the input (" + own.scalarName()
                    + ") should be convertible without narrowing to the specified dtype (" + wanted.scalarName() + ")");
        }
        return wanted == null ? own : wanted;
    }

    private static Tensor[] distance(Call c) {
        Tensor difference = c.in(0).sub(c.in(1));
        if (!difference.dtype().isFloat()) {
            throw TorchError.dtype("norm(): input dtype should be either floating point or complex. Got "
                    + difference.dtype().scalarName() + " instead.");
        }
        Object p = java.util.Objects.requireNonNull(c.params().get("p"));
        return new Tensor[]{VECTOR_NORM.call(Map.of("ord", p), difference)};
    }

    /** As C++ prints a number: {@code 3}, {@code 2.5}, {@code -inf}. */
    private static String number(double p) {
        return Double.isInfinite(p) ? p > 0 ? "inf" : "-inf" : p == Math.rint(p) ? String.valueOf((long) p) : String.valueOf(p);
    }

    /** Where p ≥ 2 needs no case of its own at x = 0, p < 2 has |x|ᵖ⁻¹ and p < 1 even there none but what is set: 0. */
    private static @Nullable Tensor vectorNormVjp(Frame f) {
        double p = f.params().real("ord");
        if (p == 0) {
            return null;
        }
        Tensor g = ReductionOps.kept(f.g(), f);
        Tensor x = f.in(0).to(g.dtype());
        Tensor out = ReductionOps.kept(f.out(0), f);
        if (p == 1) {
            return x.sign().mul(g);
        }
        if (p == 2) {
            return g.mul(x.div(out).except(out.eq(0)));
        }
        Tensor size = x.abs();
        if (Double.isInfinite(p)) {
            Tensor mask = size.eq(out).logicalOr(size.isnan());
            return x.sign().mul(g.div(ReductionOps.SUM.call(ReductionOps.kept(f), mask)).mul(mask));
        }
        if (p < 1) {
            return x.sign().mul(size.pow(p - 1).except(x.eq(0))).mul(g).mul(out.pow(1 - p));
        }
        Tensor scale = g.div(out.pow(p - 1)).except(out.eq(0));
        return (p < 2 ? x.sign().mul(size.pow(p - 1)) : x.mul(size.pow(p - 2))).mul(scale);
    }

    // ---- of matrices ----------------------------------------------------------------------------------------------

    private static Tensor[] norm(Call c) {
        Params p = c.params();
        Object ord = p.get("p");
        int[] dim = p.ints("dim");
        Map<String, @Nullable Object> given = new HashMap<>();
        given.put("keepdim", p.flag("keepdim"));
        given.put("dtype", p.get("dtype"));
        if (ord instanceof String name && !(name.equals("fro") && (dim == null || dim.length <= 2))) {
            given.put("ord", name);
            given.put("dim", dim != null ? p.get("dim") : IntStream.range(0, c.shape(0).rank()).asLongStream().toArray());
            return of(MATRIX_NORM.call(given, c.in(0)));
        }
        given.put("ord", ord == null || ord instanceof String ? 2L : ord);
        given.put("dim", p.get("dim"));
        return of(VECTOR_NORM.call(given, c.in(0)));
    }

    private static Tensor[] matrixNorm(Call c) {
        Object ord = c.params().get("ord");
        String name = ord instanceof String s ? s : null;
        double p = name == null ? c.params().real("ord") : 0;
        if (name != null ? !name.equals("fro") && !name.equals("nuc") : Math.abs(p) != 1 && Math.abs(p) != 2 && !Double.isInfinite(p)) {
            throw TorchError.argument("linalg.matrix_norm: Order " + (name == null ? number(p) : name) + " not supported.");
        }
        Shape shape = c.shape(0);
        if (shape.rank() < 2) {
            throw TorchError.shape("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.");
        }
        DType dtype = dtype(c, "linalg.matrix_norm");
        int[] dim = dims(c);
        Tensor a = c.dtype(0) == dtype ? c.in(0) : c.in(0).to(dtype);
        boolean keepdim = c.params().flag("keepdim");
        if ("fro".equals(name)) {
            return of(vector(a, 2, keepdim, dim));
        }
        if (name != null || Math.abs(p) == 2) {
            Tensor values = LinalgOps.SVDVALS.call(a.permute(behind(shape.rank(), dim)));
            Tensor folded = name != null ? values.sum(keepdim, -1) : extreme(values, p, -1, keepdim);
            return of(keepdim ? folded.unsqueeze(-1).permute(inverse(behind(shape.rank(), dim))) : folded);
        }
        int summed = Double.isInfinite(p) ? dim[1] : dim[0];
        int other = Double.isInfinite(p) ? dim[0] : dim[1];
        return of(extreme(vector(a, 1, keepdim, summed), p, !keepdim && summed < other ? other - 1 : other, keepdim));
    }

    private static int[] dims(Call c) {
        int rank = c.shape(0).rank();
        int[] dim = java.util.Objects.requireNonNull(c.params().ints("dim"));
        if (dim.length != 2) {
            throw TorchError.argument("linalg.matrix_norm: dim must be a 2-tuple. Got "
                    + Arrays.stream(dim).mapToObj(String::valueOf).collect(Collectors.joining(" ")));
        }
        int[] wrapped = {Dims.wrap(dim[0], rank), Dims.wrap(dim[1], rank)};
        if (wrapped[0] == wrapped[1]) {
            throw TorchError.argument("linalg.matrix_norm: dims must be different. Got (" + wrapped[0] + ", " + wrapped[1] + ")");
        }
        return wrapped;
    }

    private static Tensor vector(Tensor a, long ord, boolean keepdim, int... dim) {
        return VECTOR_NORM.call(Map.of("ord", ord, "dim", dim, "keepdim", keepdim), a);
    }

    /** The largest along the dimension for p > 0, else the smallest; 0 where there is none. */
    private static Tensor extreme(Tensor values, double p, int dim, boolean keepdim) {
        boolean[] over = Dims.mask(new int[]{dim}, values.shape().rank());
        if (Reductions.count(values.shape(), over) == 0) {
            return Tensor.of(NdArray.zeros(values.dtype(), Reductions.shape(values.shape(), over, keepdim)));
        }
        SelectionOps op = p > 0 ? SelectionOps.AMAX : SelectionOps.AMIN;
        return op.call(Map.of("dim", dim, "keepdim", keepdim), values);
    }

    /** The order of dimensions with the two given ones last. */
    private static int[] behind(int rank, int[] dim) {
        IntStream others = IntStream.range(0, rank).filter(i -> i != dim[0] && i != dim[1]);
        return IntStream.concat(others, IntStream.of(dim)).toArray();
    }

    private static int[] inverse(int[] order) {
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[order[i]] = i;
        }
        return inverse;
    }

    private static Tensor[] of(Tensor t) {
        return new Tensor[]{t};
    }
}
