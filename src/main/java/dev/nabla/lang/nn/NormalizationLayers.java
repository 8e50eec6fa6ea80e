package dev.nabla.lang.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Values;

/**
 * Layers that bring their input to mean 0 and variance 1.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.html#normalization-layers">Normalization layers</a>
 */
final class NormalizationLayers {
    private static final String BATCH =
            "(num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None)";

    static final List<LayerType> ROWS = List.of(
            batch("BatchNorm1d", 2, 3, "2D or 3D"), batch("BatchNorm2d", 4, 4, "4D"), batch("BatchNorm3d", 5, 5, "5D"),
            LayerType
                    .of("normalization",
                            "LayerNorm(normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None)")
                    .setup((layer, a) -> {
                        int[] shape = shape(layer, a);
                        layer.set("weight", a.flag(2) ? Initialization.filled(Initialization.dtype(a.get(5)), 1, shape) : None.NONE);
                        layer.set("bias",
                                a.flag(2) && a.flag(3) ? Initialization.filled(Initialization.dtype(a.get(5)), 0, shape) : None.NONE);
                    }).applies("layer_norm", "input", "normalized_shape", "weight", "bias", "eps")
                    .shows(l -> Values.str(l.get("normalized_shape")) + ", eps=" + Values.str(l.get("eps")) + ", elementwise_affine="
                            + (l.get("weight") == None.NONE ? "False" : "True") + ", bias="
                            + (l.get("bias") == None.NONE ? "False" : "True")),
            LayerType.of("normalization", "RMSNorm(normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None)")
                    .setup((layer, a) -> layer.set("weight",
                            a.flag(2) ? Initialization.filled(Initialization.dtype(a.get(4)), 1, shape(layer, a)) : keep(layer, a)))
                    .applies("rms_norm", "input", "normalized_shape", "weight", "eps")
                    .shows(l -> Values.str(l.get("normalized_shape")) + ", eps=" + Values.str(l.get("eps")) + ", elementwise_affine="
                            + (l.get("weight") == None.NONE ? "False" : "True")),
            LayerType.of("normalization", "GroupNorm(num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None)")
                    .setup((layer, a) -> {
                        if (a.integer(0) <= 0 || a.integer(1) % a.integer(0) != 0) {
                            throw PyError.value("num_channels must be divisible by num_groups");
                        }
                        affine(layer, a.flag(3), Initialization.dtype(a.get(5)), a.size(1));
                    }).applies("group_norm", "input", "num_groups", "weight", "bias", "eps")
                    .shows(l -> Values.str(l.get("num_groups")) + ", " + Values.str(l.get("num_channels")) + ", eps="
                            + Values.str(l.get("eps")) + ", affine=" + Values.str(l.get("affine")) + ", bias="
                            + Values.str(l.get("affine"))));

    private NormalizationLayers() {
    }

    private static int[] shape(Layer layer, Given a) {
        List<Object> dims = Numbers.isInteger(a.get(0)) ? List.of(a.get(0)) : Values.list(a.get(0));
        layer.set("normalized_shape", new PyTuple(dims));
        return dims.stream().mapToInt(d -> (int) Numbers.index(d)).toArray();
    }

    private static Object keep(Layer layer, Given a) {
        shape(layer, a);
        return None.NONE;
    }

    private static void affine(Layer layer, boolean there, DType dtype, int features) {
        layer.set("weight", there ? Initialization.filled(dtype, 1, features) : None.NONE);
        layer.set("bias", there ? Initialization.filled(dtype, 0, features) : None.NONE);
    }

    private static LayerType batch(String name, int least, int most, String expected) {
        return LayerType.of("batchnorm", name + BATCH).setup((layer, a) -> {
            DType dtype = Initialization.dtype(a.get(6));
            int features = a.size(0);
            affine(layer, a.flag(3), dtype, features);
            boolean tracks = a.flag(4);
            layer.setBuffer("running_mean", tracks ? tensor(NdArray.zeros(dtype, Shape.of(features))) : None.NONE);
            layer.setBuffer("running_var", tracks ? tensor(NdArray.full(dtype, Shape.of(features), 1)) : None.NONE);
            layer.setBuffer("num_batches_tracked", tracks ? tensor(NdArray.zeros(DType.INT64, Shape.SCALAR)) : None.NONE);
        }).forward("input", (layer, x) -> {
            int rank = x.get(0) instanceof PyTensor t ? t.tensor().shape().rank() : least;
            if (rank < least || rank > most) {
                throw PyError.value("expected " + expected + " input (got " + rank + "D input)");
            }
            return normalize(layer, x.get(0));
        }).shows(
                l -> Values.str(l.get("num_features")) + ", eps=" + Values.str(l.get("eps")) + ", momentum=" + Values.str(l.get("momentum"))
                        + ", affine=" + Values.str(l.get("affine")) + ", bias=" + Values.str(l.get("affine")) + ", track_running_stats="
                        + Values.str(l.get("track_running_stats")));
    }

    private static PyTensor tensor(NdArray a) {
        return PyTensor.of(Tensor.of(a));
    }

    /** In training by the batch's own moments, which the running ones follow; else by the running ones. */
    private static Object normalize(Layer layer, Object x) {
        boolean tracks = layer.get("running_mean") != None.NONE;
        boolean training = layer.isTraining();
        Object momentum = layer.get("momentum");
        if (training && tracks && layer.get("num_batches_tracked") instanceof PyTensor count) {
            Values.callMethod(count, "add_", 1L);
            if (momentum == None.NONE) {
                momentum = 1 / count.real();
            }
        }
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("weight", layer.get("weight"));
        named.put("bias", layer.get("bias"));
        named.put("training", training || !tracks);
        named.put("momentum", momentum == None.NONE ? (Object) 0.0 : momentum);
        named.put("eps", layer.get("eps"));
        return LayerType.functional("batch_norm",
                new Arguments(new Object[]{x, layer.get("running_mean"), layer.get("running_var")}, named));
    }
}
