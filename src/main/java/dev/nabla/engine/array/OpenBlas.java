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
    /** What a core with vectors of this machine's length (of 256 bits, where it is unknown) can be expected to do. */
    private static final double BYTES_MULTIPLIED_PER_MICROSECOND = 200e3 / 32 * Kernels.ROWS.vectorBytes();
    /** Multiplications of a factorization that take about as long. */
    private static final long CRITICAL_FACTORIZATION = 200_000;

    private OpenBlas() {
    }

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

    // ---- foreign functions: a class for each, since linking one costs some 10 ms ----------------------------------------------

    /** What all of them need; initialized only where the library is present. */
    private static final class Functions {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final SymbolLookup SYMBOLS = symbols();
        static final String VERSION = configure();

        private static SymbolLookup symbols() {
            NativeLibrary.Found found = Library.SEARCH.library();
            if (found == null) {
                throw new IllegalStateException(absence());
            }
            return found.symbols();
        }

        @SuppressWarnings("restricted")
        static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
            return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), type, options);
        }

        static MethodHandle critical(String name, FunctionDescriptor type) {
            return link(name, type, Linker.Option.critical(true));
        }

        /** A function in both forms. */
        static Function both(String name, FunctionDescriptor type) {
            return new Function(critical(name, type), link(name, type));
        }

        /** One that returns a code, after the order of the elements, which is its first parameter. */
        static Function lapack(String name, MemoryLayout... parameters) {
            FunctionDescriptor type = FunctionDescriptor.of(JAVA_INT, JAVA_INT).appendArgumentLayouts(parameters);
            return both("LAPACKE_" + name, type);
        }

        private static String configure() {
            try {
                FunctionDescriptor setting = FunctionDescriptor.ofVoid(JAVA_INT);
                link("openblas_set_num_threads", setting).invokeExact(1);
                // NaNs are ours to handle: a search through every operand before every call would cost more than small calls themselves.
                link("LAPACKE_set_nancheck", setting).invokeExact(0);
                return text("openblas_get_config").replaceAll("^(OpenBLAS [^ ]+).*", "$1") + " (" + text("openblas_get_corename") + ")";
            } catch (Throwable e) {
                throw failed(e);
            }
        }

        @SuppressWarnings("restricted")
        private static String text(String name) throws Throwable {
            MemorySegment s = (MemorySegment) link(name, FunctionDescriptor.of(ADDRESS)).invokeExact();
            return s.reinterpret(1000).getString(0);
        }

        static FunctionDescriptor gemm(MemoryLayout real) {
            return FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, real, ADDRESS, JAVA_INT, ADDRESS,
                    JAVA_INT, real, ADDRESS, JAVA_INT);
        }

        static FunctionDescriptor gemv(MemoryLayout real) {
            return FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, real, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, real,
                    ADDRESS,
                    JAVA_INT);
        }
    }

    private static final class Sgemm {
        static final MethodHandle CRITICAL = Functions.critical("cblas_sgemm", Functions.gemm(JAVA_FLOAT));
    }

    private static final class Dgemm {
        static final MethodHandle CRITICAL = Functions.critical("cblas_dgemm", Functions.gemm(JAVA_DOUBLE));
    }

    private static final class LargeSgemm {
        static final MethodHandle ORDINARY = Functions.link("cblas_sgemm", Functions.gemm(JAVA_FLOAT));
    }

    private static final class LargeDgemm {
        static final MethodHandle ORDINARY = Functions.link("cblas_dgemm", Functions.gemm(JAVA_DOUBLE));
    }

    private static final class Sgemv {
        static final MethodHandle CRITICAL = Functions.critical("cblas_sgemv", Functions.gemv(JAVA_FLOAT));
    }

    private static final class Dgemv {
        static final MethodHandle CRITICAL = Functions.critical("cblas_dgemv", Functions.gemv(JAVA_DOUBLE));
    }

    private static final class Dgetrf {
        static final Function F = Functions.lapack("dgetrf", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    }

    private static final class Dgetrs {
        static final Function F = Functions.lapack("dgetrs", JAVA_BYTE, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    }

    private static final class Dpotrf {
        static final Function F = Functions.lapack("dpotrf", JAVA_BYTE, JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static final class Dtrsm {
        static final Function F = Functions.both("cblas_dtrsm", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
                JAVA_INT, JAVA_INT, JAVA_DOUBLE, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class Dgeqrf {
        static final Function F = Functions.lapack("dgeqrf", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    }

    private static final class Dorgqr {
        static final Function F = Functions.lapack("dorgqr", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    }

    private static final class Dsyevd {
        static final Function F = Functions.lapack("dsyevd", JAVA_BYTE, JAVA_BYTE, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    }

    private static final class Dgesdd {
        static final Function F = Functions.lapack("dgesdd", JAVA_BYTE, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT,
                ADDRESS, JAVA_INT);
    }

    /** Foreign calls declare Throwable; what they throw in fact is a mistake in this class. */
    private static AssertionError failed(Throwable e) {
        return new AssertionError(e);
    }

    // ---- products -------------------------------------------------------------------------------------------------

    /** Whether a product of these sizes is over in time for a critical call. */
    static boolean isBrief(int m, int n, int k, int elementBytes) {
        double arithmetic = (double) m * n * k * elementBytes / BYTES_MULTIPLIED_PER_MICROSECOND;
        double memory = ((double) m * k + (double) k * n + (double) m * n) * elementBytes / 8e3;
        return arithmetic + memory <= CRITICAL_MICROSECONDS;
    }

    /** {@code C ← alpha·A·B + beta·C}, row-major; on Java arrays, for brief products. An operand given transposed is marked so. */
    static void multiplyBriefly(DType dtype, boolean transA, boolean transB, int m, int n, int k, double alpha, MemorySegment a, int lda,
            MemorySegment b, int ldb, double beta, MemorySegment c, int ldc) {
        try {
            if (dtype == DType.FLOAT64) {
                Dgemm.CRITICAL.invokeExact(ROW_MAJOR, flag(transA), flag(transB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
            } else {
                Sgemm.CRITICAL.invokeExact(ROW_MAJOR, flag(transA), flag(transB), m, n, k, (float) alpha, a, lda, b, ldb, (float) beta, c,
                        ldc);
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code y ← alpha·A·x + beta·y} (or {@code alpha·Aᵀ·x + beta·y}), A row-major m×n; on Java arrays, for brief products. */
    static void multiplyBriefly(DType dtype, boolean transposed, int m, int n, double alpha, MemorySegment a, int lda, MemorySegment x,
            int dx,
            double beta, MemorySegment y, int dy) {
        try {
            if (dtype == DType.FLOAT64) {
                Dgemv.CRITICAL.invokeExact(ROW_MAJOR, flag(transposed), m, n, alpha, a, lda, x, dx, beta, y, dy);
            } else {
                Sgemv.CRITICAL.invokeExact(ROW_MAJOR, flag(transposed), m, n, (float) alpha, a, lda, x, dx, (float) beta, y, dy);
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code C ← alpha·A·B + beta·C} in native memory, row-major. */
    static void multiply(DType dtype, boolean transA, boolean transB, int m, int n, int k, double alpha, MemorySegment a, int lda,
            MemorySegment b, int ldb, double beta, MemorySegment c, int ldc) {
        try {
            if (dtype == DType.FLOAT64) {
                LargeDgemm.ORDINARY.invokeExact(ROW_MAJOR, flag(transA), flag(transB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
            } else {
                LargeSgemm.ORDINARY.invokeExact(ROW_MAJOR, flag(transA), flag(transB), m, n, k, (float) alpha, a, lda, b, ldb,
                        (float) beta, c, ldc);
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static int flag(boolean transposed) {
        return transposed ? TRANSPOSE : NO_TRANSPOSE;
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
            return (int) w.of(Dgetrf.F).invokeExact(COLUMN_MAJOR, n, n, w.share(a), ld(n), w.share(pivots));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void luSolve(int n, double[] lu, int[] pivots, int columns, double[] b, boolean transposed) {
        byte trans = (byte) (transposed ? 'T' : 'N');
        try (Work w = new Work((long) n * n * columns)) {
            int _ = (int) w.of(Dgetrs.F).invokeExact(COLUMN_MAJOR, trans, n, columns, w.share(lu), ld(n), w.share(pivots),
                    w.share(b),
                    ld(n));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public int cholesky(int n, double[] a) {
        try (Work w = new Work(cube(n) / 6)) {
            return (int) w.of(Dpotrf.F).invokeExact(COLUMN_MAJOR, (byte) 'L', n, w.share(a), ld(n));
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
            w.of(Dtrsm.F).invokeExact(COLUMN_MAJOR, left, triangle, flag(transposed), diagonal, n, columns, 1.0, w.share(a), ld(n),
                    w.share(b), ld(n));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void qr(int m, int n, double[] a, double[] tau) {
        try (Work w = new Work((long) m * n * Math.min(m, n))) {
            int _ = (int) w.of(Dgeqrf.F).invokeExact(COLUMN_MAJOR, m, n, w.share(a), ld(m), w.share(tau));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void formQ(int m, int n, int reflectors, double[] a, double[] tau) {
        try (Work w = new Work((long) m * n * reflectors)) {
            int _ = (int) w.of(Dorgqr.F).invokeExact(COLUMN_MAJOR, m, n, reflectors, w.share(a), ld(m), w.share(tau));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public int eigh(int n, double[] a, double[] values, boolean vectors) {
        try (Work w = new Work(4 * cube(n))) {
            return (int) w.of(Dsyevd.F).invokeExact(COLUMN_MAJOR, (byte) (vectors ? 'V' : 'N'), (byte) 'L', n, w.share(a), ld(n),
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
            return (int) w.of(Dgesdd.F).invokeExact(COLUMN_MAJOR, job, m, n, w.share(a), ld(m), w.share(values), left, ld(m), right,
                    ld(full ? n : k));
        } catch (Throwable e) {
            throw failed(e);
        }
    }
}
