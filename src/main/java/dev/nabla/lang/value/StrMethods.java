package dev.nabla.lang.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

import static dev.nabla.lang.value.Builtin.method;

/** Methods of str. */
final class StrMethods {
    static final List<Builtin> ROWS = List.of(
            method("format(*args, **kwargs)", a -> BraceFormat.of(self(a), a)),
            method("upper()", a -> self(a).toUpperCase(Locale.ROOT)),
            method("lower()", a -> self(a).toLowerCase(Locale.ROOT)),
            method("casefold()", a -> self(a).toLowerCase(Locale.ROOT).replace("ß", "ss")),
            method("swapcase()",
                    a -> mapped(self(a), (c, _) -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))),
            method("capitalize()", a -> mapped(self(a), (c, i) -> i == 0 ? Character.toTitleCase(c) : Character.toLowerCase(c))),
            method("title()", a -> title(self(a))),
            method("strip(chars=None, /)", a -> stripped(a, true, true)),
            method("lstrip(chars=None, /)", a -> stripped(a, true, false)),
            method("rstrip(chars=None, /)", a -> stripped(a, false, true)),
            method("removeprefix(prefix, /)", a -> self(a).startsWith(a.text(0)) ? self(a).substring(a.text(0).length()) : self(a)),
            method("removesuffix(suffix, /)",
                    a -> self(a).endsWith(a.text(0)) ? self(a).substring(0, self(a).length() - a.text(0).length()) : self(a)),
            method("split(sep=None, maxsplit=-1)", a -> split(a, false)),
            method("rsplit(sep=None, maxsplit=-1)", a -> split(a, true)),
            method("splitlines(keepends=False)", a -> lines(self(a), a.flag(0))),
            method("partition(sep, /)", a -> parted(a, self(a).indexOf(separator(a)), true)),
            method("rpartition(sep, /)", a -> parted(a, self(a).lastIndexOf(separator(a)), false)),
            method("join(iterable, /)", StrMethods::join),
            method("replace(old, new, count=-1, /)", StrMethods::replace),
            method("startswith(prefix, start=None, end=None, /)", a -> affix(a, true)),
            method("endswith(suffix, start=None, end=None, /)", a -> affix(a, false)),
            method("find(sub, start=None, end=None, /)", a -> (long) find(a, false)),
            method("rfind(sub, start=None, end=None, /)", a -> (long) find(a, true)),
            method("index(sub, start=None, end=None, /)", a -> found(find(a, false))),
            method("rindex(sub, start=None, end=None, /)", a -> found(find(a, true))),
            method("count(sub, start=None, end=None, /)", StrMethods::count),
            method("center(width, fillchar=' ', /)", a -> padded(a, true, true)),
            method("ljust(width, fillchar=' ', /)", a -> padded(a, false, true)),
            method("rjust(width, fillchar=' ', /)", a -> padded(a, true, false)),
            method("zfill(width, /)", a -> {
                String s = self(a);
                int missing = room(a) - s.length();
                boolean signed = s.startsWith("-") || s.startsWith("+");
                return missing <= 0 ? s : signed ? s.charAt(0) + "0".repeat(missing) + s.substring(1) : "0".repeat(missing) + s;
            }),
            method("expandtabs(tabsize=8)", a -> expanded(self(a), a.size(0))));

    private StrMethods() {
    }

    private static String self(Given a) {
        return (String) a.self();
    }

    private interface Mapping {
        int map(int c, int i);
    }

    private static String mapped(String s, Mapping f) {
        StringBuilder b = new StringBuilder();
        int i = 0;
        for (int c : s.codePoints().toArray()) {
            b.appendCodePoint(f.map(c, i++));
        }
        return b.toString();
    }

    static String title(String s) {
        boolean[] within = {false};
        return mapped(s, (c, _) -> {
            boolean first = !within[0];
            within[0] = Character.isLetter(c);
            return first ? Character.toTitleCase(c) : Character.toLowerCase(c);
        });
    }

    private static String stripped(Given a, boolean left, boolean right) {
        String s = self(a);
        IntPredicate gone = a.has(0) ? c -> a.text(0).indexOf(c) >= 0 : c -> Character.isWhitespace(c) || Character.isSpaceChar(c);
        int from = 0;
        int to = s.length();
        while (left && from < to && gone.test(s.codePointAt(from))) {
            from += Character.charCount(s.codePointAt(from));
        }
        while (right && to > from && gone.test(s.codePointBefore(to))) {
            to -= Character.charCount(s.codePointBefore(to));
        }
        return s.substring(from, to);
    }

    private static String separator(Given a) {
        if (a.text(0).isEmpty()) {
            throw PyError.value("empty separator");
        }
        return a.text(0);
    }

    private static Object split(Given a, boolean fromRight) {
        String s = self(a);
        long most = a.integer(1) < 0 ? Long.MAX_VALUE : a.integer(1);
        List<Object> out = new ArrayList<>();
        if (!a.has(0) && fromRight) {
            wordsFromRight(s, most, out);
        } else if (!a.has(0)) {
            words(s, most, out);
        } else if (fromRight) {
            String sep = separator(a);
            int end = s.length();
            for (int at; out.size() < most && (at = s.lastIndexOf(sep, end - sep.length())) >= 0 && end >= sep.length(); end = at) {
                add(out, s.substring(at + sep.length(), end));
            }
            add(out, s.substring(0, end));
        } else {
            String sep = separator(a);
            int from = 0;
            for (int at; out.size() < most && (at = s.indexOf(sep, from)) >= 0; from = at + sep.length()) {
                add(out, s.substring(from, at));
            }
            add(out, s.substring(from));
        }
        if (fromRight) {
            Collections.reverse(out);
        }
        return new PyList(out);
    }

    private static void words(String s, long most, List<Object> out) {
        int n = s.length();
        for (int i = after(s, 0, true); i < n; i = after(s, i, true)) {
            if (out.size() == most) {
                add(out, s.substring(i));
                return;
            }
            int end = after(s, i, false);
            add(out, s.substring(i, end));
            i = end;
        }
    }

    /** The first place from here on without whitespace, or the first with it. */
    private static int after(String s, int from, boolean space) {
        int i = from;
        while (i < s.length() && Character.isWhitespace(s.charAt(i)) == space) {
            i++;
        }
        return i;
    }

    private static void wordsFromRight(String s, long most, List<Object> out) {
        for (int end = before(s, s.length(), true); end > 0; end = before(s, end, true)) {
            if (out.size() == most) {
                add(out, s.substring(0, end));
                return;
            }
            int start = before(s, end, false);
            add(out, s.substring(start, end));
            end = start;
        }
    }

    private static int before(String s, int to, boolean space) {
        int i = to;
        while (i > 0 && Character.isWhitespace(s.charAt(i - 1)) == space) {
            i--;
        }
        return i;
    }

    private static void add(List<Object> out, String part) {
        Run run = Run.current();
        run.step();
        run.take(64L + part.length());
        out.add(part);
    }

    private static Object lines(String s, boolean keep) {
        List<Object> out = new ArrayList<>();
        int from = 0;
        while (from < s.length()) {
            int at = from;
            while (at < s.length() && "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(s.charAt(at)) < 0) {
                at++;
            }
            int next = s.startsWith("\r\n", at) ? at + 2 : Math.min(at + 1, s.length());
            out.add(s.substring(from, keep ? next : at));
            from = next;
        }
        return new PyList(out);
    }

    private static Object parted(Given a, int at, boolean first) {
        String s = self(a);
        if (at < 0) {
            return first ? PyTuple.of(s, "", "") : PyTuple.of("", "", s);
        }
        return PyTuple.of(s.substring(0, at), a.text(0), s.substring(at + a.text(0).length()));
    }

    private static Object join(Given a) {
        StringBuilder b = new StringBuilder();
        int i = 0;
        if (!(a.get(0) instanceof PyObject) && !(a.get(0) instanceof String)) {
            throw PyError.type("can only join an iterable");
        }
        for (Object item : Values.list(a.get(0))) {
            if (!(item instanceof String part)) {
                throw PyError.type("sequence item " + i + ": expected str instance, " + Values.typeName(item) + " found");
            }
            Run.current().take((long) part.length() + self(a).length());
            b.append(i++ == 0 ? "" : self(a)).append(part);
        }
        return b.toString();
    }

    private static Object replace(Given a) {
        String s = self(a);
        String old = a.text(0);
        String with = a.text(1);
        long most = a.integer(2) < 0 ? Long.MAX_VALUE : a.integer(2);
        StringBuilder b = new StringBuilder();
        int from = 0;
        for (long k = 0; k < most; k++) {
            int at = s.indexOf(old, old.isEmpty() && k > 0 ? Math.min(from + 1, s.length() + 1) : from);
            if (at < 0 || old.isEmpty() && k > 0 && from >= s.length()) {
                break;
            }
            Run.current().take(with.length());
            b.append(s, from, at).append(with);
            from = at + old.length();
        }
        return b.append(s.substring(Math.min(from, s.length()))).toString();
    }

    /** The part of the text that two arguments bound. */
    private static int[] bounds(Given a) {
        int n = Values.length(a.self());
        PySlice.Range r = new PySlice(a.get(1), a.get(2), None.NONE).of(n);
        return new int[]{r.start(), r.start() + r.count()};
    }

    private static Object affix(Given a, boolean start) {
        int[] b = bounds(a);
        String part = self(a).substring(Math.min(b[0], self(a).length()), Math.min(b[1], self(a).length()));
        if (a.get(0) instanceof PyTuple t) {
            return t.items().stream().anyMatch(x -> x instanceof String s && (start ? part.startsWith(s) : part.endsWith(s)));
        }
        if (!(a.get(0) instanceof String s)) {
            throw PyError.type((start ? "startswith" : "endswith") + " first arg must be str or a tuple of str, not "
                    + Values.typeName(a.get(0)));
        }
        return start ? part.startsWith(s) : part.endsWith(s);
    }

    private static int find(Given a, boolean last) {
        if (!(a.get(0) instanceof String sub)) {
            throw PyError.type("must be str, not " + Values.typeName(a.get(0)));
        }
        String s = self(a);
        int[] b = bounds(a);
        String part = s.substring(s.offsetByCodePoints(0, b[0]), s.offsetByCodePoints(0, b[1]));
        int at = last ? part.lastIndexOf(sub) : part.indexOf(sub);
        return at < 0 ? -1 : b[0] + part.codePointCount(0, at);
    }

    private static Object found(int at) {
        if (at < 0) {
            throw PyError.value("substring not found");
        }
        return (long) at;
    }

    private static Object count(Given a) {
        String sub = a.text(0);
        int[] b = bounds(a);
        String part = (String) Sequences.item(self(a), new PySlice((long) b[0], (long) b[1], None.NONE));
        if (sub.isEmpty()) {
            return (long) part.codePointCount(0, part.length()) + 1;
        }
        long n = 0;
        for (int at = part.indexOf(sub); at >= 0; at = part.indexOf(sub, at + sub.length())) {
            n++;
        }
        return n;
    }

    /** The width asked for. */
    private static int room(Given a) {
        Run.current().take(Math.max(0, a.integer(0)));
        return a.size(0);
    }

    private static String padded(Given a, boolean left, boolean right) {
        String s = self(a);
        String fill = a.given()[a.values().length - 1] ? a.text(1) : " ";
        if (fill.codePointCount(0, fill.length()) != 1) {
            throw PyError.type("The fill character must be exactly one character long");
        }
        int width = room(a);
        int missing = width - s.codePointCount(0, s.length());
        if (missing <= 0) {
            return s;
        }
        // CPython's centre leans left or right by whether both counts are odd.
        int before = left ? right ? missing / 2 + (missing & width & 1) : missing : 0;
        return fill.repeat(before) + s + fill.repeat(missing - before);
    }

    private static String expanded(String s, int size) {
        StringBuilder b = new StringBuilder();
        int column = 0;
        for (char c : s.toCharArray()) {
            if (c == '\t') {
                int n = size <= 0 ? 0 : size - column % size;
                Run.current().take(n);
                b.append(" ".repeat(n));
                column += n;
            } else {
                b.append(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return b.toString();
    }
}
