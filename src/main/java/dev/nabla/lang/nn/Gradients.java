package dev.nabla.lang.nn;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.optim.Clipping;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.written;

/**
 * torch.nn.utils: clipping of gradients.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.html#utilities">torch.nn.utils</a>
 */
public final class Gradients {
    static final List<Builtin> ROWS = List.of(
            written("clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None)", Gradients::byNorm),
            written("clip_grad_value_(parameters, clip_value, foreach=None)", a -> {
                clip(gradients(a.get(0)), new Clipping.ByValue(a.real(1)));
                return None.NONE;
            }));

    private Gradients() {
    }

    /** Forgets a gradient, or sets its elements to zero. */
    public static void clear(Tensor p, boolean forget) {
        Tensor g = p.grad();
        if (g == null) {
            return;
        }
        if (forget) {
            p.grad(null);
        } else {
            Tensor zero = g.gradFn() == null ? g : g.detach();
            zero.assign(NdArray.scalar(g.dtype(), 0.0));
            p.grad(zero);
        }
    }

    private static Object byNorm(Given a) {
        List<Tensor> gradients = gradients(a.get(0));
        if (gradients.isEmpty()) {
            return PyTensor.of(Tensor.of(NdArray.scalar(DType.FLOAT32, 0.0)));
        }
        boolean wide = gradients.stream().anyMatch(g -> g.dtype() == DType.FLOAT64);
        double norm = Clipping.norm(arrays(gradients), a.real(2));
        if (a.flag(3) && !Double.isFinite(norm)) {
            throw PyError
                    .runtime("The total norm of order " + Values.str(a.real(2)) + " for gradients from `parameters` is non-finite, so it "
                            + "cannot be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set "
                            + "`error_if_nonfinite=False`");
        }
        clip(gradients, new Clipping.ByNorm(a.real(1), a.real(2)));
        return PyTensor.of(Tensor.of(NdArray.scalar(wide ? DType.FLOAT64 : DType.FLOAT32, norm)));
    }

    private static List<Tensor> gradients(Object parameters) {
        List<Tensor> out = new ArrayList<>();
        for (Object p : parameters instanceof PyTensor ? List.of(parameters) : Values.list(parameters)) {
            Tensor g = p instanceof PyTensor t ? t.tensor().grad() : null;
            if (g != null) {
                out.add(g);
            }
        }
        return out;
    }

    private static @Nullable NdArray[] arrays(List<Tensor> gradients) {
        return gradients.stream().map(g -> g.data().contiguous()).toArray(NdArray[]::new);
    }

    private static void clip(List<Tensor> gradients, Clipping by) {
        @Nullable
        NdArray[] copies = gradients.stream().map(g -> g.data().copy()).toArray(NdArray[]::new);
        by.apply(copies);
        for (int i = 0; i < copies.length; i++) {
            NdArray clipped = copies[i];
            if (clipped != null) {
                gradients.get(i).assign(clipped);
            }
        }
    }
}
