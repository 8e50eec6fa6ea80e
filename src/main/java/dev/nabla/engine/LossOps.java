package dev.nabla.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.primitive;

/**
 * How far predictions are from targets. In rules: g is the gradient arriving at a single loss, x the prediction, t the target, d = x − t.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.functional.html#loss-functions">Loss functions</a>
 */
enum LossOps implements Op {
    MSE_LOSS(ofDifference("mse_loss(Tensor input, Tensor target, " + Reduction.PARAMS + ")", "mse_cpu", _ -> d -> d * d, (d, _) -> d.mul(2))
            .doc("The squared differences.").derivative("g·2(x − t); −g·2(x − t)")),
    L1_LOSS(composite("l1_loss(Tensor input, Tensor target, " + Reduction.PARAMS + ")", LossOps::absolute)
            .example(Map.of(), NdArray.of(Shape.of(3), 0.5, -0.7, 2.0), NdArray.of(Shape.of(2, 1), 1.5, 3.0))
            .doc("The absolute differences.").derivative("g·sign(x − t); −g·sign(x − t)")),
    SMOOTH_L1_LOSS(composite("smooth_l1_loss(Tensor input, Tensor target, " + Reduction.PARAMS + ", float beta=1.0)", LossOps::smoothL1Loss)
            .example(Map.of(), Examples.array(3), Examples.array(2, 3))
            .example(Map.of("beta", 0.0), NdArray.of(Shape.of(2), 0.5, -0.7), NdArray.of(Shape.of(2, 1), 1.5, 3.0))
            .doc("Half the squared difference over beta where it is below beta, else the absolute difference less beta/2.")
            .derivative("g·(x − t)/beta where |x − t| < beta, else g·sign(x − t); the opposite")),
    SMOOTH_L1_LOSS_CURVED(ofDifference("_smooth_l1_loss_curved(Tensor input, Tensor target, " + Reduction.PARAMS + ", float beta=1.0)",
            "smooth_l1_cpu", LossOps::smoothL1, (d, p) -> huberSlope(d.div(p.real("beta")), 1))
            .gradFn("SmoothL1LossBackward0")
            .doc("smooth_l1_loss with beta above 0.").derivative("g·(x − t)/beta where |x − t| < beta, else g·sign(x − t); the opposite")),
    HUBER_LOSS(primitive("huber_loss(Tensor input, Tensor target, str reduction='mean', float delta=1.0)", LossOps::huberLoss).elementwise()
            .jointly(Row.in(0) | Row.in(1), LossOps::huberGradients)
            .example(Map.of(), Examples.array(3), Examples.array(2, 3))
            .example(Map.of("reduction", "sum"), Examples.array(2), Examples.array(2, 1))
            .doc("Half the squared difference where it is below delta, else delta times the absolute difference less delta²/2.")
            .derivative("g·(x − t) where |x − t| < delta, else g·delta·sign(x − t); the opposite")),
    BINARY_CROSS_ENTROPY(primitive("binary_cross_entropy(Tensor input, Tensor target, Tensor? weight=None, " + Reduction.PARAMS + ")",
            BinaryCrossEntropy::ofProbabilities)
            .vjp(Row.in(0) | Row.in(1) | Row.in(2), BinaryCrossEntropy::gradient)
            .vjp(Row.in(0) | Row.in(1) | Row.in(2), BinaryCrossEntropy::gradientOfTarget)
            .example(Map.of(), NdArray.of(Shape.of(3), 0.2, 0.5, 0.9), NdArray.of(Shape.of(3), 0.1, 0.9, 0.7), null)
            .doc("−w·(t·log x + (1 − t)·log(1 − x)), each logarithm at least −100.")
            .derivative("g·w·(x − t)/(x(1 − x)); g·w·log((1 − x)/x)")),
    BINARY_CROSS_ENTROPY_BACKWARD(primitive("binary_cross_entropy_backward(Tensor grad_output, Tensor input, Tensor target)",
            BinaryCrossEntropy::slope)
            .jointly(Row.in(0) | Row.in(1) | Row.in(2), BinaryCrossEntropy::slopeGradients)
            .example(Map.of(), NdArray.of(Shape.of(3), 1.0, -0.5, 2.0), NdArray.of(Shape.of(3), 0.2, 0.5, 0.9),
                    NdArray.of(Shape.of(3), 0.1, 0.9, 0.7))
            .doc("The gradient of binary_cross_entropy by its input, x(1 − x) being at least 10⁻¹².")
            .derivative("g·(x − t)/(x(1 − x)); g·grad·(x² − 2xt + t)/(x(1 − x))²; −g·grad/(x(1 − x))")),
    BINARY_CROSS_ENTROPY_WITH_LOGITS(primitive("binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight=None, "
            + Reduction.PARAMS + ", Tensor? pos_weight=None)", BinaryCrossEntropy::ofLogits)
            .jointly(Row.in(0) | Row.in(1) | Row.in(2) | Row.in(3), BinaryCrossEntropy::gradientsOfLogits)
            .example(Map.of(), NdArray.of(Shape.of(3), -2.0, 0.5, 3.0), NdArray.of(Shape.of(3), 0.1, 0.9, 0.7), null, null)
            .doc("Binary cross entropy of sigmoid(x), finite for large x; p weighs the positive class.")
            .derivative("g·w·(1 − t − (1 + (p − 1)t)·sigmoid(−x)); g·w·(logsigmoid(−x) − p·logsigmoid(x))")),
    KL_DIV(composite("kl_div(Tensor input, Tensor target, " + Reduction.PARAMS + ", bool log_target=False)", LossOps::divergence)
            .example(Map.of("reduction", "batchmean"), NdArray.of(Shape.of(2, 2), -0.4, -1.2, -0.9, -0.5),
                    NdArray.of(Shape.of(2, 2), 0.3, 0.7, 0.6, 0.4))
            .doc("t·(log t − x), the divergence of the distribution exp(x) from t.").derivative("−g·t; g·(1 + log t − x)")),
    NLL_LOSS(primitive("nll_loss(Tensor input, Tensor target, Tensor? weight=None, bool? size_average=None, int ignore_index=-100, "
            + "bool? reduce=None, str reduction='mean')", ClassLosses::nll)
            .vjp(Row.in(0) | Row.in(1) | Row.in(2), ClassLosses::nllGradient).flatIn(Row.in(0))
            .gradFn(ClassLosses::nllName)
            .example(Map.of(), NdArray.of(Shape.of(2, 3), -1.0, -2.0, -0.5, -0.3, -1.5, -3.0), NdArray.of(Shape.of(2), 2L, 0L), null)
            .loops().doc("−w[t]·x[t] for each target class t; their mean is taken over the weights.")
            .derivative("−g·w[t] at the target's class, else 0")),
    NLL_LOSS_BACKWARD(primitive("nll_loss_backward(Tensor grad_output, Tensor target, Tensor? weight, int[] input_size, int ignore_index, "
            + "str reduction)", ClassLosses::nllBackward)
            .vjp(Row.in(1) | Row.in(2), ClassLosses::nllAgain)
            .example(Map.of("input_size", List.of(2L, 3L), "ignore_index", -100L, "reduction", "none"), NdArray.of(Shape.of(2), 1.0, 2.0),
                    NdArray.of(Shape.of(2), 2L, 0L), null)
            .loops().doc("The gradient of nll_loss by its input, its adjoint map.").derivative("nll_loss of g")),
    CROSS_ENTROPY(composite("cross_entropy(Tensor input, Tensor target, Tensor? weight=None, bool? size_average=None, "
            + "int ignore_index=-100, bool? reduce=None, str reduction='mean', float label_smoothing=0.0)", ClassLosses::crossEntropy)
            .example(Map.of(), NdArray.of(Shape.of(2, 3), 1.0, 2.0, 0.5, 0.3, 1.5, 3.0), NdArray.of(Shape.of(2), 2L, 0L), null)
            .doc("nll_loss of log_softmax: targets are classes, or a probability for each class.")
            .derivative("g·(softmax(x) − onehot(t)), each place times w[t]/Σw")),
    POISSON_NLL_LOSS(composite("poisson_nll_loss(Tensor input, Tensor target, bool log_input=True, bool full=False, "
            + "bool? size_average=None, float eps=1e-08, bool? reduce=None, str reduction='mean')", LossOps::poisson)
            .example(Map.of(), NdArray.of(Shape.of(2), 0.5, -0.7), NdArray.of(Shape.of(2), 1.5, 3.0))
            .example(Map.of("full", true, "log_input", false), NdArray.of(Shape.of(2), 0.5, 1.7), NdArray.of(Shape.of(2), 1.5, 3.0))
            .doc("exp(x) − t·x, or x − t·log(x + eps): counts t under a Poisson distribution whose log mean or mean is x; full adds "
                    + "Stirling's approximation of log t!.")
            .derivative("g·(exp(x) − t); −g·x")),
    GAUSSIAN_NLL_LOSS(composite("gaussian_nll_loss(Tensor input, Tensor target, Operand var, bool full=False, float eps=1e-06, "
            + "str reduction='mean')", LossOps::gaussian)
            .example(Map.of(), NdArray.of(Shape.of(3), 1.0, 2.0, 0.5), NdArray.of(Shape.of(3), 1.5, 1.0, 0.7),
                    NdArray.of(Shape.of(3), 0.5, 1.0, 2.0))
            .doc("(log v + (x − t)²/v)/2: targets under a normal distribution of mean x and variance v, at least eps.")
            .derivative("g·(x − t)/v; −g·(x − t)/v; g·(1/v − (x − t)²/v²)/2")),
    HINGE_EMBEDDING_LOSS(composite("hinge_embedding_loss(Tensor input, Tensor target, float margin=1.0, bool? size_average=None, "
            + "bool? reduce=None, str reduction='mean')", LossOps::hingeEmbedding)
            .example(Map.of(), NdArray.of(Shape.of(3), 0.2, 0.7, 1.5), NdArray.of(Shape.of(3), 1L, -1L, -1L))
            .doc("x where the target is 1, max(0, margin − x) where it is −1.")
            .derivative("g where t = 1; −g where t = −1 and x < margin")),
    MARGIN_RANKING_LOSS(composite("margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, float margin=0.0, "
            + Reduction.PARAMS + ")", LossOps::marginRanking)
            .example(Map.of(), NdArray.of(Shape.of(3), 0.2, 0.7, 1.5), NdArray.of(Shape.of(3), 0.9, 0.1, 1.0),
                    NdArray.of(Shape.of(3), 1L, -1L, 1L))
            .doc("max(0, margin − t·(x₁ − x₂)): target 1 asks that x₁ be the larger, −1 that x₂ be.")
            .derivative("−g·t; g·t, where the loss is positive")),
    COSINE_EMBEDDING_LOSS(composite("cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, float margin=0.0, "
            + Reduction.PARAMS + ")", LossOps::cosineEmbedding)
            .example(Map.of("margin", -1.0), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 0.5, -1.0),
                    NdArray.of(Shape.of(2, 2), 0.5, 1.5, 1.0, 1.0),
                    NdArray.of(Shape.of(2), 1L, -1L))
            .doc("1 − cos(x₁, x₂) where the target is 1, max(0, cos(x₁, x₂) − margin) where it is −1.")
            .derivative("−g·d cos, or g·d cos where positive")),
    TRIPLET_MARGIN_LOSS(composite("triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, float margin=1.0, float p=2, "
            + "float eps=1e-06, bool swap=False, " + Reduction.PARAMS + ")", LossOps::tripletMargin)
            .example(Map.of(), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 0.5, -1.0), NdArray.of(Shape.of(2, 2), 0.5, 1.5, 1.0, 1.0),
                    NdArray.of(Shape.of(2, 2), 2.0, 1.0, 0.0, 0.0))
            .doc("max(0, margin + ‖a − p‖ − ‖a − n‖); with swap the negative's smaller distance to anchor and positive counts.")
            .derivative("g·(d‖a − p‖ − d‖a − n‖) where the loss is positive"));

    private final Row row;

    LossOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    // ---- losses of the difference ---------------------------------------------------------------------------------

    /** The derivative of a loss by the difference d. */
    private interface Slope {
        Tensor at(Tensor d, Params p);
    }

    /**
     * A loss of x − t.
     *
     * @param kernel PyTorch's name for it where it refuses integers
     */
    private static Row ofDifference(String signature, String kernel, Function<Params, DoubleUnaryOperator> loss, Slope slope) {
        return primitive(signature, c -> Rows.one(differences(c, kernel, loss)))
                .elementwise().jointly(Row.in(0) | Row.in(1), f -> gradients(f, slope))
                .example(Map.of(), Examples.array(3), Examples.array(2, 3))
                .example(Map.of("reduction", "sum"), Examples.array(2), Examples.array(2, 1));
    }

    private static NdArray differences(Call c, String kernel, Function<Params, DoubleUnaryOperator> loss) {
        Reduction reduction = pairs(c);
        DoubleUnaryOperator f = loss.apply(c.params());
        Shape shape = Broadcasting.of(c.shape(0), c.shape(1));
        Tensor x = Tensor.of(c.array(0).broadcastTo(shape));
        Tensor t = Tensor.of(c.array(1).broadcastTo(shape));
        DType dtype = Promotion.resultType(x, t);
        Rows.refuse(!dtype.isFloat(), kernel, dtype);
        return reduction.of(Rows.combine(dtype, x, t, (a, b) -> f.applyAsDouble(a - b), Rows.NO_INTEGERS));
    }

    private static @Nullable Tensor[] gradients(Frame f, Slope slope) {
        Shape shape = Broadcasting.of(f.shape(0), f.shape(1));
        Tensor d = wide(number(f.in(0)), shape).sub(wide(number(f.in(1)), shape));
        Tensor g = Reduction.of(f.params()).spread(f.g(), d.shape());
        Tensor dx = slope.at(d, f.params()).mul(g);
        return new @Nullable Tensor[]{dx, f.needs(1) ? dx.neg() : null};
    }

    private static Tensor[] absolute(Call c) {
        Shape shape = Broadcasting.of(c.shape(0), c.shape(1));
        return one(Reduction.of(c.params()).of(wide(c.in(0), shape).sub(wide(c.in(1), shape)).abs()));
    }

    /** Broadcast first: then a 0-d operand counts for the result's dtype as any other does. */
    private static Tensor wide(Tensor t, Shape shape) {
        return t.shape().equals(shape) ? t : t.expand(shape);
    }

    /** Truth values, which cannot be subtracted, as numbers. */
    private static Tensor number(Tensor t) {
        return t.dtype() == DType.BOOL ? t.to(DType.INT64) : t;
    }

    /** The reduction, after a look at the shapes. */
    private static Reduction pairs(Call c) {
        Broadcasting.of(c.shape(0), c.shape(1));
        return Reduction.of(c.params());
    }

    private static DoubleUnaryOperator smoothL1(Params p) {
        double beta = p.real("beta");
        if (beta < 0) {
            throw TorchError.argument("smooth_l1_loss does not support negative values for beta.");
        }
        return d -> Math.abs(d) < beta ? 0.5 * d * d / beta : Math.abs(d) - 0.5 * beta;
    }

    private static Tensor[] smoothL1Loss(Call c) {
        if (c.params().real("beta") != 0) {
            return one(SMOOTH_L1_LOSS_CURVED.call(c.params(), c.in(0), c.in(1)));
        }
        Map<String, @Nullable Object> params = new HashMap<>(c.params().given());
        params.remove("beta");
        return one(L1_LOSS.call(params, c.in(0), c.in(1)));
    }

    /** Computed in the common dtype and given in the input's, which the gradient insists on. */
    private static NdArray[] huberLoss(Call c) {
        NdArray loss = differences(c, "huber_cpu", LossOps::huber);
        if (!c.dtype(0).isFloat()) {
            throw TorchError.dtype("result type " + loss.dtype().scalarName() + " can't be cast to the desired output type "
                    + c.dtype(0).scalarName());
        }
        return Rows.one(loss.to(c.dtype(0)));
    }

    private static @Nullable Tensor[] huberGradients(Frame f) {
        if (f.dtype(0) != f.dtype(1)) {
            throw TorchError.dtype("Found dtype " + f.dtype(1).scalarName() + " but expected " + f.dtype(0).scalarName());
        }
        return gradients(f, (d, p) -> huberSlope(d, p.real("delta")));
    }

    private static DoubleUnaryOperator huber(Params p) {
        double delta = p.real("delta");
        if (!(delta > 0)) {
            throw TorchError.argument("huber_loss does not support non-positive values for delta.");
        }
        return d -> Math.abs(d) <= delta ? 0.5 * d * d : delta * (Math.abs(d) - 0.5 * delta);
    }

    /** d, cut off at ±delta; flat from there on. */
    private static Tensor huberSlope(Tensor d, double delta) {
        return d.sign().mul(delta).where(d.abs().ge(delta), d);
    }

    // ---- losses of distributions ----------------------------------------------------------------------------------

    private static Tensor[] divergence(Call c) {
        boolean batch = c.params().text("reduction").equals("batchmean");
        Reduction reduction = batch ? Reduction.SUM : Reduction.of(c.params());
        if (!c.dtype(0).isFloat() || !c.dtype(1).isFloat()) {
            throw TorchError.dtype("kl_div: Integral inputs not supported.");
        }
        Tensor x = c.in(0);
        Tensor t = c.in(1);
        Tensor loss = reduction.of(c.params().flag("log_target") ? t.exp().mul(t.sub(x)) : t.xlogy(t).sub(t.mul(x)));
        return one(batch && x.shape().rank() != 0 ? loss.div(Tensor.number((long) x.shape().dim(0))) : loss);
    }

    private static Tensor[] poisson(Call c) {
        Reduction reduction = Reduction.of(c.params());
        Tensor x = c.in(0);
        Tensor t = c.in(1);
        Tensor loss = c.params().flag("log_input") ? x.exp().sub(t.mul(x)) : x.sub(t.mul(x.add(c.params().real("eps")).log()));
        if (c.params().flag("full")) {
            Tensor stirling = t.mul(t.log()).sub(t).add(t.mul(2 * Math.PI).log().mul(0.5));
            loss = loss.add(stirling.except(t.le(1)));
        }
        return one(reduction.of(loss));
    }

    private static Tensor[] gaussian(Call c) {
        Tensor x = c.in(0);
        Tensor v = c.isNumber(2) ? x.onesLike().mul(c.in(2)) : c.in(2);
        double eps = c.params().real("eps");
        for (int i = 0; i < v.shape().size(); i++) {
            if (v.data().getDouble(i) < 0) {
                throw TorchError.value("var has negative entry/entries");
            }
        }
        Tensor w = oneForEach(v, x.shape());
        String reduction = c.params().text("reduction");
        if (!List.of("none", "mean", "sum").contains(reduction)) {
            throw TorchError.value(reduction + " is not valid");
        }
        Tensor atLeast = w.raisedTo(eps);
        Tensor d = x.sub(c.in(1));
        Tensor loss = atLeast.log().add(d.pow(Tensor.number(2L)).div(atLeast)).mul(0.5);
        if (c.params().flag("full")) {
            loss = loss.add(0.5 * Math.log(2 * Math.PI));
        }
        return one(Reduction.named(reduction).of(loss));
    }

    /** The variances in a shape that broadcasts against the input's. */
    private static Tensor oneForEach(Tensor v, Shape x) {
        int rank = x.rank();
        if (v.shape().equals(x)) {
            return v;
        }
        if (rank > 0 && v.shape().equals(x.without(rank - 1))) {
            return v.reshape(v.shape().insert(rank - 1, 1));
        }
        int differing = 0;
        for (int i = 0; i < rank && v.shape().rank() == rank; i++) {
            differing += v.shape().dim(i) == x.dim(i) ? 0 : v.shape().dim(i);
        }
        if (differing != 1) {
            throw TorchError.value("var is of incorrect size");
        }
        return v;
    }

    // ---- losses of similarity -------------------------------------------------------------------------------------

    private static Tensor[] hingeEmbedding(Call c) {
        Reduction reduction = Reduction.of(c.params());
        Tensor x = c.in(0);
        Tensor t = c.in(1);
        Tensor apart = x.neg().add(c.params().real("margin")).clampMin(0);
        return one(reduction.of(apart.except(t.eq(1)).add(x.except(t.eq(-1)))));
    }

    private static Tensor[] marginRanking(Call c) {
        Reduction reduction = Reduction.of(c.params());
        int rank = c.shape(0).rank();
        if (rank != c.shape(1).rank() || rank != c.shape(2).rank()) {
            throw TorchError
                    .argument("margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: torch.Size("
                            + c.shape(0) + "), input2: torch.Size(" + c.shape(1) + "), target: torch.Size(" + c.shape(2) + ") ");
        }
        Tensor order = c.in(2).neg().mul(c.in(0).sub(c.in(1)));
        return one(reduction.of(order.add(c.params().real("margin")).clampMin(0)));
    }

    private static Tensor[] cosineEmbedding(Call c) {
        Reduction reduction = Reduction.of(c.params());
        Tensor a = c.in(0);
        Tensor b = c.in(1);
        Tensor t = c.in(2);
        int rank = t.shape().rank();
        if (rank > 1) {
            throw TorchError.shape("0D or 1D target tensor expected, multi-target not supported");
        }
        if (a.shape().rank() != rank + 1 || b.shape().rank() != rank + 1) {
            throw TorchError
                    .shape(rank + "D target tensor expects " + (rank + 1) + "D input tensors, but found inputs with sizes " + a.shape()
                            + " and " + b.shape() + ".");
        }
        double tiny = 1e-12;
        Tensor squares = a.mul(a).sum(false, rank).add(tiny).mul(b.mul(b).sum(false, rank).add(tiny));
        Tensor cos = a.mul(b).sum(false, rank).div(squares.sqrt());
        Tensor alike = cos.rsub(1).where(t.eq(1));
        Tensor apart = cos.sub(c.params().real("margin")).clampMin(0).where(t.eq(-1));
        return one(reduction.of(alike.add(apart)));
    }

    private static Tensor[] tripletMargin(Call c) {
        Reduction reduction = Reduction.of(c.params());
        double margin = c.params().real("margin");
        if (margin <= 0) {
            throw TorchError.value("margin must be greater than 0, got " + margin);
        }
        int[] ranks = {c.shape(0).rank(), c.shape(1).rank(), c.shape(2).rank()};
        if (Arrays.stream(ranks).anyMatch(r -> r != ranks[0])) {
            throw TorchError
                    .shape("The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
                            + "anchor " + ranks[0] + "D, positive " + ranks[1] + "D, and negative " + ranks[2] + "D inputs");
        }
        Tensor toPositive = distance(c, 0, 1);
        Tensor toNegative = distance(c, 0, 2);
        if (c.params().flag("swap")) {
            toNegative = ComparisonOps.MINIMUM.call(toNegative, distance(c, 1, 2));
        }
        return one(reduction.of(toPositive.add(margin).sub(toNegative).clampMin(0)));
    }

    private static Tensor distance(Call c, int i, int j) {
        return DistanceOps.PAIRWISE_DISTANCE.call(Map.of("p", c.params().real("p"), "eps", c.params().real("eps")), c.in(i), c.in(j));
    }

    private static Tensor[] one(Tensor t) {
        return new Tensor[]{t};
    }
}
