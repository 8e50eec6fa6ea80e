package dev.nabla.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a request and its answer may be.
 *
 * @param body size at most
 * @param jsonDepth how deep lists and objects may be nested
 * @param headerTime in which the head of a request arrives, from its first byte
 * @param bodyTime in which its body arrives
 * @param answerTime in which the client takes an answer
 * @param requestsPerSecond of each caller; 0 for any number
 */
@ConfigurationProperties("nabla.limits")
public record HttpLimits(
        @DefaultValue("64MB") DataSize body,
        @DefaultValue("100") int jsonDepth,
        @DefaultValue("10s") Duration headerTime,
        @DefaultValue("60s") Duration bodyTime,
        @DefaultValue("60s") Duration answerTime,
        @DefaultValue("0") long requestsPerSecond) {
}
