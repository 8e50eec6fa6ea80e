package dev.nabla.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.nabla.engine.array.NdArray;

/** What PyTorch recorded of a descent, beside which ours is held: each check answers the difference, or null. */
public final class RecordedRun {
    private final JsonNode c;
    private final List<String> names;
    private final Map<Long, JsonNode> points = new HashMap<>();

    /** @param names of the parameters, in the order in which they are compared */
    public RecordedRun(JsonNode c, List<String> names) {
        this.c = c;
        this.names = names;
        c.get("history").forEach(p -> points.put(p.get("step").asLong(), p));
    }

    /** The steps that are recorded, but for those after the loss ceased to be finite: there our run ends. */
    public List<Long> steps() {
        long broken = c.get("first_nonfinite_loss_step").asLong(Long.MAX_VALUE);
        return points.keySet().stream().filter(k -> k <= broken).sorted().toList();
    }

    /**
     * Compares what is known before the update of a step.
     *
     * @param momentum null where there is none to compare
     */
    @Nullable
    public String before(long step, double loss, double gradNorm, double[] rates, @Nullable Double momentum) {
        JsonNode want = points.get(step);
        String d = rates(step, rates);
        if (want == null || d != null) {
            return d;
        }
        d = quantity(want, "loss", loss);
        d = d != null ? d : quantity(want, "grad_norm", gradNorm);
        if (d == null && want.has("momentum") && momentum != null && !close(number(want.get("momentum")), momentum, 0, 1e-12)) {
            d = "momentum " + momentum + ", expected " + want.get("momentum");
        }
        return d == null ? null : "step " + step + ": " + d;
    }

    /** Compares the parameters after the update of a step. */
    @Nullable
    public String after(long step, List<? extends @Nullable NdArray> parameters) {
        JsonNode want = points.get(step);
        String d = want == null ? null : parameters(want, parameters);
        return d == null ? null : "step " + step + ": " + d;
    }

    /** The run ends at this step, whose loss is not finite. */
    @Nullable
    public String broken(long step, double loss) {
        return isLenient(c, "first_nonfinite_loss_step") || c.get("first_nonfinite_loss_step").asInt(-1) == step ? null
                : "loss " + loss + " at step " + step + ", expected at " + c.get("first_nonfinite_loss_step");
    }

    /** The run has made all its steps. */
    @Nullable
    public String end(double loss, List<? extends @Nullable NdArray> parameters) {
        JsonNode end = c.get("final");
        String d = quantity(end, "loss", loss);
        d = d != null ? d : parameters(end, parameters);
        return d == null ? null : "end: " + d;
    }

    /** Compares what ASGD averages. */
    @Nullable
    public String averages(IntFunction<double[]> ax) {
        JsonNode end = c.get("final");
        for (Map.Entry<String, JsonNode> e : end.path("ax").properties()) {
            double[] want = flat(e.getValue());
            double[] got = ax.apply(names.indexOf(e.getKey()));
            for (int i = 0; i < want.length; i++) {
                if (!close(want[i], got[i], end.get("tol").get("ax").get(e.getKey()).asDouble(), 0)) {
                    return "ax of " + e.getKey() + " " + got[i] + ", expected " + want[i];
                }
            }
        }
        return null;
    }

    private @Nullable String rates(long step, double[] got) {
        JsonNode trace = c.path("lr_trace").path((int) step - 1);
        double[] want = trace.isMissingNode() ? new double[0] : flat(trace);
        for (int i = 0; i < want.length; i++) {
            if (!close(want[i], got[i], 1e-15, 1e-12)) {
                return "step " + step + ": lr " + got[i] + " of group " + i + ", expected " + want[i];
            }
        }
        return null;
    }

    private @Nullable String quantity(JsonNode want, String name, double got) {
        if (!want.has(name) || want.get(name).isNull() || isLenient(want, name) || isLenient(c, "final") && want == c.get("final")) {
            return null;
        }
        double tol = want.path("tol").path(name).asDouble(0);
        return close(number(want.get(name)), got, tol, 0) ? null : name + " " + got + ", expected " + want.get(name) + " ± " + tol;
    }

    private @Nullable String parameters(JsonNode want, List<? extends @Nullable NdArray> got) {
        if (isLenient(want, "parameters") || isLenient(c, "final") && want == c.get("final")) {
            return null;
        }
        for (Map.Entry<String, JsonNode> e : want.path("parameters").properties()) {
            if (isLenient(want, e.getKey())) {
                continue;
            }
            double[] wanted = flat(e.getValue());
            NdArray have = got.get(names.indexOf(e.getKey()));
            double tol = want.path("tol").path("parameters").path(e.getKey()).asDouble(0);
            for (int i = 0; i < wanted.length; i++) {
                double found = have == null ? Double.NaN : have.getDouble(i);
                if (!close(wanted[i], found, tol, 0)) {
                    return e.getKey() + "[" + i + "] " + found + ", expected " + wanted[i] + " ± " + tol;
                }
            }
        }
        return null;
    }

    private static boolean isLenient(JsonNode entry, String quantity) {
        for (JsonNode name : entry.path("lenient")) {
            if (name.asString().equals(quantity)) {
                return true;
            }
        }
        return false;
    }

    private static boolean close(double want, double got, double absolute, double relative) {
        if (!Double.isFinite(want) || !Double.isFinite(got)) {
            return Double.isNaN(want) && Double.isNaN(got) || want == got;
        }
        return Math.abs(want - got) <= absolute + relative * Math.abs(want);
    }

    static double[] flat(JsonNode data) {
        List<Double> all = new ArrayList<>();
        flatten(data, all);
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void flatten(JsonNode data, List<Double> all) {
        if (data.isArray()) {
            data.forEach(x -> flatten(x, all));
        } else {
            all.add(number(data));
        }
    }

    static double number(JsonNode v) {
        return switch (v.isString() ? v.asString() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> v.asDouble();
        };
    }
}
