package dev.nabla.engine.array;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * The OpenBLAS library, called through java.lang.foreign. It runs one thread: work is divided by us, by shape.
 *
 * <p>A call may be <em>critical</em>: it works on the Java arrays themselves and costs some 30 ns, but the virtual machine cannot stop (for garbage
 * collection, say) until it returns. So it is for work below about {@value #CRITICAL_MICROSECONDS} µs; longer calls get native memory.
 *
 * @see <a href="https://www.netlib.org/lapack/explore-html/">LAPACK</a>
 */
final class OpenBlas implements Lapack {
    private static final int ROW_MAJOR = 101;
    private static final int COLUMN_MAJOR = 102;
    private static final int NO_TRANSPOSE = 111;
    private static final int TRANSPOSE = 112;

    private static final int CRITICAL_MICROSECONDS = 100;
    /** Multiplications of a factorization that take about as long. */
    private static final long CRITICAL_FACTORIZATION = 200_000;

    private OpenBlas() {
    }

    /** One foreign function in both forms. */
    private record Function(MethodHandle critical, MethodHandle ordinary) {
    }

    /** Initialized at first use. */
    private static final class Library {
        static final NativeLibrary.Search SEARCH = NativeLibrary.search();
    }

    /** Whether the library is there; the first call loads it. */
    static boolean isPresent() {
        return Library.SEARCH.library() != null;
    }

    /** Why it is not there. */
    static String absence() {
        return Library.SEARCH.reason();
    }

    /** Name, version and the processor it has chosen its kernels for. */
    static String version() {
        return Functions.VERSION;
    }

    static final OpenBlas INSTANCE = new OpenBlas();

    /** Initialized only where the library is present. */
    private static final class Functions {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final SymbolLookup SYMBOLS = symbols();

        static final Function SGEMM = function("cblas_sgemm", null, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_FLOAT,
                ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT);
        static final Function DGEMM = function("cblas_dgemm", null, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_DOUBLE,
                ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_DOUBLE, ADDRESS, JAVA_INT);
        static final Function DGETRF = function("LAPACKE_dgetrf", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
        static final Function DGETRS =
                function("LAPACKE_dgetrs", JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS,
                        ADDRESS, JAVA_INT);
        static final Function DPOTRF = function("LAPACKE_dpotrf", JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_INT, ADDRESS, JAVA_INT);
        static final Function DTRSM = function("cblas_dtrsm", null, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
                JAVA_DOUBLE, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
        static final Function DGEQRF = function("LAPACKE_dgeqrf", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
        static final Function DORGQR =
                function("LAPACKE_dorgqr", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
        static final Function DSYEVD = function("LAPACKE_dsyevd", JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_BYTE, JAVA_INT, ADDRESS, JAVA_INT,
                ADDRESS);
        static final Function DGESDD =
                function("LAPACKE_dgesdd", JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS,
                        ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
        static final String VERSION = configure();

        private static SymbolLookup symbols() {
            NativeLibrary.Found found = Library.SEARCH.library();
            if (found == null) {
                throw new IllegalStateException(absence());
            }
            return found.symbols();
        }

        @SuppressWarnings("restricted")
        private static Function function(String name, @Nullable MemoryLayout result, MemoryLayout... parameters) {
            FunctionDescriptor type = result == null ? FunctionDescriptor.ofVoid(parameters) : FunctionDescriptor.of(result, parameters);
            MemorySegment address = SYMBOLS.findOrThrow(name);
            return new Function(LINKER.downcallHandle(address, type, Linker.Option.critical(true)), LINKER.downcallHandle(address, type));
        }

        private static String configure() {
            try {
                function("openblas_set_num_threads", null, JAVA_INT).ordinary().invokeExact(1);
                // NaNs are ours to handle: a search through every operand before every call would cost more than small calls themselves.
                function("LAPACKE_set_nancheck", null, JAVA_INT).ordinary().invokeExact(0);
                String config = text("openblas_get_config");
                return config.replaceAll("^(OpenBLAS [^ ]+).*", "$1") + " (" + text("openblas_get_corename") + ")";
            } catch (Throwable e) {
                throw failed(e);
            }
        }

        @SuppressWarnings("restricted")
        private static String text(String name) throws Throwable {
            MemorySegment s = (MemorySegment) function(name, ADDRESS).ordinary().invokeExact();
            return s.reinterpret(1000).getString(0);
        }
    }

    /** Foreign calls declare Throwable; what they throw in fact is a mistake in this class. */
    private static AssertionError failed(Throwable e) {
        return new AssertionError(e);
    }

    // ---- products -------------------------------------------------------------------------------------------------

    /** Whether a product of these sizes is over in time for a critical call. */
    static boolean isBrief(int m, int n, int k, int elementBytes) {
        double arithmetic = (double) m * n * k * elementBytes / 80e3;
        double memory = ((double) m * k + (double) k * n + (double) m * n) * elementBytes / 8e3;
        return arithmetic + memory <= CRITICAL_MICROSECONDS;
    }

    /** {@code C ← alpha·A·B + C} on Java arrays, row-major; for brief products. An operand given transposed is marked so. */
    static void multiply(boolean transA, boolean transB, int m, int n, int k, double alpha, double[] a, int at, int lda, double[] b, int bt,
            int ldb, double[] c, int ct, int ldc) {
        try {
            Functions.DGEMM.critical().invokeExact(ROW_MAJOR, flag(transA), flag(transB), m, n, k, alpha, slice(a, at), lda, slice(b, bt),
                    ldb,
                    1.0, slice(c, ct), ldc);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** As for doubles. */
    static void multiply(boolean transA, boolean transB, int m, int n, int k, float alpha, float[] a, int at, int lda, float[] b, int bt,
            int ldb,
            float[] c, int ct, int ldc) {
        try {
            Functions.SGEMM.critical().invokeExact(ROW_MAJOR, flag(transA), flag(transB), m, n, k, alpha, slice(a, at), lda, slice(b, bt),
                    ldb,
                    1.0f, slice(c, ct), ldc);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code C ← alpha·A·B + C} in native memory, row-major. */
    static void multiply(DType dtype, boolean transA, boolean transB, int m, int n, int k, double alpha, MemorySegment a, int lda,
            MemorySegment b, int ldb, MemorySegment c, int ldc) {
        try {
            if (dtype == DType.FLOAT64) {
                Functions.DGEMM.ordinary().invokeExact(ROW_MAJOR, flag(transA), flag(transB), m, n, k, alpha, a, lda, b, ldb, 1.0, c, ldc);
            } else {
                Functions.SGEMM.ordinary().invokeExact(ROW_MAJOR, flag(transA), flag(transB), m, n, k, (float) alpha, a, lda, b, ldb, 1.0f,
                        c,
                        ldc);
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static int flag(boolean transposed) {
        return transposed ? TRANSPOSE : NO_TRANSPOSE;
    }

    private static MemorySegment slice(double[] a, int at) {
        return MemorySegment.ofArray(a).asSlice(8L * at);
    }

    private static MemorySegment slice(float[] a, int at) {
        return MemorySegment.ofArray(a).asSlice(4L * at);
    }

    // ---- factorizations -------------------------------------------------------------------------------------------

    /** The operands of one call: the Java arrays themselves for a small one, else copies in native memory that are copied back at the end. */
    private static final class Work implements AutoCloseable {
        private final @Nullable Arena arena;
        private final List<Runnable> back = new ArrayList<>();

        @SuppressWarnings("MustBeClosedChecker") // close() closes it
        Work(long multiplications) {
            arena = multiplications <= CRITICAL_FACTORIZATION ? null : Arena.ofConfined();
        }

        MethodHandle of(Function f) {
            return arena == null ? f.critical() : f.ordinary();
        }

        MemorySegment share(double[] a) {
            if (arena == null) {
                return MemorySegment.ofArray(a);
            }
            MemorySegment copy = arena.allocateFrom(JAVA_DOUBLE, a);
            back.add(() -> MemorySegment.copy(copy, JAVA_DOUBLE, 0, a, 0, a.length));
            return copy;
        }

        MemorySegment share(int[] a) {
            if (arena == null) {
                return MemorySegment.ofArray(a);
            }
            MemorySegment copy = arena.allocateFrom(JAVA_INT, a);
            back.add(() -> MemorySegment.copy(copy, JAVA_INT, 0, a, 0, a.length));
            return copy;
        }

        @Override
        public void close() {
            back.forEach(Runnable::run);
            if (arena != null) {
                arena.close();
            }
        }
    }

    private static long cube(int n) {
        return (long) n * n * n;
    }

    /** LAPACK wants leading dimensions of at least 1. */
    private static int ld(int rows) {
        return Math.max(1, rows);
    }

    @Override
    public int lu(int n, double[] a, int[] pivots) {
        try (Work w = new Work(cube(n) / 3)) {
            return (int) w.of(Functions.DGETRF).invokeExact(COLUMN_MAJOR, n, n, w.share(a), ld(n), w.share(pivots));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void luSolve(int n, double[] lu, int[] pivots, int columns, double[] b, boolean transposed) {
        byte trans = (byte) (transposed ? 'T' : 'N');
        try (Work w = new Work((long) n * n * columns)) {
            int _ = (int) w.of(Functions.DGETRS).invokeExact(COLUMN_MAJOR, trans, n, columns, w.share(lu), ld(n), w.share(pivots),
                    w.share(b),
                    ld(n));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public int cholesky(int n, double[] a) {
        try (Work w = new Work(cube(n) / 6)) {
            return (int) w.of(Functions.DPOTRF).invokeExact(COLUMN_MAJOR, (byte) 'L', n, w.share(a), ld(n));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void triangularSolve(int n, double[] a, int columns, double[] b, boolean lower, boolean transposed, boolean unit) {
        int left = 141;
        int triangle = lower ? 122 : 121;
        int diagonal = unit ? 132 : 131;
        try (Work w = new Work((long) n * n * columns / 2)) {
            w.of(Functions.DTRSM).invokeExact(COLUMN_MAJOR, left, triangle, flag(transposed), diagonal, n, columns, 1.0, w.share(a), ld(n),
                    w.share(b), ld(n));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void qr(int m, int n, double[] a, double[] tau) {
        try (Work w = new Work((long) m * n * Math.min(m, n))) {
            int _ = (int) w.of(Functions.DGEQRF).invokeExact(COLUMN_MAJOR, m, n, w.share(a), ld(m), w.share(tau));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void formQ(int m, int n, int reflectors, double[] a, double[] tau) {
        try (Work w = new Work((long) m * n * reflectors)) {
            int _ = (int) w.of(Functions.DORGQR).invokeExact(COLUMN_MAJOR, m, n, reflectors, w.share(a), ld(m), w.share(tau));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public int eigh(int n, double[] a, double[] values, boolean vectors) {
        try (Work w = new Work(4 * cube(n))) {
            return (int) w.of(Functions.DSYEVD).invokeExact(COLUMN_MAJOR, (byte) (vectors ? 'V' : 'N'), (byte) 'L', n, w.share(a), ld(n),
                    w.share(values));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public int svd(int m, int n, double[] a, double[] values, double @Nullable [] u, double @Nullable [] vt) {
        int k = Math.min(m, n);
        boolean vectors = u != null && vt != null;
        boolean full = u != null && vt != null && (u.length > (long) m * k || vt.length > (long) k * n);
        byte job = (byte) (!vectors ? 'N' : full ? 'A' : 'S');
        try (Work w = new Work(8L * m * n * k)) {
            MemorySegment left = u == null ? MemorySegment.NULL : w.share(u);
            MemorySegment right = vt == null ? MemorySegment.NULL : w.share(vt);
            return (int) w.of(Functions.DGESDD).invokeExact(COLUMN_MAJOR, job, m, n, w.share(a), ld(m), w.share(values), left, ld(m), right,
                    ld(full ? n : k));
        } catch (Throwable e) {
            throw failed(e);
        }
    }
}
