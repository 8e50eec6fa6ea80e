package dev.nabla.engine;

import java.util.Map;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Extremes;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Scans;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Row.in;
import static dev.nabla.engine.Row.out;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/** Folds of the first elements along a dimension, for each number of them. */
enum ScanOps implements Op {
    CUMSUM(primitive("cumsum(Tensor input, int dim, *, Dtype? dtype=None)", c -> one(Scans.sums(ReductionOps.operand(c), dim(c))))
            .vjp(f -> f.g().shape().size() <= 1 || f.g().shape().dim(dim(f)) == 1 ? f.g() : fromEnd(f.g(), dim(f)))
            .example(Map.of("dim", 1L), matrix()).example(Map.of("dim", 0L), matrix())
            .doc("The sum of each element and all before it along a dimension.")
            .derivative("the sums of g from each element to the end")),
    CUMPROD(primitive("cumprod(Tensor input, int dim, *, Dtype? dtype=None)", c -> one(Scans.products(ReductionOps.operand(c), dim(c))))
            .vjp(in(0) | out(0), ScanOps::productVjp)
            .example(Map.of("dim", 1L), matrix()).example(Map.of("dim", 0L), NdArray.of(Shape.of(4), 2.0, 0, 3, -1.5))
            .doc("The product of each element and all before it along a dimension.")
            .derivative("Σ g·out/x from each element to the end")),
    CUMMAX(primitive("cummax(Tensor input, int dim)", c -> extremes(c, true))
            .vjp(in(0) | out(1), ScanOps::placed)
            .example(Map.of("dim", 1L), matrix())
            .doc("The largest of each element and all before it along a dimension, and its index, the last of equal ones.")
            .derivative("the sum of g where the element is the largest so far")),
    CUMMIN(primitive("cummin(Tensor input, int dim)", c -> extremes(c, false))
            .vjp(in(0) | out(1), ScanOps::placed)
            .example(Map.of("dim", 1L), matrix())
            .doc("The smallest of each element and all before it along a dimension, and its index, the last of equal ones.")
            .derivative("the sum of g where the element is the smallest so far")),
    LOGCUMSUMEXP(primitive("logcumsumexp(Tensor input, int dim)", ScanOps::logcumsumexp)
            .vjp(in(0) | out(0), ScanOps::logcumsumexpVjp)
            .example(Map.of("dim", 1L), matrix())
            .doc("The logarithm of the cumulative sum of exponentials along a dimension, without overflow.")
            .derivative("Σ g·exp(x − out) from each element to the end")),
    LINEAR_SCAN(primitive("_linear_scan(Tensor input, Tensor factor, int dim, *, bool reverse=False)",
            c -> one(Scans.linear(c.array(0), c.array(1), dim(c), c.params().flag("reverse"))))
            .vjp(in(1), f -> f.g().linearScan(f.in(1), dim(f), !f.params().flag("reverse")))
            .vjp(in(1) | out(0), ScanOps::factorVjp)
            .example(Map.of("dim", 1L), matrix(), matrix()).example(Map.of("dim", 0L, "reverse", true), matrix(), matrix())
            .doc("The linear recurrence out[i] = x[i] + a[i]·out[i−1] along a dimension, or in reverse out[i] = x[i] + a[i+1]·out[i+1].")
            .derivative("s, the recurrence of g in the other direction; s[i]·out[i−1], in reverse s[i−1]·out[i]"));

    private final Row row;

    ScanOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static NdArray matrix() {
        return NdArray.of(Shape.of(2, 3), 1.0, -2.0, 0.5, 3.0, 1.5, -1.0);
    }

    private static int dim(Call c) {
        return c.dim("dim", c.shape(0).rank());
    }

    private static int dim(Frame f) {
        return Dims.wrap(f.params().integer("dim"), f.shape(0).rank());
    }

    // ---- kernels --------------------------------------------------------------------------------------------------

    private static NdArray[] extremes(Call c, boolean largest) {
        int given = c.params().integer("dim");
        Shape shape = c.shape(0);
        if (shape.isScalar() && given != 0 && given != -1) {
            throw TorchError.index(c.op().wireName() + "(): Expected reduction dim -1 or 0 for scalar but got " + given);
        }
        // PyTorch looks at dim only where there is something.
        Extremes.At found = Scans.extremes(c.array(0), shape.size() == 0 ? 0 : dim(c), largest);
        return new NdArray[]{found.values(), found.indices()};
    }

    private static NdArray[] logcumsumexp(Call c) {
        int dim = dim(c);
        if (!c.dtype(0).isFloat()) {
            throw TorchError.notImplemented("\"logcumsumexp_out_cpu\" not implemented for '" + c.dtype(0).scalarName() + "'");
        }
        return one(Scans.logsumexp(c.array(0), dim));
    }

    // ---- rules ----------------------------------------------------------------------------------------------------

    /** The sums from each element to the end. */
    private static Tensor fromEnd(Tensor g, int dim) {
        return g.linearScan(Tensor.of(NdArray.scalar(g.dtype(), 1.0)).expand(g.shape()), dim, true);
    }

    /**
     * Where nothing is 0, the sums from each element to the end of g·out, over x. Else (the product of those before)·s with
     * s[i] = g[i] + x[i+1]·s[i+1], which zeros leave exact. Both forms stand side by side, each fed ones where the other holds, so that the
     * choice is made by the values and not when the rule is written down.
     */
    private static Tensor productVjp(Frame f) {
        Tensor g = f.g();
        int dim = dim(f);
        if (f.shape(0).size() <= 1 || f.shape(0).dim(dim) == 1) {
            return g;
        }
        Tensor x = f.in(0).to(g.dtype());
        Tensor out = f.out(0);
        Tensor zeros = x.eq(0).sum().gt(0);
        Tensor quotient = fromEnd(g.mul(out), dim).div(x.maskedFill(zeros, 1));
        Tensor before = shifted(out.where(zeros), dim).add(end(out, dim, 0));
        Tensor after = g.linearScan(x.where(zeros), dim, true);
        return quotient.except(zeros).add(before.mul(after).where(zeros));
    }

    /** For each element along the dimension, the product of all others; differentiable also where some are 0. */
    static Tensor productOfOthers(Tensor x, int dim) {
        if (x.shape().size() == 0) {
            return x;
        }
        Tensor before = end(x, dim, 0).expand(x.shape()).linearScan(shifted(x, dim), dim, false);
        Tensor after = end(x, dim, x.shape().dim(dim) - 1).expand(x.shape()).linearScan(x, dim, true);
        return before.mul(after);
    }

    /** 1 at the position along the dimension, 0 at the others; of size 1 in the other dimensions. */
    private static Tensor end(Tensor like, int dim, int position) {
        int[] dims = new int[like.shape().rank()];
        java.util.Arrays.fill(dims, 1);
        dims[dim] = like.shape().dim(dim);
        NdArray a = NdArray.zeros(like.dtype(), Shape.of(dims));
        a.storage().setDouble(position, 1);
        return Tensor.of(a);
    }

    /** The elements moved on by one along the dimension; 0 moves in. */
    private static Tensor shifted(Tensor x, int dim) {
        int n = x.shape().dim(dim);
        return IndexingOps.SLICE_BACKWARD.call(Map.of("input_sizes", x.shape().dims(), "dim", dim, "start", 1, "end", n, "step", 1),
                x.narrow(dim, 0, n - 1));
    }

    private static Tensor factorVjp(Frame f) {
        int dim = dim(f);
        boolean reverse = f.params().flag("reverse");
        Tensor s = f.g().linearScan(f.in(1), dim, !reverse);
        return f.shape(0).size() == 0 ? s : reverse ? shifted(s, dim).mul(f.out(0)) : s.mul(shifted(f.out(0), dim));
    }

    private static Tensor placed(Frame f) {
        return f.shape(0).size() == 0 ? f.g()
                : Tensor.of(NdArray.zeros(f.g().dtype(), f.shape(0))).scatterAdd(dim(f), f.out(1), f.g());
    }

    /**
     * Σ g·exp(x − out) from each element to the end, positive and negative g apart, each as the exponential of a cumulative log-sum-exp, so that
     * nothing overflows.
     */
    private static Tensor logcumsumexpVjp(Frame f) {
        Tensor g = f.g();
        if (f.shape(0).isScalar() || f.shape(0).size() == 0) {
            return g;
        }
        Tensor size = g.abs().log();
        return part(size.where(g.gt(0), lowest(g)), f).sub(part(size.where(g.lt(0), lowest(g)), f));
    }

    private static Tensor lowest(Tensor g) {
        return Tensor.of(NdArray.scalar(g.dtype(), g.dtype() == DType.FLOAT64 ? -Double.MAX_VALUE : -Float.MAX_VALUE));
    }

    private static Tensor part(Tensor logarithm, Frame f) {
        int dim = dim(f);
        Tensor sums = LOGCUMSUMEXP.call(Map.of("dim", dim), logarithm.sub(f.out(0)).flip(dim)).flip(dim);
        return sums.add(f.in(0)).exp();
    }
}
