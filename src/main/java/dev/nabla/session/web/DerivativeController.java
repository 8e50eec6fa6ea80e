package dev.nabla.session.web;

import java.security.Principal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.nabla.session.Derivatives;
import dev.nabla.session.Operand;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;
import dev.nabla.web.Caller;
import dev.nabla.web.Tags;

/** Jacobians, Hessians and their products. */
@RestController
@RequestMapping("/v1/sessions/{sid}")
@Tag(name = Tags.BACKWARD)
class DerivativeController {
    private final Sessions sessions;

    DerivativeController(Sessions sessions) {
        this.sessions = sessions;
    }

    private Session session(String sid, @Nullable Principal caller) {
        return sessions.get(Caller.name(caller), sid);
    }

    /** A function and its variables. */
    @Schema(name = "Derivative", example = "{\"of\": \"z\", \"inputs\": [\"x\"]}")
    record Of(@JsonProperty(required = true) String of, @JsonProperty(required = true) List<String> inputs) {
    }

    /** With a direction for each variable. */
    @Schema(name = "DirectionalDerivative", example = "{\"of\": \"z\", \"inputs\": [\"x\"], \"v\": [1.0]}")
    record Along(@JsonProperty(required = true) String of, @JsonProperty(required = true) List<String> inputs,
            @JsonProperty(required = true) @Schema(implementation = Object[].class, description = "Names, numbers or inline tensors, one for each input.") List<
                    Operand> v) {
    }

    /** With a weight for each element of the function. */
    @Schema(name = "WeightedDerivative", example = "{\"of\": \"z\", \"inputs\": [\"x\"], \"v\": 1.0}")
    record Weighted(@JsonProperty(required = true) String of, @JsonProperty(required = true) List<String> inputs,
            @JsonProperty @Schema(description = "A name, a number or an inline tensor of the shape of the function; 1 if it has one element.") @Nullable Operand v) {
    }

    /** With the step of the differences, and how far they may be off. */
    @Schema(name = "Gradcheck", example = "{\"of\": \"z\", \"inputs\": [\"x\"], \"eps\": 0.001, \"atol\": 0.01}")
    record Check(@JsonProperty(required = true) String of, @JsonProperty(required = true) List<String> inputs,
            @JsonProperty @Nullable Double eps, @JsonProperty @Nullable Double atol, @JsonProperty @Nullable Double rtol) {
    }

    @PostMapping("/jacobian")
    @Operation(operationId = "jacobian", summary = "All partial derivatives", description = "For each input a tensor of the shape of the function followed by that of the input.")
    Derivatives.Partials jacobian(@PathVariable String sid, @RequestBody Of body, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return session(sid, caller).jacobian(body.of, body.inputs, DataParameter.of(data));
    }

    @PostMapping("/hessian")
    @Operation(operationId = "hessian", summary = "All second partial derivatives of a scalar")
    Derivatives.Blocks hessian(@PathVariable String sid, @RequestBody Of body, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return session(sid, caller).hessian(body.of, body.inputs, DataParameter.of(data));
    }

    @PostMapping("/vjp")
    @Operation(operationId = "vjp", summary = "v times the Jacobian")
    Derivatives.Partials vjp(@PathVariable String sid, @RequestBody Weighted body, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return session(sid, caller).vjp(body.of, body.inputs, body.v, DataParameter.of(data));
    }

    @PostMapping("/jvp")
    @Operation(operationId = "jvp", summary = "The Jacobian times v")
    Derivatives.Product jvp(@PathVariable String sid, @RequestBody Along body, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return session(sid, caller).jvp(body.of, body.inputs, body.v, DataParameter.of(data));
    }

    @PostMapping("/hvp")
    @Operation(operationId = "hvp", summary = "The Hessian of a scalar times v")
    Derivatives.Partials hvp(@PathVariable String sid, @RequestBody Along body, @RequestParam(required = false) @Nullable String data,
            @Nullable Principal caller) {
        return session(sid, caller).hvp(body.of, body.inputs, body.v, DataParameter.of(data));
    }

    @PostMapping("/gradcheck")
    @Operation(operationId = "gradcheck", summary = "The gradient beside difference quotients", description = "eps 1e-6, atol 1e-5 and rtol 1e-3 if not said, as torch.autograd.gradcheck; they suit float64.")
    Derivatives.Report gradcheck(@PathVariable String sid, @RequestBody Check body, @Nullable Principal caller) {
        return session(sid, caller).gradcheck(body.of, body.inputs, body.eps == null ? 1e-6 : body.eps,
                body.atol == null ? 1e-5 : body.atol,
                body.rtol == null ? 1e-3 : body.rtol);
    }
}
