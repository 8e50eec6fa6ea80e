package dev.nabla.engine.array;

import java.util.function.DoubleUnaryOperator;

/**
 * The functions of one number that most work consists of. One element is computed in double as the constant says, to within 1 ulp; long rows by
 * {@link RowKernels} in their own precision, to within 1 ulp in float64 and 2 in float32.
 */
public enum UnaryFunction implements DoubleUnaryOperator {
    EXP(Math::exp), LOG(Math::log), SIN(Math::sin), COS(Math::cos), TANH(Math::tanh), SIGMOID(SpecialFunctions::sigmoid),
    SQRT(Math::sqrt), RECIPROCAL(x -> 1 / x), NEGATE(x -> -x), SQUARE(x -> x * x), ABS(Math::abs), RELU(x -> x < 0 ? 0 : x);

    private final DoubleUnaryOperator one;

    UnaryFunction(DoubleUnaryOperator one) {
        this.one = one;
    }

    @Override
    public double applyAsDouble(double x) {
        return one.applyAsDouble(x);
    }
}
