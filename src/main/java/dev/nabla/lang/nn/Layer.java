package dev.nabla.lang.nn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.lang.torch.PyTensor;
import dev.nabla.lang.value.Arguments;
import dev.nabla.lang.value.Copies;
import dev.nabla.lang.value.Mutable;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyType;
import dev.nabla.lang.value.Values;

/**
 * A layer, loss or container: an object whose attributes hold its settings, its parameters, its buffers (tensors that are not learnt) and the
 * layers inside it.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html">torch.nn.Module</a>
 */
public final class Layer extends Mutable {
    private final LayerType kind;
    private Map<String, Object> attributes = new LinkedHashMap<>();
    private Set<String> buffers = new LinkedHashSet<>();

    Layer(LayerType kind) {
        this.kind = kind;
        attributes.put("training", true);
    }

    @Override
    public void holds(Consumer<Object> to) {
        attributes.values().forEach(to);
    }

    @Override
    public Object copied(Copies c) {
        Layer copy = c.begun(this, new Layer(kind));
        copy.attributes.clear();
        attributes.forEach((name, v) -> copy.attributes.put(name, c.of(v)));
        copy.buffers.addAll(buffers);
        return copy;
    }

    @Override
    protected Runnable wayBack() {
        Map<String, Object> before = new LinkedHashMap<>(attributes);
        Set<String> buffersBefore = new LinkedHashSet<>(buffers);
        return () -> {
            attributes = before;
            buffers = buffersBefore;
        };
    }

    LayerType kind() {
        return kind;
    }

    @Override
    public PyType type() {
        return kind.type();
    }

    // ---- attributes -----------------------------------------------------------------------------------------------

    /** The attribute, which is there. */
    Object get(String name) {
        return Values.attribute(this, name);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        Object before = attributes.get(name);
        if (before instanceof PyParameter && !(value instanceof PyParameter) && value != None.NONE) {
            throw PyError.type("cannot assign '" + typeName(value) + "' as parameter '" + name + "' (torch.nn.Parameter or None expected)");
        }
        if (before instanceof Layer && !(value instanceof Layer) && value != None.NONE) {
            throw PyError.type("cannot assign '" + typeName(value) + "' as child module '" + name + "' (torch.nn.Module or None expected)");
        }
        if (buffers.contains(name) && !(value instanceof PyTensor) && value != None.NONE) {
            throw PyError.type("cannot assign '" + typeName(value) + "' as buffer '" + name + "' (torch.Tensor or None expected)");
        }
        set(name, value);
    }

    private static String typeName(Object value) {
        return value instanceof PyTensor t ? Values.str(Values.callMethod(t, "type"))
                : Values.attribute(value, "__class__") instanceof PyType t
                        ? t.qualifiedName() : "";
    }

    void set(String name, Object value) {
        changes();
        attributes.put(name, value);
    }

    void remove(String name) {
        changes();
        attributes.remove(name);
        buffers.remove(name);
    }

    /** Sets a tensor that is saved with the layer and not learnt, or None in its place. */
    void setBuffer(String name, Object tensor) {
        set(name, tensor);
        buffers.add(name);
    }

    boolean isTraining() {
        return Values.truth(get("training"));
    }

    // ---- what it consists of --------------------------------------------------------------------------------------

    /** The layers directly inside, by name. */
    Map<String, Layer> children() {
        Map<String, Layer> out = new LinkedHashMap<>();
        attributes.forEach((name, v) -> {
            if (v instanceof Layer l) {
                out.put(name, l);
            }
        });
        return out;
    }

    /** This layer and all inside it, each once, the outer ones first. */
    void walk(BiConsumer<String, Layer> visit) {
        walk("", visit, new HashSet<>());
    }

    private void walk(String prefix, BiConsumer<String, Layer> visit, Set<Layer> seen) {
        if (seen.add(this)) {
            visit.accept(prefix, this);
            children().forEach((name, child) -> child.walk(joined(prefix, name), visit, seen));
        }
    }

    static String joined(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + "." + name;
    }

    /** The parameters, or the buffers, of this layer alone, by name. */
    Map<String, PyTensor> own(boolean buffer) {
        Map<String, PyTensor> out = new LinkedHashMap<>();
        attributes.forEach((name, v) -> {
            if (v instanceof PyTensor t && (buffer ? buffers.contains(name) : v instanceof PyParameter)) {
                out.put(name, t);
            }
        });
        return out;
    }

    /** The parameters, or the buffers, of this layer and those inside it, each once, by their full names. */
    Map<String, PyTensor> all(boolean buffer) {
        Map<String, PyTensor> out = new LinkedHashMap<>();
        Set<Tensor> seen = new HashSet<>();
        walk((prefix, layer) -> layer.own(buffer).forEach((name, t) -> {
            if (seen.add(t.tensor())) {
                out.put(joined(prefix, name), t);
            }
        }));
        return out;
    }

    /** Parameters and buffers that a state holds, by full name; what is shared stands under each of its names. */
    Map<String, PyTensor> state() {
        Map<String, PyTensor> out = new LinkedHashMap<>();
        addState("", out);
        return out;
    }

    private void addState(String prefix, Map<String, PyTensor> out) {
        own(false).forEach((name, t) -> out.put(joined(prefix, name), t));
        own(true).forEach((name, t) -> out.put(joined(prefix, name), t));
        children().forEach((name, child) -> child.addState(joined(prefix, name), out));
    }

    // ---- as a value -----------------------------------------------------------------------------------------------

    @Override
    public boolean isCallable() {
        return true;
    }

    @Override
    public Object call(Arguments arguments) {
        return kind.forward().on(this, arguments);
    }

    @Override
    public String repr() {
        return kind.repr(this);
    }

    @Override
    public Object item(Object key) {
        return kind.isContainer() ? Containers.item(this, key) : super.item(key);
    }

    @Override
    public void setItem(Object key, Object value) {
        if (!kind.isContainer()) {
            super.setItem(key, value);
        }
        Containers.setItem(this, key, value);
    }

    @Override
    public Iterator<Object> iterate() {
        return kind.isContainer() ? Containers.iterate(this) : super.iterate();
    }

    @Override
    public int length() {
        return kind.isContainer() ? Containers.items(this).size() : super.length();
    }

    @Override
    public boolean contains(Object item) {
        return kind == Containers.MODULE_DICT ? attributes.get(Values.str(item)) instanceof Layer : super.contains(item);
    }

    /** The items of a container in their order. */
    List<Object> items() {
        List<Object> out = new ArrayList<>();
        attributes.forEach((_, v) -> {
            if (v instanceof Layer || v instanceof PyParameter) {
                out.add(v);
            }
        });
        return out;
    }
}
