package dev.nabla.web;

import java.io.IOException;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Problems as answers: {@code application/problem+json} whatever the request accepts, in the language it asks for. */
@Component
public final class Problems {
    private final Texts texts;
    private final JsonMapper json;
    private final ApplicationEventPublisher events;

    Problems(Texts texts, JsonMapper json, ApplicationEventPublisher events) {
        this.events = events;
        this.texts = texts;
        this.json = json;
    }

    /** Writes it as the answer. */
    public void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(problem.code().status().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        if (problem.retryAfter() > 0) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(problem.retryAfter()));
        }
        response.getOutputStream().write(json.writeValueAsBytes(body(problem, request)));
    }

    /** The whole answer. */
    public ResponseEntity<Object> answer(Problem problem, HttpServletRequest request) {
        return answer(problem, request, HttpHeaders.EMPTY);
    }

    ResponseEntity<Object> answer(Problem problem, HttpServletRequest request, HttpHeaders headers) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.code().status()).headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.retryAfter() > 0) {
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(problem.retryAfter()));
        }
        return answer.body(body(problem, request));
    }

    ProblemBody body(Problem problem, HttpServletRequest request) {
        Locale locale = Texts.locale(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
        String code = problem.code().word();
        events.publishEvent(new ProblemAnswered(problem.code()));
        return new ProblemBody("/problems/" + code, texts.text(code + ".title", locale), problem.code().status().value(),
                problem.detail(), request.getRequestURI(), code, problem.pointer(), texts.text(code + ".hint", locale),
                problem.more());
    }
}
