package dev.nabla.engine;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Reductions;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Row.in;
import static dev.nabla.engine.Row.out;
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
    DIST(fused("dist(Tensor input, Tensor other, Number p=2)", NormOps::distance)
            .example(Map.of(), matrix(), NdArray.of(Shape.of(3), 0.5, 0.2, -3.0))
            .example(Map.of("p", 3L), matrix(), NdArray.of(Shape.SCALAR, 0.3))
            .doc("The p-norm of the difference of both operands, as one vector.").derivative("that of vector_norm; its negative"));

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
        boolean[] over = ReductionOps.over(c);
        if (p < 0 || p == Double.POSITIVE_INFINITY) {
            checkNonEmpty(c, p);
        }
        return one(Reductions.norm(c.array(0).to(dtype), p, over, c.params().flag("keepdim")));
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
}
