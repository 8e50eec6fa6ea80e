package dev.nabla.engine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Generator;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * Jacobians, Hessians and their products of a recorded value as a function of some of the values it was computed from. The record is run again, so
 * it does not matter whether backward has freed the graph, and nothing of the session changes. Random ops draw the generator's next numbers, the same
 * each time: so it is one function that is differentiated, and the generator stays where it is.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/autograd.html#functional-higher-level-api">torch.autograd.functional</a>
 */
public final class Functional {
    private static final Autograd.Options ONCE = Autograd.Options.DEFAULT;
    private static final Autograd.Options AGAIN = new Autograd.Options(true, false);
    private static final Autograd.Options CREATE = new Autograd.Options(true, true);

    private final Source of;
    private final List<Tensor> inputs;

    /**
     * The function that takes new values for the inputs to a new value of {@code of}.
     *
     * @param inputs float tensors
     * @throws TorchError RuntimeError if one of them is not of a float dtype
     */
    public Functional(Tensor of, List<Tensor> inputs) {
        this.of = of.source();
        this.inputs = inputs;
        for (Tensor t : inputs) {
            if (!t.dtype().isFloat()) {
                throw TorchError.dtype("Only Tensors of floating point and complex dtype can require gradients");
            }
        }
    }

    private List<Tensor> leaves() {
        return inputs.stream().map(t -> Tensor.leaf(t.data().copy(), true)).toList();
    }

    private Tensor value(List<Tensor> at) {
        IdentityHashMap<Source, Tensor> map = new IdentityHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            map.put(inputs.get(i).source(), at.get(i));
        }
        Workspace workspace = Workspace.current();
        Generator before = workspace.generator().copy();
        try {
            return workspace.withGrad(true, () -> Replay.of(List.of(of), map::get).value(of));
        } finally {
            workspace.generator().set(before);
        }
    }

    /** ∂of/∂input for each input, of shape {@code of.shape + input.shape}. */
    public List<Tensor> jacobian() {
        List<Tensor> x = leaves();
        Tensor y = value(x);
        List<NdArray> rows = x.stream().map(t -> NdArray.zeros(t.dtype(), joined(y.shape(), t.shape()))).toList();
        for (int k = 0; k < y.shape().size() && y.requiresGrad(); k++) {
            store(rows, k, Autograd.grad(List.of(y), x, oneHot(y, k), AGAIN, true));
        }
        return rows.stream().map(Tensor::of).toList();
    }

    /**
     * ∂²of/∂a∂b for each pair of inputs a (outer list) and b, of shape {@code a.shape + b.shape}.
     *
     * @throws TorchError RuntimeError if {@code of} has more than one element
     */
    public List<List<Tensor>> hessian() {
        List<Tensor> x = leaves();
        List<@Nullable Tensor> gradients = gradients(scalar(value(x), "hessian"), x);
        List<List<Tensor>> hessian = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            Shape shape = x.get(i).shape();
            List<NdArray> rows = x.stream().map(t -> NdArray.zeros(t.dtype(), joined(shape, t.shape()))).toList();
            Tensor g = gradients.get(i);
            for (int k = 0; g != null && g.requiresGrad() && k < shape.size(); k++) {
                store(rows, k, Autograd.grad(List.of(g), x, oneHot(g, k), AGAIN, true));
            }
            hessian.add(rows.stream().map(Tensor::of).toList());
        }
        return hessian;
    }

    /** vᵀ·J: one tensor per input. v has {@code of}'s shape; null stands for 1 where it has one element. */
    public List<Tensor> vjp(@Nullable Tensor v) {
        List<Tensor> x = leaves();
        Tensor y = value(x);
        if (!y.requiresGrad()) {
            return x.stream().map(Vocabulary::zerosLike).toList();
        }
        List<@Nullable Tensor> seeds = new ArrayList<>();
        seeds.add(v);
        return filled(Autograd.grad(List.of(y), x, seeds, ONCE, true), x);
    }

    /**
     * J·v, of {@code of}'s shape. The gradient of u ↦ (uᵀJ)·v, which is linear in u.
     *
     * @param v one direction per input, of its shape
     */
    public Tensor jvp(List<Tensor> v) {
        List<Tensor> x = leaves();
        checkDirections(v);
        Tensor y = value(x);
        if (!y.requiresGrad()) {
            return y.zerosLike();
        }
        Tensor u = Tensor.leaf(y.zerosLike().data(), true);
        List<@Nullable Tensor> seeds = new ArrayList<>();
        seeds.add(u);
        Tensor product = product(Autograd.grad(List.of(y), x, seeds, CREATE, true), v);
        if (product == null || !product.requiresGrad()) {
            return y.zerosLike();
        }
        Tensor out = Autograd.grad(List.of(product), List.of(u), null, ONCE, true).getFirst();
        return out == null ? y.zerosLike() : out;
    }

    /**
     * H·v: one tensor per input.
     *
     * @param v one direction per input, of its shape
     * @throws TorchError RuntimeError if {@code of} has more than one element
     */
    public List<Tensor> hvp(List<Tensor> v) {
        List<Tensor> x = leaves();
        checkDirections(v);
        Tensor product = product(gradients(scalar(value(x), "hvp"), x), v);
        if (product == null || !product.requiresGrad()) {
            return x.stream().map(Vocabulary::zerosLike).toList();
        }
        return filled(Autograd.grad(List.of(product), x, null, ONCE, true), x);
    }

    /**
     * What gradcheck found.
     *
     * @param passed whether every element agrees within {@code atol + rtol·|numerical|}
     * @param worst the element with the largest excess, or null where there is none
     */
    public record Report(boolean passed, int compared, double largestError, @Nullable Element worst, List<Tensor> analytical,
            List<Tensor> numerical) {
    }

    /** One element of a Jacobian: which input, the row-major number within the input and within the output. */
    public record Element(int input, int inputIndex, int outputIndex, double analytical, double numerical) {
    }

    /** Compares the Jacobian with central differences of step eps, computed in the inputs' dtype. */
    public Report gradcheck(double eps, double atol, double rtol) {
        List<Tensor> analytical = jacobian();
        List<Tensor> numerical = differences(eps);
        boolean passed = true;
        int compared = 0;
        double largest = 0;
        double largestExcess = Double.NEGATIVE_INFINITY;
        Element worst = null;
        for (int i = 0; i < inputs.size(); i++) {
            NdArray a = analytical.get(i).data();
            NdArray n = numerical.get(i).data();
            int width = inputs.get(i).shape().size();
            for (int k = 0; k < a.size(); k++) {
                double error = Math.abs(a.getDouble(k) - n.getDouble(k));
                double excess = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error - (atol + rtol * Math.abs(n.getDouble(k)));
                compared++;
                passed &= excess <= 0;
                largest = Math.max(largest, error);
                if (excess > largestExcess) {
                    largestExcess = excess;
                    worst = new Element(i, k % width, k / width, a.getDouble(k), n.getDouble(k));
                }
            }
        }
        return new Report(passed, compared, largest, worst, analytical, numerical);
    }

    private List<Tensor> differences(double eps) {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            List<Tensor> x = leaves();
            NdArray xi = x.get(i).data();
            NdArray out = null;
            for (int k = 0; k < xi.size(); k++) {
                double before = xi.getDouble(k);
                xi.storage().setDouble(k, before + eps);
                NdArray above = value(x).data();
                xi.storage().setDouble(k, before - eps);
                NdArray below = value(x).data();
                xi.storage().setDouble(k, before);
                out = out == null ? NdArray.zeros(DType.FLOAT64, joined(above.shape(), xi.shape())) : out;
                for (int j = 0; j < above.size(); j++) {
                    out.storage().setDouble(j * xi.size() + k, (above.getDouble(j) - below.getDouble(j)) / (2 * eps));
                }
            }
            all.add(Tensor.of(out == null ? NdArray.zeros(DType.FLOAT64, joined(value(x).shape(), xi.shape())) : out));
        }
        return all;
    }

    // ---- parts ----------------------------------------------------------------------------------------------------

    private static Shape joined(Shape a, Shape b) {
        int[] dims = java.util.Arrays.copyOf(a.dims(), a.rank() + b.rank());
        System.arraycopy(b.dims(), 0, dims, a.rank(), b.rank());
        return Shape.of(dims);
    }

    private static List<@Nullable Tensor> oneHot(Tensor like, int k) {
        NdArray e = NdArray.zeros(like.dtype(), like.shape());
        e.storage().setDouble(k, 1);
        List<@Nullable Tensor> list = new ArrayList<>();
        list.add(Tensor.of(e));
        return list;
    }

    /** Writes gradients as row k of the matrices; an undefined one is zero. */
    private static void store(List<NdArray> rows, int k, List<@Nullable Tensor> gradients) {
        for (int i = 0; i < rows.size(); i++) {
            Tensor g = gradients.get(i);
            if (g != null) {
                NdArray a = g.data().contiguous();
                rows.get(i).storage().copy(k * a.size(), a.storage(), a.offset(), a.size());
            }
        }
    }

    private static Tensor scalar(Tensor y, String what) {
        if (y.shape().size() != 1) {
            throw TorchError.runtime(TorchError.Kind.GRAD_NEEDS_SCALAR,
                    "The Tensor returned by the function given to " + what + " should contain a single element");
        }
        return y;
    }

    private static List<@Nullable Tensor> gradients(Tensor y, List<Tensor> x) {
        if (!y.requiresGrad()) {
            List<@Nullable Tensor> none = new ArrayList<>();
            x.forEach(_ -> none.add(null));
            return none;
        }
        return Autograd.grad(List.of(y), x, null, CREATE, true);
    }

    private static @Nullable Tensor product(List<@Nullable Tensor> gradients, List<Tensor> v) {
        Tensor total = null;
        for (int i = 0; i < v.size(); i++) {
            Tensor g = gradients.get(i);
            if (g != null) {
                total = Accumulation.sum(total, g.mul(v.get(i)).sum());
            }
        }
        return total;
    }

    private static List<Tensor> filled(List<@Nullable Tensor> gradients, List<Tensor> x) {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            all.add(Objects.requireNonNullElseGet(gradients.get(i), x.get(i)::zerosLike));
        }
        return all;
    }

    private void checkDirections(List<Tensor> v) {
        for (int i = 0; i < inputs.size(); i++) {
            if (i >= v.size() || !v.get(i).shape().equals(inputs.get(i).shape())) {
                throw TorchError.shape("v has invalid size: should be torch.Size(" + inputs.get(i).shape() + ")"
                        + (i < v.size() ? " but got torch.Size(" + v.get(i).shape() + ")" : " but got none") + ".");
            }
        }
    }
}
