package dev.nabla.engine.optim;

/** Adam and its relations: running averages m of the gradient and v of its square. */
final class AdamRules {
    private AdamRules() {
    }

    /** m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; v̂ = v, or its maximum so far. θ ← θ − lr·m/(1 − β₁ᵗ) / (√v̂/√(1 − β₂ᵗ) + ε). */
    static Update adam(ParameterState state, Settings s) {
        return adam(state, s, s.flag("decoupled_weight_decay"));
    }

    /** Adam whose weight decay shrinks the parameter and does not enter the averages. */
    static Update adamW(ParameterState state, Settings s) {
        return adam(state, s, true);
    }

    private static Update adam(ParameterState state, Settings s, boolean decoupled) {
        Moments moments = new Moments(state, s, decoupled);
        FlatArray p = state.parameter();
        Setting amsgrad = s.get("amsgrad");
        FlatArray denominator = state.scratch("denominator");
        return g -> {
            double t = moments.next(g);
            FlatArray v = amsgrad.flag() ? state.zeros("max_exp_avg_sq").maximum(moments.v) : moments.v;
            denominator.assign(v).squareRoot().divide(Math.sqrt(moments.correction2(t))).plus(moments.eps.real());
            p.addQuotient(-(moments.lr.real() / moments.correction1(t)), moments.m, denominator);
        };
    }

    /** Adam with Nesterov's momentum, whose factor μ_t = β₁(1 − ½·0.96^(t·momentum_decay)) warms up. */
    static Update nadam(ParameterState state, Settings s) {
        Moments moments = new Moments(state, s, s.flag("decoupled_weight_decay"));
        FlatArray p = state.parameter();
        Setting decay = s.get("momentum_decay");
        Setting product = state.number("mu_product", 1);
        FlatArray denominator = state.scratch("denominator");
        return g -> {
            double t = moments.next(g);
            double lr = moments.lr.real();
            double mu = moments.betas.real(0) * (1 - 0.5 * Math.pow(0.96, t * decay.real()));
            double next = moments.betas.real(0) * (1 - 0.5 * Math.pow(0.96, (t + 1) * decay.real()));
            product.move(product.real() * mu);
            denominator.assign(moments.v).divide(moments.correction2(t)).squareRoot().plus(moments.eps.real());
            p.addQuotient(-lr * (1 - mu) / (1 - product.real()), moments.followed(), denominator);
            p.addQuotient(-lr * next / (1 - product.real() * next), moments.m, denominator);
        };
    }

    /** Adam that leaves out the denominator while the variance of v is not yet finite: while ρ_t ≤ 5. */
    static Update radam(ParameterState state, Settings s) {
        Moments moments = new Moments(state, s, s.flag("decoupled_weight_decay"));
        FlatArray p = state.parameter();
        FlatArray change = state.scratch("change");
        FlatArray adaptive = state.scratch("adaptive");
        return g -> {
            double t = moments.next(g);
            double c2 = moments.correction2(t);
            double limit = 2 / (1 - moments.betas.real(1)) - 1;
            double rho = limit - 2 * t * Math.pow(moments.betas.real(1), t) / c2;
            change.assign(moments.m).divide(moments.correction1(t)).scale(moments.lr.real());
            if (rho > 5) {
                double rectification = Math.sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho));
                adaptive.assign(moments.v).squareRoot().plus(moments.eps.real());
                change.multiply(reciprocal(Math.sqrt(c2), adaptive)).scale(rectification);
            }
            p.addScaled(-1, change);
        };
    }

    private static FlatArray reciprocal(double a, FlatArray x) {
        for (int i = 0; i < x.size(); i++) {
            x.set(i, x.round(a) / x.get(i));
        }
        return x;
    }

    /** u ← max(β₂u, |g| + ε); θ ← θ − lr/(1 − β₁ᵗ)·m/u. */
    static Update adamax(ParameterState state, Settings s) {
        FlatArray p = state.parameter();
        Direction direction = Direction.decayed(p, s);
        Setting lr = s.get("lr");
        Setting betas = s.get("betas");
        Setting eps = s.get("eps");
        Setting step = state.number("step", 0);
        FlatArray m = state.zeros("exp_avg");
        FlatArray u = state.zeros("exp_inf");
        FlatArray size = state.scratch("size");
        return gradient -> {
            FlatArray g = direction.of(gradient);
            double t = step.real() + 1;
            step.move(t);
            m.lerp(1 - betas.real(0), g);
            u.scale(betas.real(1)).maximum(size.assign(g).absolute().plus(eps.real()));
            p.addQuotient(-(lr.real() / (1 - Math.pow(betas.real(0), t))), m, u);
        };
    }

    /** The step count and both averages, and the weight decay before them. */
    private static final class Moments {
        final Setting lr;
        final Setting betas;
        final Setting eps;
        final FlatArray m;
        final FlatArray v;
        private final FlatArray p;
        private final Setting decay;
        private final Setting step;
        private final boolean decoupled;
        private final Direction direction;
        private FlatArray followed;

        Moments(ParameterState state, Settings s, boolean decoupled) {
            this.p = state.parameter();
            this.decoupled = decoupled;
            lr = s.get("lr");
            betas = s.get("betas");
            eps = s.get("eps");
            decay = s.get("weight_decay");
            direction = decoupled ? Direction.plain(p, s) : Direction.decayed(p, s);
            step = state.number("step", 0);
            m = state.zeros("exp_avg");
            v = state.zeros("exp_avg_sq");
            followed = m;
        }

        /** Takes in a gradient; the number of the step. */
        double next(FlatArray gradient) {
            double t = step.real() + 1;
            step.move(t);
            if (decoupled && decay.real() != 0) {
                p.scale(1 - lr.real() * decay.real());
            }
            FlatArray g = direction.of(gradient);
            m.lerp(1 - betas.real(0), g);
            v.scale(betas.real(1)).addProduct(1 - betas.real(1), g, g);
            followed = g;
            return t;
        }

        /** The gradient taken in last, with its sign and decay. */
        FlatArray followed() {
            return followed;
        }

        double correction1(double t) {
            return 1 - Math.pow(betas.real(0), t);
        }

        double correction2(double t) {
            return 1 - Math.pow(betas.real(1), t);
        }
    }
}
