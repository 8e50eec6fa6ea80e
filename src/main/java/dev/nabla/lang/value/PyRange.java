package dev.nabla.lang.value;

import java.util.Iterator;

import org.jspecify.annotations.Nullable;

/** Python's range. */
public record PyRange(long start, long stop, long step) implements PyObject {
    /** How many numbers there are. */
    public long count() {
        return step > 0 ? start >= stop ? 0 : Math.ceilDiv(stop - start, step) : start <= stop ? 0 : Math.ceilDiv(start - stop, -step);
    }

    @Override
    public PyType type() {
        return Types.RANGE;
    }

    @Override
    public String repr() {
        return "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
    }

    @Override
    public boolean truth() {
        return count() > 0;
    }

    @Override
    public boolean equal(Object other) {
        return other instanceof PyRange r && count() == r.count() && (count() == 0 || start == r.start && (count() == 1 || step == r.step));
    }

    @Override
    public Object item(Object key) {
        int n = length();
        if (key instanceof PySlice s) {
            PySlice.Range r = s.of(n);
            return new PyRange(start + r.start() * step, start + (r.start() + (long) r.count() * r.step()) * step, step * r.step());
        }
        return start + Sequences.position(key, n, "range", "range object index out of range") * step;
    }

    @Override
    public int length() {
        long n = count();
        if (n > Integer.MAX_VALUE) {
            throw PyError.overflow("Python int too large to convert to C ssize_t");
        }
        return (int) n;
    }

    @Override
    public boolean contains(Object item) {
        Object k = Values.key(item);
        return k instanceof Long v && (step > 0 ? v >= start && v < stop : v <= start && v > stop) && (v - start) % step == 0;
    }

    @Override
    public Iterator<Object> iterate() {
        long n = count();
        return new Iterator<>() {
            private long taken;

            @Override
            public boolean hasNext() {
                return taken < n;
            }

            @Override
            public Object next() {
                return start + step * taken++;
            }
        };
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "start" -> start;
            case "stop" -> stop;
            case "step" -> step;
            default -> null;
        };
    }
}
