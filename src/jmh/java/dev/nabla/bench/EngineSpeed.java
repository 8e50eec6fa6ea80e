package dev.nabla.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import com.sun.management.ThreadMXBean;

import dev.nabla.engine.Autograd;
import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;
import dev.nabla.engine.Params;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.optim.Algorithm;
import dev.nabla.engine.optim.Optimizer;
import dev.nabla.engine.plan.Batches;
import dev.nabla.engine.plan.Descent;

/**
 * Times the engine on the work of docs/performance.md. Prints a line for each piece of work, {@code name TAB seconds TAB bytes}: the
 * time of one repetition and the memory it took. Arguments choose the work whose name contains one of
 * them, or is one after an equals sign.
 */
public final class EngineSpeed {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Random RANDOM = new Random(0);

    /** A piece of work: given a number of repetitions, repeats it. */
    @FunctionalInterface
    interface Work {
        void repeat(int times);
    }

    private EngineSpeed() {
    }

    public static void main(String[] words) {
        Map<String, Function<String, Work>> work = new LinkedHashMap<>();
        work.put("descend regression 2x2", _ -> steps(regression(2, 2, DType.FLOAT32, "sum")));
        work.put("descend regression 2x2 float64", _ -> steps(regression(2, 2, DType.FLOAT64, "sum")));
        work.put("descend scalar sum of squares", _ -> steps(squares()));
        work.put("descend rosenbrock lbfgs", _ -> EngineSpeed::rosenbrock);
        work.put("descend regression 10000x100", _ -> steps(regression(10_000, 100, DType.FLOAT32, "mean")));
        work.put("descend regression 100000x100", _ -> steps(regression(100_000, 100, DType.FLOAT32, "mean")));
        work.put("descend mlp 784-256-10", _ -> steps(mlp()));
        work.put("elementwise 1e6 eager", _ -> elementwise(1_000_000));
        work.put("elementwise 1e7 eager", _ -> elementwise(10_000_000));
        work.put("elementwise 1e6 planned", _ -> evaluations(elementwiseProblem(1_000_000)));
        work.put("elementwise 1e7 planned", _ -> evaluations(elementwiseProblem(10_000_000)));
        work.put("matmul 1024", _ -> matmul(1024));
        work.put("chain of 1e6 additions", _ -> chain(1_000_000));
        work.put("scalar op with gradient", _ -> scalarOp());
        work.put("softmax 1024x1024", _ -> layer("softmax", Map.of("dim", -1L), normal(1024, 1024)));
        work.put("layer_norm 4096x512",
                _ -> layer("layer_norm", Map.of("normalized_shape", List.of(512L)), normal(4096, 512), normal(512), normal(512)));
        work.put("conv2d 8x16x32x32", _ -> layer("conv2d", Map.of("padding", 1L), normal(8, 16, 32, 32), normal(32, 16, 3, 3), normal(32)));
        new Workspace().run(() -> work.forEach((name, prepare) -> {
            if (words.length == 0 || Arrays.stream(words).anyMatch(w -> w.startsWith("=") ? w.substring(1).equals(name) : name.contains(w))) {
                System.out.println(measured(name, prepare.apply(name)));
            }
        }));
    }

    /**
     * Seconds of one repetition: the least of 15 runs of at least 30 ms each, after warming up for some seconds of this thread's own time, so that
     * a busy machine disturbs as little as can be.
     */
    private static String measured(String name, Work work) {
        int times = 1;
        long begin = THREADS.getCurrentThreadCpuTime();
        long took = 0;
        while (THREADS.getCurrentThreadCpuTime() - begin < 1_500_000_000L || took < 30_000_000) {
            long start = System.nanoTime();
            work.repeat(times);
            took = System.nanoTime() - start;
            if (took < 30_000_000) {
                times = Math.toIntExact(Math.min(2L * times, 1_000_000_000));
            }
        }
        double least = Double.POSITIVE_INFINITY;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 15; i++) {
            long start = System.nanoTime();
            work.repeat(times);
            least = Math.min(least, (System.nanoTime() - start) * 1e-9 / times);
        }
        long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / (15L * times);
        return name + "\t" + least + "\t" + bytes;
    }

    // ---- descents -------------------------------------------------------------------------------------------------

    /** Steps as a job makes them: evaluate, look at loss and gradient, update. */
    private static Work steps(Descent descent) {
        return times -> descent.call(() -> {
            double seen = 0;
            for (int i = 0; i < times; i++) {
                seen += descent.evaluate() + descent.gradientNorm();
                descent.update();
            }
            return seen;
        });
    }

    private static Work evaluations(Descent descent) {
        return times -> descent.call(() -> {
            double seen = 0;
            for (int i = 0; i < times; i++) {
                seen += descent.evaluate();
            }
            return seen;
        });
    }

    private static Descent descent(dev.nabla.engine.plan.Forward loss, Map<Source, NdArray> parameters, Algorithm algorithm,
            Map<String, Object> settings) {
        Optimizer optimizer = Optimizer.of(algorithm, List.copyOf(parameters.values()), algorithm.settings(settings));
        return new Descent(new Workspace(), new Descent.Problem(loss, parameters, Map.of(), Map.of()),
                new Descent.Method(optimizer, null, 1, null, new Batches.Whole()));
    }

    /** Least squares: the sum or mean of (X·w − y)². */
    private static Descent regression(int n, int d, DType dtype, String fold) {
        Tensor x = Tensor.of(normal(n, d).to(dtype));
        Tensor y = Tensor.of(normal(n).to(dtype));
        Tensor w = Tensor.leaf(NdArray.zeros(dtype, Shape.of(d)), true);
        Map<Source, NdArray> parameters = new LinkedHashMap<>();
        parameters.put(w, w.data().copy());
        return descent(given -> {
            Tensor square = x.matmul(given.get(w)).sub(y).pow(Tensor.number(2L));
            return apply(fold, Map.of(), square);
        }, parameters, Algorithm.SGD, Map.of("lr", 1e-3));
    }

    /** (2 − a − b)² + (4 − 3a − b)². */
    private static Descent squares() {
        Tensor a = Tensor.leaf(NdArray.scalar(DType.FLOAT64, 0.0), true);
        Tensor b = Tensor.leaf(NdArray.scalar(DType.FLOAT64, 0.0), true);
        Map<Source, NdArray> parameters = new LinkedHashMap<>();
        parameters.put(a, a.data().copy());
        parameters.put(b, b.data().copy());
        return descent(given -> {
            Tensor p = given.get(a);
            Tensor q = given.get(b);
            Tensor first = p.rsub(2).sub(q).pow(Tensor.number(2L));
            return first.add(p.mul(3).rsub(4).sub(q).pow(Tensor.number(2L)));
        }, parameters, Algorithm.SGD, Map.of("lr", 0.05));
    }

    /** From (−1.2, 1), traced anew each time. */
    private static void rosenbrock(int times) {
        for (int i = 0; i < times; i++) {
            Tensor p = Tensor.leaf(NdArray.of(Shape.of(2), -1.2, 1), true);
            Map<Source, NdArray> parameters = new LinkedHashMap<>();
            parameters.put(p, p.data().copy());
            Descent descent = descent(given -> {
                Tensor x = apply("select", Map.of("dim", 0L, "index", 0L), given.get(p));
                Tensor y = apply("select", Map.of("dim", 0L, "index", 1L), given.get(p));
                Tensor first = x.rsub(1).pow(Tensor.number(2L));
                return first.add(y.sub(x.pow(Tensor.number(2L))).pow(Tensor.number(2L)).mul(100));
            }, parameters, Algorithm.LBFGS, Map.of("lr", 1.0, "max_iter", 200L, "max_eval", 1000L, "tolerance_grad", 1e-10, "tolerance_change",
                    1e-14, "history_size", 10L, "line_search_fn", "strong_wolfe"));
            double loss = descent.call(() -> {
                descent.evaluate();
                descent.update();
                return descent.evaluate();
            });
            if (!(loss < 1e-15)) {
                throw new IllegalStateException("not at the minimum: " + loss);
            }
        }
    }

    private static Descent mlp() {
        Tensor x = Tensor.of(normal(128, 784));
        long[] classes = new long[128];
        Arrays.setAll(classes, _ -> RANDOM.nextInt(10));
        Tensor y = Tensor.of(NdArray.of(Shape.of(128), classes));
        Map<Source, NdArray> parameters = new LinkedHashMap<>();
        Tensor[] layers = {leaf(0.03, 256, 784), leaf(0.03, 256), leaf(0.06, 10, 256), leaf(0.06, 10)};
        for (Tensor t : layers) {
            parameters.put(t, t.data().copy());
        }
        return descent(given -> {
            Tensor hidden = apply("relu", Map.of(), apply("linear", Map.of(), x, given.get(layers[0]), given.get(layers[1])));
            return apply("cross_entropy", Map.of(), apply("linear", Map.of(), hidden, given.get(layers[2]), given.get(layers[3])), y);
        }, parameters, Algorithm.SGD, Map.of("lr", 0.01));
    }

    private static Tensor leaf(double scale, int... dims) {
        return Tensor.leaf(normal(dims), true).mul(scale).detach();
    }

    // ---- eager ----------------------------------------------------------------------------------------------------

    /** Σ x·sin x + exp(−x²). */
    private static Tensor waves(Tensor x) {
        return apply("sum", Map.of(), x.mul(x.sin()).add(x.neg().mul(x).exp()));
    }

    private static Work elementwise(int n) {
        Tensor x = Tensor.leaf(normal(n), true);
        return times -> {
            for (int i = 0; i < times; i++) {
                x.grad(null);
                Autograd.backward(waves(x));
            }
        };
    }

    private static Descent elementwiseProblem(int n) {
        Tensor x = Tensor.leaf(normal(n), true);
        Map<Source, NdArray> parameters = new LinkedHashMap<>();
        parameters.put(x, x.data().copy());
        return descent(given -> waves(given.get(x)), parameters, Algorithm.SGD, Map.of());
    }

    private static Work matmul(int n) {
        Tensor a = Tensor.of(normal(n, n));
        Tensor b = Tensor.of(normal(n, n));
        return times -> {
            for (int i = 0; i < times; i++) {
                a.mm(b);
            }
        };
    }

    private static Work chain(int n) {
        return times -> {
            for (int i = 0; i < times; i++) {
                Tensor x = Tensor.leaf(NdArray.scalar(DType.FLOAT64, 1.0), true);
                Tensor y = x;
                for (int k = 0; k < n; k++) {
                    y = y.add(1);
                }
                Autograd.backward(y);
            }
        };
    }

    private static Work scalarOp() {
        Tensor x = Tensor.leaf(NdArray.scalar(DType.FLOAT64, 1.0), true);
        Tensor y = Tensor.leaf(NdArray.scalar(DType.FLOAT64, 2.0), true);
        return times -> {
            for (int i = 0; i < times; i++) {
                x.mul(y);
            }
        };
    }

    /** The sum of a layer's result times a constant, forward and backward with respect to all operands. */
    private static Work layer(String op, Map<String, Object> params, NdArray... operands) {
        Tensor[] leaves = new Tensor[operands.length];
        Arrays.setAll(leaves, i -> Tensor.leaf(operands[i], true));
        Tensor g = Tensor.of(normal(apply(op, params, leaves).shape().dims()));
        return times -> {
            for (int i = 0; i < times; i++) {
                for (Tensor t : leaves) {
                    t.grad(null);
                }
                Autograd.backward(apply("sum", Map.of(), apply(op, params, leaves).mul(g)));
            }
        };
    }

    private static Tensor apply(String name, Map<String, ?> params, Tensor... operands) {
        Op op = Ops.named(name);
        if (op == null) {
            throw new IllegalArgumentException(name);
        }
        return op.invoke(Params.of(op.row().signature(), params), operands)[0];
    }

    private static NdArray normal(int... dims) {
        NdArray a = NdArray.zeros(DType.FLOAT32, Shape.of(dims));
        float[] x = a.storage().floats();
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) RANDOM.nextGaussian();
        }
        return a;
    }
}
