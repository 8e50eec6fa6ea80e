package dev.nabla.lang.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static dev.nabla.lang.value.Builtin.method;

/** Methods of list and tuple. */
final class ListMethods {
    static final List<Builtin> ROWS = List.of(
            method("append(object, /)", a -> {
                list(a).append(a.get(0));
                return None.NONE;
            }),
            method("extend(iterable, /)", a -> {
                List<Object> more = Values.list(a.get(0));
                list(a).changed().addAll(more);
                return None.NONE;
            }),
            method("insert(index, object, /)", a -> {
                int n = list(a).length();
                long i = a.integer(0);
                list(a).changed().add(Math.clamp(i < 0 ? i + n : i, 0, n), a.get(1));
                return None.NONE;
            }),
            method("pop(index=-1, /)", a -> {
                if (list(a).items().isEmpty()) {
                    throw PyError.index("pop from empty list");
                }
                int at = Sequences.position(a.get(0), list(a).length(), "list", "pop index out of range");
                return list(a).changed().remove(at);
            }),
            method("remove(value, /)", a -> {
                int at = Sequences.indexOf(list(a).items(), a.get(0));
                if (at < 0) {
                    throw PyError.value("list.remove(x): x not in list");
                }
                list(a).changed().remove(at);
                return None.NONE;
            }),
            method("index(value, start=None, stop=None, /)", a -> {
                int at = Sequences.indexOf(list(a).items(), a.get(0), a, 1);
                if (at < 0) {
                    throw PyError.value(Values.repr(a.get(0)) + " is not in list");
                }
                return (long) at;
            }),
            method("count(value, /)", a -> Sequences.count(list(a).items(), a.get(0))),
            method("clear()", a -> {
                list(a).changed().clear();
                return None.NONE;
            }),
            method("copy()", a -> new PyList(new ArrayList<>(list(a).items()))),
            method("reverse()", a -> {
                Collections.reverse(list(a).changed());
                return None.NONE;
            }),
            method("sort(*, key=None, reverse=False)", a -> {
                List<Object> sorted = Sorting.sorted(list(a).items(), a.get(0), a.flag(1));
                List<Object> items = list(a).changed();
                items.clear();
                items.addAll(sorted);
                return None.NONE;
            }));

    static final List<Builtin> TUPLE_ROWS = List.of(
            method("index(value, start=None, stop=None, /)", a -> {
                int at = Sequences.indexOf(((PyTuple) a.self()).items(), a.get(0), a, 1);
                if (at < 0) {
                    throw PyError.value("tuple.index(x): x not in tuple");
                }
                return (long) at;
            }),
            method("count(value, /)", a -> Sequences.count(((PyTuple) a.self()).items(), a.get(0))));

    private ListMethods() {
    }

    private static PyList list(Given a) {
        return (PyList) a.self();
    }
}
