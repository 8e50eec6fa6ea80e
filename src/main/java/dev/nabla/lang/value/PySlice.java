package dev.nabla.lang.value;

import java.math.BigInteger;

/** {@code lower:upper:step}; None where one is absent. */
public record PySlice(Object lower, Object upper, Object step) implements PyObject {
    /** The positions that a slice takes of a sequence. */
    public record Range(int start, int step, int count) {
    }

    @Override
    public PyType type() {
        return Types.SLICE;
    }

    @Override
    public String repr() {
        return "slice(" + Values.repr(lower) + ", " + Values.repr(upper) + ", " + Values.repr(step) + ")";
    }

    @Override
    public boolean equal(Object other) {
        return other instanceof PySlice s && Values.equal(lower, s.lower) && Values.equal(upper, s.upper) && Values.equal(step, s.step);
    }

    /** Of a sequence of n items. */
    public Range of(int n) {
        long by = step == None.NONE ? 1 : part(step);
        if (by == 0) {
            throw PyError.value("slice step cannot be zero");
        }
        long least = by < 0 ? -1 : 0;
        long most = by < 0 ? n - 1L : n;
        long from = lower == None.NONE ? by < 0 ? most : least : within(part(lower), n, least, most);
        long to = upper == None.NONE ? by < 0 ? least : most : within(part(upper), n, least, most);
        long count = by > 0 ? Math.max(0, Math.ceilDiv(to - from, by)) : Math.max(0, Math.ceilDiv(from - to, -by));
        return new Range((int) from, Math.clamp(by, -Integer.MAX_VALUE, Integer.MAX_VALUE), (int) count);
    }

    private static long within(long v, int n, long least, long most) {
        return Math.clamp(v < 0 ? v + n : v, least, most);
    }

    private static long part(Object v) {
        if (v instanceof BigInteger b) {
            return b.signum() * (Long.MAX_VALUE / 2);
        }
        if (!Numbers.isInteger(v) && !(v instanceof Numbers.Indexed)) {
            throw PyError.type("slice indices must be integers or None or have an __index__ method");
        }
        return Math.clamp(Numbers.index(v), -(Long.MAX_VALUE / 2), Long.MAX_VALUE / 2);
    }
}
