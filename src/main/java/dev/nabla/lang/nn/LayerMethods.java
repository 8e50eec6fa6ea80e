package dev.nabla.lang.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.lang.torch.PyDType;
import dev.nabla.lang.torch.PyDevice;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyIterator;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Types;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.writtenMethod;

/** What every layer can do. */
final class LayerMethods {
    /** torch.nn.Module, which all layers are a kind of. */
    static final PyType MODULE = PyType.of("torch.nn.modules.module", "Module").with(List.of(
            writtenMethod("Module.parameters(recurse=True)", a -> generator(named(a, false, a.flag(0)).values())),
            writtenMethod("Module.named_parameters(prefix='', recurse=True, remove_duplicate=True)",
                    a -> pairs(a.text(0), named(a, false, a.flag(1)))),
            writtenMethod("Module.buffers(recurse=True)", a -> generator(named(a, true, a.flag(0)).values())),
            writtenMethod("Module.named_buffers(prefix='', recurse=True, remove_duplicate=True)",
                    a -> pairs(a.text(0), named(a, true, a.flag(1)))),
            writtenMethod("Module.children()", a -> generator(self(a).children().values())),
            writtenMethod("Module.named_children()", a -> pairs("", self(a).children())),
            writtenMethod("Module.modules()", a -> {
                List<Object> all = new ArrayList<>();
                self(a).walk((_, l) -> all.add(l));
                return generator(all);
            }),
            writtenMethod("Module.named_modules(prefix='')", a -> {
                List<Object> all = new ArrayList<>();
                self(a).walk((name, l) -> all.add(PyTuple.of(name.isEmpty() ? a.text(0) : Layer.joined(a.text(0), name), l)));
                return generator(all);
            }),
            writtenMethod("Module.state_dict()", a -> StateDict.of(self(a))),
            writtenMethod("Module.load_state_dict(state_dict, strict=True)", a -> StateDict.load(self(a), a.get(0), a.flag(1))),
            writtenMethod("Module.train(mode=True)", a -> {
                if (!(a.get(0) instanceof Boolean)) {
                    throw PyError.value("training mode is expected to be boolean");
                }
                return training(a, a.get(0));
            }),
            writtenMethod("Module.eval()", a -> training(a, false)),
            writtenMethod("Module.zero_grad(set_to_none=True)", a -> {
                self(a).all(false).values().forEach(p -> Gradients.clear(p.tensor(), a.flag(0)));
                return None.NONE;
            }),
            writtenMethod("Module.requires_grad_(requires_grad=True)", a -> {
                self(a).all(false).values().forEach(p -> p.tensor().requiresGrad(a.flag(0)));
                return a.self();
            }),
            writtenMethod("Module.apply(fn)", a -> {
                apply(self(a), a.get(0));
                return a.self();
            }),
            writtenMethod("Module.add_module(name, module)", a -> {
                if (!(a.get(1) instanceof Layer)) {
                    throw PyError.type(Values.typeName(a.get(1)) + " is not a Module subclass");
                }
                self(a).set(a.text(0), a.get(1));
                return None.NONE;
            }),
            writtenMethod("Module.register_parameter(name, param)", a -> {
                if (!(a.get(1) instanceof PyParameter) && a.get(1) != None.NONE) {
                    throw PyError.type("cannot assign '" + Values.typeName(a.get(1)) + "' object to parameter '" + a.text(0)
                            + "' (torch.nn.Parameter or None required)");
                }
                self(a).set(a.text(0), a.get(1));
                return None.NONE;
            }),
            writtenMethod("Module.register_buffer(name, tensor)", a -> {
                self(a).setBuffer(a.text(0), a.get(1));
                return None.NONE;
            }),
            writtenMethod("Module.to(*args, **kwargs)", LayerMethods::to),
            writtenMethod("Module.float()", a -> cast(a, DType.FLOAT32)),
            writtenMethod("Module.double()", a -> cast(a, DType.FLOAT64)),
            writtenMethod("Module.cpu()", Given::self),
            writtenMethod("Module.cuda(device=None)", _ -> PyDevice.named("cuda")),
            writtenMethod("Module.extra_repr()", a -> self(a).kind().extra(self(a)))));

    private LayerMethods() {
    }

    private static Layer self(Given a) {
        return (Layer) a.self();
    }

    private static Map<String, PyTensor> named(Given a, boolean buffers, boolean recurse) {
        return recurse ? self(a).all(buffers) : self(a).own(buffers);
    }

    private static Object generator(Iterable<? extends Object> items) {
        List<Object> all = new ArrayList<>();
        items.forEach(all::add);
        return new PyIterator(Types.GENERATOR, all.iterator());
    }

    private static Object pairs(String prefix, Map<String, ? extends Object> named) {
        List<Object> all = new ArrayList<>();
        named.forEach((name, v) -> all.add(PyTuple.of(Layer.joined(prefix, name), v)));
        return generator(all);
    }

    private static Object training(Given a, Object mode) {
        self(a).walk((_, l) -> l.set("training", mode));
        return a.self();
    }

    private static void apply(Layer layer, Object f) {
        layer.children().values().forEach(child -> apply(child, f));
        Values.call(f, layer);
    }

    private static Object to(Given a) {
        List<Object> given = new ArrayList<>(List.of(a.rest()));
        given.addAll(a.keywords().values());
        for (Object v : given) {
            switch (v) {
                case PyDType d -> {
                    if (!d.dtype().isFloat()) {
                        throw PyError.type("nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=" + d.repr());
                    }
                    cast(a, d.dtype());
                }
                case PyTensor t -> cast(a, t.tensor().dtype());
                case Boolean _ -> {
                }
                default -> PyDevice.named(v);
            }
        }
        return a.self();
    }

    /** Floats only; each parameter is another one afterwards, as its elements are. */
    private static Object cast(Given a, DType to) {
        self(a).walk((_, layer) -> {
            layer.own(false).forEach((name, p) -> {
                Tensor t = p.tensor();
                if (t.dtype() != to) {
                    layer.set(name, PyParameter.of(Tensor.leaf(t.data().to(to), t.requiresGrad())));
                }
            });
            layer.own(true).forEach((name, b) -> {
                Tensor t = b.tensor();
                if (t.dtype() != to && t.dtype().isFloat()) {
                    layer.set(name, PyTensor.of(Tensor.of(t.data().to(to))));
                }
            });
        });
        return a.self();
    }
}
