package dev.nabla.lang.numpy;

import java.util.List;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.torch.TorchModules;
import dev.nabla.lang.value.Module;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.function;
import static dev.nabla.lang.value.Builtin.method;

/** The modules numpy and numpy.linalg, and what torch knows of numpy. */
public final class NumpyModules {
    private static final Module LINALG = Module.of("numpy.linalg").with(LinearAlgebra.ROWS).with(LinearAlgebra.ERROR);
    private static final Module RANDOM = Module.of("numpy.random").with(RandomNumbers.ROWS);
    private static final Module NUMPY = Module.of("numpy").with(Ufuncs.functions()).with(Reductions.functions()).with(ArrayCreation.ROWS)
            .with(ArrayShapes.ROWS).with(LinearAlgebra.PRODUCTS).with(PyArray.TYPE, NpType.TYPE).with("linalg", LINALG)
            .with("random", RANDOM)
            .with("pi", Math.PI).with("e", Math.E).with("inf", Double.POSITIVE_INFINITY).with("nan", Double.NaN)
            .with("newaxis", None.NONE).with("__version__", "2.4.6");

    static {
        for (DType d : DType.values()) {
            NUMPY.with(NpType.of(d).scalar());
        }
        NUMPY.with("bool_", NpType.of(DType.BOOL).scalar());
        TorchModules.torch().with(List.of(function("from_numpy(ndarray)", a -> {
            if (a.get(0) instanceof PyArray array) {
                return PyTensor.of(Tensor.of(array.data()));
            }
            throw PyError.type("expected np.ndarray (got " + Values.typeName(a.get(0)) + ")");
        })));
        PyTensor.TYPE.with(List.of(method("numpy(*, force=False)", a -> {
            PyTensor t = (PyTensor) a.self();
            return PyArray.of(a.flag(0) ? Tensor.of(t.tensor().data().copy()) : Arrays.ofTensor(t));
        })));
    }

    private NumpyModules() {
    }

    /** All of them. */
    public static List<Module> all() {
        return List.of(NUMPY, LINALG, RANDOM);
    }
}
