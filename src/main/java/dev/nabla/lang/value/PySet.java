package dev.nabla.lang.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.nabla.lang.syntax.Expr.BinaryOp;
import dev.nabla.lang.syntax.Expr.CompareOp;

/**
 * Python's set and frozenset. Small ints come out in the order in which CPython's hash table holds them, since programs print them.
 */
public final class PySet extends Mutable {
    private static final int LINEAR_PROBES = 9;
    private static final int SMALLEST = 8;

    private boolean frozen;
    private @Nullable Object[] keys = new @Nullable Object[SMALLEST];
    private Object[] values = new Object[SMALLEST];
    private int used;
    /** Places in use, or used once. */
    private int filled;

    /** What stood here has been removed. */
    private enum Gone {
        GONE
    }

    /** A frozenset. */
    public static PySet frozen(Collection<Object> items) {
        PySet s = of(items);
        s.frozen = true;
        return s;
    }

    public static PySet of(Collection<Object> items) {
        PySet s = new PySet();
        items.forEach(s::insert);
        return s;
    }

    PySet freeze() {
        frozen = true;
        return this;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** CPython's hash of a number; of anything else one of our own. */
    static long hash(Object key) {
        return switch (key) {
            case Long l -> Math.abs(l) < (1L << 61) - 1 ? l == -1 ? -2 : l : l % ((1L << 61) - 1);
            case BigInteger b -> b.mod(BigInteger.valueOf((1L << 61) - 1)).longValue() * 1L;
            default -> key.hashCode() * 0x9E3779B97F4A7C15L >>> 3;
        };
    }

    private int find(Object key) {
        long h = hash(key);
        int mask = keys.length - 1;
        long perturb = h;
        int i = (int) (h & mask);
        while (true) {
            int probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
            for (int at = i; at <= i + probes; at++) {
                Object k = keys[at];
                if (k == null || k.equals(key)) {
                    return at;
                }
            }
            perturb >>>= 5;
            i = (int) (i * 5L + 1 + perturb & mask);
        }
    }

    private void insert(Object item) {
        Object key = Values.key(item);
        int at = find(key);
        if (keys[at] != null) {
            return;
        }
        Run.current().take(32);
        keys[at] = key;
        values[at] = item;
        used++;
        filled++;
        if (filled * 5L >= (keys.length - 1) * 3L) {
            resize(used > 50_000 ? used * 2 : used * 4);
        }
    }

    private void resize(int least) {
        @Nullable
        Object[] oldKeys = keys;
        Object[] oldValues = values;
        int size = SMALLEST;
        while (size <= least) {
            size <<= 1;
        }
        keys = new @Nullable Object[size];
        values = new Object[size];
        filled = used;
        for (int i = 0; i < oldKeys.length; i++) {
            Object k = oldKeys[i];
            if (k != null && k != Gone.GONE) {
                int at = find(k);
                keys[at] = k;
                values[at] = oldValues[i];
            }
        }
    }

    void add(Object item) {
        changes();
        insert(item);
    }

    boolean remove(Object item) {
        int at = find(Values.key(item));
        if (keys[at] == null) {
            return false;
        }
        changes();
        keys[at] = Gone.GONE;
        used--;
        return true;
    }

    void clear() {
        changes();
        keys = new @Nullable Object[SMALLEST];
        values = new Object[SMALLEST];
        used = 0;
        filled = 0;
    }

    /** Takes over the items of another. */
    void become(PySet other) {
        changes();
        keys = other.keys.clone();
        values = other.values.clone();
        used = other.used;
        filled = other.filled;
    }

    public List<Object> items() {
        List<Object> out = new ArrayList<>(used);
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != null && keys[i] != Gone.GONE) {
                out.add(values[i]);
            }
        }
        return out;
    }

    @Override
    public void holds(Consumer<Object> to) {
        items().forEach(to);
    }

    @Override
    public Object copied(Copies c) {
        PySet copy = of(items().stream().map(c::of).toList());
        copy.frozen = frozen;
        return copy;
    }

    @Override
    protected Runnable wayBack() {
        @Nullable
        Object[] oldKeys = keys.clone();
        Object[] oldValues = values.clone();
        int oldUsed = used;
        int oldFilled = filled;
        return () -> {
            keys = oldKeys;
            values = oldValues;
            used = oldUsed;
            filled = oldFilled;
        };
    }

    @Override
    public PyType type() {
        return frozen ? Types.FROZENSET : Types.SET;
    }

    @Override
    public String repr() {
        String name = type().name();
        if (used == 0) {
            return name + "()";
        }
        return frozen ? Sequences.repr(items(), name + "({", "})") : Sequences.repr(items(), "{", "}");
    }

    @Override
    public boolean truth() {
        return used > 0;
    }

    @Override
    public boolean equal(Object other) {
        return other instanceof PySet s && s.used == used && isWithin(s);
    }

    boolean isWithin(PySet other) {
        return items().stream().allMatch(other::contains);
    }

    @Override
    public boolean contains(Object item) {
        return keys[find(Values.key(item))] != null;
    }

    @Override
    public Iterator<Object> iterate() {
        Iterator<Object> all = items().iterator();
        int size = used;
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Object next() {
                if (used != size) {
                    throw PyError.runtime("Set changed size during iteration");
                }
                return all.next();
            }
        };
    }

    @Override
    public int length() {
        return used;
    }

    /** A set with the items of this one that pass, or not, for being in the other. */
    PySet kept(PySet other, boolean inside) {
        return of(items().stream().filter(x -> other.contains(x) == inside).toList());
    }

    PySet union(PySet other) {
        PySet s = new PySet();
        s.become(this);
        other.items().forEach(s::insert);
        return s;
    }

    @Override
    public @Nullable Object binary(BinaryOp op, Object other) {
        if (!(other instanceof PySet s)) {
            return null;
        }
        PySet r = switch (op) {
            case OR -> union(s);
            case AND -> kept(s, true);
            case SUB -> kept(s, false);
            case XOR -> kept(s, false).union(s.kept(this, false));
            default -> null;
        };
        return r == null ? null : frozen ? r.freeze() : r;
    }

    @Override
    public @Nullable Object inPlace(BinaryOp op, Object other) {
        if (frozen || !(binary(op, other) instanceof PySet r)) {
            return null;
        }
        become(r);
        return this;
    }

    @Override
    public @Nullable Object compare(CompareOp op, Object other) {
        if (!(other instanceof PySet s)) {
            return null;
        }
        return switch (op) {
            case LE -> isWithin(s);
            case LT -> used < s.used && isWithin(s);
            case GE -> s.isWithin(this);
            case GT -> s.used < used && s.isWithin(this);
            default -> equal(other) == (op == CompareOp.EQ);
        };
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o == this || frozen && o instanceof PySet s && s.frozen && equal(s);
    }

    @Override
    public int hashCode() {
        return frozen ? items().stream().mapToInt(x -> Values.key(x).hashCode()).sum() : System.identityHashCode(this);
    }
}
