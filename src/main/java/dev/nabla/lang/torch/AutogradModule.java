package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Autograd;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.NdArray;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;

/**
 * torch.autograd and torch.autograd.functional.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/autograd.html">torch.autograd</a>
 */
final class AutogradModule {
    static final List<Builtin> ROWS = List.of(
            function("grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None, "
                    + "is_grads_batched=False, materialize_grads=False)", AutogradModule::grad),
            function("backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, inputs=None)", a -> {
                List<Tensor> of = TensorMethods.tensors(a.get(0), "tensors");
                List<@Nullable Tensor> seeds = a.has(1) ? optional(a.get(1)) : null;
                boolean create = a.flag(3);
                boolean retain = a.has(2) ? a.flag(2) : create;
                for (int i = 0; i < of.size(); i++) {
                    Autograd.backward(of.get(i), seeds == null ? null : seeds.get(i),
                            new Autograd.Options(retain || i < of.size() - 1, create),
                            a.has(4) ? TensorMethods.tensors(a.get(4), "inputs") : null,
                            null);
                }
                Run.current().backwardRan();
                return None.NONE;
            }));

    static final List<Builtin> FUNCTIONAL = List.of(
            function("jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy='reverse-mode')",
                    a -> new Derivation(a.get(0), a.get(1), a.flag(2)).jacobian()),
            function("hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy='reverse-mode')",
                    a -> new Derivation(a.get(0), a.get(1), a.flag(2)).hessian()),
            function("vjp(func, inputs, v=None, create_graph=False, strict=False)",
                    a -> new Derivation(a.get(0), a.get(1), a.flag(3)).vjp(a.get(2))),
            function("jvp(func, inputs, v=None, create_graph=False, strict=False)",
                    a -> new Derivation(a.get(0), a.get(1), a.flag(3)).jvp(a.get(2))),
            function("hvp(func, inputs, v=None, create_graph=False, strict=False)",
                    a -> new Derivation(a.get(0), a.get(1), a.flag(3)).hvp(a.get(2))),
            function("vhp(func, inputs, v=None, create_graph=False, strict=False)",
                    a -> new Derivation(a.get(0), a.get(1), a.flag(3)).hvp(a.get(2))));

    private AutogradModule() {
    }

    private static List<@Nullable Tensor> optional(Object v) {
        List<@Nullable Tensor> out = new ArrayList<>();
        for (Object item : v instanceof PyList || v instanceof PyTuple ? Values.list(v) : List.of(v)) {
            out.add(item == None.NONE ? null : TensorMethods.tensors(item, "gradients").getFirst());
        }
        return out;
    }

    private static Object grad(Given a) {
        List<Tensor> outputs = TensorMethods.tensors(a.get(0), "outputs");
        List<Tensor> inputs = TensorMethods.tensors(a.get(1), "inputs");
        boolean create = a.flag(4);
        boolean retain = a.has(3) ? a.flag(3) : create;
        boolean materialize = a.flag(8);
        boolean unused = a.has(6) ? a.flag(6) : materialize;
        List<@Nullable Tensor> seeds = a.has(2) ? optional(a.get(2)) : null;
        if (seeds != null && seeds.size() != outputs.size()) {
            throw PyError.runtime("got " + outputs.size() + " tensors and " + seeds.size() + " gradients");
        }
        List<Object> found = new ArrayList<>();
        int i = 0;
        for (Tensor g : Autograd.grad(outputs, inputs, seeds, new Autograd.Options(retain, create), unused)) {
            found.add(g != null ? PyTensor.of(g) : materialize ? PyTensor.of(inputs.get(i).zerosLike()) : None.NONE);
            i++;
        }
        return new PyTuple(found);
    }

    /** The function of a program at one place, and its derivatives there. */
    private static final class Derivation {
        private final Object function;
        private final boolean single;
        private final List<Tensor> inputs = new ArrayList<>();
        private final boolean create;

        Derivation(Object function, Object at, boolean create) {
            this.function = function;
            this.single = at instanceof PyTensor;
            this.create = create;
            for (Tensor t : TensorMethods.tensors(at, "inputs")) {
                inputs.add(create ? OpNames.named("alias").call(t) : Tensor.leaf(t.data(), true));
            }
            if (create) {
                inputs.replaceAll(t -> t.requiresGrad() ? t : Tensor.leaf(t.data(), true));
            }
        }

        private Object value() {
            Object[] arguments = inputs.stream().map(PyTensor::of).toArray();
            return Workspace.current().withGrad(true, () -> Values.call(function, arguments));
        }

        private Tensor scalar() {
            Object v = value();
            if (!(v instanceof PyTensor t) || t.tensor().shape().size() != 1) {
                throw PyError.runtime("The Tensor returned by the function given to hessian should contain a single element");
            }
            Tensor y = t.tensor();
            return y.shape().isScalar() ? y : OpNames.named("reshape").call(Map.of("shape", new long[0]), y);
        }

        private Object packed(List<? extends Object> all) {
            return single ? all.getFirst() : new PyTuple(List.copyOf(all));
        }

        Object jacobian() {
            Object y = value();
            if (y instanceof PyTensor t) {
                return packed(rows(t.tensor()));
            }
            List<Object> all = new ArrayList<>();
            for (Tensor t : TensorMethods.tensors(y, "outputs")) {
                all.add(packed(rows(t)));
            }
            return new PyTuple(all);
        }

        /** For each input the gradients of all elements of y, of shape y.shape + input.shape. */
        private List<Object> rows(Tensor y) {
            int n = y.shape().size();
            Tensor flat = OpNames.named("reshape").call(Map.of("shape", List.of(-1L)), y);
            List<List<Tensor>> rows = new ArrayList<>();
            inputs.forEach(_ -> rows.add(new ArrayList<>()));
            for (int k = 0; k < n; k++) {
                Tensor element = OpNames.named("select").call(Map.of("dim", 0L, "index", (long) k), flat);
                List<@Nullable Tensor> g = y.requiresGrad()
                        ? Autograd.grad(List.of(element), inputs, null, new Autograd.Options(true, create), true) : List.of();
                for (int i = 0; i < inputs.size(); i++) {
                    Tensor found = g.isEmpty() ? null : g.get(i);
                    rows.get(i).add(found == null ? inputs.get(i).zerosLike().detach() : found);
                }
            }
            List<Object> out = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                List<Long> shape = new ArrayList<>();
                for (int d : y.shape().dims()) {
                    shape.add((long) d);
                }
                for (int d : inputs.get(i).shape().dims()) {
                    shape.add((long) d);
                }
                Tensor stacked = rows.get(i).isEmpty() ? Tensor.of(NdArray.zeros(y.dtype(), dev.nabla.engine.array.Shape.of(0)))
                        : OpNames.named("stack").call(rows.get(i).toArray(Tensor[]::new));
                out.add(PyTensor.of(OpNames.named("reshape").call(Map.of("shape", shape), stacked)));
            }
            return out;
        }

        private List<Tensor> gradient() {
            Tensor y = scalar();
            List<Tensor> g = new ArrayList<>();
            List<@Nullable Tensor> found =
                    y.requiresGrad() ? Autograd.grad(List.of(y), inputs, null, new Autograd.Options(true, true), true)
                            : List.of();
            for (int i = 0; i < inputs.size(); i++) {
                Tensor f = found.isEmpty() ? null : found.get(i);
                g.add(f == null ? inputs.get(i).zerosLike().detach() : f);
            }
            return g;
        }

        Object hessian() {
            return packed(gradient().stream().map(g -> packed(rows(g))).toList());
        }

        private List<Tensor> directions(Object v, List<Tensor> like) {
            if (v == None.NONE) {
                if (like.size() != 1 || like.getFirst().shape().size() != 1) {
                    throw PyError.runtime(
                            "The vector v can only be None if the user-provided function returns a single Tensor with a single element.");
                }
                return List.of(like.getFirst().onesLike().detach());
            }
            return TensorMethods.tensors(v, "v");
        }

        private List<Object> gradients(List<Tensor> of, List<Tensor> seeds) {
            List<@Nullable Tensor> given = new ArrayList<>(seeds);
            List<Object> out = new ArrayList<>();
            List<@Nullable Tensor> found = Autograd.grad(of, inputs, given, new Autograd.Options(create, create), true);
            for (int i = 0; i < inputs.size(); i++) {
                Tensor g = found.get(i);
                out.add(PyTensor.of(g == null ? inputs.get(i).zerosLike().detach() : g));
            }
            return out;
        }

        private Object shown(Object y) {
            return create || !(y instanceof PyTensor t) ? y : PyTensor.of(t.tensor().detach());
        }

        Object vjp(Object v) {
            Object y = value();
            List<Tensor> outputs = TensorMethods.tensors(y, "outputs");
            return PyTuple.of(shown(y), packed(gradients(outputs, directions(v, outputs))));
        }

        /** The gradient, with respect to u, of the gradient in direction u: J·v. */
        Object jvp(Object v) {
            Object y = value();
            Tensor out = TensorMethods.tensors(y, "outputs").getFirst();
            Tensor u = Tensor.leaf(out.zerosLike().data(), true);
            List<@Nullable Tensor> seed = new ArrayList<>(List.of(u));
            List<@Nullable Tensor> g = Autograd.grad(List.of(out), inputs, seed, new Autograd.Options(true, true), true);
            List<Tensor> of = new ArrayList<>();
            List<@Nullable Tensor> seeds = new ArrayList<>();
            List<Tensor> directions = directions(v, inputs);
            for (int i = 0; i < inputs.size(); i++) {
                Tensor gi = g.get(i);
                if (gi != null && gi.requiresGrad()) {
                    of.add(gi);
                    seeds.add(directions.get(i));
                }
            }
            Tensor product =
                    of.isEmpty() ? null : Autograd.grad(of, List.of(u), seeds, new Autograd.Options(create, create), true).getFirst();
            return PyTuple.of(shown(y), PyTensor.of(product == null ? out.zerosLike().detach() : product));
        }

        Object hvp(Object v) {
            Tensor y = scalar();
            List<Tensor> g = gradient();
            List<Tensor> of = new ArrayList<>();
            List<Tensor> seeds = new ArrayList<>();
            List<Tensor> directions = directions(v, inputs);
            for (int i = 0; i < g.size(); i++) {
                if (g.get(i).requiresGrad()) {
                    of.add(g.get(i));
                    seeds.add(directions.get(i));
                }
            }
            List<Object> product = of.isEmpty() ? inputs.stream().<Object>map(t -> PyTensor.of(t.zerosLike().detach())).toList()
                    : gradients(of, seeds);
            return PyTuple.of(PyTensor.of(create ? y : y.detach()), packed(product));
        }
    }
}
