package dev.nabla.web;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** What every request passes before anything of it is read: the host it names, the type of its body. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class Door extends OncePerRequestFilter {
    /** A rebound name is never an address, so addresses are safe. */
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
    private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH");

    private final HttpSettings settings;
    private final Problems problems;

    Door(HttpSettings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        Problem problem = problem(request);
        if (problem != null) {
            problems.write(problem, request, response);
        } else {
            rest.doFilter(request, response);
        }
    }

    private @Nullable Problem problem(HttpServletRequest request) {
        String host = host(request.getHeader(HttpHeaders.HOST));
        if (!isKnown(host)) {
            return new Problem(ProblemCode.MISDIRECTED_REQUEST, "this service is not called " + Json.shortened(host), null);
        }
        if (CHANGING.contains(request.getMethod()) && hasBody(request) && !isTaken(request.getContentType())) {
            return new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "a body is application/json, not "
                    + (request.getContentType() == null ? "without a type" : Json.shortened(request.getContentType())), null);
        }
        return null;
    }

    private static String host(@Nullable String header) {
        if (header == null) {
            return "";
        }
        int port = header.lastIndexOf(':');
        String name = port > header.lastIndexOf(']') ? header.substring(0, port) : header;
        return name.toLowerCase(Locale.ROOT);
    }

    private boolean isKnown(String host) {
        return host.isEmpty() || host.equals("localhost") || host.endsWith(".localhost") || ADDRESS.matcher(host).matches()
                || settings.allowedHosts().contains(host) || settings.allowedHosts().contains("*");
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
                || request.getContentType() != null;
    }

    /** None of these can a page of another site send without having asked. */
    private static boolean isTaken(@Nullable String contentType) {
        if (MediaType.APPLICATION_JSON_VALUE.equals(contentType)) {
            return true;
        }
        try {
            MediaType type = contentType == null ? MediaType.ALL : MediaType.parseMediaType(contentType);
            return MediaTypes.TAKEN.stream().anyMatch(type::equalsTypeAndSubtype);
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
