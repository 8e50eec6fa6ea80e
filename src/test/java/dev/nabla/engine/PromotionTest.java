package dev.nabla.engine;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which dtype results have, and how integers divide. */
class PromotionTest {
    /** {@code float32} is a tensor with a dimension, {@code float32 0-d} one without, {@code 2}, {@code 2.0} and {@code true} are numbers. */
    private static Tensor operand(String text) {
        return switch (text) {
            case "2" -> Tensor.number(2L);
            case "2.0" -> Tensor.number(2.0);
            case "true" -> Tensor.number(true);
            default -> {
                boolean scalar = text.endsWith(" 0-d");
                DType dtype = DType.named(scalar ? text.substring(0, text.length() - 4) : text);
                yield Tensor.of(NdArray.full(java.util.Objects.requireNonNull(dtype), scalar ? Shape.SCALAR : Shape.of(1), 1));
            }
        };
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            bool,    bool,        bool
            bool,    int32,       int32
            int32,   int64,       int64
            int64,   float32,     float32
            float32, float64,     float64
            # a 0-d tensor counts only if its category is higher
            int32,   int64 0-d,   int32
            int32,   float64 0-d, float64
            float32, float64 0-d, float32
            bool,    int64 0-d,   int64
            bool,    bool 0-d,    bool
            int32 0-d, int64 0-d, int64
            # and a number only if it is above both; a float is then of the default dtype
            int32,   2,           int32
            int32,   2.0,         float32
            int64,   true,        int64
            bool,    2,           int64
            bool,    2.0,         float32
            bool,    true,        bool
            float64, 2.0,         float64
            float64 0-d, 2.0,     float64
            int32 0-d, 2.0,       float32
            2,       2,           int64
            2,       2.0,         float32
            """)
    void resultTypeIsTorchs(String a, String b, String expected) {
        new Workspace().run(() -> {
            assertThat(Promotion.resultType(operand(a), operand(b))).hasToString("torch." + expected);
            assertThat(Promotion.resultType(operand(b), operand(a))).hasToString("torch." + expected);
            assertThat(operand(a).mul(operand(b)).dtype()).hasToString("torch." + expected);
        });
    }

    @Test
    void threeOperandsPromoteTogether() {
        new Workspace().run(() -> {
            assertThat(Promotion.resultType(operand("int32"), operand("float64 0-d"), operand("2.0"))).isEqualTo(DType.FLOAT64);
            assertThat(Promotion.resultType(operand("bool"), null, operand("2"))).isEqualTo(DType.INT64);
        });
    }

    @Test
    void realFunctionsOfIntegersHaveTheDefaultDtype() {
        Workspace w = new Workspace();
        w.run(() -> {
            assertThat(operand("int64").exp().dtype()).isEqualTo(DType.FLOAT32);
            assertThat(operand("int64").div(operand("int64")).dtype()).isEqualTo(DType.FLOAT32);
            w.defaultDtype(DType.FLOAT64);
            assertThat(operand("bool").exp().dtype()).isEqualTo(DType.FLOAT64);
            assertThat(operand("int32").mul(operand("2.0")).dtype()).isEqualTo(DType.FLOAT64);
        });
    }

    private static Tensor quotient(String op, long a, long b) {
        Tensor x = Tensor.of(NdArray.scalar(DType.INT64, a));
        Tensor y = Tensor.of(NdArray.scalar(DType.INT64, b));
        return switch (op) {
            case "div trunc" -> x.div(y, "trunc");
            case "div floor" -> x.div(y, "floor");
            default -> java.util.Objects.requireNonNull(Ops.named(op)).call(x, y);
        };
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # op,         7 and 2, −7 and 2, 7 and −2, −7 and −2
            div trunc,    3, -3, -3,  3
            div floor,    3, -4, -4,  3
            floor_divide, 3, -4, -4,  3
            fmod,         1, -1,  1, -1
            remainder,    1,  1, -1, -1
            """)
    void integersDivideAsInTorch(String op, long pp, long np, long pn, long nn) {
        new Workspace().run(() -> {
            assertThat(quotient(op, 7, 2).data().toLongs()).containsExactly(pp);
            assertThat(quotient(op, -7, 2).data().toLongs()).containsExactly(np);
            assertThat(quotient(op, 7, -2).data().toLongs()).containsExactly(pn);
            assertThat(quotient(op, -7, -2).data().toLongs()).containsExactly(nn);
            assertThatThrownBy(() -> quotient(op, 7, 0)).isInstanceOf(TorchError.class).hasMessage("ZeroDivisionError");
        });
    }

    @Test
    void trueDivisionByZeroIsInfinite() {
        new Workspace().run(() -> assertThat(quotient("div", -7, 0).data().toDoubles()).containsExactly(Double.NEGATIVE_INFINITY));
    }

    @Test
    void integerPowersWrapAround() {
        new Workspace().run(() -> {
            assertThat(quotient("pow", 3, 41).data().toLongs()).containsExactly(-420491770248316829L);
            assertThat(quotient("pow", 2, -1).data().toLongs()).containsExactly(0L);
            assertThat(quotient("pow", -1, -3).data().toLongs()).containsExactly(-1L);
            assertThatThrownBy(() -> operand("int64").pow(Tensor.number(-1L)))
                    .hasMessage("Integers to negative integer powers are not allowed.");
        });
    }

    @Test
    void integersKeepAllTheirDigits() {
        new Workspace().run(() -> {
            Tensor big = Tensor.of(NdArray.scalar(DType.INT64, (1L << 53) + 1));
            assertThat(big.add(Tensor.number(2L)).data().toLongs()).containsExactly((1L << 53) + 3);
            assertThat(big.eq(Tensor.of(NdArray.scalar(DType.INT64, 1L << 53))).data().toLongs()).containsExactly(0L);
        });
    }

    @Test
    void roundedFloatQuotientsMeetTheirIntegers() {
        new Workspace().run(() -> {
            Tensor one = Tensor.of(NdArray.scalar(DType.FLOAT64, 1.0));
            Tensor tenth = Tensor.of(NdArray.scalar(DType.FLOAT64, 0.1));
            assertThat(one.div(tenth, "floor").data().toDoubles()).containsExactly(9);
            assertThat(one.div(tenth, "trunc").data().toDoubles()).containsExactly(10);
            Params alpha = Params.of(ArithmeticOps.ADD.row().signature(), Map.of("alpha", 1.5));
            assertThatThrownBy(() -> ArithmeticOps.ADD.call(alpha, operand("int64"), operand("int64")))
                    .hasMessage("For integral input tensors, argument alpha must not be a floating point number.");
        });
    }
}
