package dev.nabla.engine.plan;

/** tmp */
final class Fast {
    static Runnable of(Routine r) {
        Runnable[] code = r.code().toArray(Runnable[]::new);
        return () -> { for (Runnable c : code) c.run(); };
    }
}
