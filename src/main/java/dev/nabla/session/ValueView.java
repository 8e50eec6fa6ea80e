package dev.nabla.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;

/** A tensor's content as it is now; later changes do not show in it. */
@Schema(name = "Value", description = "dtype, shape and elements.")
public record ValueView(
        @JsonProperty(required = true) DType dtype,
        @JsonProperty(required = true) int[] shape,
        @JsonProperty(required = true) @Schema(description = "Nested by shape, a 0-d tensor as a bare number; null where the summary stands in.") @Nullable NdArray data,
        @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Summary summary) {

    static ValueView of(NdArray a, DataMode mode) {
        return new ValueView(a.dtype(), a.shape().dims(), mode.isFull(a.size()) ? a.copy() : null,
                mode.isSummary(a.size()) ? Summary.of(a) : null);
    }
}
