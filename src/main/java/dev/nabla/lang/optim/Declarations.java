package dev.nabla.lang.optim;

import dev.nabla.engine.optim.Declaration;

/** The engine's declarations of settings as signatures of functions. */
final class Declarations {
    private Declarations() {
    }

    /** The parameters: {@code step_size, gamma=None}. What has a default is None unless given. */
    static String written(Declaration d) {
        StringBuilder b = new StringBuilder();
        int i = 0;
        for (Declaration.Parameter p : d.parameters()) {
            b.append(b.isEmpty() ? "" : ", ");
            if (i++ == d.rest()) {
                b.append("*, ");
            }
            b.append(p.name()).append(p.required() ? "" : "=None");
        }
        return b.toString();
    }
}
