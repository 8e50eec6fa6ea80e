package dev.nabla.lang.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.syntax.Expr.CompareOp;

/** Python's list. */
public final class PyList extends Mutable {
    private List<Object> items;

    /** @param items which nobody else changes */
    public PyList(List<Object> items) {
        this.items = items;
    }

    public static PyList of(Object... items) {
        return new PyList(new ArrayList<>(Arrays.asList(items)));
    }

    /** To be read. */
    public List<Object> items() {
        return items;
    }

    /** To be changed now. */
    List<Object> changed() {
        changes();
        return items;
    }

    public void append(Object item) {
        changes();
        Run.current().take(8);
        items.add(item);
    }

    @Override
    public void holds(Consumer<Object> to) {
        items.forEach(to);
    }

    @Override
    public Object copied(Copies c) {
        PyList copy = c.begun(this, new PyList(new ArrayList<>(items.size())));
        items.forEach(i -> copy.items.add(c.of(i)));
        return copy;
    }

    @Override
    protected Runnable wayBack() {
        List<Object> before = new ArrayList<>(items);
        return () -> items = before;
    }

    @Override
    public PyType type() {
        return Types.LIST;
    }

    @Override
    public String repr() {
        return Sequences.repr(items, "[", "]");
    }

    @Override
    public boolean truth() {
        return !items.isEmpty();
    }

    @Override
    public boolean equal(Object other) {
        return other instanceof PyList l && Sequences.equal(items, l.items);
    }

    private int position(Object key, String what) {
        return Sequences.position(key, items.size(), "list", what);
    }

    @Override
    public Object item(Object key) {
        return key instanceof PySlice s ? new PyList(Sequences.sliced(items, s)) : items.get(position(key, "list index out of range"));
    }

    @Override
    public void setItem(Object key, Object value) {
        if (!(key instanceof PySlice s)) {
            changed().set(position(key, "list assignment index out of range"), value);
            return;
        }
        PySlice.Range r = s.of(items.size());
        if (!(value instanceof PyObject) && !(value instanceof String)) {
            throw PyError.type("can only assign an iterable");
        }
        List<Object> values = Values.list(value);
        changes();
        if (r.step() == 1) {
            List<Object> place = items.subList(r.start(), r.start() + r.count());
            place.clear();
            items.addAll(r.start(), values);
            return;
        }
        if (values.size() != r.count()) {
            throw PyError.value("attempt to assign sequence of size " + values.size() + " to extended slice of size " + r.count());
        }
        for (int k = 0; k < r.count(); k++) {
            items.set(r.start() + k * r.step(), values.get(k));
        }
    }

    @Override
    public void deleteItem(Object key) {
        if (!(key instanceof PySlice s)) {
            changed().remove(position(key, "list assignment index out of range"));
            return;
        }
        PySlice.Range r = s.of(items.size());
        changes();
        for (int k = 0; k < r.count(); k++) {
            int at = r.step() > 0 ? r.count() - 1 - k : k;
            items.remove(r.start() + at * r.step());
        }
    }

    /** Sees what is appended meanwhile, as Python's does. */
    @Override
    public Iterator<Object> iterate() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < items.size();
            }

            @Override
            public Object next() {
                return items.get(next++);
            }
        };
    }

    @Override
    public int length() {
        return items.size();
    }

    @Override
    public @Nullable Object binary(BinaryOp op, Object other) {
        if (op == BinaryOp.ADD && other instanceof PyList l) {
            return new PyList(Sequences.joined(items, l.items));
        }
        return reflected(op, other);
    }

    @Override
    public @Nullable Object reflected(BinaryOp op, Object other) {
        return op == BinaryOp.MUL && Numbers.isInteger(other) ? new PyList(Sequences.repeated(items, other)) : null;
    }

    @Override
    public @Nullable Object inPlace(BinaryOp op, Object other) {
        if (op == BinaryOp.ADD) {
            changed().addAll(Values.list(other));
            return this;
        }
        if (op == BinaryOp.MUL && Numbers.isInteger(other)) {
            List<Object> all = Sequences.repeated(items, other);
            changes();
            items = all;
            return this;
        }
        return null;
    }

    @Override
    public @Nullable Object compare(CompareOp op, Object other) {
        return other instanceof PyList l ? Operators.compare(op, items, l.items) : null;
    }
}
