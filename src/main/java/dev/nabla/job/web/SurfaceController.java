package dev.nabla.job.web;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import dev.nabla.job.JobRequest;
import dev.nabla.job.SurfaceRequest;
import dev.nabla.job.SurfaceView;
import dev.nabla.job.Surfaces;
import dev.nabla.render.SurfaceChart;
import dev.nabla.web.Caller;
import dev.nabla.web.Tags;

/** Losses over lines and planes. */
@RestController
class SurfaceController {
    private static final String PATH = "/v1/sessions/{sid}/surface";
    private static final MediaType SVG = new MediaType("image", "svg+xml", StandardCharsets.UTF_8);

    private final Surfaces surfaces;

    SurfaceController(Surfaces surfaces) {
        this.surfaces = surfaces;
    }

    @PostMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "surface", summary = "The loss over a line or a plane", description = "Everything but the elements on the axes stays as it is in the session, and nothing of the session changes. Accept: image/svg+xml gives a picture: a curve with its tangent, or contours with the path of a job and the way down.")
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(implementation = SurfaceView.class)),
        @Content(mediaType = "image/svg+xml", schema = @Schema(type = "string"))})
    SurfaceView surface(@PathVariable String sid, @RequestBody SurfaceRequest request, @Nullable Principal caller) {
        return surfaces.of(Caller.name(caller), sid, request);
    }

    @PostMapping(path = PATH, produces = "image/svg+xml")
    @Operation(hidden = true)
    ResponseEntity<String> picture(@PathVariable String sid, @RequestBody SurfaceRequest request, @Nullable Principal caller) {
        SurfaceView s = surfaces.of(Caller.name(caller), sid, request);
        String title = request.loss() instanceof JobRequest.Loss.Named named ? named.ref() : "loss";
        List<SurfaceView.Stop> path = s.path() == null ? List.of() : s.path();
        double[] across = path.stream().mapToDouble(p -> p.x().doubleValue()).toArray();
        String svg;
        Number y0 = s.point().y();
        if (s.y() == null || request.y() == null || y0 == null) {
            SurfaceChart.Trail trail = path.isEmpty() ? null
                    : new SurfaceChart.Trail(across, path.stream().mapToDouble(p -> p.z().doubleValue()).toArray());
            svg = SurfaceChart.line(title, name(request.x()), s.x(), s.z(), s.point().x().doubleValue(), s.point().z().doubleValue(),
                    s.gradient().x().doubleValue(), trail);
        } else {
            SurfaceChart.Trail trail = path.isEmpty() ? null
                    : new SurfaceChart.Trail(across,
                            path.stream().mapToDouble(p -> p.y() == null ? Double.NaN : p.y().doubleValue()).toArray());
            SurfaceView.Slope down = s.direction();
            svg = SurfaceChart.map(title, name(request.x()), name(request.y()), s.x(), s.y(), s.z(),
                    new double[]{s.point().x().doubleValue(), y0.doubleValue()},
                    down == null || down.y() == null ? null : new double[]{down.x().doubleValue(), down.y().doubleValue()}, trail);
        }
        return ResponseEntity.ok().contentType(SVG).body(svg);
    }

    /** {@code w[0][1]}. */
    private static String name(SurfaceRequest.Axis axis) {
        long[] index = axis.index();
        return axis.tensor()
                + (index == null ? "" : Arrays.stream(index).mapToObj(i -> "[" + i + "]").collect(Collectors.joining()));
    }
}
