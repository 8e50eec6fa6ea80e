package dev.nabla.lang.nn;

import java.util.List;

import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Run;

/**
 * Losses as layers.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.html#loss-functions">Loss functions</a>
 */
final class LossLayers {
    private static final String REDUCED = "size_average=None, reduce=None, reduction='mean'";

    static final List<LayerType> ROWS = List.of(
    // @formatter:off
            row("MSELoss(" + REDUCED + ")", 0).applies("mse_loss", "input, target", "reduction"),
            row("L1Loss(" + REDUCED + ")", 0).applies("l1_loss", "input, target", "reduction"),
            row("SmoothL1Loss(" + REDUCED + ", beta=1.0)", 0).applies("smooth_l1_loss", "input, target", "reduction", "beta"),
            plain("HuberLoss(reduction='mean', delta=1.0)").applies("huber_loss", "input, target", "reduction", "delta"),
            weighted("CrossEntropyLoss(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0)", 1)
                    .applies("cross_entropy", "input, target", "weight", "ignore_index", "reduction", "label_smoothing"),
            weighted("NLLLoss(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean')", 1)
                    .applies("nll_loss", "input, target", "weight", "ignore_index", "reduction"),
            weighted("BCELoss(weight=None, " + REDUCED + ")", 1).applies("binary_cross_entropy", "input, target", "weight", "reduction"),
            weighted("BCEWithLogitsLoss(weight=None, " + REDUCED + ", pos_weight=None)", 1)
                    .applies("binary_cross_entropy_with_logits", "input, target", "weight", "reduction", "pos_weight"),
            row("KLDivLoss(" + REDUCED + ", log_target=False)", 0).applies("kl_div", "input, target", "reduction", "log_target"),
            row("PoissonNLLLoss(log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean')", 2)
                    .applies("poisson_nll_loss", "log_input, target", "full", "eps", "reduction"),
            plain("GaussianNLLLoss(*, full=False, eps=1e-06, reduction='mean')")
                    .applies("gaussian_nll_loss", "input, target, var", "full", "eps", "reduction"),
            row("HingeEmbeddingLoss(margin=1.0, " + REDUCED + ")", 1).applies("hinge_embedding_loss", "input, target", "margin", "reduction"),
            row("MarginRankingLoss(margin=0.0, " + REDUCED + ")", 1)
                    .applies("margin_ranking_loss", "input1, input2, target", "margin", "reduction"),
            row("CosineEmbeddingLoss(margin=0.0, " + REDUCED + ")", 1)
                    .applies("cosine_embedding_loss", "input1, input2, target", "margin", "reduction"),
            row("TripletMarginLoss(margin=1.0, p=2.0, eps=1e-06, swap=False, " + REDUCED + ")", 4)
                    .applies("triplet_margin_loss", "anchor, positive, negative", "margin", "p", "eps", "swap", "reduction"));
            // @formatter:on

    private LossLayers() {
    }

    private static LayerType plain(String signature) {
        return LayerType.of("loss", signature);
    }

    /** @param averaged the position of size_average, which with reduce is the old way to say reduction */
    private static LayerType row(String signature, int averaged) {
        return plain(signature).setup((layer, a) -> reduce(layer, a, signature, averaged));
    }

    private static LayerType weighted(String signature, int averaged) {
        return plain(signature).setup((layer, a) -> {
            reduce(layer, a, signature, averaged);
            layer.setBuffer("weight", a.get(0));
            if (signature.contains("pos_weight")) {
                layer.setBuffer("pos_weight", layer.get("pos_weight"));
            }
        });
    }

    private static void reduce(Layer layer, Given a, String signature, int averaged) {
        int reduced = signature.contains("size_average=None, reduce=None") ? averaged + 1 : averaged + 2;
        if (a.get(averaged) != None.NONE || a.get(reduced) != None.NONE) {
            boolean reduces = !a.has(reduced) || a.flag(reduced);
            String reduction = !reduces ? "none" : !a.has(averaged) || a.flag(averaged) ? "mean" : "sum";
            Run.current().warn("UserWarning: size_average and reduce args will be deprecated, please use reduction='" + reduction
                    + "' instead.");
            layer.set("reduction", reduction);
        }
    }
}
