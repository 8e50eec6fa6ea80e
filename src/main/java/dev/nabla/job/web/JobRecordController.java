package dev.nabla.job.web;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import dev.nabla.job.DescentJob;
import dev.nabla.job.Iteration;
import dev.nabla.job.Jobs;
import dev.nabla.job.Point;
import dev.nabla.render.LossChart;
import dev.nabla.web.Caller;
import dev.nabla.web.Page;
import dev.nabla.web.Problem;
import dev.nabla.web.ProblemCode;
import dev.nabla.web.Tags;

/** What a job leaves to look at: its history, its events, its curve. */
@RestController
@RequestMapping("/v1/jobs/{id}")
@Tag(name = Tags.JOBS)
class JobRecordController {
    private static final int MOST_POINTS = 10_000;
    private static final int USUAL_POINTS = 1_000;
    private static final MediaType SVG = new MediaType("image", "svg+xml", StandardCharsets.UTF_8);
    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

    private final Jobs jobs;
    private final EventStreams streams;

    JobRecordController(Jobs jobs, EventStreams streams) {
        this.jobs = jobs;
        this.streams = streams;
    }

    @GetMapping(path = "/history", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "get_history", summary = "The recorded steps", description = "Step 1, every k-th, and the last; thinned to about 1,000 where every was not said, with the lowest and the highest loss kept.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, content = {@Content(mediaType = MediaType.APPLICATION_JSON_VALUE),
        @Content(mediaType = "text/csv", schema = @Schema(type = "string"))})
    Page<PointView> history(@PathVariable String id,
            @Parameter(description = "The first step wanted.", schema = @Schema(type = "integer")) @RequestParam(required = false) @Nullable String from,
            @Parameter(description = "1 to 10,000.", schema = @Schema(type = "integer")) @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor, @Nullable Principal caller) {
        DescentJob job = jobs.get(Caller.name(caller), id);
        Page.Request page = Page.Request.of(limit == null ? Integer.toString(USUAL_POINTS) : limit, cursor, MOST_POINTS);
        return Page.of(job.history(Math.max(first(from) - 1, page.after())), Point::step, page, p -> PointView.of(job, p));
    }

    @GetMapping(path = "/history", produces = "text/csv")
    @Operation(hidden = true)
    ResponseEntity<String> table(@PathVariable String id, @RequestParam(required = false) @Nullable String from,
            @Nullable Principal caller) {
        DescentJob job = jobs.get(Caller.name(caller), id);
        return ResponseEntity.ok().contentType(CSV).body(HistoryCsv.of(job, job.history(first(from) - 1)));
    }

    @GetMapping(path = "/iterations/{step}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "get_iteration", summary = "One step written out", description = "The parameters, the gradient there, its unit direction, lr times the gradient and the new parameters of a recorded step, for at most 50 elements. With X and y also the gradient of least squares in matrix form, and why autograd's differs from it.")
    Iteration iteration(@PathVariable String id, @Parameter(schema = @Schema(type = "integer")) @PathVariable String step,
            @Parameter(description = "The matrix of a linear model (m, n), a tensor of the session.") @RequestParam(name = "X", required = false) @Nullable String x,
            @Parameter(description = "Its targets (m) or (m, k).") @RequestParam(required = false) @Nullable String y,
            @Nullable Principal caller) {
        return jobs.iteration(jobs.get(Caller.name(caller), id), stepNumber("step", step), x, y);
    }

    private static long first(@Nullable String from) {
        return from == null ? 1 : stepNumber("from", from);
    }

    private static long stepNumber(String what, String text) {
        try {
            long step = Long.parseLong(text);
            if (step >= 1) {
                return step;
            }
        } catch (NumberFormatException e) {
            // Said below, with what is out of range.
        }
        throw new Problem(ProblemCode.BAD_VALUE, what + " is the number of a step, from 1", null);
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(operationId = "watch_job", summary = "What happens to a job, as it happens", description = "Server-sent events progress, status and end, with ids that count from 1. Closing the stream does not cancel the job.")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "204", description = "The job has ended and all was seen.", content = @Content)
    ResponseEntity<SseEmitter> events(@PathVariable String id,
            @Parameter(description = "The last event seen.") @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @Nullable Principal caller) {
        DescentJob job = jobs.get(Caller.name(caller), id);
        long seen = seen(lastEventId);
        return job.events().isOver(seen) ? ResponseEntity.noContent().build() : ResponseEntity.ok(streams.open(job, seen));
    }

    private static long seen(@Nullable String lastEventId) {
        try {
            return lastEventId == null || lastEventId.isBlank() ? 0 : Long.parseLong(lastEventId.strip());
        } catch (NumberFormatException e) {
            throw new Problem(ProblemCode.BAD_VALUE, "Last-Event-ID is the number of an event", null);
        }
    }

    @GetMapping(path = "/loss.svg", produces = "image/svg+xml")
    @Operation(operationId = "get_loss_curve", summary = "The loss curve", description = "Logarithmic where the losses span decades.")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "image/svg+xml", schema = @Schema(type = "string")))
    ResponseEntity<String> curve(@PathVariable String id, @Nullable Principal caller) {
        DescentJob job = jobs.get(Caller.name(caller), id);
        List<Point> points = job.history(0);
        String name = job.name() == null ? job.id() : job.name();
        LossChart.Curve curve = new LossChart.Curve(name, points.stream().mapToDouble(Point::step).toArray(),
                points.stream().mapToDouble(Point::loss).toArray());
        return ResponseEntity.ok().contentType(SVG).body(LossChart.svg(name, List.of(curve)));
    }
}
