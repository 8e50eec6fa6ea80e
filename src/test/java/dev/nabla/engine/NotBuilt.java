package dev.nabla.engine;

import java.util.List;

/** The ops of the conformance cases that have no row yet. A row built is a name taken off. */
final class NotBuilt {
    static final List<String> OPS = List.of(//
            "abs", "acos", "acosh", "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_max_pool2d", "addbmm", "addcdiv",
            "addcmul", "addmm", "addmv", "addr", "all", "amax", "amin", "any", "arange", "argmax", "argmin", "argsort", "asin",
            "asinh", "atan", "atan2", "atanh", "avg_pool1d", "avg_pool2d", "baddbmm", "batch_norm", "bilinear",
            "binary_cross_entropy", "binary_cross_entropy_with_logits", "bmm", "broadcast_to", "cat", "ceil", "celu", "cholesky",
            "cholesky_solve", "chunk", "clamp", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "copysign",
            "cos", "cosh", "cosine_embedding_loss", "cosine_similarity", "count_nonzero", "cross", "cross_entropy", "cummax",
            "cummin", "cumprod", "cumsum", "det", "diag", "diag_embed", "diagonal", "digamma", "dist", "dot", "eigh", "eigvalsh",
            "einsum", "elu", "embedding", "eq", "erf", "erfc", "erfinv", "exp2", "expm1", "eye", "flatten", "flip", "fliplr",
            "flipud", "floor", "floor_divide", "fmax", "fmin", "fmod", "fold", "frac", "full", "full_like", "gather",
            "gaussian_nll_loss", "ge", "gelu", "getitem", "glu", "group_norm", "gt", "hardshrink", "hardsigmoid", "hardswish",
            "hardtanh", "heaviside", "hinge_embedding_loss", "hstack", "huber_loss", "hypot", "index_add", "index_fill",
            "index_select", "instance_norm", "interpolate", "inverse", "isfinite", "isinf", "isnan", "kl_div", "kron",
            "kthvalue", "l1_loss", "layer_norm", "le", "leaky_relu", "lerp", "lgamma", "linear", "linspace",
            "local_response_norm", "log10", "log1p", "log2", "log_softmax", "logaddexp", "logaddexp2", "logcumsumexp", "logdet",
            "logical_and", "logical_not", "logical_or", "logical_xor", "logit", "logsigmoid", "logspace", "logsumexp",
            "lp_pool2d", "lstsq", "lt", "margin_ranking_loss", "masked_fill", "masked_select", "matmul", "matrix_exp",
            "matrix_norm", "matrix_power", "max", "max_pool1d", "max_pool2d", "maximum", "mean", "median", "meshgrid", "min",
            "minimum", "mish", "mm", "movedim", "mse_loss", "multi_dot", "mv", "nan_to_num", "nanmean", "nansum", "narrow", "ne",
            "nll_loss", "norm", "normalize", "one_hot", "ones", "ones_like", "outer", "pad", "pairwise_distance", "permute",
            "pinv", "pixel_shuffle", "poisson_nll_loss", "positive", "pow", "prelu", "prod", "qr", "reciprocal", "relu", "relu6",
            "remainder", "repeat", "repeat_interleave", "rms_norm", "roll", "rot90", "round", "rsqrt", "rsub",
            "scaled_dot_product_attention", "scatter", "select", "selu", "sigmoid", "sign", "silu", "sin", "sinc",
            "sinh", "slogdet", "smooth_l1_loss", "softmax", "softmin", "softplus", "softshrink", "softsign", "solve",
            "solve_triangular", "sort", "split", "sqrt", "square", "squeeze", "stack", "std", "std_mean", "svd", "svdvals", "t",
            "take", "take_along_dim", "tan", "tanhshrink", "tensor", "tensor_unfold", "tensordot", "threshold", "tile", "topk",
            "trace", "tril", "triplet_margin_loss", "triu", "trunc", "unbind", "unflatten", "unfold", "unsqueeze", "var",
            "var_mean", "vdot", "vector_norm", "view", "vstack", "where", "xlogy", "zeros", "zeros_like");

    private NotBuilt() {
    }
}
