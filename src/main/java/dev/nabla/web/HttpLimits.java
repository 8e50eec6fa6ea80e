package dev.nabla.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a request's body may be.
 *
 * @param body size at most
 * @param jsonDepth how deep lists and objects may be nested
 */
@ConfigurationProperties("nabla.limits")
public record HttpLimits(@DefaultValue("64MB") DataSize body, @DefaultValue("100") int jsonDepth) {
}
