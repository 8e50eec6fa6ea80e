package dev.nabla.session;

import java.text.Normalizer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;

/** Which tensor a name stands for. What a request changes can be taken back. */
final class Names {
    private static final int LONGEST = 64;
    private static final Set<String> RESERVED = Set.of("False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
            "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
            "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "NaN", "Infinity");

    private final int most;
    private LinkedHashMap<String, NamedTensor> bound = new LinkedHashMap<>();
    private int nextFree = 1;
    private long nextNumber;
    /** Grows with every change of what a name stands for, so that no state of a name has the revision of an earlier one. */
    private long revision;
    private @Nullable Undo undo;

    /** What to go back to: what the names that were changed stood for, null where they were free. */
    private static final class Undo {
        private final Map<String, @Nullable NamedTensor> changed = new LinkedHashMap<>();
        /** Everything, once a name is freed: the order of the others cannot be put back piece by piece. */
        private @Nullable LinkedHashMap<String, NamedTensor> all;
        private final int nextFree;
        private final long nextNumber;
        private final long revision;

        Undo(Names names) {
            this.nextFree = names.nextFree;
            this.nextNumber = names.nextNumber;
            this.revision = names.revision;
        }
    }

    Names(int most) {
        this.most = most;
    }

    /** From here on changes can be taken back. */
    void begin() {
        undo = new Undo(this);
    }

    void commit() {
        undo = null;
    }

    void rollback() {
        Undo u = Objects.requireNonNull(undo);
        undo = null;
        if (u.all != null) {
            bound = u.all;
        }
        u.changed.forEach((name, before) -> {
            if (before == null) {
                bound.remove(name);
            } else {
                bound.put(name, before);
            }
        });
        nextFree = u.nextFree;
        nextNumber = u.nextNumber;
        revision = u.revision;
    }

    /** Everything but the tensors. */
    record Counters(int nextFree, long nextNumber, long revision) {
    }

    Counters counters() {
        return new Counters(nextFree, nextNumber, revision);
    }

    /** Takes over names that were saved, in their order. */
    void restore(Collection<NamedTensor> all, Counters counters) {
        all.forEach(b -> bound.put(b.name(), b));
        nextFree = counters.nextFree;
        nextNumber = counters.nextNumber;
        revision = counters.revision;
    }

    /** The name in its normal form (NFKC). @throws Refusal where it is none: not an identifier of Python, a keyword, or too long */
    static String checked(String name) {
        String n = isAscii(name) ? name : Normalizer.normalize(name, Normalizer.Form.NFKC);
        if (n.codePointCount(0, n.length()) > LONGEST) {
            throw bad("a name has at most " + LONGEST + " characters");
        }
        if (n.isEmpty() || !isIdentifier(n)) {
            throw bad("a name is an identifier of Python: letters, digits and _, not starting with a digit");
        }
        if (RESERVED.contains(n)) {
            throw bad("\"" + n + "\" is reserved");
        }
        return n;
    }

    private static Refusal bad(String why) {
        return new Refusal(Refusal.Kind.BAD_NAME, why);
    }

    private static boolean isAscii(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIdentifier(String s) {
        int first = s.codePointAt(0);
        if (first != '_' && !Character.isUnicodeIdentifierStart(first)) {
            return false;
        }
        return s.codePoints().skip(1).allMatch(c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
    }

    @Nullable
    NamedTensor get(String name) {
        NamedTensor b = bound.get(name);
        return b != null || isAscii(name) ? b : bound.get(Normalizer.normalize(name, Normalizer.Form.NFKC));
    }

    /** All, in the order in which the names were first bound. */
    Collection<NamedTensor> all() {
        return bound.values();
    }

    int size() {
        return bound.size();
    }

    /** The next of t1, t2, … that is free. */
    String free() {
        while (bound.containsKey("t" + nextFree)) {
            nextFree++;
        }
        return "t" + nextFree++;
    }

    /**
     * Binds a name.
     *
     * @return what it stood for before, or null
     */
    @Nullable
    NamedTensor bind(String name, Tensor tensor, boolean replace) {
        String n = checked(name);
        NamedTensor before = bound.get(n);
        if (before != null && !replace && before.tensor() != tensor) {
            throw new Refusal(Refusal.Kind.NAME_TAKEN, "the name " + n + " is taken");
        }
        if (before == null && bound.size() >= most) {
            throw new Refusal(Refusal.Kind.SESSION_TOO_LARGE, "a session holds at most " + most + " names");
        }
        if (before != null && before.tensor() == tensor) {
            return before;
        }
        if (before != null) {
            revision++;
        }
        put(new NamedTensor(n, tensor, before == null ? nextNumber++ : before.number(), revision), before);
        return before;
    }

    private void put(NamedTensor now, @Nullable NamedTensor before) {
        if (undo != null && undo.all == null && !undo.changed.containsKey(now.name())) {
            undo.changed.put(now.name(), before);
        }
        bound.put(now.name(), now);
    }

    /** Something other than elements of what the name stands for has changed. */
    void touch(NamedTensor b) {
        put(new NamedTensor(b.name(), b.tensor(), b.number(), ++revision), b);
    }

    /** Frees a name; false if nothing has it. */
    boolean remove(String name) {
        NamedTensor b = get(name);
        if (b == null) {
            return false;
        }
        if (undo != null && undo.all == null) {
            undo.all = bound;
            bound = new LinkedHashMap<>(bound);
        }
        bound.remove(b.name());
        revision++;
        return true;
    }
}
