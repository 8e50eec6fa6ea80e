package dev.nabla.session.web;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.databind.json.JsonMapper;

import dev.nabla.engine.array.NdArray;
import dev.nabla.session.SavedGraph;
import dev.nabla.session.Session;
import dev.nabla.session.SessionView;
import dev.nabla.session.Sessions;
import dev.nabla.web.Caller;
import dev.nabla.web.MediaTypes;
import dev.nabla.web.Query;
import dev.nabla.web.Safetensors;
import dev.nabla.web.Tags;

/** Copies of sessions: as another session, as a file, and back. */
@RestController
@RequestMapping("/v1/sessions")
@Tag(name = Tags.COPIES)
class ExportController {
    private final Sessions sessions;
    private final SessionFiles files;
    private final JsonMapper json;

    ExportController(Sessions sessions, SessionFiles files, JsonMapper json) {
        this.sessions = sessions;
        this.files = files;
        this.json = json;
    }

    /** What a session is exported as. */
    private enum Format {
        JSON("json", MediaType.APPLICATION_JSON_VALUE), SAFETENSORS("safetensors", MediaTypes.SAFETENSORS), //
        PYTORCH("py", "text/x-python;charset=utf-8");

        private final String ending;
        private final MediaType type;

        Format(String ending, String type) {
            this.ending = ending;
            this.type = MediaType.parseMediaType(type);
        }

        private String word() {
            return this == PYTORCH ? "pytorch" : ending;
        }
    }

    /** A copy's name. */
    @Schema(name = "Fork")
    record Fork(@JsonProperty @Schema(pattern = "[A-Za-z0-9_-]{1,64}") @Nullable String name,
            @JsonProperty @Schema(description = "Ends the session that has the name.") boolean replace) {
    }

    @PostMapping("/{sid}/fork")
    @Operation(operationId = "fork_session", summary = "An independent copy of a session, with its graph")
    @ApiResponse(responseCode = "201", headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(type = "string")))
    ResponseEntity<SessionView> fork(@PathVariable String sid, @RequestBody(required = false) @Nullable Fork fork,
            @Nullable Principal caller) {
        return created(sessions.fork(Caller.name(caller), sid, fork == null ? null : fork.name, fork != null && fork.replace));
    }

    @PostMapping(path = "/import", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "import_session", summary = "A session from a file", description = "From what an export as JSON gave; name and replace may be added to it.", requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(implementation = SessionFiles.SessionFile.class))))
    @ApiResponse(responseCode = "201", headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(type = "string")))
    ResponseEntity<SessionView> open(HttpServletRequest request, @Nullable Principal caller) throws IOException {
        SessionFiles.SessionFile file = files.read(request.getInputStream());
        return created(sessions.open(Caller.name(caller), file.graph(), file.name(), file.replace()));
    }

    private static ResponseEntity<SessionView> created(SessionView session) {
        return ResponseEntity.created(URI.create("/v1/sessions/" + session.id())).body(session);
    }

    @GetMapping("/{sid}/export")
    @Operation(operationId = "export_session", summary = "A session as a file", description = "json: all of it. safetensors: its tensors. pytorch: a script that rebuilds it.")
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = "application/json", schema = @Schema(implementation = SessionFiles.SessionFile.class)),
        @Content(mediaType = MediaTypes.SAFETENSORS, schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = "text/x-python", schema = @Schema(type = "string"))})
    ResponseEntity<StreamingResponseBody> export(@PathVariable String sid,
            @Parameter(schema = @Schema(allowableValues = {"json", "safetensors",
                "pytorch"})) @RequestParam(required = false) @Nullable String format,
            @Nullable Principal caller) {
        Format named = Query.oneOf("format", format, Format.values(), Format::word);
        Format f = named == null ? Format.JSON : named;
        Session session = sessions.get(Caller.name(caller), sid);
        String name = (session.name() == null ? session.id() : session.name()) + "." + f.ending;
        return ResponseEntity.ok().contentType(f.type)
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(name).build().toString())
                .body(content(f, session));
    }

    /** Copied from the session at once, written as its reader takes it. */
    private StreamingResponseBody content(Format format, Session session) {
        return switch (format) {
            case JSON -> {
                SavedGraph all = session.save();
                yield out -> files.write(all, out);
            }
            case SAFETENSORS -> {
                Map<String, NdArray> tensors = session.elements();
                yield out -> Safetensors.write(tensors, json, out);
            }
            case PYTORCH -> {
                String script = session.script();
                yield out -> out.write(script.getBytes(StandardCharsets.UTF_8));
            }
        };
    }
}
