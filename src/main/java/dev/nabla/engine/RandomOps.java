package dev.nabla.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.nabla.engine.array.Broadcasting;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Draws;
import dev.nabla.engine.array.Elementwise;
import dev.nabla.engine.array.Generator;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

import static dev.nabla.engine.Rows.composite;
import static dev.nabla.engine.Rows.one;
import static dev.nabla.engine.Rows.primitive;

/**
 * Numbers drawn from the workspace's {@link Generator}, bit for bit those of PyTorch on a CPU. Each call moves the generator on; a replayed call
 * draws anew.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/torch.html#random-sampling">Random sampling</a>
 */
enum RandomOps implements Op {
    RAND(primitive("rand(int[] size, *, Dtype? dtype=None, bool requires_grad=False)",
            c -> one(uniform(CreationOps.dtype(c), CreationOps.size(c), 0, 1))).leaf()
            .example(Map.of("size", List.of(2L, 3L)))
            .doc("Uniform numbers in [0, 1).")),
    RANDN(primitive("randn(int[] size, *, Dtype? dtype=None, bool requires_grad=False)",
            c -> one(normal(CreationOps.dtype(c), CreationOps.size(c), 0, 1, true))).leaf()
            .example(Map.of("size", List.of(2L, 3L)))
            .doc("Standard normal numbers.")),
    RANDINT(primitive("randint(int low=0, Any? high=None, Any? size=None, *, Dtype? dtype=None, bool requires_grad=False)",
            RandomOps::randint).leaf()
            .example(Map.of("low", 3L, "high", 10L, "size", List.of(2L, 3L)))
            .doc("Integers from low to before high; a single bound is high.")),
    RANDPERM(primitive("randperm(int n, *, Dtype? dtype=None, bool requires_grad=False)", RandomOps::randperm).leaf()
            .example(Map.of("n", 5L))
            .doc("The numbers from 0 to before n in random order.")),
    RAND_LIKE(primitive("rand_like(Tensor input, *, Dtype? dtype=None, bool requires_grad=False)",
            c -> one(c.array(0).inMemoryOrder(a -> uniform(CreationOps.like(c), a.shape(), 0, 1)))).leaf()
            .doc("Uniform numbers in [0, 1), of the shape, and unless said otherwise the dtype, of the input.")),
    RANDN_LIKE(primitive("randn_like(Tensor input, *, Dtype? dtype=None, bool requires_grad=False)",
            RandomOps::randnLike).leaf()
            .doc("Standard normal numbers, of the shape, and unless said otherwise the dtype, of the input.")),
    RANDINT_LIKE(primitive("randint_like(Tensor input, int low=0, int? high=None, *, Dtype? dtype=None, bool requires_grad=False)",
            RandomOps::randintLike).leaf()
            .example(Map.of("low", 3L, "high", 10L), Examples.array(2, 3))
            .doc("Integers from low to before high, of the shape, and unless said otherwise the dtype, of the input.")),
    NORMAL(primitive("normal(Operand mean, Operand? std=1.0, int[]? size=None, *, Dtype? dtype=None, bool requires_grad=False)",
            RandomOps::normal).leaf()
            .vjp(f -> f.g().zerosLike()).vjp(f -> f.g().zerosLike())
            .gradFn(c -> "NormalBackward" + (c.isNumber(0) ? 2 : !c.has(1) || c.isNumber(1) ? 1 : 3))
            .example(Map.of(), NdArray.of(Shape.of(3), 10.0, 20.0, 30.0), 0.5)
            .doc("Normal numbers with a mean and a standard deviation: two numbers and a size, or tensors broadcast against each other.")
            .derivative("0; 0")),
    BERNOULLI(primitive("bernoulli(Tensor input, float? p=None)", RandomOps::bernoulli)
            .vjp(RandomOps::bernoulliBack)
            .gradFn(c -> c.params().get("p") == null ? "BernoulliBackward0" : "torch::autograd::NotImplemented")
            .example(Map.of(), NdArray.of(Shape.of(3), 0.0, 0.5, 1.0))
            .doc("1 with the probability that each element is, or with the probability p, else 0.").derivative("0")),
    NOISE(primitive("_noise(Tensor input, float p)",
            c -> one(c.array(0).inMemoryOrder(a -> coins(a.dtype(), a.shape(), c.params().real("p")))))
            .random()
            .example(Map.of("p", 0.5), Examples.array(2, 3))
            .doc("A tensor like the input of ones with the probability p, else zeros, drawn in memory order.")),
    DROPOUT(composite("dropout(Tensor input, float p=0.5, bool training=True, bool inplace=False)", RandomOps::dropout)
            .example(Map.of("training", false), Examples.array(2, 3))
            .doc("In training each element 0 with the probability p, else multiplied by 1/(1 − p); else the input.")
            .derivative("g times what the element was multiplied by"));

    private final Row row;

    RandomOps(Row row) {
        this.row = row.random();
    }

    @Override
    public Row row() {
        return row;
    }

    private static Generator generator() {
        return Workspace.current().generator();
    }

    // ---- uniform and normal ---------------------------------------------------------------------------------------

    private static NdArray uniform(DType dtype, Shape shape, double from, double to) {
        if (!dtype.isFloat()) {
            throw TorchError.notImplemented("\"check_uniform_bounds\" not implemented for '" + dtype.scalarName() + "'");
        }
        for (double bound : new double[]{from, to}) {
            if (!(Math.abs(bound) <= (dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE))) {
                throw TorchError.argument((bound == from ? "from" : "to") + " is out of bounds for " + dtype.nativeName());
            }
        }
        if (from > to) {
            throw TorchError.argument("uniform_ expects to return a [from, to) range, but found from=" + Numbers.shown(from) + " > to="
                    + Numbers.shown(to));
        }
        return Draws.uniform(generator(), dtype, shape, from, to);
    }

    private static NdArray normal(DType dtype, Shape shape, double mean, double std, boolean blocks) {
        if (!(std >= 0)) {
            throw TorchError.argument("normal expects std >= 0.0, but found std " + Numbers.shown(std));
        }
        if (!dtype.isFloat()) {
            throw TorchError.notImplemented("\"normal_kernel_cpu\" not implemented for '" + dtype.scalarName() + "'");
        }
        return Draws.normal(generator(), dtype, shape, mean, std, blocks);
    }

    private static NdArray normalLike(NdArray x, DType dtype, double mean, double std) {
        return x.inMemoryOrder(a -> normal(dtype, a.shape(), mean, std, x.isContiguous()));
    }

    /** Unlike an in-place draw this fills blocks wherever the new array is contiguous, as that of a slice is. */
    private static NdArray[] randnLike(Call c) {
        NdArray x = c.array(0);
        DType dtype = CreationOps.like(c);
        boolean blocks = x.inMemoryOrder(a -> NdArray.zeros(DType.BOOL, a.shape())).isContiguous();
        return one(x.inMemoryOrder(a -> normal(dtype, a.shape(), 0, 1, blocks)));
    }

    private static NdArray[] normal(Call c) {
        boolean numbers = c.isNumber(0) && (!c.has(1) || c.isNumber(1));
        double std = c.has(1) ? c.isNumber(1) ? c.array(1).getDouble(0) : 1 : 1;
        if (numbers) {
            if (c.params().get("size") == null) {
                throw TorchError.type("normal() missing 1 required positional arguments: \"size\"").at("size");
            }
            return one(normal(CreationOps.dtype(c), CreationOps.size(c), c.array(0).getDouble(0), std, true));
        }
        DType dtype = c.dtype(c.isNumber(0) ? 1 : 0);
        NdArray spread = c.has(1) ? c.array(1).to(dtype) : NdArray.full(dtype, Shape.SCALAR, 1);
        Shape shape = Broadcasting.of(c.shape(0), spread.shape());
        for (int i = 0; i < spread.size(); i++) {
            if (spread.getDouble(i) < 0) {
                throw TorchError.argument(c.has(1) && c.isNumber(1) ? "normal expects std >= 0.0, but found std " + Numbers.shown(std)
                        : "normal expects all elements of std >= 0.0");
            }
        }
        NdArray z = normal(dtype, shape, 0, 1, true);
        NdArray scaled = Elementwise.combine(z, spread, shape, (a, b) -> a * b);
        return one(Elementwise.combine(scaled, c.array(0).to(dtype), shape, Double::sum));
    }

    // ---- integers -------------------------------------------------------------------------------------------------

    private static NdArray[] randint(Call c) {
        Params p = c.params();
        boolean bounded = p.get("size") != null;
        long low = bounded ? p.whole("low") : 0;
        Object high = bounded ? p.get("high") : (Object) p.whole("low");
        if (!(high instanceof Long to) || p.get("high") == null) {
            throw TorchError.type("randint(): argument 'high' must be int, not " + Params.pythonType(p.get("high"))).at("high");
        }
        Shape shape = Shape.of(Objects.requireNonNull(p.longs(bounded ? "size" : "high")));
        DType dtype = p.dtype("dtype");
        return one(integers(dtype == null ? DType.INT64 : dtype, shape, low, to));
    }

    private static NdArray[] randintLike(Call c) {
        long low = c.params().whole("low");
        boolean bounded = c.params().get("high") != null;
        long high = bounded ? c.params().whole("high") : low;
        return one(c.array(0).inMemoryOrder(a -> integers(CreationOps.like(c), a.shape(), bounded ? low : 0, high)));
    }

    private static NdArray integers(DType dtype, Shape shape, long low, long high) {
        if (low >= high) {
            throw TorchError.argument("random_ expects 'from' to be less than 'to', but got from=" + low + " >= to=" + high);
        }
        checkFits("from", low, dtype);
        checkFits("to - 1", high - 1, dtype);
        return Draws.integers(generator(), dtype, shape, low, high);
    }

    private static void checkFits(String name, long bound, DType dtype) {
        boolean fits = switch (dtype) {
            case BOOL -> bound == 0 || bound == 1;
            case INT32 -> bound == (int) bound;
            default -> true;
        };
        if (!fits) {
            throw TorchError.argument(name + " is out of bounds for " + dtype.nativeName());
        }
    }

    private static NdArray[] randperm(Call c) {
        DType dtype = c.params().dtype("dtype");
        if (dtype == DType.BOOL) {
            throw TorchError.notImplemented("\"randperm\" not implemented for 'Bool'");
        }
        Shape shape = Shape.of(new long[]{c.params().whole("n")});
        return one(Draws.permutation(generator(), dtype == null ? DType.INT64 : dtype, shape.size()));
    }

    // ---- zeros and ones -------------------------------------------------------------------------------------------

    private static NdArray[] bernoulli(Call c) {
        NdArray x = c.array(0);
        if (c.params().get("p") != null) {
            double p = c.params().real("p");
            return one(coins(x.dtype(), x.shape(), p));
        }
        return one(coins(x));
    }

    private static NdArray coins(DType dtype, Shape shape, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw TorchError.argument("bernoulli_ expects p to be in [0, 1], but got p=" + Numbers.shown(p));
        }
        return Draws.bernoulli(generator(), dtype, shape, p);
    }

    private static NdArray coins(NdArray p) {
        if (!p.dtype().isFloat()) {
            throw TorchError.notImplemented("\"bernoulli_tensor_cpu_p_\" not implemented for '" + p.dtype().scalarName() + "'");
        }
        for (int i = 0; i < p.size(); i++) {
            if (!(p.getDouble(i) >= 0 && p.getDouble(i) <= 1)) {
                throw TorchError
                        .argument("Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  "
                                + "If so, please report an enhancement request to PyTorch.)");
            }
        }
        return Draws.bernoulli(generator(), p);
    }

    private static Tensor bernoulliBack(Frame f) {
        if (f.params().get("p") != null) {
            throw TorchError.argument("derivative for aten::bernoulli is not implemented");
        }
        return f.g().zerosLike();
    }

    private static Tensor[] dropout(Call c) {
        Tensor x = c.in(0);
        double p = c.params().real("p");
        if (!(p >= 0 && p <= 1)) {
            throw TorchError.value("dropout probability has to be between 0 and 1, but got " + p);
        }
        if (p == 0 || !c.params().flag("training") || x.shape().size() == 0) {
            return new Tensor[]{x};
        }
        if (!x.dtype().isFloat()) {
            throw TorchError.dtype("result type Float can't be cast to the desired output type " + x.dtype().scalarName());
        }
        if (p == 1) {
            return new Tensor[]{x.mul(Tensor.of(NdArray.zeros(x.dtype(), Shape.SCALAR)))};
        }
        Tensor kept = NOISE.call(Map.of("p", 1 - p), x.detach()).div(1 - p);
        return new Tensor[]{c.params().flag("inplace") ? InPlace.of(ArithmeticOps.MUL).call(x, kept) : x.mul(kept)};
    }

    // ---- in place -------------------------------------------------------------------------------------------------

    static NdArray[] uniformInPlace(Call c) {
        NdArray x = c.array(0);
        return one(x.inMemoryOrder(a -> uniform(x.dtype(), a.shape(), c.params().real("from"), c.params().real("to"))));
    }

    static NdArray[] normalInPlace(Call c) {
        return one(normalLike(c.array(0), c.dtype(0), c.params().real("mean"), c.params().real("std")));
    }

    static NdArray[] bernoulliInPlace(Call c) {
        NdArray x = c.array(0);
        if (!c.has(1) || c.isNumber(1)) {
            double p = c.has(1) ? c.array(1).getDouble(0) : 0.5;
            return one(x.inMemoryOrder(a -> coins(x.dtype(), a.shape(), p)));
        }
        Shape both = Broadcasting.of(x.shape(), c.shape(1));
        if (!both.equals(x.shape())) {
            throw TorchError.shape("output with shape " + x.shape() + " doesn't match the broadcast shape " + both);
        }
        NdArray p = c.array(1).broadcastTo(both);
        return one(x.inMemoryOrder(p, RandomOps::coins).to(x.dtype()));
    }

    static NdArray[] randomInPlace(Call c) {
        NdArray x = c.array(0);
        Object from = c.params().get("from");
        Object to = c.params().get("to");
        if (from == null && to == null) {
            return one(x.inMemoryOrder(a -> Draws.integers(generator(), x.dtype(), a.shape())));
        }
        long low = to != null && from instanceof Long l ? l : 0;
        long high = to instanceof Long t ? t : (Long) Objects.requireNonNull(from);
        return one(x.inMemoryOrder(a -> integers(x.dtype(), a.shape(), low, high)));
    }
}
