package dev.nabla.session.web;

import java.io.IOException;
import java.net.URI;
import java.security.Principal;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Literal;
import dev.nabla.engine.array.NdArray;
import dev.nabla.session.DataMode;
import dev.nabla.session.Elements;
import dev.nabla.session.Limits;
import dev.nabla.session.NamedTensor;
import dev.nabla.session.Role;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;
import dev.nabla.session.Step;
import dev.nabla.session.TensorChange;
import dev.nabla.session.TensorView;
import dev.nabla.web.Caller;
import dev.nabla.web.Csv;
import dev.nabla.web.MediaTypes;
import dev.nabla.web.Npy;
import dev.nabla.web.Page;
import dev.nabla.web.Query;
import dev.nabla.web.Tags;

/** A session's tensors. */
@RestController
@RequestMapping("/v1/sessions/{sid}/tensors")
class TensorController {
    private final Sessions sessions;

    TensorController(Sessions sessions) {
        this.sessions = sessions;
    }

    private Session session(String sid, @Nullable Principal caller) {
        return sessions.get(Caller.name(caller), sid);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Tag(name = Tags.TENSORS_AND_OPS)
    @Operation(operationId = "create_tensor", summary = "Make a tensor", description = "Also from an npy file, whose dtype it takes, or from a table of numbers, one column for a vector; then the rest stands in the query.", parameters = {
        @Parameter(in = ParameterIn.QUERY, name = "name", description = "With npy and CSV.", schema = @Schema(type = "string")),
        @Parameter(in = ParameterIn.QUERY, name = "shape", description = "With npy and CSV: sizes separated by commas.", schema = @Schema(type = "string")),
        @Parameter(in = ParameterIn.QUERY, name = "dtype", description = "With npy and CSV.", schema = @Schema(implementation = DType.class)),
        @Parameter(in = ParameterIn.QUERY, name = "requires_grad", description = "With npy and CSV.", schema = @Schema(type = "boolean")),
        @Parameter(in = ParameterIn.QUERY, name = "replace", description = "With npy and CSV.", schema = @Schema(type = "boolean"))}, requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(content = {
            @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(implementation = Step.NewTensor.class)),
            @Content(mediaType = MediaTypes.NPY, schema = @Schema(type = "string", format = "binary")),
            @Content(mediaType = MediaTypes.CSV, schema = @Schema(type = "string"))}))
    @ApiResponse(responseCode = "201", headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(type = "string")))
    ResponseEntity<TensorView> create(@PathVariable String sid, @RequestBody Step.NewTensor tensor,
            @RequestParam(required = false) @Nullable String data, @Nullable Principal caller) {
        Session session = session(sid, caller);
        TensorView view = session.create(tensor, DataParameter.of(data));
        return ResponseEntity.created(URI.create("/v1/sessions/" + session.id() + "/tensors/" + Query.encoded(view.name()))).body(view);
    }

    @PostMapping(consumes = MediaTypes.NPY)
    @Operation(hidden = true)
    ResponseEntity<TensorView> createFromNpy(@PathVariable String sid, TensorParameters with, HttpServletRequest request,
            @Nullable Principal caller) throws IOException {
        TensorParameters.checkNames(request);
        Limits limits = sessions.limits();
        NdArray a = Npy.read(request.getInputStream().readAllBytes(), limits.tensorDimensions(), limits.tensorElements());
        return create(sid, with.tensor(Literal.of(a), a.dtype()), with.data(), caller);
    }

    @PostMapping(consumes = MediaTypes.CSV)
    @Operation(hidden = true)
    ResponseEntity<TensorView> createFromCsv(@PathVariable String sid, TensorParameters with, HttpServletRequest request,
            @Nullable Principal caller) throws IOException {
        TensorParameters.checkNames(request);
        Literal table = Csv.read(request.getInputStream().readAllBytes(), sessions.limits().tensorElements());
        return create(sid, with.tensor(table, null), with.data(), caller);
    }

    @GetMapping
    @Tag(name = Tags.TENSORS_AND_OPS)
    @Operation(operationId = "list_tensors", summary = "The named tensors")
    Page<TensorView> list(@PathVariable String sid, @RequestParam(required = false) @Nullable String role,
            @RequestParam(name = "requires_grad", required = false) @Nullable String requiresGrad,
            @RequestParam(required = false) @Nullable String limit, @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String data, @Nullable Principal caller) {
        Role wanted = Query.oneOf("role", role, Role.values(), Role::word);
        Boolean grad = Query.bool("requires_grad", requiresGrad);
        DataMode mode = DataParameter.of(data);
        Page.Request page = Page.Request.of(limit, cursor);
        return session(sid, caller).read(g -> Page.of(g.tensors(wanted, grad), NamedTensor::number, page, t -> g.view(t, mode)));
    }

    @GetMapping(path = "/{name}", produces = MediaTypes.NPY)
    @Operation(hidden = true)
    ResponseEntity<StreamingResponseBody> getNpy(@PathVariable String sid, @PathVariable String name, @Nullable Principal caller) {
        return npy(session(sid, caller).elements(name));
    }

    static ResponseEntity<StreamingResponseBody> npy(Elements elements) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok().contentLength(Npy.bytes(elements.data()))
                .contentType(MediaType.parseMediaType(MediaTypes.NPY));
        if (elements.tag() != null) {
            answer.eTag(elements.tag());
        }
        return answer.body(out -> Npy.write(elements.data(), out));
    }

    @GetMapping(path = "/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Tag(name = Tags.TENSORS_AND_OPS)
    @Operation(operationId = "get_tensor", summary = "A tensor")
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(implementation = TensorView.class)),
        @Content(mediaType = MediaTypes.NPY, schema = @Schema(type = "string", format = "binary"))})
    TensorView get(@PathVariable String sid, @PathVariable String name, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return session(sid, caller).tensor(name, DataParameter.of(data));
    }

    @PatchMapping("/{name}")
    @Tag(name = Tags.TENSORS_AND_OPS)
    @Operation(operationId = "change_tensor", summary = "Change a tensor in place")
    TensorView change(@PathVariable String sid, @PathVariable String name, @RequestBody TensorChange change,
            @RequestParam(required = false) @Nullable String data, @Nullable Principal caller) {
        return session(sid, caller).change(name, change, DataParameter.of(data));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Tag(name = Tags.CLEANING_UP)
    @Operation(operationId = "delete_tensor", summary = "Free a name", description = "The graph keeps what it needs.")
    void delete(@PathVariable String sid, @PathVariable String name, @Nullable Principal caller) {
        session(sid, caller).delete(name);
    }
}
