package dev.nabla.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Generator;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;

import static org.assertj.core.api.Assertions.assertThat;

/** Random numbers are those of PyTorch 2.13 on a CPU, and a request that fails gives them back. */
class RandomNumbersTest {
    /** Of float64, logarithms and sines may differ from those of PyTorch's C library in the last bit; everything else is the same bits. */
    private static final double ULPS = 2;

    static Stream<JsonNode> cases() {
        return Conformance.cases("random").stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void drawsWhatPyTorchDraws(JsonNode c) {
        new Workspace().run(() -> assertThat(differences(c)).isEmpty());
    }

    static List<String> differences(JsonNode c) {
        List<String> differences = new ArrayList<>();
        Workspace.current().seed(c.get("seed").asLong());
        for (JsonNode call : c.get("calls")) {
            Op op = java.util.Objects.requireNonNull(Ops.named(call.get("op").asString()));
            @Nullable
            Tensor[] inputs = new @Nullable Tensor[call.get("inputs").size()];
            for (int i = 0; i < inputs.length; i++) {
                JsonNode v = call.get("inputs").get(i);
                inputs[i] = v.isObject() ? Conformance.tensor(v) : Conformance.scalar(v);
            }
            NdArray got = Calls.invoke(op, call.get("params"), inputs)[0].data();
            String d = difference(call, got);
            if (d != null) {
                differences.add(op.wireName() + " " + call.get("params") + ": " + d);
            }
        }
        return differences;
    }

    private static @Nullable String difference(JsonNode call, NdArray got) {
        if (!got.dtype().torchName().equals(call.get("dtype").asString())) {
            return "dtype " + got.dtype();
        }
        if (!got.shape().toString().equals(call.get("shape").toString().replace(",", ", "))) {
            return "shape " + got.shape();
        }
        JsonNode values = call.get("values");
        for (int i = 0; i < values.size(); i++) {
            int at = call.has("index") ? call.get("index").get(i).asInt() : i;
            double want = values.get(i).isBoolean() ? values.get(i).asBoolean() ? 1 : 0 : values.get(i).asDouble();
            double have = got.getDouble(at);
            double allowed = got.dtype() == DType.FLOAT64 ? ULPS * Math.ulp(want) : 0;
            if (!(Math.abs(have - want) <= allowed)) {
                return "[" + at + "] is " + have + ", expected " + want;
            }
        }
        return null;
    }

    @Test
    void givesNumbersBackWhenARequestFails() {
        Workspace w = new Workspace();
        w.run(() -> {
            w.seed(3);
            RandomOps.RANDN.call(java.util.Map.of("size", List.of(3L)));
            Generator before = w.generator().copy();
            w.begin();
            RandomOps.RANDN.call(java.util.Map.of("size", List.of(2L)));
            w.seed(8);
            RandomOps.RAND.call(java.util.Map.of("size", List.of(1000L)));
            w.rollback();
            assertThat(next(w.generator())).containsExactly(next(before));
            assertThat(w.generator().seed()).isEqualTo(3);
        });
    }

    @Test
    void keepsNumbersDrawnByARequestThatSucceeds() {
        Workspace w = new Workspace();
        w.run(() -> {
            w.begin();
            RandomOps.RAND.call(java.util.Map.of("size", List.of(5L)));
            Generator after = w.generator().copy();
            w.commit();
            w.rollback();
            assertThat(next(w.generator())).containsExactly(next(after));
        });
    }

    private static double[] next(Generator g) {
        return new double[]{g.normal(), g.uniformDouble(), g.random(), g.normal(), g.normal()};
    }

    @Test
    void drawsInTheOrderOfMemory() {
        new Workspace().run(() -> {
            NdArray x = NdArray.zeros(DType.FLOAT32, Shape.of(2, 3));
            Workspace.current().seed(1);
            NdArray plain = RandomOps.RAND_LIKE.call(Tensor.of(NdArray.zeros(DType.FLOAT32, Shape.of(2, 3)))).data();
            Workspace.current().seed(1);
            NdArray turned = RandomOps.RAND_LIKE.call(Tensor.of(x.permuted(1, 0))).data();
            assertThat(turned.permuted(1, 0).toDoubles()).containsExactly(plain.toDoubles());
        });
    }
}
