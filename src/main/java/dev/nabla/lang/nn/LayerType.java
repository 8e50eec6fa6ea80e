package dev.nabla.lang.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import dev.nabla.lang.torch.TorchModules;
import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Values;

/**
 * One kind of layer: a row with the signature of its constructor as PyTorch documents it, how it is set up, what it does to its input and how
 * it shows.
 */
final class LayerType {
    /** Settings that choose what there is only one of here, that losses turn into {@code reduction}, or that a parameter takes the name of. */
    private static final Set<String> NOT_KEPT = Set.of("device", "dtype", "size_average", "reduce", "bias");

    /** Gives a new layer its attributes. */
    interface Setup {
        void set(Layer layer, Given settings);
    }

    /** What a layer makes of its input. */
    interface Forward {
        Object call(Layer layer, Given input);
    }

    private final String signature;
    private final String name;
    private final List<String> settings = new ArrayList<>();
    private final PyType type;
    private Setup setup = (_, _) -> {
    };
    private Builtin forward;
    private Function<Layer, String> shown = _ -> "";
    private boolean container;

    private LayerType(String module, String signature) {
        this.signature = signature;
        this.name = signature.substring(0, signature.indexOf('('));
        String inside = signature.substring(name.length() + 1, signature.length() - 1);
        for (String part : inside.isEmpty() ? new String[0] : inside.split(", ")) {
            if (!part.startsWith("*")) {
                settings.add(part.substring(0, part.contains("=") ? part.indexOf('=') : part.length()));
            }
        }
        this.type = LayerMethods.MODULE.kind("torch.nn.modules." + module, name);
        type.madeBy(Builtin.unboundFunction(name, (_, a) -> constructor().on(None.NONE, a)));
        this.forward = Builtin.writtenMethod("_forward_unimplemented(*input)", a -> {
            throw new PyError("NotImplementedError", "Module [" + name + "] is missing the required \"forward\" function");
        });
    }

    /**
     * A kind whose layers keep their settings as attributes and do nothing.
     *
     * @param module where PyTorch has it: {@code activation} of torch.nn.modules
     */
    static LayerType of(String module, String signature) {
        return new LayerType(module, signature);
    }

    private Builtin constructor() {
        return Builtin.writtenMethod(name + ".__init__" + signature.substring(name.length()), a -> {
            Layer layer = new Layer(this);
            for (int i = 0; i < settings.size(); i++) {
                if (!NOT_KEPT.contains(settings.get(i))) {
                    layer.set(settings.get(i), a.get(i));
                }
            }
            setup.set(layer, a);
            return layer;
        });
    }

    /** Sets up what is more than keeping settings: parameters, say. */
    LayerType setup(Setup s) {
        setup = s;
        return this;
    }

    /** @param inputs the parameters of forward: {@code "input, target"} */
    LayerType forward(String inputs, Forward f) {
        forward = Builtin.writtenMethod(name + ".forward(" + inputs + ")", a -> f.call((Layer) a.self(), a));
        type.with(List.of(forward));
        return this;
    }

    /** Applies a function of torch.nn.functional to the input, with attributes of the layer for its arguments of these names. */
    LayerType applies(String function, String inputs, String... attributes) {
        return forward(inputs, (layer, input) -> {
            Map<String, Object> named = new LinkedHashMap<>();
            for (String attribute : attributes) {
                named.put(attribute, layer.get(attribute));
            }
            return functional(function, new Arguments(input.values(), named));
        });
    }

    /** {@code torch.nn.functional.name(…)} */
    static Object functional(String function, Arguments arguments) {
        return Values.call(Values.attribute(TorchModules.functional(), function), arguments);
    }

    /** What stands between the parentheses when it is printed. */
    LayerType shows(Function<Layer, String> text) {
        shown = text;
        return this;
    }

    /** Shows settings as {@code name=value}. */
    LayerType shows(String... names) {
        return shows(layer -> Arrays.stream(names).map(n -> n + "=" + Values.repr(layer.get(n)))
                .collect(java.util.stream.Collectors.joining(", ")));
    }

    /** Shows settings as {@code name=value}, and {@code inplace=True} where that is so. */
    LayerType showsInPlace(String... names) {
        return shows(layer -> {
            List<String> parts = new ArrayList<>();
            for (String n : names) {
                parts.add(n + "=" + Values.str(layer.get(n)));
            }
            if (Values.truth(layer.get("inplace"))) {
                parts.add("inplace=True");
            }
            return String.join(", ", parts);
        });
    }

    /** Its items are the layers (or parameters) inside it. */
    LayerType holdsItems(List<Builtin> methods) {
        container = true;
        type.with(methods);
        return this;
    }

    boolean isContainer() {
        return container;
    }

    String name() {
        return name;
    }

    PyType type() {
        return type;
    }

    Builtin forward() {
        return forward;
    }

    String extra(Layer layer) {
        return shown.apply(layer);
    }

    /** The settings in one line; where there are layers inside, these one a line, indented. */
    String repr(Layer layer) {
        List<String> lines = Containers.shownItems(layer);
        String extra = shown.apply(layer);
        if (lines.isEmpty()) {
            return name + "(" + extra + ")";
        }
        StringBuilder b = new StringBuilder(name).append("(\n");
        if (!extra.isEmpty()) {
            b.append("  ").append(extra).append('\n');
        }
        lines.forEach(l -> b.append("  ").append(l).append('\n'));
        return b.append(')').toString();
    }
}
