package dev.nabla.lang.numpy;

import java.util.List;
import java.util.function.DoubleSupplier;

import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Generator;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.lang.value.Builtin;
import dev.nabla.lang.value.Given;
import dev.nabla.lang.value.None;
import dev.nabla.lang.value.PyError;
import dev.nabla.lang.value.PyTuple;
import dev.nabla.lang.value.Run;

import static dev.nabla.lang.value.Builtin.function;

/**
 * numpy.random's functions on one generator, which draw what numpy's legacy generator does: the Mersenne Twister, 53 bits for a uniform
 * number, the polar method for normal ones, rejection under a mask for whole ones.
 *
 * @see <a href="https://numpy.org/doc/2.4/reference/random/legacy.html">Legacy random generation</a>
 * @see <a href="https://doi.org/10.1145/272991.272995">Matsumoto and Nishimura, Mersenne Twister</a>
 */
final class RandomNumbers {
    static final List<Builtin> ROWS = List.of(
            function("seed(seed=None)", a -> {
                if (a.has(0) && (a.integer(0) < 0 || a.integer(0) >= 1L << 32)) {
                    throw PyError.value("Seed must be between 0 and 2**32 - 1");
                }
                State s = changing();
                s.generator.seed(a.has(0) ? a.integer(0) : 0);
                s.next = Double.NaN;
                return None.NONE;
            }),
            function("rand(*d)", a -> drawn(PyTuple.of(a.rest()), changing()::uniform)),
            function("random(size=None)", a -> drawn(a.get(0), changing()::uniform)),
            function("random_sample(size=None)", a -> drawn(a.get(0), changing()::uniform)),
            function("randn(*d)", a -> drawn(PyTuple.of(a.rest()), changing()::normal)),
            function("standard_normal(size=None)", a -> drawn(a.get(0), changing()::normal)),
            function("uniform(low=0.0, high=1.0, size=None)", a -> {
                State s = changing();
                return drawn(a.get(2), () -> a.real(0) + (a.real(1) - a.real(0)) * s.uniform());
            }),
            function("normal(loc=0.0, scale=1.0, size=None)", a -> {
                State s = changing();
                if (a.real(1) < 0) {
                    throw PyError.value("scale < 0");
                }
                return drawn(a.get(2), () -> a.real(0) + a.real(1) * s.normal());
            }),
            function("randint(low, high=None, size=None)", RandomNumbers::whole),
            function("permutation(x)", a -> {
                Object all = a.get(0) instanceof Long n ? range(n) : PyArray.of(Tensor.of(Arrays.value(a.get(0)).copy()));
                shuffle(Arrays.value(all));
                return all;
            }),
            function("shuffle(x)", a -> {
                if (!(a.get(0) instanceof PyArray x)) {
                    throw PyError.type("shuffle is part of Nabla's subset of numpy for arrays alone");
                }
                x.tensor().overwritten();
                shuffle(x.data());
                return None.NONE;
            }));

    private RandomNumbers() {
    }

    /** What is kept from run to run. */
    private static final class State {
        private Generator generator = new Generator(0);
        private double next = Double.NaN;

        /** In [0, 1), of 53 bits. */
        double uniform() {
            long a = bits() >>> 5;
            long b = bits() >>> 6;
            return (a * 67108864.0 + b) / 9007199254740992.0;
        }

        long bits() {
            return generator.random() & 0xFFFFFFFFL;
        }

        double normal() {
            if (!Double.isNaN(next)) {
                double v = next;
                next = Double.NaN;
                return v;
            }
            double x;
            double y;
            double r;
            do {
                x = 2 * uniform() - 1;
                y = 2 * uniform() - 1;
                r = x * x + y * y;
            } while (r >= 1 || r == 0);
            double f = Math.sqrt(-2 * Math.log(r) / r);
            next = f * x;
            return f * y;
        }

        /** In [0, most]. */
        long below(long most) {
            if (most == 0) {
                return 0;
            }
            long mask = -1L >>> Long.numberOfLeadingZeros(most);
            long v;
            do {
                v = (most <= 0xFFFFFFFFL ? bits() : bits() << 32 | bits()) & mask;
            } while (v > most);
            return v;
        }
    }

    private static State changing() {
        State s = Run.current().state(State.class, State::new);
        Generator before = s.generator.copy();
        double next = s.next;
        Run.onUndo(() -> {
            s.generator = before;
            s.next = next;
        });
        return s;
    }

    private static Object drawn(Object size, DoubleSupplier draw) {
        if (size == None.NONE) {
            return draw.getAsDouble();
        }
        Shape shape = Arrays.newShape(size);
        if (shape.isScalar()) {
            return draw.getAsDouble();
        }
        NdArray out = NdArray.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < out.size(); i++) {
            out.storage().setDouble(i, draw.getAsDouble());
        }
        return PyArray.of(Tensor.of(out));
    }

    private static Object whole(Given a) {
        long low = a.has(1) ? a.integer(0) : 0;
        long high = a.has(1) ? a.integer(1) : a.integer(0);
        if (low >= high) {
            throw PyError.value("low >= high");
        }
        State s = changing();
        if (!a.has(2)) {
            return low + s.below(high - 1 - low);
        }
        NdArray out = NdArray.zeros(DType.INT64, Arrays.newShape(a.get(2)));
        for (int i = 0; i < out.size(); i++) {
            out.storage().setLong(i, low + s.below(high - 1 - low));
        }
        return PyArray.of(Tensor.of(out));
    }

    private static Object range(long n) {
        NdArray out = NdArray.zeros(DType.INT64, Shape.of(new long[]{n}));
        for (int i = 0; i < out.size(); i++) {
            out.storage().setLong(i, i);
        }
        return PyArray.of(Tensor.of(out));
    }

    /** Exchanges each row with one before it or itself, from the end. */
    private static void shuffle(NdArray x) {
        State s = changing();
        for (int i = x.dim(0) - 1; i > 0; i--) {
            int j = (int) s.below(i);
            NdArray kept = x.selected(0, i).copy();
            x.selected(0, i).assign(x.selected(0, j).copy());
            x.selected(0, j).assign(kept);
        }
    }
}
