package dev.nabla.session;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much a client may ask for.
 *
 * @param tensorDimensions of one tensor
 * @param tensorElements of one tensor
 * @param sessionMemory of all that one session holds
 * @param sessionNames in one session
 * @param memoryShare of all sessions together, as a share of the Java heap
 * @param sessions open at a time
 * @param steps in one request
 * @param requestTime for the work of one request
 * @param programSteps turns of loops and calls of functions in one run of a program
 * @param programDepth calls within calls
 * @param programOutput characters printed by one run
 * @param programMemory of what a program makes beside tensors
 * @param idleTimeout after which a session without requests ends, where it does not say otherwise itself
 */
@ConfigurationProperties("nabla.limits")
public record Limits(
        @DefaultValue("64") int tensorDimensions,
        @DefaultValue("100000000") long tensorElements,
        @DefaultValue("512MB") DataSize sessionMemory,
        @DefaultValue("100000") int sessionNames,
        @DefaultValue("0.5") double memoryShare,
        @DefaultValue("10000") int sessions,
        @DefaultValue("100000") int steps,
        @DefaultValue("30s") Duration requestTime,
        @DefaultValue("100000000") long programSteps,
        @DefaultValue("1000") int programDepth,
        @DefaultValue("1000000") int programOutput,
        @DefaultValue("256MB") DataSize programMemory,
        @DefaultValue("1h") Duration idleTimeout) {
    /** What all sessions together may hold. */
    long allSessionsBytes() {
        return (long) (memoryShare * Runtime.getRuntime().maxMemory());
    }
}
