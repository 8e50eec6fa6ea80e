package dev.nabla.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * A POST with an {@code Idempotency-Key} is carried out once: who sends it again is given the first answer.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The Idempotency-Key header field</a>
 */
@Component
@Order(0)
class Idempotency extends OncePerRequestFilter {
    static final String REPLAYED = "Idempotent-Replayed";
    private static final String HEADER = "Idempotency-Key";
    private static final String TAKEN = Idempotency.class.getName() + ".key";
    private static final int LONGEST = 255;

    private final KeptAnswers kept;
    private final Problems problems;

    Idempotency(ObjectProvider<KeptAnswers> kept, InstantSource clock, Problems problems) {
        this.kept = kept.getIfAvailable(() -> new AnswersInMemory(clock));
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HEADER) == null || !request.getMethod().equals("POST");
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        if (request.getAttribute(TAKEN) instanceof Taken taken) {
            carryOut(taken, request, response, rest);
            return;
        }
        String word = request.getHeader(HEADER);
        if (word.isBlank() || word.length() > LONGEST) {
            problems.write(new Problem(ProblemCode.BAD_VALUE, HEADER + " has 1 to " + LONGEST + " characters", null), request, response);
            return;
        }
        KeptAnswers.Key key = new KeptAnswers.Key(Caller.name(request.getUserPrincipal()), request.getRequestURI(), word);
        byte[] digest = digest(request);
        KeptAnswers.Entry before = kept.take(key, digest);
        if (before == null) {
            Taken taken = new Taken(key, digest);
            request.setAttribute(TAKEN, taken);
            carryOut(taken, request, response, rest);
        } else if (!before.isOf(digest)) {
            problems.write(new Problem(ProblemCode.KEY_REUSED, "the key was used with another body", null), request, response);
        } else {
            KeptAnswers.Answer answer = before.answer();
            if (answer == null) {
                problems.write(new Problem(ProblemCode.KEY_IN_USE, "the request with this key is still at work", null).retryAfter(1),
                        request,
                        response);
            } else {
                replay(answer, response);
            }
        }
    }

    /** A key that a request has. */
    private record Taken(KeptAnswers.Key key, byte[] digest) {
    }

    private void carryOut(Taken taken, HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        boolean answered = false;
        try {
            kept.during(taken.key, taken.digest, () -> rest.doFilter(request, response));
            Outgoing out = WebUtils.getNativeResponse(response, Outgoing.class);
            if (request.isAsyncStarted()) {
                answered = true;
            } else if (out != null && isKept(out.getStatus())) {
                kept.keep(taken.key, taken.digest,
                        new KeptAnswers.Answer(out.getStatus(), out.getContentType(), headers(out), out.content()));
                answered = true;
            }
        } finally {
            if (!answered) {
                kept.free(taken.key);
            }
        }
    }

    /** What may be otherwise another time is not kept. */
    private static boolean isKept(int status) {
        return status < 500 && status != 401 && status != 429;
    }

    private static Map<String, List<String>> headers(HttpServletResponse response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : List.of(HttpHeaders.LOCATION, HttpHeaders.ETAG)) {
            if (response.containsHeader(name)) {
                headers.put(name, new ArrayList<>(response.getHeaders(name)));
            }
        }
        return headers;
    }

    private static void replay(KeptAnswers.Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        if (answer.type() != null) {
            response.setContentType(answer.type());
        }
        answer.headers().forEach((name, values) -> values.forEach(v -> response.addHeader(name, v)));
        response.setHeader(REPLAYED, "true");
        response.getOutputStream().write(answer.body());
    }

    private static byte[] digest(HttpServletRequest request) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((request.getQueryString() + "\n" + request.getContentType() + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] body = Arrival.body(request);
            return body == null ? sha.digest() : sha.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
