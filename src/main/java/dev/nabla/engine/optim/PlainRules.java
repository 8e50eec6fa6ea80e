package dev.nabla.engine.optim;

/** Rules that follow the gradient, its running sum or its sign. */
final class PlainRules {
    private PlainRules() {
    }

    /** b ← μ·b + (1 − τ)·g, at first g; θ ← θ − lr·b, by Nesterov θ − lr·(g + μ·b). Without momentum, θ − lr·g. */
    static Update sgd(ParameterState state, Settings s) {
        FlatArray p = state.parameter();
        Direction direction = Direction.decayed(p, s);
        Setting lr = s.get("lr");
        Setting momentum = s.get("momentum");
        Setting dampening = s.get("dampening");
        Setting nesterov = s.get("nesterov");
        return gradient -> {
            FlatArray g = direction.of(gradient);
            double mu = momentum.real();
            if (mu == 0) {
                p.addScaled(-lr.real(), g);
                return;
            }
            boolean first = !state.has("momentum_buffer");
            FlatArray b = state.zeros("momentum_buffer");
            if (first) {
                b.assign(g);
            } else {
                b.scale(mu).addScaled(1 - dampening.real(), g);
            }
            p.addScaled(-lr.real(), nesterov.flag() ? state.scratch("ahead").assign(g).addScaled(mu, b) : b);
        };
    }

    /** θ ← (1 − λ·η)·θ − η·g with η = lr/(1 + λ·lr·t)^α; ax averages θ from step t0 on. */
    static Update asgd(ParameterState state, Settings s) {
        FlatArray p = state.parameter();
        Direction direction = Direction.decayed(p, s);
        Setting lr = s.get("lr");
        Setting lambd = s.get("lambd");
        Setting alpha = s.get("alpha");
        Setting t0 = s.get("t0");
        Setting step = state.number("step", 0);
        Setting eta = state.number("eta", lr.real());
        Setting mu = state.number("mu", 1);
        FlatArray ax = state.zeros("ax");
        FlatArray away = state.scratch("away");
        return gradient -> {
            FlatArray g = direction.of(gradient);
            double t = step.real() + 1;
            p.scale(1 - lambd.real() * eta.real()).addScaled(-eta.real(), g);
            if (mu.real() == 1) {
                ax.assign(p);
            } else {
                ax.addScaled(1, away.assign(p).addScaled(-1, ax).scale(mu.real()));
            }
            eta.move(lr.real() / Math.pow(1 + lambd.real() * lr.real() * t, alpha.real()));
            mu.move(1 / Math.max(1, t - t0.real()));
            step.move(t);
        };
    }

    /**
     * Each element has a step size δ of its own, which grows by η⁺ while the sign of its gradient lasts and shrinks by η⁻ when it turns; then
     * that gradient counts as 0. θ ← θ − δ·sign(g).
     */
    static Update rprop(ParameterState state, Settings s) {
        FlatArray p = state.parameter();
        Direction direction = Direction.plain(p, s);
        Setting etas = s.get("etas");
        Setting sizes = s.get("step_sizes");
        FlatArray prev = state.zeros("prev");
        FlatArray delta = state.filled("step_size", s.real("lr"));
        Setting step = state.number("step", 0);
        return gradient -> {
            step.move(step.real() + 1);
            FlatArray g = direction.of(gradient);
            for (int i = 0; i < p.size(); i++) {
                double sign = sign(delta.round(g.get(i) * prev.get(i)));
                double factor = sign > 0 ? etas.real(1) : sign < 0 ? etas.real(0) : 1;
                delta.set(i, Math.min(Math.max(delta.get(i) * delta.round(factor), sizes.real(0)), sizes.real(1)));
                double used = sign < 0 ? 0 : g.get(i);
                p.set(i, p.get(i) - sign(used) * delta.get(i));
                prev.set(i, used);
            }
        };
    }

    /** torch.sign: 0 for 0 and for NaN. */
    private static double sign(double x) {
        return x > 0 ? 1 : x < 0 ? -1 : 0;
    }
}
