package dev.nabla.lang.value;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import static dev.nabla.lang.value.Builtin.method;

/** Methods of dict. */
final class DictMethods {
    static final List<Builtin> ROWS = List.of(
            method("keys()", a -> new PyDict.View(dict(a), PyDict.View.KEYS, Map.Entry::getKey)),
            method("values()", a -> new PyDict.View(dict(a), PyDict.View.VALUES, Map.Entry::getValue)),
            method("items()", a -> new PyDict.View(dict(a), PyDict.View.ITEMS, PyDict.View::pair)),
            method("get(key, default=None, /)", a -> Objects.requireNonNullElse(dict(a).get(a.get(0)), a.get(1))),
            method("pop(key, *default)", a -> {
                Object v = dict(a).remove(a.get(0));
                if (v == null && a.rest().length == 0) {
                    throw PyDict.missing(a.get(0));
                }
                return v == null ? a.rest()[0] : v;
            }),
            method("popitem()", a -> {
                Map.Entry<Object, Object> last = dict(a).last();
                if (last == null) {
                    throw new PyError("KeyError", "'popitem(): dictionary is empty'");
                }
                dict(a).remove(last.getKey());
                return PyTuple.of(last.getKey(), last.getValue());
            }),
            method("setdefault(key, default=None, /)", a -> {
                Object v = dict(a).get(a.get(0));
                if (v == null) {
                    dict(a).put(a.get(0), a.get(1));
                }
                return v == null ? a.get(1) : v;
            }),
            method("update(*other, **named)", a -> {
                if (a.rest().length > 0) {
                    addAll(dict(a), a.rest()[0]);
                }
                a.keywords().forEach(dict(a)::put);
                return None.NONE;
            }),
            method("clear()", a -> {
                dict(a).clear();
                return None.NONE;
            }),
            method("copy()", a -> {
                PyDict copy = new PyDict();
                addAll(copy, a.self());
                return copy;
            }),
            method("fromkeys(iterable, value=None, /)", a -> {
                PyDict d = new PyDict();
                Values.list(a.get(0)).forEach(k -> d.put(k, a.get(1)));
                return d;
            }));

    private DictMethods() {
    }

    private static PyDict dict(Given a) {
        return (PyDict) a.self();
    }

    /** Adds the entries of a dict, or of an iterable of pairs. */
    static void addAll(PyDict to, Object from) {
        if (from instanceof PyDict d) {
            d.items().forEach(e -> to.put(e.getKey(), e.getValue()));
            return;
        }
        int i = 0;
        for (Object pair : Values.list(from)) {
            if (!(pair instanceof PyObject) && !(pair instanceof String)) {
                throw PyError.type("cannot convert dictionary update sequence element #" + i + " to a sequence");
            }
            List<Object> both = Values.list(pair);
            if (both.size() != 2) {
                throw PyError.value("dictionary update sequence element #" + i + " has length " + both.size() + "; 2 is required");
            }
            to.put(both.get(0), both.get(1));
            i++;
        }
    }
}
