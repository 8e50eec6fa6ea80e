package dev.nabla.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.Application;
import dev.nabla.engine.Computed;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.array.NdArray;

/** The recorded call that a tensor came from: the step back that is called backtracking. */
public record ComputedBy(
        @JsonProperty(required = true) @Schema(example = "pow") String op,
        @JsonProperty(required = true) @Schema(example = "[\"x\", 2]", description = "Names, numbers, null; an object for a tensor that has no name.") List<
                @Nullable Object> inputs,
        @JsonProperty(required = true) @Schema(example = "{}") Map<String, @Nullable Object> params) {

    /** An operand that has no name (any more): its place in the record. */
    public record Unnamed(@JsonProperty String id) {
    }

    static @Nullable ComputedBy of(Graph graph, Tensor t) {
        if (t.origin() == null) {
            return null;
        }
        Application a = t.origin().application();
        List<@Nullable Object> inputs = new ArrayList<>(a.inputs().size());
        for (Source s : a.inputs()) {
            inputs.add(s == null ? null : operand(graph, s));
        }
        return new ComputedBy(a.op().wireName(), inputs, a.params().given());
    }

    private static Object operand(Graph graph, Source s) {
        if (s instanceof Tensor t && t.isNumber()) {
            return t.data();
        }
        String name = graph.nameOf(s);
        if (name != null) {
            return name;
        }
        return switch (s) {
            case Tensor given -> ValueView.of(given.data(), DataMode.USUAL);
            case Computed c -> new Unnamed(id(c));
        };
    }

    /** A name for what has none: its place in the order of execution. */
    static String id(Computed c) {
        return "n" + c.application().sequence() + (c.index() == 0 ? "" : "." + c.index());
    }

    /** A number as Python writes it, which a picture shows: an array of one element. */
    static String number(NdArray a) {
        return switch (a.dtype()) {
            case BOOL -> a.getLong(0) != 0 ? "True" : "False";
            case INT64, INT32 -> Long.toString(a.getLong(0));
            case FLOAT32, FLOAT64 -> Double.toString(a.getDouble(0));
        };
    }
}
