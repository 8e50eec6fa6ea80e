package dev.nabla.engine;

import static dev.nabla.engine.Rows.input;
import static dev.nabla.engine.Rows.output;
import static dev.nabla.engine.Rows.unary;

/** Functions of one real variable. */
enum ElementaryOps implements Op {
    EXP(unary("exp", Math::exp, output((g, y) -> g.mul(y))).doc("The exponential function.").derivative("g·out")),
    LOG(unary("log", Math::log, input((g, x) -> g.div(x))).on(0.5, 3).doc("The natural logarithm.").derivative("g/x")),
    TANH(unary("tanh", Math::tanh, output((g, y) -> g.mul(y.mul(y).neg().add(1)))).doc("The hyperbolic tangent.").derivative(
            "g·(1 − out²)"));

    private final Row row;

    ElementaryOps(Row row) {
        this.row = row;
    }

    @Override
    public Row row() {
        return row;
    }
}
