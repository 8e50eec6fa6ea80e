package dev.nabla.session;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;

/**
 * How a session starts.
 *
 * @param steps built at once
 * @param refs what is answered of them
 */
@Schema(name = "NewSession")
public record Opening(
        @JsonProperty @Schema(pattern = "[A-Za-z0-9_-]{1,64}") @Nullable String name,
        @JsonProperty("default_dtype") @Nullable DType defaultDtype,
        @JsonProperty @Nullable Long seed,
        @JsonProperty("idle_timeout") @Nullable Duration idleTimeout,
        @JsonProperty @Nullable Duration ttl,
        @JsonProperty @Nullable List<Step> steps,
        @JsonProperty("return") @Nullable List<String> refs,
        @JsonProperty @Schema(description = "Ends the session that has the name.") boolean replace) {
    /** Without a wish. */
    public static final Opening EMPTY = new Opening(null, null, null, null, null, null, null, false);
}
