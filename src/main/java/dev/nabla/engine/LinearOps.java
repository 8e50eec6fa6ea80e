package dev.nabla.engine;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Examples.array;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.fused;

/**
 * Layers that are linear in each of their inputs, plus a bias.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.functional.html#linear-functions">Linear functions</a>
 */
enum LinearOps implements Op {
    LINEAR(composite("linear(Tensor input, Tensor weight, Tensor? bias=None)", LinearOps::linear)
            .example(Map.of(), array(2, 3), array(2, 3), array(2))
            .doc("x·Wᵀ + b over the last dimension.").derivative("g·W; gᵀ·x; Σ g")),
    BILINEAR(composite("bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None)", LinearOps::bilinear)
            .example(Map.of(), array(2, 3), array(2, 2), array(2, 3, 2), array(2))
            .doc("x₁ᵀ·W[k]·x₂ + b[k] over the last dimensions, for each k.")
            .derivative("Σ g[k]·W[k]·x₂; Σ g[k]·W[k]ᵀ·x₁; g[k]·x₁·x₂ᵀ; Σ g")),
    TRILINEAR(fused("_trilinear(Tensor input1, Tensor weight, Tensor input2)", LinearOps::trilinear).gradFn("TrilinearBackward0")
            .example(Map.of(), array(2, 3), array(2, 3, 2), array(2, 2))
            .doc("x₁ᵀ·W[k]·x₂ for each row of x₁ and x₂ and each k.").derivative("Σ g[k]·W[k]·x₂; g[k]·x₁·x₂ᵀ; Σ g[k]·W[k]ᵀ·x₁"));

    private final Row row;

    LinearOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    private static Tensor[] linear(Call c) {
        Tensor x = c.in(0);
        Tensor w = c.in(1);
        int rank = x.shape().rank();
        if (rank == 0 || w.shape().rank() == 0) {
            throw TorchError
                    .shape("both arguments to linear need to be at least 1D, but they are " + rank + "D and " + w.shape().rank() + "D");
        }
        Tensor bias = c.inOrNull(2);
        if (bias == null) {
            return one(x.matmul(w.t()));
        }
        if (rank == 1 && w.shape().rank() == 1 && bias.shape().rank() == 0) {
            return one(x.matmul(w.t()).add(bias));
        }
        int features = x.shape().dim(rank - 1);
        int rows = features == 0 ? product(x.shape(), rank - 1) : x.shape().size() / features;
        Tensor y = ProductOps.ADDMM.call(bias, rank == 2 ? x : x.view(rows, features), w.t());
        return one(rank == 2 ? y : y.view(x.shape().with(rank - 1, y.shape().dim(1)).dims()));
    }

    private static int product(Shape shape, int dims) {
        int n = 1;
        for (int i = 0; i < dims; i++) {
            n *= shape.dim(i);
        }
        return n;
    }

    private static Tensor[] bilinear(Call c) {
        Tensor a = c.in(0);
        Tensor b = c.in(1);
        Tensor w = c.in(2);
        Tensor bias = c.inOrNull(3);
        checkBilinear(a, b, w, bias);
        int rank = a.shape().rank();
        int rows = product(a.shape(), rank - 1);
        Tensor y = TRILINEAR.call(a.view(rows, a.shape().dim(rank - 1)), w, b.view(rows, b.shape().dim(rank - 1)));
        Tensor shaped = y.view(a.shape().with(rank - 1, w.shape().dim(0)).dims());
        return one(bias == null ? shaped : shaped.add(bias));
    }

    private static void checkBilinear(Tensor a, Tensor b, Tensor w, @Nullable Tensor bias) {
        if (a.dtype() != b.dtype() || a.dtype() != w.dtype() || bias != null && bias.dtype() != a.dtype()) {
            throw TorchError.dtype("All tensors must have the same dtype, got input1: " + a.dtype().nativeName() + ", input2: " + b.dtype()
                    .nativeName() + ", weight: " + w.dtype().nativeName() + (bias == null ? "" : ", bias: " + bias.dtype().nativeName()));
        }
        int rank = a.shape().rank();
        refuse(rank != b.shape().rank(), "input dimensions do not match: got " + rank + " and " + b.shape().rank());
        if (rank == 0) {
            throw TorchError.index("Dimension specified as -1 but tensor has no dimensions");
        }
        for (int i = 0; i < rank - 1; i++) {
            refuse(a.shape().dim(i) != b.shape().dim(i),
                    "input batch dimensions do not match at dim " + i + ": got " + a.shape().dim(i) + " and "
                            + b.shape().dim(i));
        }
        Tensor[] inputs = {a, b};
        for (int k = 0; k < 2; k++) {
            int size = inputs[k].shape().dim(rank - 1);
            int expected = k + 1 < w.shape().rank() ? w.shape().dim(k + 1) : -1;
            refuse(size != expected, "input" + (k + 1) + " size does not match weight size: got " + size + " but expected " + expected);
        }
        refuse(bias != null && Objects.requireNonNull(bias).shape().size() != w.shape().dim(0), "bias size does not match weight size: got "
                + (bias == null ? 0 : bias.shape().size()) + " but expected " + w.shape().dim(0));
    }

    private static void refuse(boolean so, String message) {
        if (so) {
            throw TorchError.shape("bilinear(): " + message);
        }
    }

    /** x₁ times all matrices at once gives [rows, k, columns]; times x₂ added up over the columns. */
    private static Tensor[] trilinear(Call c) {
        Tensor a = c.in(0);
        Tensor w = c.in(1);
        Tensor b = c.in(2);
        int rows = a.shape().dim(0);
        int outputs = w.shape().dim(0);
        int columns = b.shape().dim(1);
        Tensor flat = w.permute(1, 0, 2).reshape(Shape.of(a.shape().dim(1), outputs * columns));
        Tensor products = a.mm(flat).reshape(Shape.of(rows, outputs, columns));
        return one(products.bmm(b.unsqueeze(2)).squeeze(2));
    }

    private static Tensor[] one(Tensor t) {
        return new Tensor[]{t};
    }
}
