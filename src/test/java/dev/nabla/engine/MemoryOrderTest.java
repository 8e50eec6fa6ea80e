package dev.nabla.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Results stand in memory as PyTorch 2.13 was seen to lay them out. */
class MemoryOrderTest {
    private static Tensor call(String op, Map<String, ? extends Object> params, @Nullable Tensor... inputs) {
        Op o = Objects.requireNonNull(Ops.named(op), op);
        return o.invoke(Params.of(o.row().signature(), params), inputs)[0];
    }

    private static Tensor transposed() {
        return Tensor.of(NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)).transpose(0, 1);
    }

    private static Tensor flat(Tensor t) {
        return call("view", Map.of("shape", List.of(-1L)), t);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exp", "neg", "relu", "gelu", "clone", "zeros_like", "isnan", "rand_like", "dropout", "nan_to_num", "sort"})
    void anElementwiseResultStandsAsItsOperand(String op) {
        new Workspace().run(() -> {
            Tensor y = call(op, Map.of(), transposed());
            assertThat(y.shape()).isEqualTo(Shape.of(3, 2));
            assertThatThrownBy(() -> flat(y)).isInstanceOf(TorchError.class)
                    .hasMessageStartingWith("view size is not compatible with input tensor's size and stride");
            assertThat(flat(y.transpose(0, 1)).shape()).isEqualTo(Shape.of(6));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"softmax", "cumsum", "flatten", "tril", "matrix_exp"})
    void othersGiveRowMajorOrder(String op) {
        new Workspace().run(() -> {
            Tensor square = call("narrow", Map.of("dim", 0L, "start", 0L, "length", 2L), transposed());
            Map<String, Long> params = op.equals("softmax") || op.equals("cumsum") ? Map.of("dim", 0L) : Map.of();
            assertThat(flat(call(op, params, square)).shape()).isEqualTo(Shape.of(4));
        });
    }

    @Test
    void theFirstOperandThatSaysSomethingDecides() {
        new Workspace().run(() -> {
            Tensor rows = transposed().contiguous();
            assertThat(flat(rows.add(transposed())).data().toDoubles()).containsExactly(2, 8, 4, 10, 6, 12);
            Tensor column = Tensor.of(NdArray.of(Shape.of(3, 1), 10.0, 20.0, 30.0));
            Tensor y = column.add(transposed());
            assertThat(y.data().toDoubles()).containsExactly(11, 14, 22, 25, 33, 36);
            assertThat(flat(y.transpose(0, 1)).data().toDoubles()).containsExactly(11, 22, 33, 14, 25, 36);
        });
    }

    @Test
    void contiguousAndReshapeCopyWhatIsNotRowMajor() {
        new Workspace().run(() -> {
            Tensor y = call("clone", Map.of(), transposed());
            assertThat(flat(y.contiguous()).data().toDoubles()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(call("reshape", Map.of("shape", List.of(-1L)), y).data().toDoubles()).containsExactly(1, 4, 2, 5, 3, 6);
        });
    }

    @Test
    void randomNumbersAreDrawnInMemoryOrder() {
        double[] rows = new Workspace().call(() -> call("rand_like", Map.of(), transposed().transpose(0, 1)).data().toDoubles());
        double[] columns = new Workspace().call(() -> call("rand_like", Map.of(), transposed()).transpose(0, 1).data().toDoubles());
        assertThat(columns).containsExactly(rows);
    }
}
