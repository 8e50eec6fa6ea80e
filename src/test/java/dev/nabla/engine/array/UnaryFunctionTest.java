package dev.nabla.engine.array;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How exact the elementary functions are, and that rows give the bits that numbers give. */
class UnaryFunctionTest {
    private static final int POINTS = 4000;

    private final Random random = new Random(5);

    // ---- exactness ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(names = {"EXP", "LOG", "SIN", "COS", "TANH", "SIGMOID"})
    void isWithinOneUlpInFloat64(UnaryFunction f) {
        double worst = 0;
        for (int i = 0; i < POINTS; i++) {
            double x = point(f, i);
            BigDecimal exact = Exact.of(f, new BigDecimal(x));
            double y = f.applyAsDouble(x);
            double error = new BigDecimal(y).subtract(exact).abs().divide(new BigDecimal(Math.ulp(exact.doubleValue())), Exact.DIGITS)
                    .doubleValue();
            assertThat(error).as("%s(%s) = %s, exactly %s", f, x, y, exact).isLessThanOrEqualTo(1);
            worst = Math.max(worst, error);
        }
        assertThat(worst).isGreaterThan(0.4);
    }

    /** Small and large, and where the reduction changes. */
    private double point(UnaryFunction f, int i) {
        double u = random.nextDouble() * 2 - 1;
        return switch (f) {
            case LOG -> i % 2 == 0 ? Math.scalb(1 + Math.abs(u), random.nextInt(2000) - 1000) : 0.5 + Math.abs(u);
            case SIN, COS -> i % 3 == 0 ? u * 1e6 : i % 3 == 1 ? u * 4 : random.nextInt(600_000) * (Math.PI / 2) + u * 1e-9;
            case EXP -> i % 2 == 0 ? u * 700 : u;
            default -> i % 3 == 0 ? u * 30 : i % 3 == 1 ? u : Math.scalb(u, -random.nextInt(60));
        };
    }

    /** Against float64, for numbers of every size; of the sigmoid, PyTorch too leaves out what is below the normal numbers. */
    @ParameterizedTest
    @EnumSource(names = {"EXP", "LOG", "SIN", "COS", "TANH", "SIGMOID"})
    void isWithinTwoUlpInFloat32(UnaryFunction f) {
        for (long bits = 0; bits < 1L << 32; bits += 30_011) {
            float x = Float.intBitsToFloat((int) bits);
            float y = f.applyAsFloat(x);
            double exact = f.applyAsDouble(x);
            if (Float.isFinite(y)) {
                double unit = y == 0 && f == UnaryFunction.SIGMOID ? Float.MIN_NORMAL : Math.ulp((float) exact);
                assertThat(Math.abs(y - exact) / unit).as("%s(%s) = %s, exactly %s", f, x, y, exact).isLessThanOrEqualTo(2);
            } else {
                assertThat(y).as("%s(%s)", f, x).isEqualTo(Float.valueOf((float) exact));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            EXP, 0, 1
            EXP, NaN, NaN
            EXP, Infinity, Infinity
            EXP, -Infinity, 0
            EXP, 1000, Infinity
            EXP, -1000, 0
            LOG, 1, 0
            LOG, 0, -Infinity
            LOG, -0.0, -Infinity
            LOG, -1, NaN
            LOG, NaN, NaN
            LOG, Infinity, Infinity
            SIN, 0, 0
            SIN, -0.0, -0.0
            SIN, NaN, NaN
            SIN, Infinity, NaN
            COS, 0, 1
            COS, -0.0, 1
            COS, NaN, NaN
            COS, -Infinity, NaN
            TANH, 0, 0
            TANH, -0.0, -0.0
            TANH, Infinity, 1
            TANH, -Infinity, -1
            TANH, 50, 1
            TANH, NaN, NaN
            SIGMOID, 0, 0.5
            SIGMOID, Infinity, 1
            SIGMOID, -Infinity, 0
            SIGMOID, -1000, 0
            SIGMOID, 1000, 1
            SIGMOID, NaN, NaN
            """)
    void hasTheValuesOfC(UnaryFunction f, double x, double y) {
        assertThat(f.applyAsDouble(x)).isEqualTo(Double.valueOf(y));
        assertThat(f.applyAsFloat((float) x)).isEqualTo(Float.valueOf((float) y));
    }

    @Test
    void keepsTheLeastNumbers() {
        assertThat(UnaryFunction.EXP.applyAsDouble(-745)).isEqualTo(Double.MIN_VALUE);
        assertThat(UnaryFunction.EXP.applyAsFloat(-103)).isEqualTo(Float.MIN_VALUE);
        assertThat(UnaryFunction.LOG.applyAsDouble(Double.MIN_VALUE)).isEqualTo(-744.4400719213812);
        assertThat(UnaryFunction.LOG.applyAsFloat(Float.MIN_VALUE)).isEqualTo(-103.27893f);
        assertThat(UnaryFunction.TANH.applyAsDouble(Double.MIN_VALUE)).isEqualTo(Double.MIN_VALUE);
        assertThat(UnaryFunction.SIN.applyAsFloat(-Float.MIN_VALUE)).isEqualTo(-Float.MIN_VALUE);
    }

    // ---- rows -----------------------------------------------------------------------------------------------------

    /** Rows of several lengths, often enough to be compiled between. */
    @ParameterizedTest
    @EnumSource
    void givesTheSameBitsInRows(UnaryFunction f) {
        for (int round = 0; round < 60; round++) {
            int n = 1 + random.nextInt(400);
            double[] x = new double[n + 3];
            float[] z = new float[n + 3];
            Arrays.setAll(x, i -> number(i));
            for (int i = 0; i < z.length; i++) {
                z[i] = i % 3 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) x[i];
            }
            double[] y = new double[n + 3];
            float[] w = new float[n + 3];
            Kernels.ROWS.map(f, x, 2, y, 1, n);
            Kernels.ROWS.map(f, z, 2, w, 1, n);
            for (int i = 0; i < n; i++) {
                assertThat(y[1 + i]).as("%s(%s)", f, x[2 + i]).isEqualTo(Double.valueOf(f.applyAsDouble(x[2 + i])));
                assertThat(w[1 + i]).as("%s(%s)", f, z[2 + i]).isEqualTo(Float.valueOf(f.applyAsFloat(z[2 + i])));
            }
            assertThat(y[0] + y[n + 1] + w[0] + w[n + 1]).isZero();
        }
    }

    private double number(int i) {
        return switch (i % 4) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextGaussian() * 1e3;
            default -> random.nextGaussian() * 3;
        };
    }

    /** The functions by their series, to 60 digits. */
    private static final class Exact {
        private static final MathContext DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);
        private static final BigDecimal TWO = BigDecimal.TWO;
        private static final BigDecimal HALF_PI =
                new BigDecimal(
                        "1.57079632679489661923132169163975144209858469968755291048747229615390820314310449931401741267105853399107");

        private Exact() {
        }

        static BigDecimal of(UnaryFunction f, BigDecimal x) {
            return switch (f) {
                case EXP -> exp(x);
                case LOG -> log(x);
                case SIN -> sin(x);
                case COS -> sin(x.add(HALF_PI));
                case TANH -> {
                    BigDecimal less = expLessOne(x.multiply(TWO));
                    yield less.divide(less.add(TWO), DIGITS);
                }
                case SIGMOID -> BigDecimal.ONE.divide(exp(x.negate()).add(BigDecimal.ONE), DIGITS);
                default -> throw new IllegalArgumentException(f.name());
            };
        }

        /** Σ xⁿ/n!, n ≥ 1. */
        private static BigDecimal expLessOne(BigDecimal x) {
            if (x.abs().compareTo(BigDecimal.ONE) > 0) {
                return exp(x).subtract(BigDecimal.ONE, DIGITS);
            }
            return series(x, x, 1);
        }

        /** x + x·factor/2 + …: each term is the one before times factor, divided by the next {@code step} whole numbers. */
        private static BigDecimal series(BigDecimal x, BigDecimal factor, int step) {
            BigDecimal sum = x;
            BigDecimal term = x;
            for (int n = 1; term.signum() != 0 && term.abs().compareTo(sum.abs().scaleByPowerOfTen(-55)) > 0;) {
                term = term.multiply(factor, DIGITS);
                for (int k = 0; k < step; k++) {
                    term = term.divide(BigDecimal.valueOf(++n), DIGITS);
                }
                sum = sum.add(term, DIGITS);
            }
            return sum;
        }

        /** By squaring e^(x/2ᵏ). */
        private static BigDecimal exp(BigDecimal x) {
            int halvings = 0;
            BigDecimal r = x;
            while (r.abs().compareTo(BigDecimal.ONE) > 0) {
                r = r.divide(TWO, DIGITS);
                halvings++;
            }
            BigDecimal y = series(r, r, 1).add(BigDecimal.ONE);
            for (int k = 0; k < halvings; k++) {
                y = y.multiply(y, DIGITS);
            }
            return y;
        }

        /** Newton's y + x·e⁻ʸ − 1, twice from float64. */
        private static BigDecimal log(BigDecimal x) {
            BigDecimal y = new BigDecimal(Math.log(x.doubleValue()));
            for (int k = 0; k < 3; k++) {
                y = y.add(x.multiply(exp(y.negate()), DIGITS).subtract(BigDecimal.ONE), DIGITS);
            }
            return y;
        }

        private static BigDecimal sin(BigDecimal x) {
            BigDecimal period = HALF_PI.multiply(BigDecimal.valueOf(4));
            BigDecimal turns = x.divide(period, 0, RoundingMode.HALF_EVEN);
            BigDecimal r = x.subtract(turns.multiply(period));
            return series(r, r.multiply(r, DIGITS).negate(), 2);
        }
    }
}
