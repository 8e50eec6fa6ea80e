package dev.nabla.lang.value;

import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.syntax.Expr.BinaryOp;

/** Python's dict. */
public final class PyDict extends Mutable {
    /** By what stands for the key among keys. */
    private Map<Object, Map.Entry<Object, Object>> entries = new LinkedHashMap<>();
    private final PyType type;

    public PyDict() {
        this(Types.DICT);
    }

    /** @param type dict or a kind of it */
    public PyDict(PyType type) {
        this.type = type;
    }

    /** A dict of texts. */
    public static PyDict of(Map<String, Object> values) {
        PyDict d = new PyDict();
        values.forEach(d::put);
        return d;
    }

    public @Nullable Object get(Object key) {
        Map.Entry<Object, Object> e = entries.get(Values.key(key));
        return e == null ? null : e.getValue();
    }

    public void put(Object key, Object value) {
        Object k = Values.key(key);
        changes();
        Map.Entry<Object, Object> before = entries.get(k);
        if (before == null) {
            Run.current().take(64);
        }
        entries.put(k, new SimpleEntry<>(before == null ? key : before.getKey(), value));
    }

    @Nullable
    Object remove(Object key) {
        Object k = Values.key(key);
        if (!entries.containsKey(k)) {
            return null;
        }
        changes();
        Map.Entry<Object, Object> e = entries.remove(k);
        return e == null ? null : e.getValue();
    }

    void clear() {
        changes();
        entries.clear();
    }

    /** Keys and values in the order in which they came. */
    public List<Map.Entry<Object, Object>> items() {
        return new ArrayList<>(entries.values());
    }

    Map.@Nullable Entry<Object, Object> last() {
        Map.Entry<Object, Object> last = null;
        for (Map.Entry<Object, Object> e : entries.values()) {
            last = e;
        }
        return last;
    }

    @Override
    public void holds(Consumer<Object> to) {
        entries.values().forEach(e -> {
            to.accept(e.getKey());
            to.accept(e.getValue());
        });
    }

    @Override
    public Object copied(Copies c) {
        PyDict copy = c.begun(this, new PyDict(type));
        items().forEach(e -> copy.put(c.of(e.getKey()), c.of(e.getValue())));
        return copy;
    }

    @Override
    protected Runnable wayBack() {
        Map<Object, Map.Entry<Object, Object>> before = new LinkedHashMap<>(entries);
        return () -> entries = before;
    }

    @Override
    public PyType type() {
        return type;
    }

    @Override
    public String repr() {
        if (type == Types.ORDERED_DICT) {
            return length() == 0 ? "OrderedDict()"
                    : "OrderedDict(" + new PyList(items().stream().<Object>map(View::pair).toList()).repr() + ")";
        }
        StringBuilder b = new StringBuilder("{");
        Run run = Run.current();
        run.enter();
        for (Map.Entry<Object, Object> e : entries.values()) {
            b.append(b.length() == 1 ? "" : ", ").append(Values.repr(e.getKey())).append(": ").append(Values.repr(e.getValue()));
            run.take(16);
        }
        run.leave();
        return b.append('}').toString();
    }

    @Override
    public boolean truth() {
        return !entries.isEmpty();
    }

    @Override
    public boolean equal(Object other) {
        if (!(other instanceof PyDict d) || d.entries.size() != entries.size()) {
            return false;
        }
        for (Map.Entry<Object, Map.Entry<Object, Object>> e : entries.entrySet()) {
            Map.Entry<Object, Object> o = d.entries.get(e.getKey());
            if (o == null || !Values.same(e.getValue().getValue(), o.getValue())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Object item(Object key) {
        Object v = get(key);
        if (v == null) {
            throw missing(key);
        }
        return v;
    }

    static PyError missing(Object key) {
        return new PyError("KeyError", Values.repr(key));
    }

    @Override
    public void setItem(Object key, Object value) {
        put(key, value);
    }

    @Override
    public void deleteItem(Object key) {
        if (remove(key) == null) {
            throw missing(key);
        }
    }

    @Override
    public boolean contains(Object item) {
        return entries.containsKey(Values.key(item));
    }

    @Override
    public int length() {
        return entries.size();
    }

    @Override
    public Iterator<Object> iterate() {
        return iterate(Map.Entry::getKey);
    }

    private Iterator<Object> iterate(Function<Map.Entry<Object, Object>, Object> part) {
        Iterator<Map.Entry<Object, Object>> all = entries.values().iterator();
        int size = entries.size();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Object next() {
                try {
                    return part.apply(all.next());
                } catch (ConcurrentModificationException e) {
                    throw PyError.runtime(entries.size() == size ? "dictionary keys changed during iteration"
                            : "dictionary changed size during iteration");
                }
            }
        };
    }

    @Override
    public @Nullable Object binary(BinaryOp op, Object other) {
        if (op != BinaryOp.OR || !(other instanceof PyDict d)) {
            return null;
        }
        PyDict both = new PyDict();
        items().forEach(e -> both.put(e.getKey(), e.getValue()));
        d.items().forEach(e -> both.put(e.getKey(), e.getValue()));
        return both;
    }

    @Override
    public @Nullable Object inPlace(BinaryOp op, Object other) {
        if (op != BinaryOp.OR || !(other instanceof PyDict d)) {
            return null;
        }
        d.items().forEach(e -> put(e.getKey(), e.getValue()));
        return this;
    }

    /** {@code keys()}, {@code values()} or {@code items()}: follows the dict. */
    record View(PyDict dict, PyType type, Function<Map.Entry<Object, Object>, Object> part) implements PyObject {
        static final PyType KEYS = PyType.of("dict_keys");
        static final PyType VALUES = PyType.of("dict_values");
        static final PyType ITEMS = PyType.of("dict_items");

        @Override
        public void holds(Consumer<Object> to) {
            to.accept(dict);
        }

        @Override
        public Object copied(Copies c) {
            return new View((PyDict) c.of(dict), type, part);
        }

        static PyTuple pair(Map.Entry<Object, Object> e) {
            return PyTuple.of(e.getKey(), e.getValue());
        }

        @Override
        public String repr() {
            List<Object> all = new ArrayList<>();
            iterate().forEachRemaining(all::add);
            return Sequences.repr(all, (dict.type == Types.ORDERED_DICT ? "o" : "") + type.name() + "([", "])");
        }

        @Override
        public Iterator<Object> iterate() {
            return dict.iterate(part);
        }

        @Override
        public int length() {
            return dict.length();
        }

        @Override
        public boolean truth() {
            return dict.truth();
        }

        @Override
        public boolean contains(Object item) {
            return type == KEYS ? dict.contains(item) : PyObject.super.contains(item);
        }

        @Override
        public boolean equal(Object other) {
            return type != VALUES && other instanceof PyObject o && (other instanceof View || other instanceof PySet)
                    && asSet().equal(o instanceof View v ? v.asSet() : o);
        }

        private PySet asSet() {
            return PySet.of(Values.list(this));
        }

        @Override
        public @Nullable Object binary(BinaryOp op, Object other) {
            return type == VALUES ? null : asSet().binary(op, other instanceof View v ? v.asSet() : other);
        }
    }
}
