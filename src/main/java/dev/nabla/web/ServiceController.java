package dev.nabla.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Kernels;

/** The service itself. */
@RestController
@Tag(name = Tags.SERVICE)
class ServiceController {
    private static final Map<String, String> LINKS = Map.of("sessions", "/v1/sessions", "evaluate", "/v1/evaluate", "ops", "/v1/ops",
            "jobs", "/v1/jobs", "documentation", "/swagger-ui.html", "openapi", "/v3/api-docs", "health", "/actuator/health");

    /** What the service is. */
    @Schema(name = "Service")
    record ServiceView(
            @JsonProperty(required = true) @Schema(example = "nabla") String name,
            @JsonProperty(required = true) String version,
            @JsonProperty(required = true) @Schema(description = "The commit it was built from, or its version.") String build,
            @JsonProperty(required = true) @Schema(description = "What computes: native code or plain Java.") String kernels,
            @JsonProperty(required = true) List<DType> dtypes,
            @JsonProperty(required = true) @Schema(description = "The limits in force, properties nabla.limits.*.") Map<String,
                    Object> limits,
            @JsonProperty(required = true) Map<String, String> links) {
    }

    private final List<LimitsInForce> limits;
    private final @Nullable BuildProperties build;

    ServiceController(List<LimitsInForce> limits, ObjectProvider<BuildProperties> build) {
        this.limits = limits;
        this.build = build.getIfAvailable();
    }

    @GetMapping("/v1")
    @Operation(operationId = "get_service", summary = "Version, kernels in use, limits in force")
    ServiceView service() {
        Map<String, Object> all = new LinkedHashMap<>();
        limits.forEach(l -> all.putAll(l.limits()));
        String version = build == null ? "unknown" : String.valueOf(build.getVersion());
        String commit = build == null ? null : build.get("commit");
        return new ServiceView("nabla", version, commit == null ? version : commit, Kernels.describe(), List.of(DType.values()), all,
                LINKS);
    }
}
