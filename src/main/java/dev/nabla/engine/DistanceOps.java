package dev.nabla.engine;

import java.util.Map;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.fused;

/**
 * How far, or how far apart in direction, vectors are.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.functional.html#distance-functions">Distance functions</a>
 */
enum DistanceOps implements Op {
    PAIRWISE_DISTANCE(
            composite("pairwise_distance(Tensor x1, Tensor x2, float p=2.0, float eps=1e-06, bool keepdim=False)", DistanceOps::distance)
                    .example(Map.of(), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 0.5, -1.0), NdArray.of(Shape.of(2, 2), 0.5, 1.5, 1.0, 1.0))
                    .doc("The p-norm of x₁ − x₂ + eps over the last dimension.").derivative("g·∂‖x₁ − x₂ + eps‖; the opposite")),
    LAST_NORM(fused("_last_norm(Tensor input, float p, bool keepdim)",
            c -> new Tensor[]{c.in(0).norm(c.params().real("p"), c.params().flag("keepdim"), -1)})
            .saving(Row.out(0)).gradFn("NormBackward1")
            .example(Map.of("p", 3.0, "keepdim", false), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 0.5, -1.0))
            .doc("The p-norm over the last dimension, as torch.norm shows it.").derivative("that of vector_norm")),
    COSINE_SIMILARITY(composite("cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08)", DistanceOps::cosine)
            .example(Map.of(), NdArray.of(Shape.of(2, 2), 1.0, 2.0, 0.5, -1.0), NdArray.of(Shape.of(2, 2), 0.5, 1.5, 1.0, 1.0))
            .doc("x₁·x₂/(‖x₁‖‖x₂‖) along the dimension, each norm at least eps.").derivative("g·(x₂/‖x₂‖ − out·x₁/‖x₁‖)/‖x₁‖; likewise"));

    private final Row row;

    DistanceOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static Tensor[] distance(Call c) {
        Tensor d = c.in(0).sub(c.in(1)).add(c.params().real("eps"));
        return new Tensor[]{LAST_NORM.call(Map.of("p", c.params().real("p"), "keepdim", c.params().flag("keepdim")), d)};
    }

    private static Tensor[] cosine(Call c) {
        Shape shape = Broadcasting.of(c.shape(0), c.shape(1));
        DType dtype = Promotion.resultType(c.in(0), c.in(1));
        if (!dtype.isFloat()) {
            throw TorchError.dtype("expected common dtype to be floating point, yet common dtype is " + dtype.scalarName());
        }
        double eps = c.params().real("eps");
        if (eps < 0) {
            throw TorchError.argument("eps must be non-negative, got: " + eps);
        }
        int dim = Dims.wrap(c.params().integer("dim"), shape.rank());
        Tensor product = direction(c.in(0), shape, dtype, dim, eps).mul(direction(c.in(1), shape, dtype, dim, eps));
        return new Tensor[]{product.sum(false, dim)};
    }

    private static Tensor direction(Tensor x, Shape shape, DType dtype, int dim, double eps) {
        Tensor wide = x.shape().equals(shape) ? x : x.expand(shape);
        Tensor same = wide.dtype() == dtype ? wide : wide.to(dtype);
        return same.div(same.norm(2, true, dim).raisedTo(eps));
    }
}
