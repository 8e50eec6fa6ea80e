package dev.nabla.engine.optim;

/** The update of one parameter, with what it remembers from step to step. */
@FunctionalInterface
interface Update {
    /** @param g the gradient at the parameter; not changed, shares no storage with it */
    void apply(FlatArray g);

    /** How an update starts out. In rules: θ (p) is the parameter, g its gradient, t counts steps from 1. */
    @FunctionalInterface
    interface Rule {
        Update start(ParameterState state, Settings settings);
    }
}
