package dev.nabla.engine.array;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Against values computed with 40 digits. */
class SpecialFunctionsTest {
    private static double value(String function, double x) {
        return switch (function) {
            case "erf" -> SpecialFunctions.erf(x);
            case "erfc" -> SpecialFunctions.erfc(x);
            case "erfinv" -> SpecialFunctions.erfinv(x);
            case "lgamma" -> SpecialFunctions.lgamma(x);
            case "digamma" -> SpecialFunctions.digamma(x);
            case "trigamma" -> SpecialFunctions.polygamma(1, x);
            case "tetragamma" -> SpecialFunctions.polygamma(2, x);
            case "asinh" -> SpecialFunctions.asinh(x);
            case "acosh" -> SpecialFunctions.acosh(x);
            case "atanh" -> SpecialFunctions.atanh(x);
            case "log2" -> SpecialFunctions.log2(x);
            case "softplus" -> SpecialFunctions.softplus(x);
            case "sinc" -> SpecialFunctions.sinc(x);
            default -> throw new IllegalArgumentException(function);
        };
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            erf, 1e-12, 1.1283791670955126e-12
            erf, 0.3, 0.32862675945912742
            erf, -0.7, -0.67780119383741844
            erf, 1.5, 0.96610514647531073
            erf, -5, -0.99999999999846254
            erfc, -2, 1.9953222650189527
            erfc, 0.4, 0.57160764495333152
            erfc, 0.6, 0.39614390915207409
            erfc, 3, 2.2090496998585441e-5
            erfc, 10, 2.0884875837625448e-45
            erfc, 26, 5.6631924088561428e-296
            erfinv, 1e-10, 8.8622692545275805e-11
            erfinv, -0.25, -0.2253120550121781
            erfinv, 0.6, 0.59511608144999482
            erfinv, 0.999, 2.3267537655135245
            erfinv, -0.9999999999, -4.5728249585449249
            lgamma, 1e-08, 18.420680738180209
            lgamma, 0.5, 0.57236494292470009
            lgamma, 1.0001, -5.7713342220471268e-5
            lgamma, 1.9999, -4.2275208772153458e-5
            lgamma, 3.7, 1.4280723266653881
            lgamma, -0.5, 1.2655121234846454
            lgamma, -4.3, -2.2829708277169432
            lgamma, 50, 144.56574394634489
            lgamma, 1000000.0, 12815504.569147612
            digamma, 1e-05, -100000.57719921567
            digamma, 0.3, -3.5025242222001331
            digamma, 1.4, -0.061384544585116237
            digamma, 5.5, 1.6110931485817511
            digamma, 200, 5.2958152832199116
            digamma, -0.7, -2.0739527936287038
            digamma, -6.2, 6.2270634741562199
            trigamma, 0.01, 10001.621213528313
            trigamma, 0.7, 2.8340491566946109
            trigamma, 4, 0.28382295573711533
            trigamma, 90, 0.011173068124213722
            trigamma, -1.3, 14.53687624413708
            tetragamma, 0.2, -251.47803611443589
            tetragamma, 1, -2.4041138063191886
            tetragamma, 12, -0.0075472053689989119
            tetragamma, -0.4, 21.287168462856536
            tetragamma, -30.6, -22.277330720992742
            asinh, 1e-09, 1.0000000000000001e-9
            asinh, -0.5, -0.48121182505960345
            asinh, 20, 3.6895038689889056
            asinh, -1e+200, -461.21016577936908
            acosh, 1.000001, 0.0014142134444638201
            acosh, 1.5, 0.96242365011920689
            acosh, 30, 4.0940666686320851
            acosh, 1e+200, 461.21016577936908
            atanh, 1e-09, 1.0000000000000001e-9
            atanh, -0.5, -0.54930614433405485
            atanh, 0.9999, 4.9517187756430983
            log2, 0.1, -3.3219280948873623
            log2, 0.7, -0.51457317282975833
            log2, 3, 1.5849625007211562
            log2, 10000000000.0, 33.219280948873623
            log2, 5e-324, -1074.0
            softplus, -40, 4.248354255291589e-18
            softplus, -1, 0.31326168751822283
            softplus, 0.5, 0.97407698418010668
            softplus, 40, 40.0
            sinc, 1e-09, 1.0
            sinc, 0.25, 0.90031631615710607
            sinc, -2.6, 0.11643488132933183
            """)
    void areExact(String function, double x, double expected) {
        assertThat(value(function, x)).isCloseTo(expected, Offset.offset(4e-14 * Math.abs(expected)));
    }

    @Test
    void answerAsTorchAtPolesAndInfinities() {
        double inf = Double.POSITIVE_INFINITY;
        assertThat(SpecialFunctions.lgamma(-3)).isEqualTo(inf);
        assertThat(SpecialFunctions.lgamma(-inf)).isEqualTo(inf);
        assertThat(SpecialFunctions.digamma(0.0)).isEqualTo(-inf);
        assertThat(SpecialFunctions.digamma(-0.0)).isEqualTo(inf);
        assertThat(SpecialFunctions.digamma(-2)).isNaN();
        assertThat(SpecialFunctions.polygamma(1, inf)).isZero();
        assertThat(SpecialFunctions.polygamma(3, -2)).isEqualTo(inf);
        assertThat(SpecialFunctions.erfinv(1)).isEqualTo(inf);
        assertThat(SpecialFunctions.erfinv(1.5)).isNaN();
        assertThat(SpecialFunctions.erfc(-inf)).isEqualTo(2);
        assertThat(SpecialFunctions.acosh(-1e308)).isNaN();
        assertThat(SpecialFunctions.logAddExp(-inf, -inf)).isEqualTo(-inf);
        assertThat(SpecialFunctions.logAddExp(inf, 1)).isEqualTo(inf);
        assertThat(SpecialFunctions.xlogy(0, 0)).isZero();
        assertThat(SpecialFunctions.xlogy(0, Double.NaN)).isNaN();
        assertThat(SpecialFunctions.pow(1, Double.NaN)).isEqualTo(1);
        assertThat(SpecialFunctions.pow(-1, inf)).isEqualTo(1);
    }

    @Test
    void powersOfTwoHaveWholeLogarithms() {
        for (int k = -1022; k < 1024; k++) {
            assertThat(SpecialFunctions.log2(Math.scalb(1.0, k))).isEqualTo(k);
        }
    }

    @Test
    void farNegativeArgumentsTakeNoLongerThanNearOnes() {
        assertThat(SpecialFunctions.polygamma(2, -1e9 - 0.5)).isCloseTo(0, Offset.offset(1e-6));
        assertThat(SpecialFunctions.digamma(-1e9 - 0.5)).isCloseTo(Math.log(1e9), Offset.offset(1e-8));
    }
}
