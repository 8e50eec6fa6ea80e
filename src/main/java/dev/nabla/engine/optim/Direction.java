package dev.nabla.engine.optim;

import org.jspecify.annotations.Nullable;

/** The gradient that a rule follows: g, or −g to maximize, plus weight_decay·θ where the decay is part of the gradient. */
final class Direction {
    private final FlatArray p;
    private final @Nullable Setting maximize;
    private final @Nullable Setting decay;
    private @Nullable FlatArray changed;

    private Direction(FlatArray p, @Nullable Setting maximize, @Nullable Setting decay) {
        this.p = p;
        this.maximize = maximize;
        this.decay = decay;
    }

    /** With the weight decay, if there is one, added to the gradient. */
    static Direction decayed(FlatArray p, Settings s) {
        return new Direction(p, s.get("maximize"), s.get("weight_decay"));
    }

    /** Without weight decay. */
    static Direction plain(FlatArray p, Settings s) {
        return new Direction(p, s.get("maximize"), null);
    }

    FlatArray of(FlatArray g) {
        boolean negated = maximize != null && maximize.flag();
        double wd = decay == null ? 0 : decay.real();
        if (!negated && wd == 0) {
            return g;
        }
        if (changed == null) {
            changed = p.zeros();
        }
        changed.assign(g);
        if (negated) {
            changed.scale(-1);
        }
        return wd == 0 ? changed : changed.addScaled(wd, p);
    }
}
