package dev.nabla.session.web;

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
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.nabla.render.Diagram;
import dev.nabla.render.GraphDiagram;
import dev.nabla.render.GraphPictures;
import dev.nabla.session.GraphView;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;
import dev.nabla.web.Caller;
import dev.nabla.web.Problem;
import dev.nabla.web.ProblemCode;
import dev.nabla.web.Query;
import dev.nabla.web.Tags;

/** A session's graph, as data or as a picture. */
@RestController
@RequestMapping("/v1/sessions/{sid}/graph")
@Tag(name = Tags.GRAPH)
class GraphController {
    private static final int MOST_NODES = 10_000;

    /** What a graph is answered as; {@code format} wins over {@code Accept}. */
    private enum Format {
        JSON("json", MediaType.APPLICATION_JSON), SVG("svg", new MediaType("image", "svg+xml", StandardCharsets.UTF_8)), //
        DOT("dot", new MediaType("text", "vnd.graphviz", StandardCharsets.UTF_8)), //
        MERMAID("mermaid", new MediaType("text", "vnd.mermaid", StandardCharsets.UTF_8));

        private final String word;
        private final MediaType type;

        Format(String word, MediaType type) {
            this.word = word;
            this.type = type;
        }

        static Format of(@Nullable String format, @Nullable String accept) {
            Format named = Query.oneOf("format", format, values(), f -> f.word);
            if (named != null) {
                return named;
            }
            for (MediaType wanted : accepted(accept)) {
                for (Format f : values()) {
                    if (wanted.includes(f.type)) {
                        return f;
                    }
                }
            }
            throw new Problem(ProblemCode.NOT_ACCEPTABLE,
                    "a graph is application/json, image/svg+xml, text/vnd.graphviz or text/vnd.mermaid",
                    null);
        }

        private static List<MediaType> accepted(@Nullable String accept) {
            try {
                List<MediaType> types = new java.util.ArrayList<>(MediaType.parseMediaTypes(accept == null ? "*/*" : accept));
                types.sort(java.util.Comparator.comparingDouble(MediaType::getQualityValue).reversed());
                return types;
            } catch (InvalidMediaTypeException e) {
                throw new Problem(ProblemCode.NOT_ACCEPTABLE, String.valueOf(e.getMessage()), null);
            }
        }
    }

    private final Sessions sessions;

    GraphController(Sessions sessions) {
        this.sessions = sessions;
    }

    @GetMapping
    @Operation(operationId = "get_graph", summary = "The graph, as data or as a picture", description = "Tensors are nodes, functions the labelled edges, in the direction of the computation.")
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = "image/svg+xml", schema = @Schema(type = "string")),
        @Content(mediaType = "application/json", schema = @Schema(implementation = GraphView.class)),
        @Content(mediaType = "text/vnd.graphviz", schema = @Schema(type = "string")),
        @Content(mediaType = "text/vnd.mermaid", schema = @Schema(type = "string"))})
    ResponseEntity<Object> graph(@PathVariable String sid,
            @Parameter(description = "Only what this tensor was computed from.") @RequestParam(required = false) @Nullable String of,
            @Parameter(schema = @Schema(allowableValues = {"tensors", "functions"})) @RequestParam(required = false) @Nullable String view,
            @Parameter(description = "At most so many nodes, 500 if not said.") @RequestParam(name = "max_nodes", required = false) @Nullable String maxNodes,
            @Parameter(schema = @Schema(allowableValues = {"json", "svg", "dot",
                "mermaid"})) @RequestParam(required = false) @Nullable String format,
            @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            @Nullable Principal caller) {
        Format f = Format.of(format, accept);
        GraphView.Kind kind = Query.oneOf("view", view, GraphView.Kind.values(), GraphView.Kind::word);
        Session session = sessions.get(Caller.name(caller), sid);
        GraphView graph =
                session.graph(of, kind == null ? GraphView.Kind.TENSORS : kind, Query.count("max_nodes", maxNodes, 500, MOST_NODES));
        return ResponseEntity.ok().contentType(f.type).body(f == Format.JSON ? graph : picture(f, graph, of == null ? sid : of));
    }

    private static String picture(Format format, GraphView graph, String title) {
        Diagram diagram = GraphDiagram.of(graph, title);
        return switch (format) {
            case SVG -> GraphPictures.svg(diagram);
            case DOT -> GraphPictures.dot(diagram);
            default -> GraphPictures.mermaid(diagram);
        };
    }
}
