package dev.nabla.engine;

import java.util.List;

/** The ops of the conformance cases that have no row yet. A row built is a name taken off. */
final class NotBuilt {
    static final List<String> OPS = List.of(//
            "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_max_pool2d", "avg_pool1d", "avg_pool2d", "batch_norm",
            "bilinear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "embedding", "fold",
            "instance_norm", "interpolate", "linear", "local_response_norm", "lp_pool2d", "max_pool1d", "max_pool2d", "one_hot",
            "pixel_shuffle", "scaled_dot_product_attention", "unfold");

    private NotBuilt() {
    }
}
