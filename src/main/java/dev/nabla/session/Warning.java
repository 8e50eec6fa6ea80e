package dev.nabla.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Something that works but is rarely meant.
 *
 * @param code stable, for programs; its text stands in {@code messages/warnings*.properties}
 * @param subject what it is about, a tensor's name
 */
public record Warning(
        @JsonProperty(required = true) @Schema(description = "Stable, for programs.", example = "grad_of_non_leaf") String code,
        @JsonProperty(required = true) @Schema(description = "What it is about.", example = "y") String subject) {
}
