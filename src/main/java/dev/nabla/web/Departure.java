package dev.nabla.web;

import java.io.IOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * Sends an answer when it is complete: with its length, and as a problem as long as something can go wrong. A large one leaves on a virtual thread,
 * so that slow readers hold up nobody; it has a total time.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class Departure extends OncePerRequestFilter {
    /** As much goes to the system's buffer of a connection at once. */
    private static final int LARGE = 1 << 16;

    private static final String LATE = Departure.class.getName() + ".late";

    private final long time;

    Departure(HttpLimits limits) {
        this.time = limits.answerTime().toNanos();
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        if (request.getAttribute(LATE) != null) {
            // What is left of the answer cannot follow: the connection is closed.
            throw new IOException("an answer was not taken in time");
        }
        Outgoing known = WebUtils.getNativeResponse(response, Outgoing.class);
        Outgoing out = known == null ? new Outgoing(request, response, time) : known;
        rest.doFilter(request, out);
        if (request.isAsyncStarted()) {
            return;
        }
        if (out.size() <= LARGE) {
            out.depart();
            return;
        }
        AsyncContext context = request.startAsync(request, out);
        context.setTimeout(0);
        Thread.ofVirtual().start(() -> depart(out, context));
    }

    private void depart(Outgoing out, AsyncContext context) {
        try {
            out.depart();
            context.complete();
        } catch (Outgoing.Late e) {
            context.getRequest().setAttribute(LATE, e);
            context.dispatch();
        } catch (IOException gone) {
            // The container knows of it too, and has ended the request.
            logger.debug("an answer was not taken", gone);
        }
    }
}
