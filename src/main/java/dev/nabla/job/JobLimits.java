package dev.nabla.job;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many jobs a service runs and keeps.
 *
 * @param jobsRunning at a time; 0 for as many as there are cores
 * @param jobsQueued waiting for a free slot
 * @param jobsKept after their end, the oldest forgotten first
 * @param jobSteps of one job
 * @param jobPoints recorded by one job
 * @param surfacePoints of one surface
 */
@ConfigurationProperties("nabla.limits")
public record JobLimits(
        @DefaultValue("0") int jobsRunning,
        @DefaultValue("1000") int jobsQueued,
        @DefaultValue("1000") int jobsKept,
        @DefaultValue("1000000000") long jobSteps,
        @DefaultValue("1000000") long jobPoints,
        @DefaultValue("250000") long surfacePoints) {

    /** Jobs at a time. */
    public int slots() {
        return jobsRunning > 0 ? jobsRunning : Runtime.getRuntime().availableProcessors();
    }
}
