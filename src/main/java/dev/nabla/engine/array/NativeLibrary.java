package dev.nabla.engine.array;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds and loads OpenBLAS: the file that the system property {@value #PROPERTY} or the environment variable {@value #VARIABLE} names
 * ({@value #NONE}: no library), else the one in the native archive on the class path, unpacked once into the user's cache.
 */
final class NativeLibrary {
    static final String PROPERTY = "nabla.openblas";
    static final String VARIABLE = "NABLA_OPENBLAS";
    static final String NONE = "none";

    /** The libraries of one directory in the order in which they need each other: the GNU runtimes of C and Fortran come first. */
    private static final List<String> ORDER = List.of("gcc_s", "winpthread", "quadmath", "gfortran", "openblas");

    /** @param path where the library came from */
    record Found(SymbolLookup symbols, Path path) {
    }

    /** @param library null where there is none; {@code reason} then says why */
    record Search(@Nullable Found library, String reason) {
    }

    private NativeLibrary() {
    }

    static Search search() {
        String named = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        if (NONE.equals(named)) {
            return new Search(null, "switched off");
        }
        try {
            Path library = named == null || named.isBlank() ? unpacked() : Path.of(named).toAbsolutePath();
            return library == null ? new Search(null, "no OpenBLAS for " + platform() + " on the class path")
                    : new Search(load(library), "");
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            return new Search(null, "OpenBLAS cannot be loaded: " + e.getMessage());
        }
    }

    @SuppressWarnings("restricted")
    private static Found load(Path library) throws IOException {
        Path directory = library.getParent();
        if (directory != null) {
            try (Stream<Path> files = Files.list(directory)) {
                List<Path> all = files.toList();
                for (String name : ORDER.subList(0, ORDER.size() - 1)) {
                    for (Path p : all) {
                        if (fileName(p).startsWith("lib" + name)) {
                            SymbolLookup.libraryLookup(p, Arena.global());
                        }
                    }
                }
            }
        }
        return new Found(SymbolLookup.libraryLookup(library, Arena.global()), library);
    }

    private static String fileName(Path p) {
        return String.valueOf(p.getFileName());
    }

    // ---- the archive ----------------------------------------------------------------------------------------------

    /** The platform's name in the archive: {@code linux-x86_64}. */
    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "");
        String cpu = switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm64";
            default -> arch;
        };
        return (os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macosx" : "linux") + "-" + cpu;
    }

    private static String libraryName() {
        return switch (platform().substring(0, platform().indexOf('-'))) {
            case "windows" -> "libopenblas.dll";
            case "macosx" -> "libopenblas.0.dylib";
            default -> "libopenblas.so.0";
        };
    }

    private static @Nullable Path unpacked() throws IOException {
        String folder = "org/bytedeco/openblas/" + platform() + "/";
        URL url = NativeLibrary.class.getClassLoader().getResource(folder + libraryName());
        if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
            return null;
        }
        JarFile jar = connection.getJarFile();
        List<JarEntry> entries = new ArrayList<>();
        for (JarEntry e : (Iterable<JarEntry>) jar.stream()::iterator) {
            String name = e.getName().substring(Math.min(folder.length(), e.getName().length()));
            if (e.getName().startsWith(folder) && ORDER.stream().anyMatch(o -> name.startsWith("lib" + o))) {
                entries.add(e);
            }
        }
        long version = 0;
        for (JarEntry e : entries) {
            version = 31 * version + e.getCrc();
        }
        Path directory = cache(Long.toHexString(version));
        for (JarEntry e : entries) {
            unpack(jar, e, directory.resolve(e.getName().substring(folder.length())));
        }
        return directory.resolve(libraryName());
    }

    /** A directory of the user's own, so that nobody else can put a library there; a fresh temporary one if there is no home to write to. */
    private static Path cache(String version) throws IOException {
        String base = System.getenv("XDG_CACHE_HOME");
        Path home = base != null && !base.isBlank() ? Path.of(base) : Path.of(System.getProperty("user.home", ""), ".cache");
        try {
            return Files.createDirectories(home.resolve("nabla").resolve("openblas-" + version));
        } catch (IOException _) {
            return Files.createTempDirectory("nabla-openblas");
        }
    }

    /** Two processes may do this at the same time: each writes a file of its own and renames it. */
    private static void unpack(JarFile jar, JarEntry entry, Path target) throws IOException {
        if (Files.exists(target) && Files.size(target) == entry.getSize()) {
            return;
        }
        Path fresh = Files.createTempFile(target.getParent(), "unpacking", null);
        try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
