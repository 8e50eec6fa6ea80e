package dev.nabla.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.session.Refusal;

/**
 * One step of a run, written out: where it began, the gradient there, and where it led.
 *
 * @param parameters by name
 * @param equations one line of numbers for each element of each parameter
 * @param matrixForm the gradient in matrix form, where it was asked for
 */
@Schema(name = "Iteration")
public record Iteration(
        @JsonProperty(required = true) long step,
        @JsonProperty(required = true) @Schema(description = "At the parameters before the update.") Number loss,
        @JsonProperty(value = "grad_norm", required = true) @Schema(description = "The length of the gradient: the 2-norm over all parameters.") Number gradNorm,
        @JsonProperty(required = true) double lr,
        @JsonProperty(required = true) Map<String, Part> parameters,
        @JsonProperty(required = true) @Schema(example = "[\"a: 0 - 0.01 * (-28) = 0.28\"]") List<String> equations,
        @JsonProperty(value = "matrix_form", required = true) @Schema(description = "Where X and y were named.") @Nullable MatrixForm matrixForm) {

    /** One parameter's part in a step; nested numbers of its shape. */
    @Schema(name = "IterationPart")
    public record Part(
            @JsonProperty(required = true) NdArray before,
            @JsonProperty(required = true) NdArray gradient,
            @JsonProperty(value = "unit_direction", required = true) @Schema(description = "Its part in the gradient over the length of the gradient. Steepest descent goes against it.") NdArray unitDirection,
            @JsonProperty(value = "lr_times_gradient", required = true) NdArray lrTimesGradient,
            @JsonProperty(required = true) @Schema(description = "What the optimizer added: minus lr times the gradient, where it is plain SGD.") NdArray update,
            @JsonProperty(required = true) NdArray after) {
    }

    /** The matrix form of least squares beside the gradient that autograd found. */
    @Schema(name = "MatrixForm")
    public record MatrixForm(
            @JsonProperty(required = true) @Schema(example = "Xᵀ(Xw − y)/m") String formula,
            @JsonProperty(required = true) @Schema(description = "Rows of X.") int m,
            @JsonProperty(required = true) NdArray gradient,
            @JsonProperty(required = true) @Schema(description = "How many times this autograd's gradient is; null where it is no multiple.") @Nullable Double ratio,
            @JsonProperty(required = true) @Schema(implementation = String.class) Remarks text) {
    }

    /**
     * A recorded step.
     *
     * @param x X and y in the session, of shape (m, n) and (m) or (m, k), where the matrix form is asked for; else null
     * @throws Refusal bad_argument where the step, or what is needed of it, was not recorded
     */
    static Iteration of(DescentJob job, long step, @Nullable NdArray x, @Nullable NdArray y) {
        List<Point> from = job.history(step - 1);
        if (from.isEmpty() || from.getFirst().step() != step) {
            throw new Refusal(Refusal.Kind.BAD_ARGUMENT,
                    "step " + step + " is not recorded; every step is with \"record\": {\"every\": 1}");
        }
        Point p = from.getFirst();
        List<@Nullable NdArray> after = p.parameters();
        Point.Before before = p.before();
        if (before == null || after == null || after.contains(null)) {
            throw new Refusal(Refusal.Kind.BAD_ARGUMENT,
                    "steps are written out where all parameters are recorded and have at most " + DiagnoseRun.MOST + " elements");
        }
        Map<String, Part> parts = new LinkedHashMap<>();
        List<String> equations = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < after.size(); i++) {
            NdArray now = java.util.Objects.requireNonNull(after.get(i));
            double rate = p.rates()[job.groupOf(i)];
            Part part = part(before, at, now, rate, p.gradNorm());
            String name = job.parameterNames().get(i);
            parts.put(name, part);
            write(equations, name, part, rate);
            at += now.size();
        }
        return new Iteration(step, job.shown(p.loss()), job.shown(p.gradNorm()), p.rates()[0], parts, equations,
                x == null || y == null ? null : LinearGradient.of(before, x, y, after));
    }

    private static Part part(Point.Before before, int at, NdArray after, double rate, double length) {
        NdArray w = NdArray.zeros(after.dtype(), after.shape());
        NdArray g = NdArray.zeros(after.dtype(), after.shape());
        NdArray unit = NdArray.zeros(after.dtype(), after.shape());
        NdArray scaled = NdArray.zeros(after.dtype(), after.shape());
        NdArray update = NdArray.zeros(after.dtype(), after.shape());
        for (int k = 0; k < after.size(); k++) {
            double slope = before.gradient()[at + k];
            w.storage().setDouble(k, before.parameters()[at + k]);
            g.storage().setDouble(k, slope);
            unit.storage().setDouble(k, length == 0 ? 0 : slope / length);
            scaled.storage().setDouble(k, rate * slope);
            update.storage().setDouble(k, after.getDouble(k) - before.parameters()[at + k]);
        }
        return new Part(w, g, unit, scaled, update, after);
    }

    private static void write(List<String> equations, String name, Part part, double rate) {
        boolean isPlain = true;
        double precision = part.after.dtype() == DType.FLOAT64 ? 1e-12 : 1e-5;
        for (int k = 0; k < part.after.size(); k++) {
            double size = Math.abs(part.before.getDouble(k)) + Math.abs(part.update.getDouble(k));
            isPlain &= Math.abs(part.update.getDouble(k) + part.lrTimesGradient.getDouble(k)) <= precision * size;
        }
        for (int k = 0; k < part.after.size(); k++) {
            String term = isPlain ? " - " + Remarks.number(rate) + " * " + signed(part.gradient.getDouble(k))
                    : " + " + signed(part.update.getDouble(k));
            equations.add(name + index(part.after, k) + ": " + Remarks.number(part.before.getDouble(k)) + term + " = "
                    + Remarks.number(part.after.getDouble(k)));
        }
    }

    private static String signed(double v) {
        return v < 0 ? "(" + Remarks.number(v) + ")" : Remarks.number(v);
    }

    /** {@code [1][0]}: where the k-th element stands. */
    static String index(NdArray a, int k) {
        StringBuilder b = new StringBuilder();
        int rest = k;
        for (int d = a.rank() - 1; d >= 0; d--) {
            b.insert(0, "[" + rest % a.dim(d) + "]");
            rest /= a.dim(d);
        }
        return b.toString();
    }
}
