package dev.nabla.engine.plan;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.optim.Algorithm;
import dev.nabla.engine.optim.Optimizer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A descent under way takes no memory: a step that did would, millions of times, keep the garbage collector busy. Runs in a JVM of its own, where what
 * the compiler does depends on nothing else.
 */
class SteadyStateTest {
    private static final int ROUNDS = 100;

    private final Map<Source, NdArray> parameters = new LinkedHashMap<>();

    @Test
    void ofALossOfTwoNumbers() {
        Tensor a = parameter(Shape.SCALAR);
        Tensor b = parameter(Shape.SCALAR);
        assertTakesNoMemory(10_000, Algorithm.SGD, given -> {
            Tensor p = given.get(a);
            Tensor q = given.get(b);
            return p.rsub(2).sub(q).pow(Tensor.number(2L)).add(p.mul(3).rsub(4).sub(q).pow(Tensor.number(2L)));
        });
    }

    @Test
    void ofARegressionByAdam() {
        Tensor x = Tensor.of(NdArray.of(Shape.of(2, 2), 1.0, 1, 3, 1));
        Tensor y = Tensor.of(NdArray.of(Shape.of(2), 2.0, 4));
        Tensor w = parameter(Shape.of(2));
        assertTakesNoMemory(10_000, Algorithm.ADAM, given -> sum(x.matmul(given.get(w)).sub(y).pow(Tensor.number(2L))));
    }

    @Test
    void ofWholeMatrices() {
        Tensor x = Tensor.of(NdArray.full(DType.FLOAT64, Shape.of(30, 30), 0.1));
        Tensor w = parameter(Shape.of(30, 20));
        assertTakesNoMemory(200, Algorithm.SGD, given -> {
            Tensor y = x.mm(given.get(w));
            return sum(y.mul(y).sum(false, 1));
        });
    }

    @Test
    void ofRowsInBlocks() {
        Tensor x = Tensor.of(NdArray.full(DType.FLOAT64, Shape.of(4000, 10), 0.1));
        Tensor w = parameter(Shape.of(10, 1));
        assertTakesNoMemory(200, Algorithm.SGD, given -> {
            Tensor y = x.mm(given.get(w)).sub(1);
            return sum(y.mT().mm(y));
        });
    }

    private Tensor parameter(Shape shape) {
        Tensor t = Tensor.leaf(NdArray.zeros(DType.FLOAT64, shape), true);
        parameters.put(t, t.data().copy());
        return t;
    }

    private static Tensor sum(Tensor t) {
        return RowBlocksTest.apply("sum", Map.of(), t);
    }

    private void assertTakesNoMemory(int steps, Algorithm algorithm, Forward loss) {
        Optimizer optimizer = Optimizer.of(algorithm, List.copyOf(parameters.values()), algorithm.settings(Map.of("lr", 1e-6)));
        Descent descent = new Descent(new Workspace(), new Descent.Problem(loss, parameters, Map.of(), Map.of()),
                new Descent.Method(optimizer, null, 1, null, new Batches.Whole()));
        long taken = descent.call(() -> {
            long before = allocated();
            long measuring = allocated() - before;
            long least = Long.MAX_VALUE;
            // Vectors are objects until their loops are compiled, which happens beside the walk.
            for (int round = 0; round < ROUNDS && least >= steps; round++) {
                before = allocated();
                walk(descent, steps);
                least = Math.min(least, allocated() - before - measuring);
            }
            return least;
        });
        // Whatever each step took would be there as often as there are steps.
        assertThat(taken / steps).isZero();
    }

    private static void walk(Descent descent, int steps) {
        for (int i = 0; i < steps; i++) {
            descent.evaluate();
            descent.gradientNorm();
            descent.rates();
            descent.update();
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(Thread.currentThread()
                .threadId());
    }
}
