package dev.nabla.web;

import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the service is reached.
 *
 * @param allowedHosts the names in {@code Host} that are answered to, besides localhost and addresses; {@code *} for all
 */
@ConfigurationProperties("nabla")
public record HttpSettings(@DefaultValue Set<String> allowedHosts) {
}
