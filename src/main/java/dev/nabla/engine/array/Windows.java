package dev.nabla.engine.array;

/**
 * A kernel moved over an image in steps: at place p, kernel element k meets the image element {@code p·stride − padding + k·dilation}, or
 * nothing where that is outside. All sizes are held for three spatial dimensions, missing ones in front with size 1.
 */
public final class Windows {
    final int[] image;
    final int[] kernel;
    final int[] stride;
    final int[] padding;
    final int[] dilation;
    final int[] places;

    private Windows(int[] image, int[] kernel, int[] stride, int[] padding, int[] dilation, int[] places) {
        this.image = image;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.places = places;
    }

    /** With as many places as there is room for, or as are given. All arrays have one number for each of one to three dimensions. */
    public static Windows of(int[] image, int[] kernel, int[] stride, int[] padding, int[] dilation, int... places) {
        int[] all = new int[image.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = places.length > 0 ? places[i] : room(image[i], kernel[i], stride[i], padding[i], dilation[i]);
        }
        return new Windows(lifted(image, 1), lifted(kernel, 1), lifted(stride, 1), lifted(padding, 0), lifted(dilation, 1), lifted(all, 1));
    }

    /** How many places a kernel has in one dimension. */
    public static int room(int image, int kernel, int stride, int padding, int dilation) {
        return Math.floorDiv(image + 2 * padding - dilation * (kernel - 1) - 1, stride) + 1;
    }

    private static int[] lifted(int[] a, int missing) {
        int[] out = {missing, missing, missing};
        System.arraycopy(a, 0, out, 3 - a.length, a.length);
        return out;
    }

    int imageSize() {
        return image[0] * image[1] * image[2];
    }

    int kernelSize() {
        return kernel[0] * kernel[1] * kernel[2];
    }

    int placeCount() {
        return places[0] * places[1] * places[2];
    }

    /** Whether each place is the image element of the same number. */
    boolean isIdentity() {
        boolean identity = true;
        for (int i = 0; i < 3; i++) {
            identity &= kernel[i] == 1 && stride[i] == 1 && padding[i] == 0 && places[i] == image[i];
        }
        return identity;
    }

    /** {@code n} places in a row meet image elements in steps: place {@code column + i} meets {@code pixel + i·stride}. */
    interface Run {
        void meet(int column, int pixel, int n);
    }

    /** Step between the image elements of one run. */
    int step() {
        return stride[2];
    }

    /** All meetings of kernel and image, kernel elements outermost; {@code column = element·placeCount + place}. */
    void forEachRun(Run run) {
        int column = 0;
        for (int a = 0; a < kernel[0]; a++) {
            for (int b = 0; b < kernel[1]; b++) {
                for (int c = 0; c < kernel[2]; c++) {
                    plane(a, b, c, column, run);
                    column += placeCount();
                }
            }
        }
    }

    private void plane(int a, int b, int c, int column, Run run) {
        int shift = c * dilation[2] - padding[2];
        int first = shift >= 0 ? 0 : (-shift + stride[2] - 1) / stride[2];
        int end = shift >= image[2] ? 0 : Math.min(places[2], (image[2] - 1 - shift) / stride[2] + 1);
        if (first >= end) {
            return;
        }
        for (int d = 0; d < places[0]; d++) {
            int z = d * stride[0] + a * dilation[0] - padding[0];
            if (z < 0 || z >= image[0]) {
                continue;
            }
            for (int h = 0; h < places[1]; h++) {
                int y = h * stride[1] + b * dilation[1] - padding[1];
                if (y >= 0 && y < image[1]) {
                    int row = (d * places[1] + h) * places[2];
                    run.meet(column + row + first, (z * image[1] + y) * image[2] + first * stride[2] + shift, end - first);
                }
            }
        }
    }
}
