package dev.nabla.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Functional;
import dev.nabla.engine.NotReplayable;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.TorchError;

/** Derivatives of a recorded tensor as a function of others: Jacobians, Hessians, their products, and the check of them. Nothing is changed. */
public final class Derivatives {
    private final Graph graph;
    private final DataMode data;
    private final List<String> names;
    private final Tensor of;
    private final List<Tensor> inputs = new ArrayList<>();

    /**
     * @param names the tensors to differentiate with respect to
     * @param data how much of the results is answered
     * @throws Refusal tensor_not_found, or bad_value where there are none
     */
    Derivatives(Graph graph, String of, List<String> names, DataMode data) {
        this.graph = graph;
        this.data = data;
        this.names = names;
        try {
            this.of = graph.tensor(of);
        } catch (Refusal r) {
            throw r.at("/of");
        }
        if (names.isEmpty()) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "inputs names at least one tensor").at("/inputs");
        }
        for (int i = 0; i < names.size(); i++) {
            try {
                inputs.add(graph.tensor(names.get(i)));
            } catch (Refusal r) {
                throw r.at("/inputs/" + i);
            }
        }
    }

    /** The computation of one answer. */
    private interface Work<R> {
        R of(Functional f);
    }

    private <R> R run(Work<R> work) {
        try {
            return work.of(new Functional(of, inputs));
        } catch (TorchError e) {
            throw Refusal.of(e).at(switch (e.kind()) {
                case SHAPE_MISMATCH -> "/v";
                case DTYPE_MISMATCH -> "/inputs";
                default -> "/of";
            });
        } catch (NotReplayable e) {
            throw new Refusal(Refusal.Kind.NOT_REPLAYABLE, String.valueOf(e.getMessage())).at("/of");
        }
    }

    /** One value per input. */
    @Schema(name = "Partials")
    public record Partials(
            @JsonProperty(required = true) @Schema(description = "By input.") Map<String, ValueView> values) {
    }

    /** One block per pair of inputs. */
    @Schema(name = "Hessian")
    public record Blocks(
            @JsonProperty(required = true) @Schema(description = "By the input of the row, then that of the column.") Map<String,
                    Map<String, ValueView>> values) {
    }

    /** One value of the tensor's own shape. */
    @Schema(name = "Product")
    public record Product(@JsonProperty(required = true) ValueView value) {
    }

    Partials jacobian() {
        return partials(run(Functional::jacobian));
    }

    Blocks hessian() {
        List<List<Tensor>> blocks = run(Functional::hessian);
        Map<String, Map<String, ValueView>> rows = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            rows.put(names.get(i), partials(blocks.get(i)).values());
        }
        return new Blocks(rows);
    }

    /** @param v one, of the tensor's shape, or null for 1 */
    Partials vjp(@Nullable Operand v) {
        Tensor direction = v == null ? null : direction(v, "/v", of.dtype());
        return partials(run(f -> f.vjp(direction)));
    }

    Product jvp(List<Operand> v) {
        List<Tensor> directions = directions(v);
        return new Product(ValueView.of(run(f -> f.jvp(directions)).data(), data));
    }

    Partials hvp(List<Operand> v) {
        List<Tensor> directions = directions(v);
        return partials(run(f -> f.hvp(directions)));
    }

    /** What gradcheck found. */
    @Schema(name = "GradcheckReport")
    public record Report(
            @JsonProperty(required = true) boolean passed,
            @JsonProperty(required = true) @Schema(description = "Elements of the Jacobian compared.") int compared,
            @JsonProperty(value = "largest_error", required = true) double largestError,
            @JsonProperty(required = true) @Schema(description = "The element that agrees least; null where there is none.") @Nullable Worst worst,
            @JsonProperty(required = true) Map<String, ValueView> analytical,
            @JsonProperty(required = true) Map<String, ValueView> numerical) {
    }

    /** One element of a Jacobian. */
    @Schema(name = "GradcheckElement")
    public record Worst(
            @JsonProperty(required = true) String input,
            @JsonProperty(value = "input_index", required = true) int inputIndex,
            @JsonProperty(value = "output_index", required = true) int outputIndex,
            @JsonProperty(required = true) double analytical,
            @JsonProperty(required = true) double numerical) {
    }

    /** @throws Refusal bad_value for a step or a tolerance that no number can be compared with */
    Report gradcheck(double eps, double atol, double rtol) {
        checkNumber("/eps", eps, eps > 0);
        checkNumber("/atol", atol, atol >= 0);
        checkNumber("/rtol", rtol, rtol >= 0);
        Functional.Report r = run(f -> f.gradcheck(eps, atol, rtol));
        Functional.Element w = r.worst();
        Worst worst = w == null ? null : new Worst(names.get(w.input()), w.inputIndex(), w.outputIndex(), w.analytical(), w.numerical());
        return new Report(r.passed(), r.compared(), r.largestError(), worst, partials(r.analytical()).values(),
                partials(r.numerical()).values());
    }

    private static void checkNumber(String place, double v, boolean fits) {
        if (!fits || Double.isInfinite(v)) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a finite number " + (place.equals("/eps") ? "above" : "from") + " 0 is needed")
                    .at(place);
        }
    }

    private List<Tensor> directions(List<Operand> v) {
        if (v.size() != inputs.size()) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "there are " + inputs.size() + " inputs and " + v.size() + " directions").at("/v");
        }
        List<Tensor> directions = new ArrayList<>();
        for (int i = 0; i < v.size(); i++) {
            directions.add(direction(v.get(i), "/v/" + i, inputs.get(i).dtype()));
        }
        return directions;
    }

    private Tensor direction(Operand v, String place, DType dtype) {
        try {
            Tensor t = graph.operand(v);
            if (t == null) {
                throw new Refusal(Refusal.Kind.BAD_VALUE, "a direction is a tensor");
            }
            return Tensor.of(t.data().to(dtype));
        } catch (Refusal r) {
            throw r.at(place);
        }
    }

    private Partials partials(List<Tensor> tensors) {
        Map<String, ValueView> values = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), ValueView.of(tensors.get(i).data(), data));
        }
        return new Partials(values);
    }
}
