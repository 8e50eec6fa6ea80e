package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Signature;
import dev.nabla.lang.value.Builtin;

/** Under which of PyTorch's names each op row can be called: most in torch and as a method, some in torch.nn.functional or torch.linalg only. */
final class OpNames {
    private static final Set<String> INTERNAL = Set.of("convolution", "convolution_weight_backward", "getitem", "index", "slice",
            "tensor_unfold",
            "diagonal_copy", "constant_pad_nd", "max_pool2d_with_indices", "adaptive_max_pool2d_with_indices", "native_batch_norm", "to",
            "setitem_", "alias");
    private static final Set<String> FUNCTIONAL_ONLY = Set.of("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "cross_entropy",
            "nll_loss",
            "binary_cross_entropy", "gaussian_nll_loss", "relu6", "hardtanh", "leaky_relu", "elu", "gelu", "silu", "mish", "softplus",
            "logsigmoid", "softsign", "tanhshrink", "hardsigmoid", "hardswish", "softshrink", "glu", "softmin", "local_response_norm",
            "normalize", "avg_pool2d", "lp_pool2d", "adaptive_avg_pool2d", "adaptive_max_pool2d", "unfold", "fold", "interpolate",
            "one_hot",
            "linear", "scaled_dot_product_attention", "pad");
    private static final Set<String> LINALG_ONLY =
            Set.of("vector_norm", "matrix_norm", "solve", "svd", "svdvals", "eigvalsh", "eigh", "lstsq",
                    "multi_dot", "solve_triangular", "inv_ex", "pinv");
    private static final Set<String> LINALG_TOO = Set.of("det", "slogdet", "cholesky", "qr", "matrix_exp", "matrix_power", "cross");
    private static final Set<String> FUNCTIONAL_TOO = Set.of("relu", "sigmoid", "tanh", "softmax", "log_softmax", "celu", "selu", "prelu",
            "threshold", "hardshrink", "binary_cross_entropy_with_logits", "kl_div", "poisson_nll_loss", "hinge_embedding_loss",
            "margin_ranking_loss", "cosine_embedding_loss", "triplet_margin_loss", "layer_norm", "group_norm", "batch_norm",
            "instance_norm",
            "rms_norm", "pairwise_distance", "cosine_similarity", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
            "conv_transpose3d", "max_pool1d", "max_pool2d", "avg_pool1d", "adaptive_avg_pool1d", "pixel_shuffle", "pixel_unshuffle",
            "embedding",
            "bilinear", "dropout");
    /** Functions of torch.nn.functional that are written in Python. */
    static final Set<String> WRITTEN = Set.of("relu", "relu6", "sigmoid", "tanh", "softmax", "log_softmax", "softmin", "leaky_relu", "elu",
            "celu",
            "selu", "silu", "mish", "hardtanh", "hardsigmoid", "hardswish", "softsign", "tanhshrink", "glu", "threshold", "dropout",
            "mse_loss",
            "l1_loss", "smooth_l1_loss", "huber_loss", "cross_entropy", "nll_loss", "binary_cross_entropy", "kl_div", "poisson_nll_loss",
            "gaussian_nll_loss", "binary_cross_entropy_with_logits", "hinge_embedding_loss", "margin_ranking_loss", "cosine_embedding_loss",
            "triplet_margin_loss", "layer_norm", "group_norm", "batch_norm", "instance_norm", "rms_norm", "normalize", "embedding",
            "interpolate", "pad", "unfold", "fold", "max_pool1d", "max_pool2d", "adaptive_avg_pool2d", "lp_pool2d", "local_response_norm");
    /** Families whose ops are no methods of tensors, but for the exceptions. */
    private static final Set<String> NO_METHODS = Set.of("creation", "random", "joining", "padding", "loss", "normalization", "distance",
            "convolution", "pooling", "vision", "embedding", "linear", "attention", "activation");
    private static final Set<String> METHODS = Set.of("bernoulli", "split", "chunk", "unbind", "softmax", "log_softmax", "sigmoid", "relu",
            "hardshrink", "prelu");

    /** Other names of the same ops. */
    static final Map<String, String> ALIASES = Map.ofEntries(Map.entry("absolute", "abs"), Map.entry("arccos", "acos"),
            Map.entry("arcsin", "asin"), Map.entry("arctan", "atan"), Map.entry("arccosh", "acosh"), Map.entry("arcsinh", "asinh"),
            Map.entry("arctanh", "atanh"), Map.entry("arctan2", "atan2"), Map.entry("concat", "cat"), Map.entry("concatenate", "cat"),
            Map.entry("row_stack", "vstack"), Map.entry("multiply", "mul"), Map.entry("subtract", "sub"), Map.entry("divide", "div"),
            Map.entry("true_divide", "div"), Map.entry("greater", "gt"), Map.entry("greater_equal", "ge"), Map.entry("less", "lt"),
            Map.entry("less_equal", "le"), Map.entry("not_equal", "ne"), Map.entry("negative", "neg"), Map.entry("clip", "clamp"),
            Map.entry("fix", "trunc"), Map.entry("moveaxis", "movedim"), Map.entry("swapaxes", "transpose"),
            Map.entry("swapdims", "transpose"),
            Map.entry("ger", "outer"), Map.entry("pinverse", "pinv"));

    private OpNames() {
    }

    private static boolean isInternal(String name) {
        return name.startsWith("_") || name.endsWith("_backward") || INTERNAL.contains(name);
    }

    /** The functions of torch. */
    static List<Builtin> functions() {
        List<Builtin> out = new ArrayList<>();
        for (Op op : Ops.all()) {
            String name = op.wireName();
            if (!isInternal(name) && !FUNCTIONAL_ONLY.contains(name) && !LINALG_ONLY.contains(name) && !op.family().equals("inplace")) {
                out.add(OpFunction.function(op, name));
            }
        }
        ALIASES.forEach((alias, name) -> out.add(OpFunction.function(named(name), alias)));
        return out;
    }

    /** The functions of torch.linalg. */
    static List<Builtin> linalg() {
        List<Builtin> out = new ArrayList<>();
        LINALG_ONLY.forEach(name -> out.add(OpFunction.function(named(name), name)));
        LINALG_TOO.forEach(name -> out.add(OpFunction.function(named(name), name)));
        out.add(OpFunction.function(named("inverse"), "inv"));
        return out;
    }

    /** The ops of torch.nn.functional. */
    static List<Op> functional() {
        List<Op> out = new ArrayList<>();
        FUNCTIONAL_ONLY.forEach(name -> out.add(named(name)));
        FUNCTIONAL_TOO.forEach(name -> out.add(named(name)));
        return out;
    }

    /** The methods of tensors. */
    static List<Builtin> methods() {
        List<Builtin> out = new ArrayList<>();
        for (Op op : Ops.all()) {
            String name = op.wireName();
            boolean takesTensor = !op.row().signature().parameters().isEmpty() && !op.row().signature().isVariadic()
                    && isOperand(op.row().signature().parameters().getFirst());
            boolean fits = op.family().equals("inplace") || METHODS.contains(name) || !NO_METHODS.contains(op.family());
            if (takesTensor && fits && !isInternal(name) && !LINALG_ONLY.contains(name) && !FUNCTIONAL_ONLY.contains(name)) {
                out.add(OpFunction.method(op, name));
            }
        }
        Ops.inPlace().forEach(op -> out.add(OpFunction.method(op, op.wireName())));
        ALIASES.forEach((alias, name) -> {
            if (!named(name).row().signature().isVariadic()) {
                out.add(OpFunction.method(named(name), alias));
            }
        });
        out.add(OpFunction.method(named("tensor_unfold"), "unfold"));
        return out;
    }

    private static boolean isOperand(Signature.Parameter p) {
        return p.type() == Signature.Type.TENSOR || p.type() == Signature.Type.OPERAND;
    }

    static Op named(String name) {
        return Objects.requireNonNull(Ops.named(name), name);
    }
}
