package dev.nabla.web;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets pages of other origins in: those that are named in {@code nabla.cors.allowed-origins}, none by default. Where none is, a browser lets no
 * such page read an answer nor send JSON; what it may send without having asked, a change without a body, is refused here.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">The CORS protocol</a>
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
class Cors extends OncePerRequestFilter {
    private static final List<String> SHOWN = List.of(HttpHeaders.LOCATION, HttpHeaders.ETAG, HttpHeaders.RETRY_AFTER,
            Idempotency.REPLAYED);

    private final @Nullable CorsConfiguration configuration;
    private final Problems problems;

    Cors(CorsSettings settings, Problems problems) {
        this.problems = problems;
        List<String> origins = settings.allowedOrigins();
        if (origins.isEmpty()) {
            configuration = null;
        } else {
            configuration = new CorsConfiguration();
            configuration.setAllowedOrigins(origins);
            configuration.setAllowedMethods(List.of("GET", "HEAD", "POST", "PATCH", "DELETE"));
            configuration.addAllowedHeader(CorsConfiguration.ALL);
            configuration.setExposedHeaders(SHOWN);
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.ORIGIN) == null;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        boolean isAsked = CorsUtils.isPreFlightRequest(request);
        if (configuration == null && !isAsked && !isUnasked(request)) {
            rest.doFilter(request, response);
            return;
        }
        boolean allowed = configuration != null && new Processor().processRequest(configuration, request, response);
        if (!allowed) {
            problems.write(new Problem(ProblemCode.ORIGIN_NOT_ALLOWED,
                    Json.shortened(request.getHeader(HttpHeaders.ORIGIN)) + " may not do this here", null), request, response);
        } else if (!isAsked) {
            rest.doFilter(request, response);
        }
    }

    /** Whether a page of another origin may have sent it without leave. What has credentials was not sent by a browser on its own. */
    private static boolean isUnasked(HttpServletRequest request) {
        return request.getMethod().equals("POST") && request.getContentType() == null
                && request.getHeader(HttpHeaders.AUTHORIZATION) == null && CorsUtils.isCorsRequest(request);
    }

    /** A rejection is said above, as a problem. */
    private static final class Processor extends DefaultCorsProcessor {
        @Override
        protected void rejectRequest(ServerHttpResponse response) {
        }
    }
}
