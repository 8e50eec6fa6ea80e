package dev.nabla.job.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.NdArray;
import dev.nabla.job.DescentJob;
import dev.nabla.job.Point;

/** One recorded step as it is answered. */
@Schema(name = "HistoryPoint")
record PointView(
        @JsonProperty(required = true) @Schema(description = "Counted from 1.") long step,
        @JsonProperty(required = true) @Schema(description = "Before this step's update.") Number loss,
        @JsonProperty(required = true) @Schema(description = "Used in this step.") double lr,
        @JsonProperty("group_lrs") @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "By parameter group, where there are several.") double @Nullable [] groupLrs,
        @JsonProperty(value = "grad_norm", required = true) @Schema(description = "2-norm over all parameters, before clipping.") Number gradNorm,
        @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "Nested numbers by name, after this step's update.") @Nullable Map<
                String,
                NdArray> parameters) {

    static PointView of(DescentJob job, Point p) {
        double[] rates = p.rates();
        return new PointView(p.step(), job.shown(p.loss()), rates[0], rates.length > 1 ? rates : null, job.shown(p.gradNorm()),
                parameters(job.parameterNames(), p.parameters()));
    }

    private static @Nullable Map<String, NdArray> parameters(List<String> names, @Nullable List<@Nullable NdArray> recorded) {
        if (recorded == null) {
            return null;
        }
        Map<String, NdArray> parameters = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            NdArray p = recorded.get(i);
            if (p != null) {
                parameters.put(names.get(i), p);
            }
        }
        return parameters;
    }
}
