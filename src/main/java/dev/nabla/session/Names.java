package dev.nabla.session;

import java.text.Normalizer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;

/** Which tensor a name stands for. Every change goes on the workspace's undo log. */
final class Names {
    private static final int LONGEST = 64;
    private static final Set<String> RESERVED = Set.of("False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
            "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
            "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "NaN", "Infinity");

    private final Workspace workspace;
    private final int most;
    private LinkedHashMap<String, NamedTensor> bound = new LinkedHashMap<>();
    private int nextFree = 1;
    private long nextNumber;
    private boolean copied;

    Names(Workspace workspace, int most) {
        this.workspace = workspace;
        this.most = most;
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
        int before = nextFree;
        workspace.onUndo(() -> nextFree = before);
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
        long number = nextNumber;
        workspace.onUndo(() -> {
            nextNumber = number;
            if (before == null) {
                bound.remove(n);
            } else {
                bound.put(n, before);
            }
        });
        bound.put(n, new NamedTensor(n, tensor, before == null ? nextNumber++ : before.number()));
        return before;
    }

    /** Frees a name; false if nothing has it. */
    boolean remove(String name) {
        NamedTensor b = get(name);
        if (b == null) {
            return false;
        }
        if (!copied) {
            // The order of what is left cannot be put back piece by piece.
            LinkedHashMap<String, NamedTensor> before = bound;
            copied = true;
            workspace.onUndo(() -> {
                bound = before;
                copied = false;
            });
            bound = new LinkedHashMap<>(bound);
        }
        bound.remove(b.name());
        return true;
    }

    /** To be called when a request's changes are kept. */
    void settle() {
        copied = false;
    }
}
