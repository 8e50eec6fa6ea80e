package dev.nabla.session.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import dev.nabla.session.Refusal;
import dev.nabla.web.Problem;
import dev.nabla.web.ProblemCode;
import dev.nabla.web.Problems;

/** Turns what a session refuses into a problem: the kinds are the codes. */
@RestControllerAdvice
@Order(0)
class RefusalAdvice {
    private final Problems problems;

    RefusalAdvice(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    ResponseEntity<Object> refusal(Refusal r, HttpServletRequest request) {
        Problem problem = new Problem(ProblemCode.valueOf(r.kind().name()), r.detail(), r.pointer())
                .with("torch_error", r.torchError()).with("reason", r.reason());
        Refusal.Raised raised = r.raised();
        if (raised != null) {
            problem.with("line", raised.line()).with("call_lines", raised.callLines()).with("stdout", raised.stdout());
        }
        if (r.retryAfter() != null) {
            problem.retryAfter(Math.max(1, r.retryAfter().toSeconds()));
        }
        return problems.answer(problem, request);
    }
}
