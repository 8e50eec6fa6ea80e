package dev.nabla.engine;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

/**
 * The order in which the elements of an elementwise result stand in memory: that of its operands. So the result of {@code x.t().exp()} is
 * transposed too, and can be viewed where {@code x.t()} can.
 *
 * <p>The kernel is given the operands with their dimensions in that order, which makes most of them contiguous, and its result is turned back.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/tensor_view.html">Tensor views</a>
 */
final class MemoryOrder {
    private MemoryOrder() {
    }

    /** The results of an elementwise kernel in the memory order of its operands. */
    static NdArray[] keep(Row.Kernel kernel, Call call) {
        int[] order = of(call);
        if (order == null) {
            return kernel.run(call);
        }
        @Nullable
        Tensor[] turned = new @Nullable Tensor[call.count()];
        for (int i = 0; i < turned.length; i++) {
            Tensor t = call.inOrNull(i);
            turned[i] = t == null || t.shape().isScalar() ? t : Tensor.of(leading(t.data(), order.length).permuted(order));
        }
        NdArray[] results = kernel.run(new Call(call.op(), call.params(), turned));
        int[] back = new int[order.length];
        for (int d = 0; d < order.length; d++) {
            back[order[d]] = d;
        }
        for (int k = 0; k < results.length; k++) {
            if (results[k].rank() == back.length) {
                results[k] = results[k].permuted(back);
            }
        }
        return results;
    }

    /** With dimensions of size 1 in front up to a rank. */
    private static NdArray leading(NdArray a, int rank) {
        NdArray r = a;
        while (r.rank() < rank) {
            r = r.unsqueezed(0);
        }
        return r;
    }

    /** The dimensions from the slowest to the fastest, or null where they are in their order already, or the operands do not fit together. */
    private static int @Nullable [] of(Call call) {
        boolean rowMajor = true;
        Shape shape = Shape.SCALAR;
        for (int i = 0; i < call.count(); i++) {
            NdArray a = call.arrayOrNull(i);
            rowMajor &= a == null || a.isContiguous();
        }
        if (rowMajor) {
            return null;
        }
        for (int i = 0; i < call.count(); i++) {
            NdArray a = call.arrayOrNull(i);
            if (a != null) {
                if (!Broadcasting.fits(shape, a.shape())) {
                    return null;
                }
                shape = Broadcasting.of(shape, a.shape());
            }
        }
        return sorted(call, shape);
    }

    /** Sorts by strides, the operands in turn; where they say nothing the order stays. */
    private static int @Nullable [] sorted(Call call, Shape shape) {
        int n = shape.rank();
        int[] fastest = new int[n];
        for (int d = 0; d < n; d++) {
            fastest[d] = n - 1 - d;
        }
        for (int i = 1; i < n; i++) {
            int at = i;
            for (int j = i - 1; j >= 0; j--) {
                int c = compare(call, shape, fastest[j], fastest[at]);
                if (c < 0) {
                    break;
                }
                if (c > 0) {
                    int d = fastest[j];
                    fastest[j] = fastest[at];
                    fastest[at] = d;
                    at = j;
                }
            }
        }
        boolean same = true;
        int[] order = new int[n];
        for (int d = 0; d < n; d++) {
            order[d] = fastest[n - 1 - d];
            same &= order[d] == d;
        }
        return same ? null : order;
    }

    /** Which of two dimensions is the faster one: below zero the first, above zero the second. */
    private static int compare(Call call, Shape shape, int first, int second) {
        for (int i = 0; i < call.count(); i++) {
            NdArray a = call.arrayOrNull(i);
            if (a == null) {
                continue;
            }
            int p = stride(a, shape, first);
            int q = stride(a, shape, second);
            if (p == 0 || q == 0) {
                continue;
            }
            if (p != q) {
                return Integer.compare(p, q);
            }
            if (shape.dim(first) > shape.dim(second)) {
                return 1;
            }
        }
        return 0;
    }

    private static int stride(NdArray a, Shape shape, int d) {
        int own = d - (shape.rank() - a.rank());
        return own < 0 || a.dim(own) == 1 && shape.dim(d) != 1 ? 0 : a.stride(own);
    }
}
