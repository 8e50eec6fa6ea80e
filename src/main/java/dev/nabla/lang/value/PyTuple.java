package dev.nabla.lang.value;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.syntax.Expr.CompareOp;

/** Python's tuple. */
public class PyTuple implements PyObject {
    private final List<Object> items;

    /** @param items which nobody changes any more */
    public PyTuple(List<Object> items) {
        this.items = items;
    }

    public static PyTuple of(Object... items) {
        return new PyTuple(List.of(items));
    }

    public final List<Object> items() {
        return items;
    }

    /** A tuple of the same kind. */
    protected PyTuple like(List<Object> others) {
        return new PyTuple(others);
    }

    @Override
    public void holds(Consumer<Object> to) {
        items.forEach(to);
    }

    @Override
    public Object copied(Copies c) {
        return like(items.stream().map(c::of).toList());
    }

    @Override
    public PyType type() {
        return Types.TUPLE;
    }

    @Override
    public String repr() {
        return Sequences.repr(items, "(", items.size() == 1 ? ",)" : ")");
    }

    @Override
    public boolean truth() {
        return !items.isEmpty();
    }

    @Override
    public boolean equal(Object other) {
        return other instanceof PyTuple t && Sequences.equal(items, t.items);
    }

    /** As a key of a dict. */
    @Override
    public final boolean equals(@Nullable Object o) {
        return o instanceof PyTuple t && Sequences.equal(items, t.items);
    }

    @Override
    public final int hashCode() {
        int h = 17;
        for (Object item : items) {
            h = h * 31 + Values.key(item).hashCode();
        }
        return h;
    }

    @Override
    public Object item(Object key) {
        return key instanceof PySlice s ? like(Sequences.sliced(items, s))
                : items.get(Sequences.position(key, items.size(), "tuple", "tuple index out of range"));
    }

    @Override
    public Iterator<Object> iterate() {
        return items.iterator();
    }

    @Override
    public int length() {
        return items.size();
    }

    @Override
    public @Nullable Object binary(BinaryOp op, Object other) {
        if (op == BinaryOp.ADD && other instanceof PyTuple t) {
            return like(Sequences.joined(items, t.items));
        }
        return op == BinaryOp.MUL && Numbers.isInteger(other) ? like(Sequences.repeated(items, other)) : null;
    }

    @Override
    public @Nullable Object reflected(BinaryOp op, Object other) {
        return op == BinaryOp.MUL && Numbers.isInteger(other) ? like(Sequences.repeated(items, other)) : null;
    }

    @Override
    public @Nullable Object compare(CompareOp op, Object other) {
        return other instanceof PyTuple t ? Operators.compare(op, items, t.items) : null;
    }
}
