package dev.nabla.engine.optim;

/** Rules that divide by the root of the squares seen so far. */
final class AccumulatorRules {
    private AccumulatorRules() {
    }

    /** G ← G + g²; θ ← θ − lr/(1 + (t − 1)·lr_decay) · g/(√G + ε). */
    static Update adagrad(ParameterState state, Settings s) {
        FlatArray p = state.parameter();
        Direction direction = Direction.decayed(p, s);
        Setting lr = s.get("lr");
        Setting decay = s.get("lr_decay");
        Setting eps = s.get("eps");
        Setting step = state.number("step", 0);
        FlatArray sum = state.filled("sum", s.real("initial_accumulator_value"));
        FlatArray root = state.scratch("root");
        return gradient -> {
            FlatArray g = direction.of(gradient);
            double rate = lr.real() / (1 + step.real() * decay.real());
            step.move(step.real() + 1);
            sum.addProduct(1, g, g);
            p.addQuotient(-rate, g, root.assign(sum).squareRoot().plus(eps.real()));
        };
    }

    /** E ← ρE + (1 − ρ)g²; Δ = √(D + ε)/√(E + ε)·g; D ← ρD + (1 − ρ)Δ²; θ ← θ − lr·Δ. */
    static Update adadelta(ParameterState state, Settings s) {
        FlatArray p = state.parameter();
        Direction direction = Direction.decayed(p, s);
        Setting lr = s.get("lr");
        Setting rho = s.get("rho");
        Setting eps = s.get("eps");
        FlatArray squares = state.zeros("square_avg");
        FlatArray deltas = state.zeros("acc_delta");
        FlatArray root = state.scratch("root");
        FlatArray delta = state.scratch("delta");
        Setting step = state.number("step", 0);
        return gradient -> {
            step.move(step.real() + 1);
            FlatArray g = direction.of(gradient);
            squares.scale(rho.real()).addProduct(1 - rho.real(), g, g);
            root.assign(squares).plus(eps.real()).squareRoot();
            delta.assign(deltas).plus(eps.real()).squareRoot().divide(root).multiply(g);
            deltas.scale(rho.real()).addProduct(1 - rho.real(), delta, delta);
            p.addScaled(-lr.real(), delta);
        };
    }

    /** E ← αE + (1 − α)g²; centered, E less the square of the mean gradient; θ ← θ − lr·g/(√E + ε), or with momentum over these quotients. */
    static Update rmsprop(ParameterState state, Settings s) {
        FlatArray p = state.parameter();
        Direction direction = Direction.decayed(p, s);
        Setting lr = s.get("lr");
        Setting alpha = s.get("alpha");
        Setting eps = s.get("eps");
        Setting momentum = s.get("momentum");
        Setting centered = s.get("centered");
        FlatArray squares = state.zeros("square_avg");
        FlatArray root = state.scratch("root");
        Setting step = state.number("step", 0);
        return gradient -> {
            step.move(step.real() + 1);
            FlatArray g = direction.of(gradient);
            squares.scale(alpha.real()).addProduct(1 - alpha.real(), g, g);
            root.assign(squares);
            if (centered.flag()) {
                FlatArray mean = state.zeros("grad_avg");
                mean.lerp(1 - alpha.real(), g);
                root.addProduct(-1, mean, mean);
            }
            root.squareRoot().plus(eps.real());
            if (momentum.real() > 0) {
                p.addScaled(-lr.real(), state.zeros("momentum_buffer").scale(momentum.real()).addQuotient(1, g, root));
            } else {
                p.addQuotient(-lr.real(), g, root);
            }
        };
    }
}
