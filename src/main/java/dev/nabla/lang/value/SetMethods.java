package dev.nabla.lang.value;

import java.util.List;

import static dev.nabla.lang.value.Builtin.method;

/** Methods of set and frozenset. */
final class SetMethods {
    static final List<Builtin> ROWS = List.of(
            method("add(item, /)", a -> {
                set(a).add(a.get(0));
                return None.NONE;
            }),
            method("discard(item, /)", a -> {
                set(a).remove(a.get(0));
                return None.NONE;
            }),
            method("remove(item, /)", a -> {
                if (!set(a).remove(a.get(0))) {
                    throw PyDict.missing(a.get(0));
                }
                return None.NONE;
            }),
            method("pop()", a -> {
                if (!set(a).truth()) {
                    throw new PyError("KeyError", "'pop from an empty set'");
                }
                Object first = set(a).items().getFirst();
                set(a).remove(first);
                return first;
            }),
            method("clear()", a -> {
                set(a).clear();
                return None.NONE;
            }),
            method("copy()", a -> PySet.of(set(a).items())),
            method("union(*others)", a -> {
                PySet s = set(a);
                for (Object o : a.rest()) {
                    s = s.union(PySet.of(Values.list(o)));
                }
                return a.rest().length == 0 ? PySet.of(s.items()) : s;
            }),
            method("update(*others)", a -> {
                for (Object o : a.rest()) {
                    Values.list(o).forEach(set(a)::add);
                }
                return None.NONE;
            }),
            method("intersection(*others)", a -> {
                PySet s = PySet.of(set(a).items());
                for (Object o : a.rest()) {
                    s = s.kept(PySet.of(Values.list(o)), true);
                }
                return s;
            }),
            method("difference(*others)", a -> {
                PySet s = PySet.of(set(a).items());
                for (Object o : a.rest()) {
                    s = s.kept(PySet.of(Values.list(o)), false);
                }
                return s;
            }),
            method("symmetric_difference(other, /)", a -> {
                PySet other = PySet.of(Values.list(a.get(0)));
                return set(a).kept(other, false).union(other.kept(set(a), false));
            }),
            method("issubset(other, /)", a -> set(a).isWithin(PySet.of(Values.list(a.get(0))))),
            method("issuperset(other, /)", a -> PySet.of(Values.list(a.get(0))).isWithin(set(a))),
            method("isdisjoint(other, /)", a -> set(a).kept(PySet.of(Values.list(a.get(0))), true).items().isEmpty()));

    private SetMethods() {
    }

    private static PySet set(Given a) {
        return (PySet) a.self();
    }
}
