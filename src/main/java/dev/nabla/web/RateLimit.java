package dev.nabla.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every caller so many requests a second, where {@code nabla.limits.requests-per-second} is set: a token bucket for each owner, or for each
 * address where nobody is asked who he is. Who does not use his for a second may spend them in the next.
 */
@Component
@ConditionalOnProperty("nabla.limits.requests-per-second")
@Order(Ordered.HIGHEST_PRECEDENCE + 9)
class RateLimit extends OncePerRequestFilter {
    private static final int MOST_CALLERS = 100_000;

    private final long rate;
    private final Problems problems;
    private final Map<String, Bucket> buckets;

    RateLimit(HttpLimits limits, Problems problems) {
        this.rate = limits.requestsPerSecond();
        this.problems = problems;
        this.buckets = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > MOST_CALLERS;
            }
        });
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return rate == 0 || !request.getRequestURI().startsWith("/v1");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        String caller = Caller.name(request.getUserPrincipal());
        Bucket bucket = buckets.computeIfAbsent(caller.isEmpty() ? request.getRemoteAddr() : caller, _ -> Bucket.builder()
                .addLimit(l -> l.capacity(2 * rate).refillGreedy(rate, Duration.ofSeconds(1))).build());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            rest.doFilter(request, response);
            return;
        }
        long wait = Math.max(1, Math.ceilDiv(probe.getNanosToWaitForRefill(), 1_000_000_000L));
        problems.write(new Problem(ProblemCode.TOO_MANY_REQUESTS, "at most " + rate + " requests a second", null).retryAfter(wait), request,
                response);
    }
}
