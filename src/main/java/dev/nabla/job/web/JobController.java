package dev.nabla.job.web;

import java.net.URI;
import java.security.Principal;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.nabla.job.DescentJob;
import dev.nabla.job.JobRequest;
import dev.nabla.job.JobStatus;
import dev.nabla.job.JobView;
import dev.nabla.job.Jobs;
import dev.nabla.web.Caller;
import dev.nabla.web.Page;
import dev.nabla.web.Query;
import dev.nabla.web.Tags;

/** Gradient descent jobs: launching and control. */
@RestController
class JobController {
    private final Jobs jobs;

    JobController(Jobs jobs) {
        this.jobs = jobs;
    }

    @PostMapping("/v1/sessions/{sid}/jobs")
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "launch_job", summary = "Descend a loss", description = "Replays the graph recorded for the loss, runs backward and moves the parameters, step after step, beside other requests.")
    @ApiResponse(responseCode = "200", description = "It has ended in the time that the client preferred to wait, or was only to be validated.", content = @Content(schema = @Schema(implementation = JobView.class)))
    @ApiResponse(responseCode = "202", description = "It runs, or waits to.", headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(type = "string")), content = @Content(schema = @Schema(implementation = JobView.class)))
    Object launch(@PathVariable String sid, @RequestBody JobRequest request,
            @Parameter(description = "wait=10 waits up to 10 seconds for its end.") @RequestHeader(name = Preference.HEADER, required = false) @Nullable String prefer,
            @Nullable Principal caller) {
        DescentJob job = jobs.launch(Caller.name(caller), sid, request);
        if (request.onlyValidates()) {
            return ResponseEntity.ok(jobs.view(job));
        }
        URI location = URI.create("/v1/jobs/" + job.id());
        return Preference.waiting(job.end(), prefer,
                () -> ResponseEntity.status(job.status().isEnd() && prefer != null ? HttpStatus.OK : HttpStatus.ACCEPTED)
                        .location(location).body(jobs.view(job)));
    }

    @GetMapping("/v1/sessions/{sid}/jobs")
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "list_session_jobs", summary = "The session's jobs, newest first")
    Page<JobView> ofSession(@PathVariable String sid, @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor, @Nullable Principal caller) {
        return Page.of(jobs.list(Caller.name(caller), sid, null), j -> Long.MAX_VALUE - j.number(), Page.Request.of(limit, cursor),
                jobs::view);
    }

    @GetMapping("/v1/jobs")
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "list_jobs", summary = "Your jobs, newest first")
    Page<JobView> list(@RequestParam(required = false) @Nullable String session,
            @Parameter(schema = @Schema(implementation = JobStatus.class)) @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String limit, @RequestParam(required = false) @Nullable String cursor,
            @Nullable Principal caller) {
        JobStatus wanted = Query.oneOf("status", status, JobStatus.values(), JobStatus::word);
        return Page.of(jobs.list(Caller.name(caller), session, wanted), j -> Long.MAX_VALUE - j.number(), Page.Request.of(limit, cursor),
                jobs::view);
    }

    @GetMapping("/v1/jobs/{id}")
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "get_job", summary = "A job")
    @ApiResponse(responseCode = "200", headers = @Header(name = HttpHeaders.RETRY_AFTER, description = "While it has not ended.", schema = @Schema(type = "integer")), content = @Content(schema = @Schema(implementation = JobView.class)))
    Object get(@PathVariable String id,
            @Parameter(description = "wait=10 waits up to 10 seconds for its end.") @RequestHeader(name = Preference.HEADER, required = false) @Nullable String prefer,
            @Nullable Principal caller) {
        DescentJob job = jobs.get(Caller.name(caller), id);
        return Preference.waiting(job.end(), prefer, () -> {
            JobView view = jobs.view(job);
            return view.status().isEnd() ? ResponseEntity.ok(view) : ResponseEntity.ok().header(HttpHeaders.RETRY_AFTER, "1").body(view);
        });
    }

    @PostMapping("/v1/jobs/{id}/pause")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "pause_job", summary = "Let a job wait where it stands")
    JobView pause(@PathVariable String id, @Nullable Principal caller) {
        return jobs.pause(Caller.name(caller), id);
    }

    @PostMapping("/v1/jobs/{id}/resume")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "resume_job", summary = "Let a paused job go on")
    JobView resume(@PathVariable String id, @Nullable Principal caller) {
        return jobs.resume(Caller.name(caller), id);
    }

    @PostMapping("/v1/jobs/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "cancel_job", summary = "End a job between two steps", description = "Its parameters so far are written back.")
    JobView cancel(@PathVariable String id, @Nullable Principal caller) {
        return jobs.cancel(Caller.name(caller), id);
    }

    @DeleteMapping("/v1/jobs/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Tag(name = Tags.CLEANING_UP)
    @Operation(operationId = "delete_job", summary = "Forget a job that has ended")
    void delete(@PathVariable String id, @Nullable Principal caller) {
        jobs.delete(jobs.get(Caller.name(caller), id));
    }
}
