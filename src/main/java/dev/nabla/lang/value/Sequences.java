package dev.nabla.lang.value;

import java.util.ArrayList;
import java.util.List;

import dev.nabla.lang.syntax.Expr.CompareOp;

/** What lists, tuples and texts have in common. */
final class Sequences {
    private Sequences() {
    }

    /** The position that a key names, counted from the end where negative. */
    static int position(Object key, int n, String kind, String what) {
        if (!Numbers.isInteger(key) && !(key instanceof Numbers.Indexed)) {
            throw PyError.type(kind + " indices must be integers" + (kind.equals("string") ? ", not '" : " or slices, not ")
                    + Values.typeName(key) + (kind.equals("string") ? "'" : ""));
        }
        long i = Numbers.index(key);
        long at = i < 0 ? i + n : i;
        if (at < 0 || at >= n) {
            throw PyError.index(what);
        }
        return (int) at;
    }

    static Object item(String s, Object key) {
        int n = s.codePointCount(0, s.length());
        if (key instanceof PySlice slice) {
            PySlice.Range r = slice.of(n);
            if (r.step() == 1 && n == s.length()) {
                return s.substring(r.start(), r.start() + r.count());
            }
            int[] points = s.codePoints().toArray();
            StringBuilder b = new StringBuilder();
            for (int k = 0; k < r.count(); k++) {
                b.appendCodePoint(points[r.start() + k * r.step()]);
            }
            return b.toString();
        }
        int at = s.offsetByCodePoints(0, position(key, n, "string", "string index out of range"));
        return s.substring(at, s.offsetByCodePoints(at, 1));
    }

    static List<Object> sliced(List<Object> items, PySlice slice) {
        PySlice.Range r = slice.of(items.size());
        Run.current().take(8L * r.count());
        if (r.step() == 1) {
            return new ArrayList<>(items.subList(r.start(), r.start() + r.count()));
        }
        List<Object> out = new ArrayList<>(r.count());
        for (int k = 0; k < r.count(); k++) {
            out.add(items.get(r.start() + k * r.step()));
        }
        return out;
    }

    static List<Object> repeated(List<Object> items, Object times) {
        long n = Math.max(0, Numbers.index(times));
        Run.current().take(Math.multiplyHigh(n, 8L * items.size()) != 0 ? Long.MAX_VALUE / 4 : n * 8L * items.size());
        List<Object> out = new ArrayList<>(Math.toIntExact(n * items.size()));
        for (long k = 0; k < n; k++) {
            out.addAll(items);
        }
        return out;
    }

    static List<Object> joined(List<Object> a, List<Object> b) {
        Run.current().take(8L * (a.size() + (long) b.size()));
        List<Object> out = new ArrayList<>(a.size() + b.size());
        out.addAll(a);
        out.addAll(b);
        return out;
    }

    static String repr(Iterable<Object> items, String open, String close) {
        StringBuilder b = new StringBuilder(open);
        Run run = Run.current();
        run.enter();
        try {
            boolean first = true;
            for (Object item : items) {
                String text = Values.repr(item);
                run.take(text.length());
                b.append(first ? "" : ", ").append(text);
                first = false;
            }
        } finally {
            run.leave();
        }
        return b.append(close).toString();
    }

    static boolean equal(List<Object> a, List<Object> b) {
        return a.size() == b.size() && (boolean) Operators.compare(CompareOp.EQ, a, b);
    }

    static int indexOf(List<Object> items, Object item) {
        for (int i = 0; i < items.size(); i++) {
            if (Values.same(items.get(i), item)) {
                return i;
            }
        }
        return -1;
    }

    /** Within the bounds that two arguments give. */
    static int indexOf(List<Object> items, Object item, Given range, int from) {
        int n = items.size();
        long start = range.has(from) ? range.integer(from) : 0;
        long end = range.has(from + 1) ? range.integer(from + 1) : n;
        long first = Math.clamp(start < 0 ? start + n : start, 0, n);
        long last = Math.clamp(end < 0 ? end + n : end, 0, n);
        for (int i = (int) first; i < last; i++) {
            if (Values.same(items.get(i), item)) {
                return i;
            }
        }
        return -1;
    }

    static long count(List<Object> items, Object item) {
        return items.stream().filter(x -> Values.same(x, item)).count();
    }
}
