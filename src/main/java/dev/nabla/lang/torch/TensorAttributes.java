package dev.nabla.lang.torch;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Node;
import dev.nabla.engine.Tensor;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

/** Attributes of tensors. */
final class TensorAttributes {
    private static final String GRAD_OF_NON_LEAF =
            "UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. "
                    + "Its .grad attribute won't be populated during autograd.backward(). If you indeed want the .grad field to be populated for a "
                    + "non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access "
                    + "the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more information.";

    private TensorAttributes() {
    }

    static @Nullable Object get(PyTensor self, String name) {
        Tensor t = self.tensor();
        return switch (name) {
            case "grad" -> grad(t);
            case "data" -> PyTensor.of(t.detach());
            case "shape" -> PySize.of(t.shape());
            case "dtype" -> PyDType.of(t.dtype());
            case "requires_grad" -> t.requiresGrad();
            case "is_leaf" -> t.isLeaf();
            case "grad_fn" -> {
                Node f = t.gradFn();
                yield f == null ? None.NONE : new GradFn(f);
            }
            case "retains_grad" -> t.retainsGrad() && !t.isLeaf();
            case "ndim" -> (long) t.shape().rank();
            case "T" -> PyTensor.of(transposed(t));
            case "mT" -> {
                if (t.shape().rank() < 2) {
                    throw PyError.runtime("tensor.mT is only supported on matrices or batches of matrices. Got " + t.shape().rank()
                            + "-D tensor.");
                }
                yield PyTensor.of(t.transpose(-2, -1));
            }
            case "H" -> PyTensor.of(t.t());
            case "real" -> self;
            case "device" -> PyDevice.CPU;
            case "itemsize" -> (long) t.dtype().bytes();
            case "nbytes" -> (long) t.dtype().bytes() * t.shape().size();
            case "is_cuda", "is_sparse", "is_quantized", "is_meta" -> false;
            case "is_cpu" -> true;
            case "_version" -> (long) t.data().storage().version();
            case "layout" -> Layout.STRIDED;
            default -> null;
        };
    }

    private static Object grad(Tensor t) {
        Tensor g = t.grad();
        if (g == null && t.requiresGrad() && !t.isLeaf() && !t.retainsGrad()) {
            Run.current().warn(GRAD_OF_NON_LEAF);
        }
        return g == null ? None.NONE : PyTensor.of(g);
    }

    private static Tensor transposed(Tensor t) {
        int n = t.shape().rank();
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = n - 1 - i;
        }
        return n == 2 ? t.t() : n < 2 ? t.t() : t.permute(order);
    }

    static void set(PyTensor self, String name, Object value) {
        Tensor t = self.tensor();
        switch (name) {
            case "grad" -> setGrad(t, value);
            case "requires_grad" -> t.requiresGrad(Values.truth(value));
            case "data" -> setData(t, value);
            default -> throw PyError.attribute(get(self, name) == null
                    ? "attributes cannot be added to tensors in Nabla's subset of Python; there are grad, data and requires_grad"
                    : "attribute '" + name + "' of 'torch._C.TensorBase' objects is not writable");
        }
    }

    private static void setGrad(Tensor t, Object value) {
        switch (value) {
            case None _ -> t.grad(null);
            case PyTensor g -> {
                Tensor grad = g.tensor();
                if (grad.dtype() != t.dtype()) {
                    throw PyError.runtime("attempting to assign a gradient with dtype '" + grad.dtype() + "' to a tensor with grad_dtype '"
                            + t.dtype()
                            + "'. The gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set the "
                            + "tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with caution. "
                            + "Diverging the dtypes of a tensor and its gradient may break downstream systems that assume they match.");
                }
                if (!grad.shape().equals(t.shape())) {
                    throw PyError
                            .runtime("attempting to assign a gradient of size '[" + sizes(grad) + "]' to a tensor of size '[" + sizes(t)
                                    + "]'. Please ensure that the gradient and the tensor are the same size");
                }
                t.grad(grad);
            }
            default -> throw PyError.type("assigned grad expected to be a Tensor or None but got grad of type " + Values.typeName(value));
        }
    }

    private static String sizes(Tensor t) {
        return java.util.Arrays.stream(t.shape().dims()).mapToObj(Integer::toString).collect(java.util.stream.Collectors.joining(", "));
    }

    private static void setData(Tensor t, Object value) {
        if (!(value instanceof PyTensor v)) {
            throw PyError.type("Variable data has to be a tensor, but got " + Values.typeName(value));
        }
        Tensor source = v.tensor();
        if (source.data().storage() == t.data().storage() && source.data().offset() == t.data().offset()
                && source.shape().equals(t.shape())) {
            return;
        }
        if (!source.shape().equals(t.shape())) {
            throw PyError.runtime("a new .data must have the same shape in Nabla's subset of PyTorch");
        }
        t.assign(source.data());
    }
}
