package dev.nabla.session.web;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.nabla.session.Precondition;

/** {@code If-Match} on whatever changes a session or a tensor: compared by the session itself, under its lock. */
@Component
@Order(10)
class IfMatch extends OncePerRequestFilter {
    private static final String ONE = "/v1/sessions/";

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.IF_MATCH) == null || !request.getRequestURI().startsWith(ONE);
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        Precondition seen = new Precondition(Arrays.stream(request.getHeader(HttpHeaders.IF_MATCH).split(",")).map(String::strip)
                .collect(Collectors.toSet()));
        try {
            ScopedValue.where(Precondition.CURRENT, seen).call(() -> {
                rest.doFilter(request, response);
                return seen;
            });
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }
}
