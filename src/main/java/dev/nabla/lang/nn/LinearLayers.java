package dev.nabla.lang.nn;

import java.util.List;
import java.util.Map;

import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.Values;

/**
 * Layers that multiply by a weight, look rows up in one, leave elements out or change the shape.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.html#linear-layers">Linear layers</a>
 */
final class LinearLayers {
    static final List<LayerType> ROWS = List.of(
            LayerType.of("linear", "Identity(*args, **kwargs)").forward("input", (_, x) -> x.get(0)),
            LayerType.of("linear", "Linear(in_features, out_features, bias=True, device=None, dtype=None)").setup(LinearLayers::linear)
                    .applies("linear", "input", "weight", "bias")
                    .shows(l -> "in_features=" + Values.str(l.get("in_features")) + ", out_features=" + Values.str(l.get("out_features"))
                            + ", bias=" + (l.get("bias") == None.NONE ? "False" : "True")),
            LayerType.of("linear", "Bilinear(in1_features, in2_features, out_features, bias=True, device=None, dtype=None)")
                    .setup(LinearLayers::bilinear).applies("bilinear", "input1, input2", "weight", "bias")
                    .shows(l -> "in1_features=" + Values.str(l.get("in1_features")) + ", in2_features=" + Values.str(l.get("in2_features"))
                            + ", out_features=" + Values.str(l.get("out_features")) + ", bias="
                            + (l.get("bias") == None.NONE ? "False" : "True")),
            LayerType.of("flatten", "Flatten(start_dim=1, end_dim=-1)")
                    .forward("input", (l, x) -> Values.call(Values.attribute(x.get(0), "flatten"), l.get("start_dim"), l.get("end_dim")))
                    .shows("start_dim", "end_dim"),
            LayerType.of("flatten", "Unflatten(dim, unflattened_size)")
                    .forward("input",
                            (l, x) -> Values.call(Values.attribute(x.get(0), "unflatten"), l.get("dim"), l.get("unflattened_size")))
                    .shows("dim", "unflattened_size"),
            LayerType.of("dropout", "Dropout(p=0.5, inplace=False)").setup((_, a) -> {
                if (a.real(0) < 0 || a.real(0) > 1) {
                    throw PyError.value("dropout probability has to be between 0 and 1, but got " + Values.str(a.get(0)));
                }
            }).applies("dropout", "input", "p", "training", "inplace").shows("p", "inplace"),
            LayerType.of("sparse", "Embedding(num_embeddings, embedding_dim, padding_idx=None, device=None, dtype=None)")
                    .setup(LinearLayers::embedding)
                    .forward("input", (l, x) -> LayerType.functional("embedding",
                            new Arguments(new Object[]{x.get(0), l.get("weight")}, Map.of("padding_idx", l.get("padding_idx")))))
                    .shows(l -> Values.str(l.get("num_embeddings")) + ", " + Values.str(l.get("embedding_dim"))
                            + (l.get("padding_idx") == None.NONE ? "" : ", padding_idx=" + Values.str(l.get("padding_idx")))));

    private LinearLayers() {
    }

    private static void linear(Layer layer, Given a) {
        int inputs = a.size(0);
        int outputs = a.size(1);
        layer.set("weight", Initialization.uniform(Initialization.dtype(a.get(4)), Initialization.weightBound(inputs), outputs, inputs));
        bias(layer, a.flag(2), a.get(4), inputs, outputs);
    }

    /** @param inputs that each output is a sum over */
    static void bias(Layer layer, boolean there, Object dtype, long inputs, int outputs) {
        layer.set("bias", there
                ? Initialization.uniform(Initialization.dtype(dtype), inputs > 0 ? 1 / Math.sqrt((double) inputs) : 0, outputs)
                : None.NONE);
    }

    private static void bilinear(Layer layer, Given a) {
        double bound = 1 / Math.sqrt(a.size(0));
        layer.set("weight", Initialization.uniform(Initialization.dtype(a.get(5)), bound, a.size(2), a.size(0), a.size(1)));
        bias(layer, a.flag(3), a.get(5), a.size(0), a.size(2));
    }

    private static void embedding(Layer layer, Given a) {
        PyParameter weight = Initialization.normal(Initialization.dtype(a.get(4)), a.size(0), a.size(1));
        if (a.has(2)) {
            long padding = a.integer(2);
            if (padding >= a.integer(0) || padding < -a.integer(0)) {
                throw new PyError("AssertionError", "Padding_idx must be within num_embeddings");
            }
            int row = (int) (padding < 0 ? padding + a.integer(0) : padding);
            layer.set("padding_idx", (long) row);
            weight.tensor().data().selected(0, row).fill(0);
        }
        layer.set("weight", weight);
    }
}
