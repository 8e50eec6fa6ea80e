package dev.nabla.observability;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is measured.
 *
 * @param prometheus whether {@code /actuator/prometheus} answers
 * @param traces URL of an OpenTelemetry collector to which traces are sent, such as {@code http://localhost:4318/v1/traces}; none where it is empty
 * @param sampled the share of requests that are traced
 */
@ConfigurationProperties("nabla.metrics")
record MetricsSettings(
        @DefaultValue("false") boolean prometheus,
        @DefaultValue("") String traces,
        @DefaultValue("0.1") double sampled) {
}
