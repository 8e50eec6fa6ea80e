package dev.nabla.session.web;

import java.security.Principal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import dev.nabla.session.Answers;
import dev.nabla.session.Operand;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;
import dev.nabla.session.Step;
import dev.nabla.session.TensorView;
import dev.nabla.web.Caller;
import dev.nabla.web.MediaTypes;
import dev.nabla.web.Tags;

/** Backward, and the gradients it leaves behind. */
@RestController
@RequestMapping("/v1/sessions/{sid}")
@Tag(name = Tags.BACKWARD)
class BackwardController {
    private final Sessions sessions;

    BackwardController(Sessions sessions) {
        this.sessions = sessions;
    }

    private Session session(String sid, @Nullable Principal caller) {
        return sessions.get(Caller.name(caller), sid);
    }

    /** A backward. */
    @Schema(name = "Backward")
    record BackwardBody(
            @JsonProperty(required = true) String of,
            @JsonProperty @Nullable Operand gradient,
            @JsonProperty("retain_graph") @Nullable Boolean retainGraph,
            @JsonProperty("create_graph") boolean createGraph,
            @JsonProperty @Nullable List<String> inputs,
            @JsonProperty @Schema(description = "Say what each function did.") boolean trace) {

        Step.Backward step() {
            return new Step.Backward(of, gradient, retainGraph, createGraph, inputs);
        }
    }

    @PostMapping("/backward")
    @Operation(operationId = "backward", summary = "Run backward")
    Answers.Gradients backward(@PathVariable String sid, @RequestBody BackwardBody body,
            @RequestParam(required = false) @Nullable String data, @Nullable Principal caller) {
        return session(sid, caller).backward(body.step(), body.trace, DataParameter.of(data));
    }

    @GetMapping("/gradients")
    @Operation(operationId = "get_gradients", summary = "The leaves' accumulated gradients")
    Answers.Accumulated gradients(@PathVariable String sid, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return session(sid, caller).gradients(DataParameter.of(data));
    }

    @GetMapping(path = "/tensors/{name}/grad", produces = MediaTypes.NPY)
    @Operation(hidden = true)
    ResponseEntity<StreamingResponseBody> gradientNpy(@PathVariable String sid, @PathVariable String name, @Nullable Principal caller) {
        return TensorController.npy(session(sid, caller).gradientElements(name));
    }

    @GetMapping(path = "/tensors/{name}/grad", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "get_tensor_grad", summary = "A tensor's gradient, or why it has none")
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(implementation = TensorView.class)),
        @Content(mediaType = MediaTypes.NPY, schema = @Schema(type = "string", format = "binary"))})
    TensorView gradient(@PathVariable String sid, @PathVariable String name, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return session(sid, caller).gradient(name, DataParameter.of(data));
    }

    @PostMapping("/grad")
    @Operation(operationId = "grad", summary = "Gradients as new tensors", description = "torch.autograd.grad: touches no tensor's grad.")
    Answers.Values grad(@PathVariable String sid, @RequestBody Step.Grad body, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return session(sid, caller).run(body, DataParameter.of(data));
    }

    @DeleteMapping("/gradients")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "zero_grad", summary = "Set all gradients to null")
    void zeroGrad(@PathVariable String sid, @Nullable Principal caller) {
        session(sid, caller).zeroGrad();
    }
}
