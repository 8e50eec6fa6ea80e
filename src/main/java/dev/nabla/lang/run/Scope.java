package dev.nabla.lang.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** The names of a function, comprehension or module, and where each of them lives. */
final class Scope {
    /** What has names of its own. */
    enum Kind {
        MODULE, FUNCTION, COMPREHENSION
    }

    /** Where a name lives. */
    enum Place {
        LOCAL, SHARED, GLOBAL
    }

    final Kind kind;
    final String name;
    final @Nullable Scope parent;
    final List<Scope> inner = new ArrayList<>();
    private final Set<String> bound = new LinkedHashSet<>();
    private final Set<String> parameters = new LinkedHashSet<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> globals = new LinkedHashSet<>();
    private final Set<String> nonlocals = new LinkedHashSet<>();
    private final Set<String> shared = new LinkedHashSet<>();
    private final Map<String, Integer> free = new LinkedHashMap<>();
    private final Map<String, Integer> slots = new HashMap<>();

    Scope(Kind kind, String name, @Nullable Scope parent) {
        this.kind = kind;
        this.name = name;
        this.parent = parent;
        if (parent != null) {
            parent.inner.add(this);
        }
    }

    void bind(String n) {
        bound.add(n);
    }

    void parameter(String n) {
        bound.add(n);
        parameters.add(n);
        slot(n);
    }

    boolean isParameter(String n) {
        return parameters.contains(n);
    }

    void use(String n) {
        used.add(n);
    }

    boolean isBound(String n) {
        return bound.contains(n);
    }

    boolean isUsed(String n) {
        return used.contains(n);
    }

    void global(String n) {
        globals.add(n);
    }

    void nonlocal(String n) {
        nonlocals.add(n);
    }

    private boolean owns(String n) {
        return kind != Kind.MODULE && bound.contains(n) && !globals.contains(n) && !nonlocals.contains(n);
    }

    /** Finds out for every name where it lives, here and in the scopes within. */
    void resolve() {
        Set<String> names = new LinkedHashSet<>(used);
        names.addAll(nonlocals);
        for (String n : names) {
            if (!owns(n) && !globals.contains(n)) {
                capture(n);
            }
        }
        inner.forEach(Scope::resolve);
    }

    /** Whether a scope around this one owns the name: then it is shared down to here. */
    boolean capture(String n) {
        Scope owner = parent;
        while (owner != null && !owner.owns(n)) {
            owner = owner.globals.contains(n) ? null : owner.parent;
        }
        if (owner == null) {
            return false;
        }
        owner.shared.add(n);
        for (Scope s = this; s != owner && s != null; s = s.parent) {
            s.slot(n);
            s.free.put(n, s.slot(n));
        }
        return true;
    }

    int slot(String n) {
        return slots.computeIfAbsent(n, _ -> slots.size());
    }

    int size() {
        return slots.size();
    }

    Place place(String n) {
        if (free.containsKey(n)) {
            return Place.SHARED;
        }
        if (!owns(n)) {
            return Place.GLOBAL;
        }
        return shared.contains(n) ? Place.SHARED : Place.LOCAL;
    }

    /** Names from around, with their slots here. */
    Map<String, Integer> free() {
        return free;
    }
}
