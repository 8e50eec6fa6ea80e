package dev.nabla.engine.array;

import java.util.Arrays;

/**
 * Cross-correlation as a matrix product. {@link #columns} copies each window of the image into a column ("im2col"), so that one product with the
 * kernels gives all places at once; the adjoint {@link #image} adds the columns back.
 *
 * <p>Images are {@code [N, C, spatial…]}, kernels {@code [O, C/groups, spatial…]}, results {@code [N, O, places…]}. For all x, w, y of these
 * shapes {@code ⟨correlate(x, w), y⟩ = ⟨x, spread(y, w)⟩ = ⟨w, weigh(x, y)⟩}: each is the derivative of the others.
 */
public final class Convolution {
    /** Samples are divided into at most so many parts, each with sums of its own: no more, for the memory, and no other number on another machine. */
    private static final int PARTS = 8;

    private final Windows windows;
    private final int groups;

    public Convolution(Windows windows, int groups) {
        this.windows = windows;
        this.groups = groups;
    }

    // ---- columns --------------------------------------------------------------------------------------------------

    /** The windows of each sample as columns: {@code [N, C·kernel, places]} from {@code [N, C, spatial…]}; elements outside are 0. */
    public static NdArray columns(NdArray x, Windows w) {
        NdArray a = x.contiguous();
        int planes = a.dim(0) * a.dim(1);
        int height = w.kernelSize() * w.placeCount();
        NdArray y = NdArray.zeros(a.dtype(), Shape.of(a.dim(0), a.dim(1) * w.kernelSize(), w.placeCount()));
        for (int p = 0; p < planes; p++) {
            int from = a.offset() + p * w.imageSize();
            int to = p * height;
            w.forEachRun((column, pixel, n) -> copy(a.storage(), from + pixel, w.step(), y.storage(), to + column, n));
        }
        return y;
    }

    /** The adjoint of {@link #columns}: an image of the shape, each element the sum of those copied from it. */
    public static NdArray image(NdArray columns, Windows w, Shape shape) {
        NdArray a = columns.contiguous();
        NdArray x = NdArray.zeros(a.dtype(), shape);
        int planes = shape.dim(0) * shape.dim(1);
        int height = w.kernelSize() * w.placeCount();
        for (int p = 0; p < planes; p++) {
            int from = a.offset() + p * height;
            int to = p * w.imageSize();
            w.forEachRun((column, pixel, n) -> add(a.storage(), from + column, x.storage(), to + pixel, w.step(), n));
        }
        return x;
    }

    private static void copy(Storage s, int from, int step, Storage t, int to, int n) {
        if (step == 1) {
            t.copy(to, s, from, n);
            return;
        }
        switch (s.dtype()) {
            case FLOAT64 -> {
                for (int i = 0, p = from; i < n; i++, p += step) {
                    t.doubles()[to + i] = s.doubles()[p];
                }
            }
            case FLOAT32 -> {
                for (int i = 0, p = from; i < n; i++, p += step) {
                    t.floats()[to + i] = s.floats()[p];
                }
            }
            default -> {
                for (int i = 0, p = from; i < n; i++, p += step) {
                    t.set(to + i, s, p);
                }
            }
        }
    }

    private static void add(Storage s, int from, Storage t, int to, int step, int n) {
        switch (s.dtype()) {
            case FLOAT64 -> {
                for (int i = 0, p = to; i < n; i++, p += step) {
                    t.doubles()[p] += s.doubles()[from + i];
                }
            }
            case FLOAT32 -> {
                for (int i = 0, p = to; i < n; i++, p += step) {
                    t.floats()[p] += s.floats()[from + i];
                }
            }
            default -> {
                for (int i = 0, p = to; i < n; i++, p += step) {
                    t.setLong(p, t.getLong(p) + s.getLong(from + i));
                }
            }
        }
    }

    // ---- products -------------------------------------------------------------------------------------------------

    /** y: at each place the products of window and kernel, added up. */
    public NdArray correlate(NdArray x, NdArray w, Shape y) {
        NdArray kernels = matrices(w.contiguous(), w.dim(0) / groups);
        NdArray a = x.contiguous();
        NdArray out = NdArray.zeros(x.dtype(), y);
        Team.run(x.dim(0), n -> MatrixProduct.accumulate(kernels, grouped(sampleColumns(a, n)), 1, sample(out, n, w.dim(0))));
        return out;
    }

    /** x: each element of y times the kernel, added up where the windows lie. */
    public NdArray spread(NdArray y, NdArray w, Shape x) {
        NdArray transposed = matrices(w.contiguous(), w.dim(0) / groups).permuted(0, 2, 1);
        NdArray a = y.contiguous();
        Shape one = x.with(0, 1);
        NdArray out = NdArray.zeros(y.dtype(), x);
        Team.run(x.dim(0), n -> {
            NdArray columns = MatrixProduct.of(transposed, sample(a, n, w.dim(0)));
            NdArray flat = columns.reshaped(Shape.of(1, columns.dim(0) * columns.dim(1), columns.dim(2)));
            NdArray image = windows.isIdentity() ? flat : image(flat, windows, one);
            out.storage().copy(n * one.size(), image.storage(), image.offset(), one.size());
        });
        return out;
    }

    /** w: for each kernel element the products of the image elements it meets and y's, added up. */
    public NdArray weigh(NdArray x, NdArray y, Shape w) {
        NdArray out = NdArray.zeros(x.dtype(), w);
        NdArray a = x.contiguous();
        NdArray b = y.contiguous();
        NdArray[] parts = new NdArray[Math.min(PARTS, x.dim(0))];
        Arrays.setAll(parts, _ -> NdArray.zeros(x.dtype(), w));
        Team.run(parts.length, k -> {
            NdArray kernels = matrices(parts[k], w.dim(0) / groups);
            for (int n = k; n < x.dim(0); n += parts.length) {
                MatrixProduct.accumulate(sample(b, n, w.dim(0)), grouped(sampleColumns(a, n)).permuted(0, 2, 1), 1, kernels);
            }
        });
        for (NdArray part : parts) {
            out.assign(Elementwise.sum(out, part));
        }
        return out;
    }

    /** One sample's columns {@code [1, C·kernel, places]}. */
    private NdArray sampleColumns(NdArray a, int n) {
        Shape one = a.shape().with(0, 1);
        NdArray sample = a.view(one, one.strides(), a.offset() + n * one.size());
        return windows.isIdentity() ? sample.reshaped(Shape.of(1, a.dim(1), windows.imageSize())) : columns(sample, windows);
    }

    private NdArray grouped(NdArray columns) {
        return columns.reshaped(Shape.of(groups, columns.dim(1) / groups, columns.dim(2)));
    }

    /** Kernels as one matrix {@code [rows, C/groups·kernel]} for each group. */
    private NdArray matrices(NdArray w, int rows) {
        return w.reshaped(Shape.of(groups, rows, rows == 0 ? 0 : w.size() / groups / rows));
    }

    /** One sample of y as a matrix for each group. */
    private NdArray sample(NdArray y, int n, int channels) {
        Shape shape = Shape.of(groups, channels / groups, windows.placeCount());
        return y.view(shape, shape.strides(), y.offset() + n * shape.size());
    }
}
