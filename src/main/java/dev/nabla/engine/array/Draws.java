package dev.nabla.engine.array;

/**
 * Kernels that fill arrays with random numbers. Elements are drawn in the order of memory; how many words of the generator each one takes is
 * part of the contract, because all later draws depend on it.
 */
public final class Draws {
    /** Ranges from here on take 64 random bits for each integer. */
    private static final long WIDE = 1L << 28;
    private static final int BLOCK = 16;

    private Draws() {
    }

    /** Uniform numbers between low and high, of a float dtype. */
    public static NdArray uniform(Generator g, DType dtype, Shape shape, double low, double high) {
        NdArray out = NdArray.zeros(dtype, shape);
        if (dtype == DType.FLOAT32) {
            float[] r = out.storage().floats();
            float from = (float) low;
            float width = (float) high - from;
            for (int i = 0; i < r.length; i++) {
                r[i] = Math.fma(g.uniformFloat(), width, from);
            }
        } else {
            double[] r = out.storage().doubles();
            for (int i = 0; i < r.length; i++) {
                r[i] = Math.fma(g.uniformDouble(), high - low, low);
            }
        }
        return out;
    }

    /**
     * Normal numbers, of a float dtype: up to fifteen one by one, more in blocks of sixteen, of which the last is drawn anew where the number is no
     * multiple of sixteen.
     *
     * @param blocks false to draw one by one whatever the number
     */
    public static NdArray normal(Generator g, DType dtype, Shape shape, double mean, double std, boolean blocks) {
        if (!blocks || shape.size() < BLOCK) {
            NdArray out = NdArray.zeros(dtype, shape);
            for (int i = 0; i < shape.size(); i++) {
                out.storage().setDouble(i, Math.fma(g.normal(), std, mean));
            }
            return out;
        }
        NdArray out = uniform(g, dtype, shape, 0, 1);
        int n = shape.size();
        for (int i = 0; i + BLOCK <= n; i += BLOCK) {
            transform(out.storage(), i, mean, std);
        }
        if (n % BLOCK != 0) {
            NdArray tail = uniform(g, dtype, Shape.of(BLOCK), 0, 1);
            out.storage().copy(n - BLOCK, tail.storage(), 0, BLOCK);
            transform(out.storage(), n - BLOCK, mean, std);
        }
        return out;
    }

    private static void transform(Storage s, int at, double mean, double std) {
        if (s.dtype() == DType.FLOAT32) {
            BoxMuller.transform(s.floats(), at, (float) mean, (float) std);
        } else {
            BoxMuller.transform(s.doubles(), at, mean, std);
        }
    }

    /** Integers from low to before high, of any dtype. */
    public static NdArray integers(Generator g, DType dtype, Shape shape, long low, long high) {
        NdArray out = NdArray.zeros(dtype, shape);
        long range = high - low;
        for (int i = 0; i < shape.size(); i++) {
            long drawn = Long.compareUnsigned(range, WIDE) >= 0 ? Long.remainderUnsigned(g.random64(), range)
                    : Integer.toUnsignedLong(g.random()) % range;
            out.storage().setLong(i, drawn + low);
        }
        return out;
    }

    /** The numbers from 0 to before n in random order. */
    public static NdArray permutation(Generator g, DType dtype, int n) {
        NdArray out = NdArray.zeros(DType.INT64, Shape.of(n));
        long[] r = out.storage().longs();
        for (int i = 0; i < n; i++) {
            r[i] = i;
        }
        for (int i = 0; i < n - 1; i++) {
            int other = i + (int) (Integer.toUnsignedLong(g.random()) % (n - i));
            long held = r[i];
            r[i] = r[other];
            r[other] = held;
        }
        return out.to(dtype);
    }

    /** For each element of p 1 with the probability that it is, else 0; of p's float dtype. */
    public static NdArray bernoulli(Generator g, NdArray p) {
        NdArray out = p.copy();
        Storage s = out.storage();
        for (int i = 0; i < out.size(); i++) {
            double u = p.dtype() == DType.FLOAT32 ? g.uniformFloat() : g.uniformDouble();
            s.setLong(i, u < s.getDouble(i) ? 1 : 0);
        }
        return out;
    }

    /** 1 with the probability p, else 0. */
    public static NdArray bernoulli(Generator g, DType dtype, Shape shape, double p) {
        NdArray out = NdArray.zeros(dtype, shape);
        for (int i = 0; i < shape.size(); i++) {
            out.storage().setLong(i, g.uniformDouble() < p ? 1 : 0);
        }
        return out;
    }

    /** Integers of all that a dtype holds from 0 on: up to the last one before which a float dtype has no gap. */
    public static NdArray integers(Generator g, DType dtype, Shape shape) {
        NdArray out = NdArray.zeros(dtype, shape);
        Storage s = out.storage();
        for (int i = 0; i < shape.size(); i++) {
            switch (dtype) {
                case FLOAT32 -> s.setLong(i, Integer.toUnsignedLong(g.random()) % ((1L << 24) + 1));
                case FLOAT64 -> s.setLong(i, Long.remainderUnsigned(g.random64(), (1L << 53) + 1));
                case INT64 -> s.setLong(i, g.random64() & Long.MAX_VALUE);
                case INT32 -> s.setLong(i, g.random() & Integer.MAX_VALUE);
                case BOOL -> s.setLong(i, g.random() & 1);
            }
        }
        return out;
    }
}
