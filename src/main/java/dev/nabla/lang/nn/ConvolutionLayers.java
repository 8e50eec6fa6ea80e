package dev.nabla.lang.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Values;

/**
 * Layers that slide a window over their input: convolutions and pooling.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.html#convolution-layers">Convolution layers</a>
 */
final class ConvolutionLayers {
    static final List<LayerType> ROWS = List.of(
    // @formatter:off
            convolution(1), convolution(2), convolution(3),
            pooling("MaxPool1d(kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False)").applies("max_pool1d", "input", "kernel_size",
                    "stride", "padding", "dilation", "ceil_mode").shows("kernel_size", "stride", "padding", "dilation", "ceil_mode"),
            pooling("MaxPool2d(kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False)").applies("max_pool2d", "input", "kernel_size",
                    "stride", "padding", "dilation", "ceil_mode").shows("kernel_size", "stride", "padding", "dilation", "ceil_mode"),
            pooling("AvgPool2d(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None)")
                    .applies("avg_pool2d", "input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
                    .shows("kernel_size", "stride", "padding"),
            LayerType.of("pooling", "AvgPool1d(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True)")
                    .setup((layer, a) -> {
                        layer.set("kernel_size", each(a.get(0), 1));
                        layer.set("stride", a.has(1) ? each(a.get(1), 1) : layer.get("kernel_size"));
                        layer.set("padding", each(a.get(2), 1));
                    }).applies("avg_pool1d", "input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad")
                    .shows("kernel_size", "stride", "padding"),
            LayerType.of("pooling", "AdaptiveAvgPool1d(output_size)").applies("adaptive_avg_pool1d", "input", "output_size").shows("output_size"),
            LayerType.of("pooling", "AdaptiveAvgPool2d(output_size)").applies("adaptive_avg_pool2d", "input", "output_size").shows("output_size"));
            // @formatter:on

    private ConvolutionLayers() {
    }

    private static LayerType pooling(String signature) {
        return LayerType.of("pooling", signature).setup((layer, a) -> {
            if (!a.has(1)) {
                layer.set("stride", a.get(0));
            }
        });
    }

    /** Over so many dimensions. */
    private static LayerType convolution(int n) {
        return LayerType
                .of("conv", "Conv" + n + "d(in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, "
                        + "padding_mode='zeros', device=None, dtype=None)")
                .setup((layer, a) -> setUp(layer, a, n))
                .forward("input", (layer, x) -> convolve(layer, x.get(0), n)).shows(ConvolutionLayers::shown);
    }

    /** A setting for each dimension, as a tuple. */
    private static Object each(Object v, int n) {
        if (v instanceof PyTuple || v instanceof PyList || v instanceof String) {
            return v instanceof PyList l ? new PyTuple(List.copyOf(l.items())) : v;
        }
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(v);
        }
        return new PyTuple(all);
    }

    private static void setUp(Layer layer, Given a, int n) {
        long inputs = a.integer(0);
        long outputs = a.integer(1);
        long groups = a.integer(6);
        if (groups <= 0) {
            throw PyError.value("groups must be a positive integer");
        }
        if (inputs % groups != 0) {
            throw PyError.value("in_channels must be divisible by groups");
        }
        if (outputs % groups != 0) {
            throw PyError.value("out_channels must be divisible by groups");
        }
        if (!a.get(8).equals("zeros")) {
            throw PyError.value("padding_mode=" + Values.repr(a.get(8)) + " is not part of Nabla's subset of PyTorch; there is 'zeros'");
        }
        for (int i : new int[]{2, 3, 4, 5}) {
            layer.set(List.of("kernel_size", "stride", "padding", "dilation").get(i - 2), each(a.get(i), n));
        }
        List<Object> kernel = Values.list(layer.get("kernel_size"));
        int[] dims = new int[n + 2];
        dims[0] = (int) outputs;
        dims[1] = (int) (inputs / groups);
        long fan = dims[1];
        for (int i = 0; i < n; i++) {
            dims[i + 2] = (int) Numbers.index(kernel.get(i));
            fan *= dims[i + 2];
        }
        layer.set("weight", Initialization.uniform(Initialization.dtype(a.get(10)), Initialization.weightBound(fan), dims));
        LinearLayers.bias(layer, a.flag(7), a.get(10), fan, (int) outputs);
    }

    private static Object convolve(Layer layer, Object x, int n) {
        return LayerType.functional("conv" + n + "d", new Arguments(new Object[]{x, layer.get("weight"), layer.get("bias")},
                Map.of("stride", layer.get("stride"), "padding", layer.get("padding"), "dilation", layer.get("dilation"), "groups",
                        layer.get("groups"))));
    }

    private static String shown(Layer l) {
        StringBuilder b = new StringBuilder(Values.str(l.get("in_channels"))).append(", ").append(Values.str(l.get("out_channels")))
                .append(", kernel_size=").append(Values.str(l.get("kernel_size"))).append(", stride=").append(Values.str(l.get("stride")));
        int n = Values.length(l.get("kernel_size"));
        if (!Values.same(l.get("padding"), each(0L, n))) {
            b.append(", padding=").append(Values.str(l.get("padding")));
        }
        if (!Values.same(l.get("dilation"), each(1L, n))) {
            b.append(", dilation=").append(Values.str(l.get("dilation")));
        }
        if (!Values.same(l.get("groups"), 1L)) {
            b.append(", groups=").append(Values.str(l.get("groups")));
        }
        if (l.get("bias") == None.NONE) {
            b.append(", bias=False");
        }
        return b.toString();
    }
}
