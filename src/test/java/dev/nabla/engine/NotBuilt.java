package dev.nabla.engine;

import java.util.List;

/** The ops of the conformance cases that have no row yet. A row built is a name taken off. */
final class NotBuilt {
    static final List<String> OPS = List.of(//
            "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_max_pool2d", "arange", "avg_pool1d", "avg_pool2d",
            "batch_norm", "bilinear", "cat", "cholesky", "cholesky_solve", "chunk", "conv1d", "conv2d", "conv3d",
            "conv_transpose1d", "conv_transpose2d", "det", "dist", "eigh", "eigvalsh", "embedding", "eye", "flip", "fliplr",
            "flipud", "fold", "full", "full_like", "glu", "hstack", "instance_norm", "interpolate", "inverse", "linear",
            "linspace", "local_response_norm", "logcumsumexp", "logdet", "logspace", "lp_pool2d", "lstsq", "matrix_exp",
            "matrix_norm", "matrix_power", "max_pool1d", "max_pool2d", "meshgrid", "movedim", "norm", "one_hot", "ones",
            "ones_like", "pad", "pinv", "pixel_shuffle", "qr", "repeat", "repeat_interleave", "roll", "rot90",
            "scaled_dot_product_attention", "slogdet", "solve", "solve_triangular", "split", "stack", "svd", "svdvals", "tensor",
            "tile", "unbind", "unfold", "vstack", "zeros", "zeros_like");

    private NotBuilt() {
    }
}
