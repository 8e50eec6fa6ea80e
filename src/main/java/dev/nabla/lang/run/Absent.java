package dev.nabla.lang.run;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** What Python programs import elsewhere and cannot here. */
final class Absent {
    private static final Set<String> KNOWN = Set.of("abc", "argparse", "array", "ast", "asyncio", "base64", "bisect", "builtins",
            "collections",
            "contextlib", "copy", "csv", "ctypes", "cv2", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "gc",
            "glob",
            "heapq", "http", "importlib", "inspect", "io", "itertools", "jax", "json", "keras", "logging", "multiprocessing", "operator",
            "os",
            "pandas", "pathlib", "pickle", "PIL", "platform", "pprint", "queue", "random", "re", "requests", "scipy", "seaborn", "shutil",
            "signal", "sklearn", "socket", "sqlite3", "statistics", "string", "struct", "subprocess", "sympy", "sys", "tempfile",
            "tensorflow",
            "threading", "time", "timeit", "torchvision", "tqdm", "traceback", "types", "typing", "urllib", "uuid", "warnings", "weakref");

    private Absent() {
    }

    static String module(String name, Collection<String> there) {
        String first = Namespace.firstPart(name);
        boolean partly = there.contains(first);
        return partly || KNOWN.contains(first)
                ? "'" + name + "' is not part of Nabla's subset of Python; there are " + String.join(", ", new TreeSet<>(there))
                : "No module named '" + name + "'";
    }
}
