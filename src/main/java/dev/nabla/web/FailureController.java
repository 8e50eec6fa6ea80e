package dev.nabla.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what fails before or after a controller has it. */
@RestController
@Hidden
class FailureController implements ErrorController {
    private final Problems problems;

    FailureController(Problems problems) {
        this.problems = problems;
    }

    @RequestMapping("/error")
    ResponseEntity<Object> failure(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer s ? s : 404;
        ProblemCode code = ProblemCode.of(status);
        return problems.answer(new Problem(code, status == 404 ? "there is nothing here" : "the request could not be served", null),
                request);
    }
}
