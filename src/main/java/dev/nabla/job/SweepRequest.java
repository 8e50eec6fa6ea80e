package dev.nabla.job;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The same job with other settings, again and again.
 *
 * @param grid the settings that vary, by their place in the job ({@code optimizer.lr}), with the values each takes
 * @param jobs one for each combination, the last setting varying fastest
 * @param name or null
 * @param replace whether the sweep that has the name is ended and forgotten
 */
public record SweepRequest(Map<String, List<Object>> grid, List<Combination> jobs, @Nullable String name, boolean replace) {

    /**
     * One job.
     *
     * @param settings its values of what varies
     */
    public record Combination(Map<String, Object> settings, JobRequest job) {
    }
}
