package dev.nabla.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import dev.nabla.engine.Autograd;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.Team;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The numbers do not depend on how many threads share the work: a caller who finds the team taken works alone, and finds the same bits as one who
 * has it.
 */
class ThreadIndependenceTest {
    @Test
    void ofElementsAndSums() throws InterruptedException {
        assertSameBits(() -> {
            Tensor x = waves(400, 1000);
            return List.of(gradient(x, RowBlocksTest.apply("sum", Map.of(), x.mul(x.sin()).add(x.neg().mul(x).exp()))));
        });
    }

    @Test
    void ofSoftmax() throws InterruptedException {
        assertSameBits(() -> {
            Tensor x = waves(300, 500);
            return List.of(gradient(x, RowBlocksTest.apply("sum", Map.of(), RowBlocksTest.apply("softmax", Map.of("dim", -1L), x).mul(x))));
        });
    }

    @Test
    void ofLayerNorm() throws InterruptedException {
        assertSameBits(() -> {
            Tensor x = waves(600, 512);
            Tensor w = waves(512);
            Tensor y = RowBlocksTest.apply("layer_norm", Map.of("normalized_shape", List.of(512L)), x, w, waves(512));
            Tensor loss = RowBlocksTest.apply("sum", Map.of(), y.mul(y));
            Autograd.backward(loss);
            return List.of(grad(x), grad(w));
        });
    }

    @Test
    void ofConvolution() throws InterruptedException {
        assertSameBits(() -> {
            Tensor x = waves(8, 16, 32, 32);
            Tensor w = waves(32, 16, 3, 3);
            Tensor y = RowBlocksTest.apply("conv2d", Map.of("padding", 1L), x, w);
            Autograd.backward(RowBlocksTest.apply("sum", Map.of(), y.mul(y)));
            return List.of(grad(x), grad(w));
        });
    }

    private interface Work {
        List<NdArray> run();
    }

    private static Tensor waves(int... dims) {
        Shape shape = Shape.of(dims);
        NdArray a = NdArray.zeros(DType.FLOAT32, shape);
        float[] x = a.storage().floats();
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i * 0.7) * 2;
        }
        return Tensor.leaf(a, true);
    }

    private static NdArray gradient(Tensor x, Tensor loss) {
        Autograd.backward(loss);
        return grad(x);
    }

    private static NdArray grad(Tensor t) {
        return Objects.requireNonNull(t.grad()).data();
    }

    /** Once with the team, once while another has it. */
    private static void assertSameBits(Work work) throws InterruptedException {
        List<NdArray> together = inSession(work);
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        Thread other = Thread.ofPlatform().start(() -> Team.run(2, _ -> {
            taken.countDown();
            try {
                finished.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        taken.await();
        List<NdArray> alone;
        try {
            alone = inSession(work);
        } finally {
            finished.countDown();
            other.join();
        }
        for (int i = 0; i < together.size(); i++) {
            assertThat(alone.get(i).storage().floats()).isEqualTo(together.get(i).storage().floats());
        }
    }

    private static List<NdArray> inSession(Work work) {
        List<NdArray> results = new ArrayList<>();
        new Workspace().run(() -> results.addAll(work.run()));
        return results;
    }
}
