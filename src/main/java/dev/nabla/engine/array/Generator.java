package dev.nabla.engine.array;

import org.jspecify.annotations.Nullable;

/**
 * The random numbers of PyTorch's CPU generator, word for word: a 32-bit Mersenne Twister, and one normal value kept for later, since they are
 * made in pairs.
 *
 * @see <a href="https://doi.org/10.1145/272991.272995">Matsumoto and Nishimura, Mersenne Twister, 1998</a>
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.Generator.html">torch.Generator</a>
 */
public final class Generator {
    /** The seed of a new torch.Generator. */
    public static final long DEFAULT_SEED = 67280421310721L;

    private static final int N = 624;
    private static final int M = 397;

    private final int[] words = new int[N];
    private int used;
    private long seed;
    private double spare;
    private boolean hasSpare;

    public Generator(long seed) {
        seed(seed);
    }

    /** Starts the stream of a seed, of which the low 32 bits count; forgets the spare normal value. */
    public void seed(long value) {
        seed = value;
        words[0] = (int) value;
        for (int i = 1; i < N; i++) {
            words[i] = 1812433253 * (words[i - 1] ^ (words[i - 1] >>> 30)) + i;
        }
        used = N;
        hasSpare = false;
    }

    /** The seed last set: torch.initial_seed. */
    public long seed() {
        return seed;
    }

    /**
     * All that determines the numbers to come.
     *
     * @param used how many of the words are used up
     * @param spare the normal number kept for later, or null
     */
    public record State(long seed, int[] words, int used, @Nullable Double spare) {
    }

    public State state() {
        return new State(seed, words.clone(), used, hasSpare ? spare : null);
    }

    /** Goes on from a state. @throws IllegalArgumentException if it is none */
    public void state(State s) {
        if (s.words.length != N || s.used < 0 || s.used > N) {
            throw new IllegalArgumentException("a generator has " + N + " words");
        }
        System.arraycopy(s.words, 0, words, 0, N);
        used = s.used;
        seed = s.seed;
        hasSpare = s.spare != null;
        spare = s.spare == null ? 0 : s.spare;
    }

    /** A generator in the same state. */
    public Generator copy() {
        Generator g = new Generator(seed);
        g.set(this);
        return g;
    }

    /** Takes over the state of another generator. */
    public void set(Generator other) {
        System.arraycopy(other.words, 0, words, 0, N);
        used = other.used;
        seed = other.seed;
        spare = other.spare;
        hasSpare = other.hasSpare;
    }

    /** The next 32 random bits. */
    public int random() {
        if (used == N) {
            twist();
        }
        int y = words[used++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void twist() {
        for (int i = 0; i < N; i++) {
            int y = (words[i] & 0x80000000) | (words[(i + 1) % N] & 0x7fffffff);
            words[i] = words[(i + M) % N] ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
        }
        used = 0;
    }

    /** The next 64 random bits, the high half first. */
    public long random64() {
        long high = random();
        return (high << 32) | Integer.toUnsignedLong(random());
    }

    /** A multiple of 2⁻²⁴ in [0, 1). */
    public float uniformFloat() {
        return (random() & ((1 << 24) - 1)) * 0x1p-24f;
    }

    /** A multiple of 2⁻⁵³ in [0, 1). */
    public double uniformDouble() {
        return (random64() & ((1L << 53) - 1)) * 0x1p-53;
    }

    /** A standard normal number, by the method of Box and Muller; the second of a pair is kept for the next call. */
    public double normal() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double angle = 2 * Math.PI * uniformDouble();
        double radius = Math.sqrt(-2 * Math.log1p(-uniformDouble()));
        spare = radius * Math.sin(angle);
        hasSpare = true;
        return radius * Math.cos(angle);
    }
}
