package dev.nabla.web;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Cross-origin requests.
 *
 * @param allowedOrigins the origins whose pages may use the service: {@code https://example.org}; {@code *} for all
 */
@ConfigurationProperties("nabla.cors")
public record CorsSettings(@DefaultValue List<String> allowedOrigins) {
}
