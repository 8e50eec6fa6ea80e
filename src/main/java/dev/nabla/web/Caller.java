package dev.nabla.web;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/** Who makes a request, by the name that owns what it makes. */
public final class Caller {
    private static final String NOBODY = "";

    private Caller() {
    }

    /** The caller's name; all callers without credentials are one. */
    public static String name(@Nullable Principal caller) {
        return caller == null ? NOBODY : caller.getName();
    }
}
