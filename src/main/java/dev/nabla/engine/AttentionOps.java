package dev.nabla.engine;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Examples.array;
import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.primitive;

/**
 * Softmax(Q·Kᵀ·scale + mask)·V. PyTorch computes it in two ways, and shows them: batches of heads [N, H, L, E] by one function whose gradient has
 * no derivative, everything else by products and a softmax.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html">scaled_dot_product_attention</a>
 */
enum AttentionOps implements Op {
    SCALED_DOT_PRODUCT_ATTENTION(composite("scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, "
            + "float dropout_p=0.0, bool is_causal=False, *, float? scale=None, bool enable_gqa=False)", AttentionOps::attend)
            .example(Map.of(), array(2, 3), array(4, 3), array(4, 2), null)
            .doc("softmax(Q·Kᵀ/√E + mask)·V: for each query the values, weighted by how well their keys agree with it.")
            .derivative("dV = Pᵀ·g; dS = P·(g·Vᵀ − Σ P·g·Vᵀ); dQ = dS·K·scale; dK = dSᵀ·Q·scale")),
    SCALED_DOT_PRODUCT_FLASH_ATTENTION_FOR_CPU(
            primitive("_scaled_dot_product_flash_attention_for_cpu(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, "
                    + "bool is_causal=False, float? scale=None)", AttentionOps::flash)
                    .jointly(Row.in(0) | Row.in(1) | Row.in(2) | Row.in(3) | Row.out(0), AttentionOps::flashGradients)
                    .gradFn("ScaledDotProductFlashAttentionForCpuBackward0").once()
                    .example(Map.of("is_causal", true), array(1, 2, 2, 3), array(1, 1, 3, 3), array(1, 1, 3, 3), null)
                    .doc("scaled_dot_product_attention of batches of heads [N, H, L, E], as one function.")
                    .derivative("dV = Pᵀ·g; dS = P·(g·Vᵀ − Σ P·g·Vᵀ); dQ = dS·K·scale; dK = dSᵀ·Q·scale")),
    SCALED_DOT_PRODUCT_FLASH_ATTENTION_FOR_CPU_BACKWARD(
            primitive("_scaled_dot_product_flash_attention_for_cpu_backward(Tensor grad_out, Tensor query, Tensor key, "
                    + "Tensor value, Tensor? attn_mask, bool is_causal=False, float? scale=None)", AttentionOps::flashBackward)
                    .underivable()
                    .example(Map.of(), array(1, 1, 2, 3), array(1, 1, 2, 3), array(1, 1, 3, 3), array(1, 1, 3, 3), null)
                    .doc("The gradients of _scaled_dot_product_flash_attention_for_cpu."));

    private final Row row;

    AttentionOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }

    // ---- which way ------------------------------------------------------------------------------------------------

    private static Tensor[] attend(Call c) {
        Params p = c.params();
        Tensor q = c.in(0);
        Tensor k = c.in(1);
        Tensor v = c.in(2);
        Tensor mask = c.inOrNull(3);
        check(q, k, v, mask);
        boolean causal = p.flag("is_causal");
        boolean grouped = p.flag("enable_gqa");
        double dropout = p.real("dropout_p");
        Tensor additive = mask != null && mask.dtype() == DType.BOOL ? asNumbers(mask, q.dtype()) : mask;
        if (dropout == 0 && isFlash(c, grouped)) {
            Map<String, @Nullable Object> params = new HashMap<>();
            params.put("is_causal", causal);
            params.put("scale", p.get("scale"));
            return one(SCALED_DOT_PRODUCT_FLASH_ATTENTION_FOR_CPU.call(params, q, k, v, additive));
        }
        if (mask != null && causal) {
            throw TorchError.argument("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
        }
        if (!q.dtype().isFloat()) {
            throw TorchError.dtype("expected scalar type Float but found " + q.dtype().scalarName());
        }
        if (grouped) {
            k = repeated(k, q);
            v = repeated(v, q);
        }
        Tensor weights = weights(q, k, causal ? causalMask(q, k) : additive, scale(p, q.shape()));
        return one(weights.matmul(v));
    }

    private static void check(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        if (q.dtype() != k.dtype() || q.dtype() != v.dtype()) {
            throw TorchError.dtype("Expected query, key, and value to have the same dtype, but got query.dtype: " + q.dtype().nativeName()
                    + " key.dtype: " + k.dtype().nativeName() + " and value.dtype: " + v.dtype().nativeName() + " instead.");
        }
        if (q.shape().rank() < 2 || k.shape().rank() < 2 || v.shape().rank() < 2) {
            throw TorchError
                    .shape("Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: " + q.shape().rank()
                            + " key.dim: " + k.shape().rank() + " and value.dim: " + v.shape().rank() + " instead.");
        }
        if (mask != null && mask.dtype() != DType.BOOL && mask.dtype() != q.dtype()) {
            throw TorchError
                    .dtype("Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: " + mask.dtype()
                            .nativeName() + " and  query.dtype: " + q.dtype().nativeName() + " instead.");
        }
    }

    /** Whether PyTorch takes the way of one function: four dimensions, equal sizes, nothing empty, a mask without gradient. */
    private static boolean isFlash(Call c, boolean grouped) {
        Shape q = c.shape(0);
        Shape k = c.shape(1);
        Shape v = c.shape(2);
        if (q.rank() != 4 || k.rank() != 4 || v.rank() != 4 || !c.dtype(0).isFloat() || q.size() == 0 || k.size() == 0 || v.size() == 0) {
            return false;
        }
        boolean heads = grouped ? k.dim(1) == v.dim(1) && q.dim(1) % k.dim(1) == 0 : q.dim(1) == k.dim(1) && q.dim(1) == v.dim(1);
        if (!heads || q.dim(0) != k.dim(0) || q.dim(0) != v.dim(0) || q.dim(3) != k.dim(3) || q.dim(3) != v.dim(3)
                || k.dim(2) != v.dim(2)) {
            return false;
        }
        for (int i = 0; i < 3; i++) {
            if (c.array(i).stride(3) != 1) {
                return false;
            }
        }
        if (!c.has(3)) {
            return true;
        }
        int rank = c.shape(3).rank();
        return !c.needsGrad(3) && (rank == 2 || rank == 4)
                && Broadcasting.expands(c.shape(3), Shape.of(q.dim(0), q.dim(1), q.dim(2), k.dim(2)));
    }

    private static double scale(Params p, Shape q) {
        return p.get("scale") != null ? p.real("scale") : 1 / Math.sqrt(q.dim(q.rank() - 1));
    }

    // ---- by products and a softmax --------------------------------------------------------------------------------

    /** softmax(Q·Kᵀ·scale + mask), the factor put half on each side so that products stay small. */
    private static Tensor weights(Tensor q, Tensor k, @Nullable Tensor mask, double scale) {
        double half = Math.sqrt(Math.abs(scale));
        Tensor scores = q.mul(half).matmul(k.mT().mul(scale < 0 ? -half : half));
        if (mask != null) {
            Shape wide = Broadcasting.of(scores.shape(), mask.shape());
            if (!wide.equals(scores.shape())) {
                throw TorchError.shape("output with shape " + scores.shape() + " doesn't match the broadcast shape " + wide);
            }
            scores = scores.add(mask);
        }
        return NormalizationOps.SAFE_SOFTMAX.call(Map.of("dim", -1), scores);
    }

    /** 0 where allowed, −∞ elsewhere. */
    private static Tensor asNumbers(Tensor allowed, DType dtype) {
        return Tensor.of(NdArray.zeros(dtype, allowed.shape())).maskedFill(allowed.logicalNot(), Double.NEGATIVE_INFINITY);
    }

    /** Lets query i see the keys up to i. */
    private static Tensor causalMask(Tensor q, Tensor k) {
        Shape square = Shape.of(q.shape().dim(q.shape().rank() - 2), k.shape().dim(k.shape().rank() - 2));
        Tensor ones = Tensor.of(NdArray.full(DType.BOOL, square, 1));
        return asNumbers(ones.tril(0), q.dtype());
    }

    /** Each head of keys or values as often as queries share it. */
    private static Tensor repeated(Tensor t, Tensor q) {
        int rank = t.shape().rank();
        int dim = Dims.wrap(-3, rank);
        int heads = q.shape().dim(Dims.wrap(-3, q.shape().rank()));
        int own = t.shape().dim(dim);
        if (own == 0 || heads % own != 0) {
            throw TorchError.shape("Number of heads in key and value must divide the number of heads in ");
        }
        Shape each = t.shape().insert(dim + 1, 1);
        return t.reshape(each).expand(each.with(dim + 1, heads / own)).reshape(t.shape().with(dim, heads));
    }

    // ---- as one function ------------------------------------------------------------------------------------------

    private static NdArray[] flash(Call c) {
        return untracked(() -> new Tensor[]{flashWeights(c, 0).matmul(repeated(c.in(2), c.in(0)))});
    }

    private static Tensor flashWeights(Call c, int first) {
        Tensor q = c.in(first);
        Tensor k = repeated(c.in(first + 1), q);
        Tensor mask = c.inOrNull(first + 3);
        Tensor causal = c.params().flag("is_causal") ? causalMask(q, k) : null;
        Tensor both = mask == null ? causal : causal == null ? mask : mask.add(causal);
        return weights(q, k, both, scale(c.params(), q.shape()));
    }

    private static @Nullable Tensor[] flashGradients(Frame f) {
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("is_causal", f.params().flag("is_causal"));
        params.put("scale", f.params().get("scale"));
        Tensor[] g = SCALED_DOT_PRODUCT_FLASH_ATTENTION_FOR_CPU_BACKWARD.apply(
                Params.of(SCALED_DOT_PRODUCT_FLASH_ATTENTION_FOR_CPU_BACKWARD.row.signature(), params), f.g(), f.in(0), f.in(1),
                f.in(2),
                f.has(3) ? f.in(3) : null);
        return new @Nullable Tensor[]{g[0], g[1], g[2], null};
    }

    private static NdArray[] flashBackward(Call c) {
        return untracked(() -> {
            Tensor g = c.in(0);
            Tensor q = c.in(1);
            Tensor k = repeated(c.in(2), q);
            Tensor v = repeated(c.in(3), q);
            Tensor p = flashWeights(c, 1);
            Tensor dp = g.matmul(v.mT());
            Tensor ds = p.mul(dp.sub(p.mul(dp).sum(true, -1))).mul(scale(c.params(), q.shape()));
            return new Tensor[]{ds.matmul(k), together(ds.mT().matmul(q), c.shape(2)), together(p.mT().matmul(g), c.shape(3))};
        });
    }

    /** The sum over the queries that share a head. */
    private static Tensor together(Tensor g, Shape own) {
        int heads = own.dim(1);
        return g.reshape(g.shape().with(1, heads).insert(2, g.shape().dim(1) / heads)).sum(false, 2);
    }

    private static NdArray[] untracked(java.util.function.Supplier<Tensor[]> body) {
        Workspace w = Workspace.current();
        Tensor[] results = w.withGrad(false, () -> w.withRecording(Workspace.Recording.NONE, body));
        NdArray[] arrays = new NdArray[results.length];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = results[i].data();
        }
        return arrays;
    }

    private static Tensor[] one(Tensor t) {
        return new Tensor[]{t};
    }
}
