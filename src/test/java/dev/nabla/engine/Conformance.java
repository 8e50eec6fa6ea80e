package dev.nabla.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * Runs the cases recorded from PyTorch against the engine, in process. Also a program: {@code Conformance unary [word] [-soft]} prints the
 * failures of ops-unary.jsonl whose id contains the word.
 */
final class Conformance {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What is compared and counted, but does not fail a case. */
    final Map<String, List<String>> soft = new TreeMap<>();

    static final List<String> OP_FILES = List.of("ops-creation", "ops-unary", "ops-binary", "ops-reduction", "ops-linalg", "ops-shape",
            "ops-nn");
    static final List<String> GRAPH_FILES = List.of("graphs", "graphs-extra");

    static List<JsonNode> cases(String file) {
        try (InputStream in = Conformance.class.getResourceAsStream("/conformance/" + file + ".jsonl")) {
            if (in == null) {
                throw new IllegalArgumentException(file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(JSON::readTree).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ops a case needs. */
    static TreeSet<String> ops(JsonNode c) {
        TreeSet<String> names = new TreeSet<>();
        if (c.has("op")) {
            names.add(c.get("op").asString());
        }
        for (JsonNode s : c.path("steps")) {
            if (s.path("do").asString().equals("op")) {
                names.add(s.get("op").asString());
            }
        }
        return names;
    }

    static boolean isBuilt(JsonNode c) {
        return ops(c).stream().allMatch(o -> Ops.named(o) != null);
    }

    /** Null if the case passes, else the first difference. */
    @Nullable
    String check(JsonNode c) {
        return new Workspace().call(() -> {
            try {
                return c.has("op") ? new OpCase(c, this).run() : new GraphCase(c, this).run();
            } catch (TorchError e) {
                return e.pythonType() + ": " + e.getMessage();
            } catch (RuntimeException e) {
                StackTraceElement at = e.getStackTrace().length > 0 ? e.getStackTrace()[0] : null;
                return "CRASH " + e + " at " + at;
            }
        });
    }

    void differs(String what, String how) {
        soft.computeIfAbsent(what, _ -> new ArrayList<>()).add(how);
    }

    @Nullable
    String expectError(String id, JsonNode error, Runnable call) {
        try {
            call.run();
        } catch (TorchError e) {
            String type = error.get("type").asString();
            boolean subtype = e.pythonType().equals("RuntimeError") && (type.equals("_LinAlgError") || type.equals("NotImplementedError"));
            if (!e.pythonType().equals(type) && !subtype) {
                differs("error type", id + ": " + e.pythonType() + ", PyTorch says " + type + ": " + error.get("message").asString());
            }
            if (!String.valueOf(e.getMessage()).equals(error.get("message").asString())) {
                differs("error text", id + ": " + e.getMessage() + "\n        PyTorch says " + error.get("message").asString());
            }
            return null;
        }
        return "no error, expected " + error.get("type").asString() + ": " + error.get("message").asString();
    }

    // ---- values ---------------------------------------------------------------------------------------------------

    static Tensor tensor(JsonNode t) {
        return Tensor.leaf(array(t), t.path("requires_grad").asBoolean(false));
    }

    static NdArray array(JsonNode t) {
        DType dtype = DType.named(t.get("dtype").asString());
        int[] dims = new int[t.get("shape").size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = t.get("shape").get(i).asInt();
        }
        NdArray a = NdArray.zeros(java.util.Objects.requireNonNull(dtype), Shape.of(dims));
        JsonNode data = t.get("data");
        for (int i = 0; i < a.size(); i++) {
            JsonNode v = data.isArray() ? data.get(i) : data;
            if (v.isBoolean()) {
                a.storage().setLong(i, v.asBoolean() ? 1 : 0);
            } else if (v.isIntegralNumber() && !dtype.isFloat()) {
                a.storage().setLong(i, v.asLong());
            } else {
                a.storage().setDouble(i, number(v));
            }
        }
        return a;
    }

    static double number(JsonNode v) {
        return v.isString() ? special(v.asString()) : v.asDouble();
    }

    private static double special(String s) {
        return switch (s) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException(s);
        };
    }

    static Tensor scalar(JsonNode v) {
        return v.isBoolean() ? Tensor.number(v.asBoolean()) : v.isIntegralNumber() ? Tensor.number(v.asLong()) : Tensor.number(number(v));
    }

    static Params params(Op op, JsonNode params) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : params.properties()) {
            given.put(e.getKey(), plain(e.getValue()));
        }
        return Params.of(op.row().signature(), given);
    }

    static @Nullable Object plain(JsonNode v) {
        if (v.isNull()) {
            return null;
        }
        if (v.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            v.forEach(x -> list.add(plain(x)));
            return list;
        }
        if (v.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            v.properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
            return map;
        }
        if (v.isString()) {
            return switch (v.asString()) {
                case "NaN", "Infinity", "-Infinity" -> special(v.asString());
                default -> v.asString();
            };
        }
        return v.isBoolean() ? (Object) v.asBoolean() : v.isIntegralNumber() ? (Object) v.asLong() : (Object) v.asDouble();
    }

    /** Tolerances for a dtype: float64 and float32 each rtol, atol; others exact. */
    record Tolerance(double rtol64, double atol64, double rtol32, double atol32) {
        static final Tolerance VALUES = new Tolerance(1e-9, 1e-10, 1e-4, 1e-5);
        static final Tolerance LOOSE = new Tolerance(1e-7, 1e-9, 1e-3, 1e-4);
        static final Tolerance GRAPHS = new Tolerance(1e-8, 1e-9, 5e-4, 5e-5);
    }

    @Nullable
    static String difference(NdArray want, NdArray got, Tolerance tol, double rtol, java.util.function.IntPredicate skip) {
        if (want.dtype() != got.dtype()) {
            return "dtype " + got.dtype() + ", expected " + want.dtype();
        }
        if (!want.shape().equals(got.shape())) {
            return "shape " + got.shape() + ", expected " + want.shape();
        }
        double r = want.dtype() == DType.FLOAT64 ? tol.rtol64 : want.dtype() == DType.FLOAT32 ? tol.rtol32 : 0;
        double a = want.dtype() == DType.FLOAT64 ? tol.atol64 : want.dtype() == DType.FLOAT32 ? tol.atol32 : 0;
        r = Math.max(r, want.dtype().isFloat() ? rtol : 0);
        for (int i = 0; i < want.size(); i++) {
            boolean same = want.dtype().isFloat() ? close(want.getDouble(i), got.getDouble(i), r, a) : want.getLong(i) == got.getLong(i);
            if (!same && !skip.test(i)) {
                return "[" + i + "] is " + got.getDouble(i) + ", expected " + want.getDouble(i);
            }
        }
        return null;
    }

    private static boolean close(double want, double got, double rtol, double atol) {
        if (Double.isNaN(want) || Double.isNaN(got)) {
            return Double.isNaN(want) && Double.isNaN(got);
        }
        if (Double.isInfinite(want) || Double.isInfinite(got)) {
            return want == got;
        }
        return Math.abs(want - got) <= atol + rtol * Math.abs(want);
    }

    static boolean allZero(NdArray a) {
        for (int i = 0; i < a.size(); i++) {
            if (a.getDouble(i) != 0) {
                return false;
            }
        }
        return true;
    }

    public static void main(String[] args) {
        String word = args.length > 1 && !args[1].startsWith("-") ? args[1] : "";
        boolean listSoft = List.of(args).contains("-soft");
        Conformance all = new Conformance();
        Map<String, Integer> failing = new TreeMap<>();
        TreeSet<String> missing = new TreeSet<>();
        int passed = 0;
        int failed = 0;
        String file = args[0].startsWith("graphs") ? args[0] : "ops-" + args[0];
        for (JsonNode c : cases(file)) {
            String id = c.get("id").asString();
            if (!id.contains(word)) {
                continue;
            }
            if (!isBuilt(c)) {
                ops(c).stream().filter(o -> Ops.named(o) == null).forEach(missing::add);
                continue;
            }
            String d = all.check(c);
            if (d == null) {
                passed++;
            } else {
                failed++;
                failing.merge(c.path("op").asString("graph"), 1, Integer::sum);
                System.out.println("  " + id + ": " + d);
            }
        }
        all.soft.forEach((what, rows) -> {
            System.out.println("soft: " + rows.size() + " differ in " + what);
            rows.stream().limit(listSoft ? Long.MAX_VALUE : 0).forEach(r -> System.out.println("    " + r));
        });
        System.out.println("failing: " + failing);
        System.out.println("not built: " + missing);
        System.out.println(passed + " passed, " + failed + " failed");
    }
}
