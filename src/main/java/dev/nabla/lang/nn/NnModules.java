package dev.nabla.lang.nn;

import java.util.List;
import java.util.stream.Stream;

import dev.nabla.lang.torch.TorchModules;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Module;

/** The modules torch.nn, torch.nn.init and torch.nn.utils. */
public final class NnModules {
    private static final Module NN;
    private static final Module INIT;
    private static final Module UTILS;
    private static final Module PARAMETER;

    static {
        LayerMethods.MODULE.madeBy(Builtin.unboundFunction("Module", (_, a) -> Containers.MODULE.type().call(a)));
        INIT = Module.of("torch.nn.init").with(Initialization.ROWS);
        UTILS = Module.of("torch.nn.utils").with(Gradients.ROWS);
        PARAMETER = Module.of("torch.nn.parameter").with(PyParameter.TYPE);
        NN = Module.of("torch.nn").with("functional", TorchModules.functional()).with("init", INIT).with("utils", UTILS)
                .with("parameter", PARAMETER).with(LayerMethods.MODULE, PyParameter.TYPE);
        Stream.of(LinearLayers.ROWS, ActivationLayers.ROWS, LossLayers.ROWS, ConvolutionLayers.ROWS, NormalizationLayers.ROWS,
                Containers.ROWS)
                .flatMap(List::stream).forEach(row -> NN.with(row.type()));
        TorchModules.torch().with("nn", NN);
    }

    private NnModules() {
    }

    /** All of them. */
    public static List<Module> all() {
        return List.of(NN, INIT, UTILS, PARAMETER);
    }
}
