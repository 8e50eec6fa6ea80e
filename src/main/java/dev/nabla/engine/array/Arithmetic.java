package dev.nabla.engine.array;

import java.util.function.DoubleBinaryOperator;

/**
 * The four operations that most of all work consists of, with loops of their own in {@link RowKernels}. In float32 they are exact when rounded once,
 * so they need not be computed in double.
 */
public enum Arithmetic implements DoubleBinaryOperator {
    ADD((a, b) -> a + b), SUBTRACT((a, b) -> a - b), MULTIPLY((a, b) -> a * b), DIVIDE((a, b) -> a / b);

    private final DoubleBinaryOperator one;

    Arithmetic(DoubleBinaryOperator one) {
        this.one = one;
    }

    @Override
    public double applyAsDouble(double a, double b) {
        return one.applyAsDouble(a, b);
    }
}
