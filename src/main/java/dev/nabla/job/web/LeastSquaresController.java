package dev.nabla.job.web;

import java.security.Principal;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import dev.nabla.job.LeastSquares;
import dev.nabla.web.Caller;
import dev.nabla.web.Tags;

/** Least squares in closed form, beside descent. */
@RestController
class LeastSquaresController {
    private final LeastSquares leastSquares;

    LeastSquaresController(LeastSquares leastSquares) {
        this.leastSquares = leastSquares;
    }

    @PostMapping("/v1/sessions/{sid}/least_squares")
    @Tag(name = Tags.JOBS)
    @Operation(operationId = "least_squares", summary = "The weights that descent goes towards, in closed form", description = "Minimises ‖Xw − y‖² + λ‖w‖² by the singular values of X, which does not square its condition number as XᵀX does. Where columns of X depend on each other and there is no ridge, it is refused as singular_matrix.")
    LeastSquares.Solution solve(@PathVariable String sid, @RequestBody LeastSquares.Request request, @Nullable Principal caller) {
        return leastSquares.solve(Caller.name(caller), sid, request);
    }
}
