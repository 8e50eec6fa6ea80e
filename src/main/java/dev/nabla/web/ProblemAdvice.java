package dev.nabla.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;

import dev.nabla.engine.array.ArrayTooLarge;

/** Turns whatever goes wrong in a request into a problem. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    private final Problems problems;

    ProblemAdvice(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    ResponseEntity<Object> problem(Problem problem, HttpServletRequest request) {
        return problems.answer(problem, request);
    }

    @ExceptionHandler
    ResponseEntity<Object> tooLarge(ArrayTooLarge e, HttpServletRequest request) {
        return problems.answer(new Problem(ProblemCode.TENSOR_TOO_LARGE, String.valueOf(e.getMessage()), null), request);
    }

    /** Our own mistake: said in the log with its trace, and to the client without. */
    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception e, HttpServletRequest request) {
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        return problems.answer(new Problem(ProblemCode.INTERNAL_ERROR, "an unexpected error; the log of the service tells more", null),
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException e, HttpHeaders headers,
            HttpStatusCode status, WebRequest request) {
        return problems.answer(unreadable(e), ((ServletWebRequest) request).getRequest());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(Exception e, @Nullable Object body, HttpHeaders headers,
            HttpStatusCode status, WebRequest request) {
        String detail = body instanceof ProblemDetail p && p.getDetail() != null ? p.getDetail() : String.valueOf(e.getMessage());
        ProblemCode code = switch (status.value()) {
            case 400 -> ProblemCode.BAD_VALUE;
            case 404 -> ProblemCode.NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 406 -> ProblemCode.NOT_ACCEPTABLE;
            case 413 -> ProblemCode.BODY_TOO_LARGE;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ProblemCode.OVERLOADED;
            default -> ProblemCode.INTERNAL_ERROR;
        };
        if (code == ProblemCode.INTERNAL_ERROR) {
            LOG.error("{} failed", request.getDescription(false), e);
        }
        return problems.answer(new Problem(code, detail, null), ((ServletWebRequest) request).getRequest(), headers);
    }

    private static Problem unreadable(HttpMessageNotReadableException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof Problem p) {
                return p;
            }
        }
        Throwable cause = e.getCause();
        if (cause instanceof StreamReadException || cause instanceof StreamConstraintsException) {
            JacksonException json = (JacksonException) cause;
            var at = json.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            return new Problem(ProblemCode.MALFORMED_JSON, json.getOriginalMessage() + where, null);
        }
        if (cause instanceof JacksonException json) {
            return new Problem(ProblemCode.BAD_VALUE, json.getOriginalMessage(), pointer(json.getPath()));
        }
        return new Problem(ProblemCode.MALFORMED_JSON, "a JSON body is required", null);
    }

    private static String pointer(List<JacksonException.Reference> path) {
        StringBuilder b = new StringBuilder();
        for (JacksonException.Reference r : path) {
            String name = r.getPropertyName();
            b.append('/').append(name == null ? Integer.toString(r.getIndex()) : name.replace("~", "~0").replace("/", "~1"));
        }
        return b.toString();
    }
}
