package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;

/** Functions of torch that are no ops, or take their arguments in forms of their own. */
final class TorchFunctions {
    private static final String COPY =
            "UserWarning: To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
                    + "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).";

    static final List<Builtin> ROWS = List.of(
            function("tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False)", a -> {
                if (a.get(0) instanceof PyTensor) {
                    Run.current().warn(COPY);
                }
                checkDevice(a, 2);
                return PyTensor.of(Creation.tensor(a.get(0), dtypeOrNull(a, 1), a.flag(3)));
            }),
            function("as_tensor(data, dtype=None, device=None)", a -> asTensor(a)),
            function("asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=False)", a -> asTensor(a)),
            function("is_tensor(obj)", a -> a.get(0) instanceof PyTensor),
            function("is_floating_point(input)", a -> tensor(a, 0).dtype().isFloat()),
            function("numel(input)", a -> (long) tensor(a, 0).shape().size()),
            function("manual_seed(seed)", a -> {
                Workspace.current().seed(a.integer(0));
                return new GeneratorValue();
            }),
            function("initial_seed()", _ -> Workspace.current().generator().seed()),
            function("get_default_dtype()", _ -> PyDType.of(Workspace.current().defaultDtype())),
            function("set_default_dtype(d)", a -> {
                DType d = TensorMethods.dtype(a.get(0));
                if (!d.isFloat()) {
                    throw PyError.type("only floating-point types are supported as the default type");
                }
                Workspace.current().defaultDtype(d);
                return None.NONE;
            }),
            function("is_grad_enabled()", _ -> Workspace.current().isGradEnabled()),
            function("set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None)",
                    PrintOptions::set),
            function("equal(input, other)", a -> equal(tensor(a, 0), tensor(a, 1))),
            function("allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False)", TorchFunctions::allClose),
            function("einsum(equation, *operands)", a -> {
                Object first = a.rest().length == 1 ? a.rest()[0] : null;
                List<Tensor> operands = first == null || first instanceof PyTensor ? TensorMethods.tensors(new PyTuple(List.of(a.rest())),
                        "operands") : TensorMethods.tensors(first, "operands");
                return PyTensor.of(OpNames.named("einsum").call(Map.of("equation", a.text(0)), operands.toArray(Tensor[]::new)));
            }),
            function("broadcast_tensors(*tensors)", a -> Sets.broadcast(TensorMethods.tensors(new PyTuple(List.of(a.rest())), "tensors"))),
            function("cartesian_prod(*tensors)", a -> Sets.cartesian(TensorMethods.tensors(new PyTuple(List.of(a.rest())), "tensors"))),
            function("typename(obj)", a -> Values.str(Values.attribute(a.get(0), "__class__"))));

    private TorchFunctions() {
    }

    static Tensor tensor(Given a, int i) {
        if (a.get(i) instanceof PyTensor t) {
            return t.tensor();
        }
        throw PyError.type(a.name() + "(): argument " + (i + 1) + " must be Tensor, not " + Values.typeName(a.get(i)));
    }

    static @Nullable DType dtypeOrNull(Given a, int i) {
        return a.has(i) ? TensorMethods.dtype(a.get(i)) : null;
    }

    private static void checkDevice(Given a, int i) {
        if (a.has(i)) {
            PyDevice.named(a.get(i));
        }
    }

    private static Object asTensor(Given a) {
        DType dtype = dtypeOrNull(a, 1);
        if (a.get(0) instanceof PyTensor t) {
            return dtype == null ? t : TensorMethods.cast(t, dtype);
        }
        if (a.get(0) instanceof Operand.TensorLike t) {
            return dtype == null ? PyTensor.of(t.tensor()) : TensorMethods.cast(PyTensor.of(t.tensor()), dtype);
        }
        return PyTensor.of(Creation.tensor(a.get(0), dtype, false));
    }

    static boolean equal(Tensor a, Tensor b) {
        return a.shape().equals(b.shape())
                && OpNames.named("all").call(OpNames.named("eq").call(a, b)).data().getLong(0) != 0;
    }

    private static Object allClose(Given a) {
        Tensor close = OpNames.named("isclose").call(Map.of("rtol", a.real(2), "atol", a.real(3), "equal_nan", a.flag(4)), tensor(a, 0),
                tensor(a, 1));
        return OpNames.named("all").call(close).data().getLong(0) != 0;
    }

    /** What manual_seed returns. */
    private record GeneratorValue() implements PyObject {
        private static final PyType TYPE = PyType.of("torch._C", "Generator");

        @Override
        public PyType type() {
            return TYPE;
        }
    }

    /** {@code max} and {@code min}: of one tensor, along a dimension, or of two. */
    static Builtin extreme(String name, boolean method) {
        Builtin one = method ? OpFunction.method(OpNames.named(name), name) : OpFunction.function(OpNames.named(name), name);
        String pair = name + "imum";
        Builtin two = method ? OpFunction.method(OpNames.named(pair), pair) : OpFunction.function(OpNames.named(pair), pair);
        int second = method ? 0 : 1;
        Builtin.Unbound body = (self, arguments) -> {
            Object[] given = arguments.positional();
            boolean both = arguments.named().containsKey("other") || given.length > second && given[second] instanceof PyTensor;
            Builtin chosen = both ? two : one;
            return method ? chosen.on(self, arguments) : chosen.call(arguments);
        };
        return method ? Builtin.unboundMethod(name, body) : Builtin.unboundFunction(name, body);
    }

    /** {@code where}: a choice, or with one argument the places that hold. */
    static Builtin where() {
        Builtin choice = OpFunction.function(OpNames.named("where"), "where");
        return Builtin.unboundFunction("where", (_, arguments) -> {
            Object[] given = arguments.positional();
            if (given.length == 1 && arguments.named().isEmpty() && given[0] instanceof PyTensor t) {
                return Sets.places(t.tensor());
            }
            return choice.call(arguments);
        });
    }

    /** torch.FloatTensor and the like: a tensor of a dtype, of numbers or of a size. */
    static PyType legacy(DType dtype) {
        String name = TensorMethods.legacyName(dtype);
        return PyTensor.TYPE.kind("torch", name).madeBy(Builtin.unboundFunction(name, (_, a) -> legacyTensor(a, dtype)));
    }

    static Object legacyTensor(Arguments a, DType dtype) {
        Object[] given = a.positional();
        if (given.length == 1 && !(given[0] instanceof Long)) {
            if (given[0] instanceof PyTensor t) {
                return TensorMethods.cast(t, dtype);
            }
            if (!(given[0] instanceof PyObject)) {
                throw PyError.type("new(): data must be a sequence (got " + Values.typeName(given[0]) + ")");
            }
            return PyTensor.of(Creation.tensor(given[0], dtype, false));
        }
        List<Object> size = new ArrayList<>(List.of(given));
        if (size.isEmpty()) {
            size.add(0L);
        }
        return PyTensor.of(OpNames.named("empty").call(Map.of("size", size, "dtype", dtype)));
    }
}
