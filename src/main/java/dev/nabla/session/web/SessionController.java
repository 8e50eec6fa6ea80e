package dev.nabla.session.web;

import java.net.URI;
import java.security.Principal;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.nabla.session.Opening;
import dev.nabla.session.Session;
import dev.nabla.session.SessionView;
import dev.nabla.session.Sessions;
import dev.nabla.web.Caller;
import dev.nabla.web.Page;
import dev.nabla.web.Tags;

/** Sessions: opened, listed, ended. */
@RestController
@RequestMapping("/v1/sessions")
class SessionController {
    private final Sessions sessions;

    SessionController(Sessions sessions) {
        this.sessions = sessions;
    }

    @PostMapping
    @Tag(name = Tags.SESSIONS)
    @Operation(operationId = "open_session", summary = "Open a session")
    @ApiResponse(responseCode = "201", headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(type = "string")))
    ResponseEntity<SessionView> open(@RequestBody(required = false) @Nullable Opening opening, @Nullable Principal caller) {
        SessionView session = sessions.open(Caller.name(caller), opening == null ? Opening.EMPTY : opening);
        return ResponseEntity.created(URI.create("/v1/sessions/" + session.id())).body(session);
    }

    @GetMapping
    @Tag(name = Tags.SESSIONS)
    @Operation(operationId = "list_sessions", summary = "Your sessions, newest first")
    Page<SessionView> list(@RequestParam(required = false) @Nullable String limit, @RequestParam(required = false) @Nullable String cursor,
            @Nullable Principal caller) {
        return Page.of(sessions.list(Caller.name(caller)), s -> Long.MAX_VALUE - s.number(), Page.Request.of(limit, cursor),
                Session::glance);
    }

    @GetMapping("/{sid}")
    @Tag(name = Tags.SESSIONS)
    @Operation(operationId = "get_session", summary = "A session")
    SessionView get(@PathVariable String sid, @Nullable Principal caller) {
        return sessions.get(Caller.name(caller), sid).view();
    }

    @DeleteMapping("/{sid}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Tag(name = Tags.ENDING)
    @Operation(operationId = "end_session", summary = "End a session and cancel its jobs")
    void end(@PathVariable String sid, @Nullable Principal caller) {
        sessions.close(sessions.get(Caller.name(caller), sid));
    }
}
