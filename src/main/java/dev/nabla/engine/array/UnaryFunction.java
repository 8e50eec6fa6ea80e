package dev.nabla.engine.array;

import java.util.function.DoubleUnaryOperator;

/**
 * The functions of one number that most work consists of: to within 1 ulp in float64 and 2 in float32. Each is computed in the precision of its
 * operand, one by one as here or in long rows by {@link RowKernels}, with the same bits.
 */
public enum UnaryFunction implements DoubleUnaryOperator {
    EXP(DoubleFunctions::exp, FloatFunctions::exp),
    LOG(DoubleFunctions::log, FloatFunctions::log),
    SIN(DoubleFunctions::sin, FloatFunctions::sin),
    COS(DoubleFunctions::cos, FloatFunctions::cos),
    TANH(DoubleFunctions::tanh, FloatFunctions::tanh),
    SIGMOID(DoubleFunctions::sigmoid, FloatFunctions::sigmoid),
    SQRT(Math::sqrt),
    RECIPROCAL(x -> 1 / x),
    NEGATE(x -> -x),
    SQUARE(x -> x * x),
    ABS(Math::abs),
    RELU(x -> x < 0 ? 0 : x);

    /** A function of one float32. */
    @FunctionalInterface
    interface FloatUnaryOperator {
        float applyAsFloat(float x);
    }

    private final DoubleUnaryOperator one;
    private final FloatUnaryOperator oneFloat;

    UnaryFunction(DoubleUnaryOperator one, FloatUnaryOperator oneFloat) {
        this.one = one;
        this.oneFloat = oneFloat;
    }

    /** One that is exact before it is rounded. */
    UnaryFunction(DoubleUnaryOperator one) {
        this(one, x -> (float) one.applyAsDouble(x));
    }

    @Override
    public double applyAsDouble(double x) {
        return one.applyAsDouble(x);
    }

    /** The function of a float32. */
    public float applyAsFloat(float x) {
        return oneFloat.applyAsFloat(x);
    }
}
