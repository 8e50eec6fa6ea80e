package dev.nabla.lang.nn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.Numbers;
import dev.nabla.lang.value.PyDict;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyIterator;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PySlice;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Values;

import static dev.nabla.lang.value.Builtin.writtenMethod;

/**
 * Layers that hold layers.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/nn.html#containers">Containers</a>
 */
final class Containers {
    static final LayerType SEQUENTIAL = LayerType.of("container", "Sequential(*args)").setup(Containers::fill)
            .forward("input", (layer, a) -> {
                Object x = a.get(0);
                for (Object l : layer.items()) {
                    x = Values.call(l, x);
                }
                return x;
            }).holdsItems(listMethods());
    static final LayerType MODULE_LIST =
            LayerType.of("container", "ModuleList(modules=None)").setup(Containers::list).holdsItems(listMethods());
    static final LayerType MODULE_DICT = LayerType.of("container", "ModuleDict(modules=None)").setup((layer, a) -> {
        layer.remove("modules");
        if (a.has(0)) {
            update(layer, a.get(0));
        }
    }).holdsItems(dictMethods());
    static final LayerType PARAMETER_LIST = LayerType.of("container", "ParameterList(values=None)").setup(Containers::list)
            .holdsItems(listMethods());
    static final LayerType MODULE = LayerType.of("module", "Module(*args, **kwargs)");
    static final List<LayerType> ROWS = List.of(SEQUENTIAL, MODULE_LIST, MODULE_DICT, PARAMETER_LIST);

    private Containers() {
    }

    private static Layer self(Given a) {
        return (Layer) a.self();
    }

    private static List<Builtin> listMethods() {
        return List.of(
                writtenMethod("append(module)", a -> {
                    add(self(a), a.get(0));
                    return a.self();
                }),
                writtenMethod("extend(modules)", a -> {
                    Values.list(a.get(0)).forEach(m -> add(self(a), m));
                    return a.self();
                }),
                writtenMethod("insert(index, module)", a -> {
                    List<Object> items = self(a).items();
                    int n = items.size();
                    int at = a.size(0);
                    if (at < -n || at > n) {
                        throw PyError.index("Index out of range: " + at);
                    }
                    items.add(at < 0 ? at + n : at, checked(self(a), a.get(1)));
                    replace(self(a), items);
                    return a.self();
                }),
                writtenMethod("pop(key)", a -> {
                    List<Object> items = self(a).items();
                    Object gone = items.remove(position(self(a), a.get(0)));
                    replace(self(a), items);
                    return gone;
                }));
    }

    private static List<Builtin> dictMethods() {
        return List.of(
                writtenMethod("keys()", a -> PyIterator.of("odict_keys", iterate(self(a)))),
                writtenMethod("values()", a -> PyIterator.of("odict_values", self(a).items().iterator())),
                writtenMethod("items()", a -> PyIterator.of("odict_items",
                        self(a).children().entrySet().stream().<Object>map(e -> PyTuple.of(e.getKey(), e.getValue())).iterator())),
                writtenMethod("update(modules)", a -> {
                    update(self(a), a.get(0));
                    return None.NONE;
                }));
    }

    /** Layers one after the other, or a dict of them. */
    private static void fill(Layer layer, Given a) {
        if (a.rest().length == 1 && a.rest()[0] instanceof PyDict d) {
            update(layer, d);
            return;
        }
        for (Object m : a.rest()) {
            add(layer, m);
        }
    }

    private static void list(Layer layer, Given a) {
        layer.remove("modules");
        layer.remove("values");
        if (a.has(0)) {
            Values.list(a.get(0)).forEach(m -> add(layer, m));
        }
    }

    private static void update(Layer layer, Object modules) {
        if (!(modules instanceof PyDict d)) {
            throw PyError.type("ModuleDict.update should be called with a dict of modules, but got " + Values.typeName(modules));
        }
        for (Map.Entry<Object, Object> e : d.items()) {
            layer.set(Values.str(e.getKey()), checked(layer, e.getValue()));
        }
    }

    private static Object checked(Layer layer, Object item) {
        boolean fits = layer.kind() == PARAMETER_LIST ? item instanceof PyParameter : item instanceof Layer;
        if (!fits) {
            throw PyError.type(Values.str(Values.attribute(Values.attribute(item, "__class__"), "__name__"))
                    + (layer.kind() == PARAMETER_LIST ? " is not a Parameter" : " is not a Module subclass"));
        }
        return item;
    }

    private static void add(Layer layer, Object item) {
        layer.set(Integer.toString(layer.items().size()), checked(layer, item));
    }

    private static void replace(Layer layer, List<Object> items) {
        for (String name : List.copyOf(layer.children().keySet())) {
            layer.remove(name);
        }
        items.forEach(i -> add(layer, i));
    }

    static List<Object> items(Layer layer) {
        return layer.items();
    }

    static Iterator<Object> iterate(Layer layer) {
        return layer.kind() == MODULE_DICT ? layer.children().keySet().stream().<Object>map(k -> k).iterator() : layer.items().iterator();
    }

    private static int position(Layer layer, Object key) {
        long i = Numbers.index(key);
        int n = layer.items().size();
        if (i < -n || i >= n) {
            throw PyError.index("index " + i + " is out of range");
        }
        return (int) (i < 0 ? i + n : i);
    }

    static Object item(Layer layer, Object key) {
        if (layer.kind() == MODULE_DICT) {
            Object v = layer.attribute(Values.str(key));
            if (!(v instanceof Layer)) {
                throw new PyError("KeyError", Values.repr(key));
            }
            return v;
        }
        if (key instanceof PySlice s) {
            Layer part = new Layer(layer.kind());
            PyList all = new PyList(layer.items());
            Values.list(all.item(s)).forEach(i -> add(part, i));
            return part;
        }
        return layer.items().get(position(layer, key));
    }

    static void setItem(Layer layer, Object key, Object value) {
        layer.set(layer.kind() == MODULE_DICT ? Values.str(key) : Integer.toString(position(layer, key)), checked(layer, value));
    }

    /** The layers inside, each on a line of its own; in a ModuleList equal neighbours on one. */
    static List<String> shownItems(Layer layer) {
        if (layer.kind() == PARAMETER_LIST) {
            List<String> out = new ArrayList<>();
            layer.own(false).forEach((name, p) -> out.add("(" + name + "): Parameter containing: [torch."
                    + p.tensor().dtype().torchName() + " of size " + p.tensor().shape().toString().replace(", ", "x") + "]"));
            return out;
        }
        List<String> out = new ArrayList<>();
        List<String> names = new ArrayList<>(layer.children().keySet());
        List<String> texts = layer.children().values().stream().map(Values::repr).toList();
        int i = 0;
        while (i < names.size()) {
            int end = i + 1;
            while (layer.kind() == MODULE_LIST && end < names.size() && texts.get(end).equals(texts.get(i))) {
                end++;
            }
            String text = texts.get(i).replace("\n", "\n  ");
            out.add(end - i > 1 ? "(" + names.get(i) + "-" + names.get(end - 1) + "): " + (end - i) + " x " + text
                    : "(" + names.get(i) + "): " + text);
            i = end;
        }
        return out;
    }
}
