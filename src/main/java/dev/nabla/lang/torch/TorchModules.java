package dev.nabla.lang.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.array.DType;
import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Module;
import dev.nabla.lang.value.PyType;

/** The modules torch, torch.linalg, torch.autograd and torch.nn.functional. */
public final class TorchModules {
    private static final Module TORCH;
    private static final Module LINALG;
    private static final Module AUTOGRAD;
    private static final Module FUNCTIONAL;
    private static final Module DERIVATIVES;

    static {
        PyTensor.TYPE.with(OpNames.methods()).with(Sets.methods()).with(TensorMethods.ROWS)
                .with(List.of(TorchFunctions.extreme("max", true), TorchFunctions.extreme("min", true)))
                .madeBy(Builtin.unboundFunction("Tensor", (_, a) -> TorchFunctions.legacyTensor(a, DType.FLOAT32)));
        LINALG = Module.of("torch.linalg").with(OpNames.linalg()).with(LinalgModule.ROWS)
                .with("LinAlgError", PyType.of("torch._C", "_LinAlgError"));
        DERIVATIVES = Module.of("torch.autograd.functional").with(AutogradModule.FUNCTIONAL);
        AUTOGRAD = Module.of("torch.autograd").with(AutogradModule.ROWS).with("functional", DERIVATIVES)
                .with(GradModes.NO_GRAD, GradModes.ENABLE_GRAD, GradModes.SET_GRAD_ENABLED);
        FUNCTIONAL = Module.of("torch.nn.functional").with(rows());
        TORCH = Module.of("torch").with(OpNames.functions()).with(Sets.functions()).with(TorchFunctions.ROWS)
                .with(List.of(TorchFunctions.extreme("max", false), TorchFunctions.extreme("min", false), TorchFunctions.where()))
                .with(GradModes.NO_GRAD, GradModes.ENABLE_GRAD, GradModes.SET_GRAD_ENABLED, GradModes.INFERENCE_MODE)
                .with(PyTensor.TYPE, PySize.TYPE, PyDType.TYPE, PyDevice.TYPE)
                .with("linalg", LINALG).with("autograd", AUTOGRAD).with("strided", Layout.STRIDED)
                .with("pi", Math.PI).with("e", Math.E).with("inf", Double.POSITIVE_INFINITY).with("nan", Double.NaN)
                .with("__version__", "2.13.0");
        for (DType d : DType.values()) {
            TORCH.with(d.torchName(), PyDType.of(d)).with(TorchFunctions.legacy(d));
        }
        Map.of("float", DType.FLOAT32, "double", DType.FLOAT64, "long", DType.INT64, "int", DType.INT32)
                .forEach((name, d) -> TORCH.with(name, PyDType.of(d)));
    }

    private TorchModules() {
    }

    /** torch; other libraries add their part to it. */
    public static Module torch() {
        return TORCH;
    }

    /** torch.nn.functional */
    public static Module functional() {
        return FUNCTIONAL;
    }

    /** All of them. */
    public static List<Module> all() {
        return List.of(TORCH, LINALG, AUTOGRAD, DERIVATIVES, FUNCTIONAL);
    }

    /** The ops, which may be told to write over their operand. */
    private static List<Builtin> rows() {
        List<Builtin> out = new ArrayList<>();
        for (Op op : OpNames.functional()) {
            String name = op.wireName();
            Builtin plain = OpNames.WRITTEN.contains(name) ? OpFunction.written(op, name) : OpFunction.function(op, name);
            Op written = Ops.named(name + "_");
            out.add(Builtin.unboundFunction(name, (_, a) -> {
                Object inPlace = a.named().get("inplace");
                boolean declared = op.row().signature().parameters().stream().anyMatch(p -> p.name().equals("inplace"));
                if (inPlace == null || declared) {
                    return plain.call(a);
                }
                Map<String, Object> named = a.keywords();
                named.remove("inplace");
                Arguments rest = new Arguments(a.positional(), named);
                return Boolean.TRUE.equals(inPlace) && written != null ? OpFunction.function(written, name).call(rest) : plain.call(rest);
            }));
        }
        return out;
    }
}
