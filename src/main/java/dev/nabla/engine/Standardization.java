package dev.nabla.engine;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.Moments;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * The rows of {@link NormalizationOps} that bring groups of elements to mean 0 and variance 1, then scale by a weight and add a bias:
 * y = z·w + b with z = (x − mean)/√(variance + eps). They differ in what is a group.
 *
 * @param groups the shape in which x is looked at
 * @param dims the dimensions of that shape over which a group extends
 * @param affine the shape of weight and bias, to be broadcast against x
 */
record Standardization(Shape groups, int[] dims, Shape affine) {

    // ---- what is a group ------------------------------------------------------------------------------------------

    /** Each row of the trailing dimensions. */
    static Standardization ofRows(Shape x, int trailing) {
        int[] dims = new int[trailing];
        int[] affine = new int[trailing];
        for (int i = 0; i < trailing; i++) {
            dims[i] = x.rank() - trailing + i;
            affine[i] = x.dim(dims[i]);
        }
        return new Standardization(x, dims, Shape.of(affine));
    }

    /** Each channel, the second dimension, over the whole batch. */
    static Standardization ofChannels(Shape x) {
        int[] dims = new int[x.rank() - 1];
        for (int i = 1; i < dims.length; i++) {
            dims[i] = i + 1;
        }
        return new Standardization(x, dims, alongChannels(x));
    }

    /** Each group of neighbouring channels of each sample. */
    static Standardization ofChannelGroups(Shape x, int groups) {
        return new Standardization(Shape.of(x.dim(0), groups, x.size() == 0 ? 0 : x.size() / x.dim(0) / groups), new int[]{2},
                alongChannels(x));
    }

    private static Shape alongChannels(Shape x) {
        int[] dims = new int[x.rank() - 1];
        java.util.Arrays.fill(dims, 1);
        dims[0] = x.dim(1);
        return Shape.of(dims);
    }

    // ---- kernels --------------------------------------------------------------------------------------------------

    /** z·w + b, with the moments of x itself. */
    NdArray normalize(NdArray x, double eps, @Nullable NdArray w, @Nullable NdArray b) {
        return affine(moments(x).standardize(x, inner(), eps), w, b);
    }

    Moments moments(NdArray x) {
        return Moments.of(x, channels(), inner());
    }

    NdArray affine(NdArray z, @Nullable NdArray w, @Nullable NdArray b) {
        NdArray y = w == null ? z : Elementwise.combine(z, w.contiguous().reshaped(affine), z.shape(), (p, q) -> p * q);
        return b == null ? y : Elementwise.combine(y, b.contiguous().reshaped(affine), z.shape(), (p, q) -> p + q);
    }

    private int channels() {
        int n = 1;
        for (int i = 0; i < groups.rank(); i++) {
            n *= contains(i) ? 1 : groups.dim(i);
        }
        return n;
    }

    /** Elements of a group that stand together. */
    int inner() {
        int n = 1;
        for (int i = groups.rank() - 1; i >= 0 && contains(i); i--) {
            n *= groups.dim(i);
        }
        return n;
    }

    private boolean contains(int dim) {
        for (int d : dims) {
            if (d == dim) {
                return true;
            }
        }
        return false;
    }

    // ---- derivatives ----------------------------------------------------------------------------------------------

    /**
     * The gradients by x, w and b where mean and variance are x's own:
     *
     * <pre>dx = (h − mean h − z·mean(h·z))/√(variance + eps), h = g·w;  dw = Σ g·z;  db = Σ g</pre>
     *
     * @param w the operand that is the weight; the next one is the bias
     */
    @Nullable
    Tensor[] gradients(Frame f, int w, double eps) {
        Tensor x = f.in(0).reshape(groups);
        Tensor centred = x.sub(mean(x));
        Tensor scale = mean(centred.mul(centred)).add(eps).rsqrt();
        Tensor z = centred.mul(scale);
        @Nullable
        Tensor[] out = affineGradients(f, w, z.reshape(f.shape(0)));
        if (f.needs(0)) {
            Tensor h = weighted(f, w).reshape(groups);
            out[0] = h.sub(mean(h)).sub(z.mul(mean(h.mul(z)))).mul(scale).reshape(f.shape(0));
        }
        return out;
    }

    /** The same gradients as a function of g, x and w. */
    Tensor[] gradients(Tensor g, Tensor x, @Nullable Tensor w, double eps) {
        Tensor centred = x.sub(mean(x));
        Tensor scale = mean(centred.mul(centred)).add(eps).rsqrt();
        Tensor z = centred.mul(scale);
        Tensor h = w == null ? g : g.mul(w);
        return new Tensor[]{h.sub(mean(h)).sub(z.mul(mean(h.mul(z)))).mul(scale), g.mul(z).sumTo(affine), g.sumTo(affine)};
    }

    /** The gradients by x, w and b where mean and variance are given. */
    @Nullable
    Tensor[] gradientsAt(Frame f, int w, Tensor mean, Tensor variance, double eps) {
        Tensor scale = variance.reshape(affine).add(eps).rsqrt();
        @Nullable
        Tensor[] out = affineGradients(f, w, f.needs(w) ? f.in(0).sub(mean.reshape(affine)).mul(scale) : f.g());
        out[0] = f.needs(0) ? weighted(f, w).mul(scale) : null;
        return out;
    }

    private @Nullable Tensor[] affineGradients(Frame f, int w, Tensor z) {
        @Nullable
        Tensor[] out = new @Nullable Tensor[f.count()];
        out[w] = f.needs(w) ? f.g().mul(z).sumTo(affine).reshape(f.shape(w)) : null;
        out[w + 1] = f.needs(w + 1) ? f.g().sumTo(affine).reshape(f.shape(w + 1)) : null;
        return out;
    }

    private Tensor weighted(Frame f, int w) {
        return f.has(w) ? f.g().mul(f.in(w).reshape(affine)) : f.g();
    }

    private Tensor mean(Tensor t) {
        long n = 1;
        for (int d : dims) {
            n *= groups.dim(d);
        }
        return t.sum(true, dims).mul(1.0 / n);
    }

    // ---- checks ---------------------------------------------------------------------------------------------------

    /**
     * @param normalized the parameter normalized_shape
     * @param prefix how the message introduces it: {@code "*, "}
     * @throws TorchError RuntimeError unless it is the tail of x's shape, and the shape of weight and bias
     */
    static void checkRows(Call c, int[] normalized, String prefix, boolean hasBias) {
        if (normalized.length == 0) {
            throw TorchError.shape("Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, "
                    + "but got normalized_shape = []");
        }
        Shape shape = Shape.of(normalized);
        checkParameter("weight", c.inOrNull(1), shape);
        checkParameter("bias", hasBias ? c.inOrNull(2) : null, shape);
        Shape x = c.shape(0);
        boolean tail = x.rank() >= normalized.length;
        for (int i = 0; tail && i < normalized.length; i++) {
            tail = x.dim(x.rank() - normalized.length + i) == normalized[i];
        }
        if (!tail) {
            String sizes = shape.toString().substring(1);
            throw TorchError
                    .shape("Given normalized_shape=" + shape + ", expected input with shape [" + prefix + sizes + ", but got input of size"
                            + x);
        }
    }

    private static void checkParameter(String name, @Nullable Tensor t, Shape shape) {
        if (t != null && !t.shape().equals(shape)) {
            throw TorchError
                    .shape("Expected " + name + " to be of same shape as normalized_shape, but got " + name + " of shape " + t.shape()
                            + " and normalized_shape = " + shape);
        }
    }

    /**
     * @throws TorchError RuntimeError unless the parameters given have the input's dtype
     */
    static void checkDtypes(DType dtype, @Nullable Tensor... parameters) {
        boolean mixed = false;
        boolean allFloat = true;
        for (Tensor t : parameters) {
            mixed |= t != null && t.dtype() != dtype;
            allFloat &= t == null || t.dtype() == DType.FLOAT32;
        }
        if (mixed) {
            throw TorchError.dtype(allFloat
                    ? "mixed dtype (CPU): all inputs must share same datatype."
                    : "mixed dtype (CPU): expect parameter to have scalar type of Float");
        }
    }

    static int[] normalizedShape(Params p) {
        return Objects.requireNonNull(p.ints("normalized_shape"));
    }
}
