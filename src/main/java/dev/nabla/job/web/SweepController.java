package dev.nabla.job.web;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
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
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.nabla.job.DescentJob;
import dev.nabla.job.JobRequest;
import dev.nabla.job.Point;
import dev.nabla.job.Sweep;
import dev.nabla.job.SweepRequest;
import dev.nabla.job.Sweeps;
import dev.nabla.render.LossChart;
import dev.nabla.web.Caller;
import dev.nabla.web.Tags;

/** The same descent with several settings. */
@RestController
class SweepController {
    private static final MediaType SVG = new MediaType("image", "svg+xml", StandardCharsets.UTF_8);

    private final Sweeps sweeps;

    SweepController(Sweeps sweeps) {
        this.sweeps = sweeps;
    }

    /** The documentation of a request; {@link SweepReader} reads it. */
    @Schema(name = "NewSweep")
    record NewSweep(
            @JsonProperty(required = true) @Schema(description = "The settings that stay the same. Nothing is written back to the session.") JobRequest job,
            @JsonProperty(required = true) @Schema(description = "The settings that vary, by their place in the job, with their values.", example = "{\"optimizer.lr\": [0.001, 0.01, 0.1]}") Map<
                    String, List<Object>> grid,
            @JsonProperty @Schema(pattern = "[A-Za-z0-9_-]{1,64}", example = "rates") @Nullable String name,
            @JsonProperty @Schema(description = "Ends and forgets the sweep that has the name.") @Nullable Boolean replace) {
    }

    @PostMapping("/v1/sessions/{sid}/sweeps")
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "launch_sweep", summary = "Descend with several settings", description = "One job for each combination of the grid. The jobs wait and run like others, and leave the session as it is.")
    @ApiResponse(responseCode = "200", description = "All have ended in the time that the client preferred to wait.", content = @Content(schema = @Schema(implementation = Sweep.View.class)))
    @ApiResponse(responseCode = "202", description = "They run, or wait to.", headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(type = "string")), content = @Content(schema = @Schema(implementation = Sweep.View.class)))
    @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewSweep.class)))
    Object launch(@PathVariable String sid, @RequestBody SweepRequest request,
            @Parameter(description = "wait=10 waits up to 10 seconds for its end.") @RequestHeader(name = Preference.HEADER, required = false) @Nullable String prefer,
            @Nullable Principal caller) {
        Sweep sweep = sweeps.launch(Caller.name(caller), sid, request);
        return Preference.waiting(sweep.end(), prefer,
                () -> ResponseEntity.status(sweep.status().isEnd() && prefer != null ? HttpStatus.OK : HttpStatus.ACCEPTED)
                        .location(URI.create("/v1/sweeps/" + sweep.id())).body(sweep.view()));
    }

    @GetMapping(path = "/v1/sweeps/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "get_sweep", summary = "A sweep: how each of its jobs does, with its curve")
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(implementation = Sweep.View.class)),
        @Content(mediaType = "image/svg+xml", schema = @Schema(type = "string"))})
    Object get(@PathVariable String id,
            @Parameter(description = "wait=10 waits up to 10 seconds for its end.") @RequestHeader(name = Preference.HEADER, required = false) @Nullable String prefer,
            @Nullable Principal caller) {
        Sweep sweep = sweeps.get(Caller.name(caller), id);
        return Preference.waiting(sweep.end(), prefer, () -> sweep.status().isEnd() ? ResponseEntity.ok(sweep.view())
                : ResponseEntity.ok().header(HttpHeaders.RETRY_AFTER, "1").body(sweep.view()));
    }

    @GetMapping(path = "/v1/sweeps/{id}/loss.svg", produces = "image/svg+xml")
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "get_sweep_curves", summary = "The loss curves of a sweep in one picture")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "image/svg+xml", schema = @Schema(type = "string")))
    ResponseEntity<String> curves(@PathVariable String id, @Nullable Principal caller) {
        return picture(id, caller);
    }

    @GetMapping(path = "/v1/sweeps/{id}", produces = "image/svg+xml")
    @Operation(hidden = true)
    ResponseEntity<String> picture(@PathVariable String id, @Nullable Principal caller) {
        Sweep sweep = sweeps.get(Caller.name(caller), id);
        List<LossChart.Curve> curves = new ArrayList<>();
        for (DescentJob job : sweep.jobs()) {
            List<Point> points = job.history(0);
            curves.add(new LossChart.Curve(sweep.label(curves.size()), points.stream().mapToDouble(Point::step).toArray(),
                    points.stream().mapToDouble(Point::loss).toArray()));
        }
        return ResponseEntity.ok().contentType(SVG).body(LossChart.svg("loss", curves));
    }

    @PostMapping("/v1/sweeps/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "cancel_sweep", summary = "Cancel what has not ended of a sweep")
    Sweep.View cancel(@PathVariable String id, @Nullable Principal caller) {
        return sweeps.cancel(Caller.name(caller), id).view();
    }
}
