package dev.nabla.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Says on every answer what a browser may do with it: take no other type than the one named, show it in no other site's frame, run and load
 * nothing but the service's own. A picture opened by itself runs nothing at all.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers">Security headers of REST services</a>
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class Protection extends OncePerRequestFilter {
    /** Pictures and Swagger UI bring styles of their own. */
    private static final String PAGES = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            + "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String DATA = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        boolean isData = request.getRequestURI().startsWith("/v1");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Content-Security-Policy", isData ? DATA : PAGES);
        if (isData) {
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        rest.doFilter(request, response);
    }
}
