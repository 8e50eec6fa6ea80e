package dev.nabla.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;

/** A session as it is now. */
@Schema(name = "Session")
public record SessionView(
        @JsonProperty(required = true) String id,
        @JsonProperty(required = true) @Schema(example = "demo") @Nullable String name,
        @JsonProperty(value = "created_at", required = true) Instant createdAt,
        @JsonProperty(value = "last_used_at", required = true) Instant lastUsedAt,
        @JsonProperty(value = "expires_at", required = true) @Schema(description = "Unless it is used again before.") Instant expiresAt,
        @JsonProperty(required = true) @Schema(description = "Grows with every change.") long version,
        @JsonProperty(value = "default_dtype", required = true) DType defaultDtype,
        @JsonProperty(value = "tensor_count", required = true) int tensorCount,
        @JsonProperty(value = "memory_bytes", required = true) long memoryBytes,
        @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "What the steps gave.") @Nullable Map<String,
                @Nullable Shown> values,
        @JsonProperty @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Warning> warnings) {

    /** The entity tag: changed by changes only. */
    public String tag() {
        return tag(version);
    }

    static String tag(long version) {
        return "\"" + version + "\"";
    }
}
