package dev.nabla.lang.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.value.Cell;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyList;
import dev.nabla.lang.value.PyObject;
import dev.nabla.lang.value.Values;

/** Where a value is stored. */
interface Target {
    void store(Frame f, Object value);

    /** A variable of the function. */
    record Local(int slot) implements Target {
        @Override
        public void store(Frame f, Object value) {
            f.slots[slot] = value;
        }
    }

    /** A variable that closures share. */
    record Shared(int slot) implements Target {
        @Override
        public void store(Frame f, Object value) {
            cell(f, slot).set(value);
        }
    }

    /** A name of the session. */
    record Global(Cell cell) implements Target {
        @Override
        public void store(Frame f, Object value) {
            cell.set(value);
        }
    }

    record Attribute(Node object, String name) implements Target {
        @Override
        public void store(Frame f, Object value) {
            Values.setAttribute(object.eval(f), name, value);
        }
    }

    record Item(Node object, Node index) implements Target {
        @Override
        public void store(Frame f, Object value) {
            Values.setItem(object.eval(f), index.eval(f), value);
        }
    }

    /** @param star the place of the target with a star, or −1 */
    record Unpack(List<Target> targets, int star) implements Target {
        @Override
        public void store(Frame f, Object value) {
            if (!(value instanceof PyObject) && !(value instanceof String) || value == None.NONE) {
                throw PyError.type("cannot unpack non-iterable " + Values.typeName(value) + " object");
            }
            List<Object> items = star < 0 ? exactly(value) : atLeast(Values.list(value));
            for (int i = 0; i < targets.size(); i++) {
                targets.get(i).store(f, items.get(i));
            }
        }

        private List<Object> exactly(Object value) {
            int n = targets.size();
            List<Object> items = new ArrayList<>(n);
            Iterator<Object> all = iterator(value);
            while (all.hasNext()) {
                if (items.size() == n) {
                    throw PyError.value("too many values to unpack (expected " + n + ")");
                }
                items.add(all.next());
            }
            if (items.size() < n) {
                throw PyError.value("not enough values to unpack (expected " + n + ", got " + items.size() + ")");
            }
            return items;
        }

        private static Iterator<Object> iterator(Object value) {
            try {
                return Values.iterate(value);
            } catch (PyError e) {
                if (e.type().equals("TypeError") && e.message().endsWith("object is not iterable")) {
                    throw PyError.type("cannot unpack non-iterable " + Values.typeName(value) + " object");
                }
                throw e;
            }
        }

        private List<Object> atLeast(List<Object> all) {
            int fixed = targets.size() - 1;
            if (all.size() < fixed) {
                throw PyError.value("not enough values to unpack (expected at least " + fixed + ", got " + all.size() + ")");
            }
            int end = all.size() - (fixed - star);
            List<Object> items = new ArrayList<>(all.subList(0, star));
            items.add(new PyList(new ArrayList<>(all.subList(star, end))));
            items.addAll(all.subList(end, all.size()));
            return items;
        }
    }

    static Cell cell(Frame f, int slot) {
        Cell c = (Cell) f.slots[slot];
        if (c == null) {
            c = new Cell();
            f.slots[slot] = c;
        }
        return c;
    }

    /** The value of a shared variable, or null before there is one. */
    static @Nullable Object shared(Frame f, int slot) {
        return f.slots[slot] instanceof Cell c ? c.get() : null;
    }
}
