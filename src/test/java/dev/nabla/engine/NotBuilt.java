package dev.nabla.engine;

import java.util.List;

/** The ops of the conformance cases that have no row yet. A row built is a name taken off. */
final class NotBuilt {
    static final List<String> OPS = List.of(//
            "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_max_pool2d", "arange", "avg_pool1d", "avg_pool2d",
            "batch_norm", "bilinear", "binary_cross_entropy", "binary_cross_entropy_with_logits", "broadcast_to", "cat",
            "cholesky", "cholesky_solve", "chunk", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
            "cosine_embedding_loss", "cosine_similarity", "cross_entropy", "cummax", "cummin", "cumprod", "cumsum",
            "det", "dist", "eigh", "eigvalsh", "embedding", "eye", "flatten", "flip", "fliplr", "flipud", "fold",
            "full", "full_like", "gaussian_nll_loss", "getitem", "glu", "group_norm", "hinge_embedding_loss", "hstack",
            "huber_loss", "index_add", "index_fill", "index_select", "instance_norm", "interpolate", "inverse", "kl_div",
            "l1_loss", "layer_norm", "linear", "linspace", "local_response_norm", "log_softmax", "logcumsumexp", "logdet",
            "logspace", "lp_pool2d", "lstsq", "margin_ranking_loss", "masked_fill", "masked_select", "matrix_exp", "matrix_norm",
            "matrix_power", "max_pool1d", "max_pool2d", "meshgrid", "movedim", "mse_loss", "narrow", "nll_loss",
            "norm", "normalize", "one_hot", "ones", "ones_like", "pad", "pairwise_distance", "pinv", "pixel_shuffle",
            "poisson_nll_loss", "prod", "qr", "repeat", "repeat_interleave", "rms_norm", "roll", "rot90",
            "scaled_dot_product_attention", "scatter", "select", "slogdet", "smooth_l1_loss", "softmax", "softmin", "solve",
            "solve_triangular", "split", "squeeze", "stack", "svd", "svdvals", "take", "take_along_dim", "tensor",
            "tensor_unfold", "tile", "triplet_margin_loss", "unbind", "unflatten", "unfold", "unsqueeze", "view",
            "vstack", "zeros", "zeros_like");

    private NotBuilt() {
    }
}
