package dev.nabla.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Jobs launched together to be compared. */
public final class Sweep {
    private final String id;
    private final long number;
    private final String owner;
    private final String sessionId;
    private final SweepRequest request;
    private final List<DescentJob> jobs;
    private final Instant createdAt;

    Sweep(String id, long number, SweepRequest request, List<DescentJob> jobs, Instant createdAt) {
        this.id = id;
        this.number = number;
        this.owner = jobs.getFirst().owner();
        this.sessionId = jobs.getFirst().session().id();
        this.request = request;
        this.jobs = List.copyOf(jobs);
        this.createdAt = createdAt;
    }

    public String id() {
        return id;
    }

    @Nullable
    String name() {
        return request.name();
    }

    long number() {
        return number;
    }

    String owner() {
        return owner;
    }

    String sessionId() {
        return sessionId;
    }

    /** In the order of the combinations. */
    public List<DescentJob> jobs() {
        return jobs;
    }

    /** Done when all jobs have ended. */
    public CompletableFuture<Void> end() {
        return CompletableFuture.allOf(jobs.stream().map(DescentJob::end).toArray(CompletableFuture[]::new));
    }

    /** What is called {@code lr=0.01} in a picture: the last part of each place with its value. */
    public String label(int i) {
        return request.jobs().get(i).settings().entrySet().stream()
                .map(e -> e.getKey().substring(e.getKey().lastIndexOf('.') + 1) + "=" + e.getValue()).collect(Collectors.joining(", "));
    }

    /** Running until all jobs have ended; then succeeded, or cancelled where one was. */
    public JobStatus status() {
        List<JobStatus> all = jobs.stream().map(DescentJob::status).toList();
        if (!all.stream().allMatch(JobStatus::isEnd)) {
            return all.stream().allMatch(s -> s == JobStatus.QUEUED) ? JobStatus.QUEUED : JobStatus.RUNNING;
        }
        return all.contains(JobStatus.CANCELLED) ? JobStatus.CANCELLED : JobStatus.SUCCEEDED;
    }

    /** The sweep as it is now. */
    public View view() {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            JobView v = jobs.get(i).view(null);
            List<Point> points = jobs.get(i).history(0);
            runs.add(new Run(jobs.get(i).id(), v.name(), request.jobs().get(i).settings(), v.status(), v.stopReason(), v.stepsDone(),
                    v.initialLoss(), v.loss(), v.bestLoss(), v.diagnosis(),
                    new Curve(points.stream().map(Point::step).toList(), points.stream().map(p -> jobShown(v, p)).toList())));
        }
        String best = runs.stream().filter(r -> r.loss != null && Double.isFinite(r.loss.doubleValue()) && r.status != JobStatus.DIVERGED)
                .min(Comparator.comparingDouble(r -> r.loss == null ? Double.NaN : r.loss.doubleValue())).map(Run::jobId).orElse(null);
        return new View(id, request.name(), sessionId, status(), createdAt, request.grid(), runs, best);
    }

    private Number jobShown(JobView v, Point p) {
        return v.initialLoss() instanceof Float ? (Number) (float) p.loss() : (Number) p.loss();
    }

    /** A sweep as it is now. */
    @Schema(name = "Sweep")
    public record View(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) @Nullable String name,
            @JsonProperty(value = "session_id", required = true) String sessionId,
            @JsonProperty(required = true) @Schema(description = "Queued or running until all jobs have ended; then succeeded, or cancelled where one was.") JobStatus status,
            @JsonProperty(value = "created_at", required = true) Instant createdAt,
            @JsonProperty(required = true) Map<String, List<Object>> grid,
            @JsonProperty(required = true) @Schema(description = "One for each combination, the last setting varying fastest.") List<
                    Run> jobs,
            @JsonProperty(required = true) @Schema(description = "The job with the lowest loss at its end, or so far.") @Nullable String best) {
    }

    /** One of its jobs. */
    @Schema(name = "SweepJob")
    public record Run(
            @JsonProperty(value = "job_id", required = true) String jobId,
            @JsonProperty(required = true) @Nullable String name,
            @JsonProperty(required = true) Map<String, Object> settings,
            @JsonProperty(required = true) JobStatus status,
            @JsonProperty(value = "stop_reason", required = true) @Nullable StopReason stopReason,
            @JsonProperty(value = "steps_done", required = true) long stepsDone,
            @JsonProperty(value = "initial_loss", required = true) @Nullable Number initialLoss,
            @JsonProperty(required = true) @Nullable Number loss,
            @JsonProperty(value = "best_loss", required = true) @Nullable Number bestLoss,
            @JsonProperty(required = true) @Nullable Diagnosis diagnosis,
            @JsonProperty(required = true) Curve curve) {
    }

    /** The recorded losses of a job. */
    @Schema(name = "SweepCurve")
    public record Curve(
            @JsonProperty(required = true) List<Long> steps,
            @JsonProperty(required = true) List<Number> losses) {
    }
}
