package dev.nabla.observability;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives every line of a structured log the session or job that its request is about, as the path names it. */
@Component
@ConditionalOnProperty("logging.structured.format.console")
@Order(Ordered.HIGHEST_PRECEDENCE + 45)
class LogIds extends OncePerRequestFilter {
    private static final Pattern PATH = Pattern.compile("/v1/(session|job|sweep)s/([A-Za-z0-9_-]{1,64})(/.*)?");

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        Matcher path = PATH.matcher(request.getRequestURI());
        if (!path.matches()) {
            rest.doFilter(request, response);
            return;
        }
        try (MDC.MDCCloseable _ = MDC.putCloseable(path.group(1), path.group(2))) {
            rest.doFilter(request, response);
        }
    }
}
