package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Autograd;
import dev.nabla.engine.Op;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Run;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.method;

/** Methods of tensors that are no ops, or take their arguments in forms of their own. */
final class TensorMethods {
    private static final String CREATE_GRAPH =
            "UserWarning: Using backward() with create_graph=True will create a reference cycle between the "
                    + "parameter and its gradient which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. "
                    + "If you have to use this function, make sure to reset the .grad fields of your parameters to None after use to break the cycle and "
                    + "avoid the leak.";
    private static final Op TO = OpNames.named("to");

    static final List<Builtin> ROWS = List.of(
            method("item()", a -> self(a).item()),
            method("tolist()", a -> list(tensor(a).data(), 0, tensor(a).data().offset())),
            method("size(dim=None)", a -> a.has(0) ? (Object) (long) tensor(a).shape().dim(dim(tensor(a), a.integer(0)))
                    : PySize.of(tensor(a).shape())),
            method("dim()", a -> (long) tensor(a).shape().rank()),
            method("ndimension()", a -> (long) tensor(a).shape().rank()),
            method("numel()", a -> (long) tensor(a).shape().size()),
            method("nelement()", a -> (long) tensor(a).shape().size()),
            method("element_size()", a -> (long) tensor(a).dtype().bytes()),
            method("backward(gradient=None, retain_graph=None, create_graph=False, inputs=None)", TensorMethods::backward),
            method("retain_grad()", a -> {
                tensor(a).retainGrad();
                return None.NONE;
            }),
            method("requires_grad_(requires_grad=True)", a -> {
                tensor(a).requiresGrad(a.flag(0));
                return a.self();
            }),
            method("detach_()", a -> detached(a)),
            method("cpu()", a -> a.self()),
            method("cuda(device=None)", _ -> PyDevice.named("cuda")),
            method("to(*args, **kwargs)", TensorMethods::to),
            method("type(dtype=None)", a -> a.has(0) ? cast(self(a), dtype(a.get(0))) : "torch." + legacyName(tensor(a).dtype())),
            method("type_as(other)", a -> cast(self(a), ((PyTensor) a.get(0)).tensor().dtype())),
            method("float()", a -> cast(self(a), DType.FLOAT32)),
            method("double()", a -> cast(self(a), DType.FLOAT64)),
            method("int()", a -> cast(self(a), DType.INT32)),
            method("long()", a -> cast(self(a), DType.INT64)),
            method("bool()", a -> cast(self(a), DType.BOOL)),
            method("is_contiguous()", a -> tensor(a).data().isContiguous()),
            method("is_floating_point()", a -> tensor(a).dtype().isFloat()),
            method("is_complex()", _ -> false),
            method("stride(dim=None)", a -> {
                int[] strides = tensor(a).data().strides();
                if (a.has(0)) {
                    return (long) strides[dim(tensor(a), a.integer(0))];
                }
                List<Object> all = new ArrayList<>();
                for (int s : strides) {
                    all.add((long) s);
                }
                return new PyTuple(all);
            }),
            method("storage_offset()", a -> (long) tensor(a).data().offset()),
            method("data_ptr()", a -> 0x7f0000000000L + System.identityHashCode(tensor(a).data().storage()) * 64L
                    + (long) tensor(a).data().offset() * tensor(a).dtype().bytes()),
            method("view_as(other)", a -> shaped("view", a)),
            method("reshape_as(other)", a -> shaped("reshape", a)),
            method("expand_as(other)", a -> PyTensor.of(tensor(a).expand(((PyTensor) a.get(0)).tensor().shape()))),
            method("where(condition, other)", a -> PyTensor.of(OpNames.named("where").call(operand(a, 0), tensor(a), operand(a, 1)))),
            method("get_device()", _ -> -1L),
            method("__abs__()", a -> PyTensor.of(OpNames.named("abs").call(tensor(a)))),
            method("__round__(ndigits=0)", a -> PyTensor.of(OpNames.named("round").call(Map.of("decimals", a.get(0)), tensor(a)))));

    private TensorMethods() {
    }

    private static PyTensor self(Given a) {
        return (PyTensor) a.self();
    }

    private static Tensor tensor(Given a) {
        return ((PyTensor) a.self()).tensor();
    }

    static Tensor operand(Given a, int i) {
        Tensor t = Operand.orNull(a.get(i));
        if (t == null) {
            throw PyError.type(a.name() + "(): argument " + (i + 1) + " must be Tensor, not " + Values.typeName(a.get(i)));
        }
        return t;
    }

    private static int dim(Tensor t, long d) {
        int n = t.shape().rank();
        int least = Math.max(n, 1);
        if (d < -least || d >= least) {
            throw PyError
                    .index("Dimension out of range (expected to be in range of [" + -least + ", " + (least - 1) + "], but got " + d + ")");
        }
        if (n == 0) {
            throw PyError.index("Dimension specified as " + d + " but tensor has no dimensions");
        }
        return (int) (d < 0 ? d + n : d);
    }

    private static Object list(NdArray a, int dim, int at) {
        if (dim == a.rank()) {
            return a.dtype().isFloat() ? (Object) a.storage().getDouble(at)
                    : a.dtype() == DType.BOOL ? (Object) (a.storage().getLong(at) != 0) : (Object) a.storage().getLong(at);
        }
        List<Object> items = new ArrayList<>(a.dim(dim));
        Run.current().take(24L * a.dim(dim));
        for (int i = 0; i < a.dim(dim); i++) {
            items.add(list(a, dim + 1, at + i * a.stride(dim)));
        }
        return new PyList(items);
    }

    /** {@code torch.FloatTensor}'s name of a dtype. */
    static String legacyName(DType d) {
        return d.scalarName() + "Tensor";
    }

    static DType dtype(Object v) {
        if (v instanceof PyDType d) {
            return d.dtype();
        }
        if (v instanceof String s && s.startsWith("torch.")) {
            for (DType d : DType.values()) {
                if (s.equals("torch." + legacyName(d))) {
                    return d;
                }
            }
            throw PyError.value("invalid type: '" + s + "'");
        }
        if (v == dev.nabla.lang.value.Types.FLOAT) {
            return DType.FLOAT64;
        }
        if (v == dev.nabla.lang.value.Types.INT) {
            return DType.INT64;
        }
        if (v == dev.nabla.lang.value.Types.BOOL) {
            return DType.BOOL;
        }
        throw PyError.type("dtype must be a torch.dtype, not " + Values.typeName(v));
    }

    static Object cast(PyTensor t, DType to) {
        return t.tensor().dtype() == to ? t : PyTensor.of(TO.call(Map.of("dtype", to), t.tensor()));
    }

    private static Object to(Given a) {
        DType to = null;
        List<Object> given = new ArrayList<>(List.of(a.rest()));
        a.keywords().forEach((k, v) -> {
            if (k.equals("dtype") || k.equals("device") || k.equals("other")) {
                given.add(v);
            }
        });
        for (Object v : given) {
            switch (v) {
                case PyDType d -> to = d.dtype();
                case PyTensor t -> to = t.tensor().dtype();
                case Boolean _,None _ -> {
                }
                case String _,PyDevice _ -> PyDevice.named(v);
                default -> throw PyError.type("to() received an invalid combination of arguments - got (" + Values.typeName(v) + ")");
            }
        }
        boolean copy = Values.truth(Objects.requireNonNullElse(a.keywords().get("copy"), false));
        Object same = to == null ? a.self() : cast(self(a), to);
        return copy && Values.is(same, a.self()) ? PyTensor.of(OpNames.named("clone").call(tensor(a))) : same;
    }

    private static Object shaped(String op, Given a) {
        List<Long> sizes = new ArrayList<>();
        for (int d : ((PyTensor) a.get(0)).tensor().shape().dims()) {
            sizes.add((long) d);
        }
        return PyTensor.of(OpNames.named(op).call(Map.of("shape", sizes), tensor(a)));
    }

    private static Object detached(Given a) {
        tensor(a).detachInPlace();
        return a.self();
    }

    /** One tensor, or a sequence of them. */
    static List<Tensor> tensors(Object v, String what) {
        List<Tensor> found = v instanceof PyTensor t ? List.of(t.tensor()) : Operand.tensors(v);
        if (found == null) {
            throw PyError.type(what + " must be a Tensor or a sequence of them, not " + Values.typeName(v));
        }
        return found;
    }

    private static Object backward(Given a) {
        Tensor gradient = a.has(0) ? a.get(0) instanceof PyTensor t ? t.tensor() : notATensor(a.get(0)) : null;
        boolean create = a.flag(2);
        boolean retain = a.has(1) ? a.flag(1) : create;
        if (create) {
            Run.current().warn(CREATE_GRAPH);
        }
        List<Tensor> inputs = a.has(3) ? tensors(a.get(3), "inputs") : null;
        Autograd.backward(tensor(a), gradient, new Autograd.Options(retain, create), inputs, null);
        Run.current().backwardRan();
        return None.NONE;
    }

    private static @Nullable Tensor notATensor(Object v) {
        Values.iterate(v);
        throw PyError.type("gradients can be either Tensors or None, but got " + Values.typeName(v));
    }
}
