package dev.nabla.web;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;

import dev.nabla.engine.array.ArrayTooLarge;

/** Turns whatever goes wrong in a request into a problem. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** What Jackson says of the place where something began, which it does not show us. */
    private static final Pattern SOURCE = Pattern.compile(" \\(start marker at \\[[^]]*]\\)");

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
        if (e instanceof HttpMessageNotWritableException && NestedExceptionUtils.getRootCause(e) instanceof IOException gone) {
            LOG.debug("the client left before its answer was written", gone);
            return null;
        }
        String detail = body instanceof ProblemDetail p && p.getDetail() != null ? p.getDetail() : String.valueOf(e.getMessage());
        ProblemCode code = ProblemCode.of(status.value());
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
            TokenStreamLocation at = json.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            return new Problem(ProblemCode.MALFORMED_JSON, SOURCE.matcher(json.getOriginalMessage()).replaceAll("") + where, null);
        }
        if (cause instanceof JacksonException json) {
            String pointer = pointer(json.getPath());
            boolean required = cause instanceof MismatchedInputException;
            return new Problem(ProblemCode.BAD_VALUE, required ? "a value is required here" : json.getOriginalMessage(), pointer);
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
