package dev.nabla.web;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** What every request passes before anything of it is read: the host it names, the type and the size of its body. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class Door extends OncePerRequestFilter {
    /** A rebound name is never an address, so addresses are safe. */
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
    private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH");

    private final HttpSettings settings;
    private final long largest;
    private final HandlerExceptionResolver problems;

    Door(HttpSettings settings, HttpLimits limits, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.settings = settings;
        this.largest = limits.body().toBytes();
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        Problem problem = problem(request);
        if (problem != null) {
            problems.resolveException(request, response, null, problem);
        } else {
            rest.doFilter(request.getContentLengthLong() >= 0 ? request : new Counted(request), response);
        }
    }

    private @Nullable Problem problem(HttpServletRequest request) {
        String host = host(request.getHeader(HttpHeaders.HOST));
        if (!isKnown(host)) {
            return new Problem(ProblemCode.MISDIRECTED_REQUEST, "this service is not called " + Json.shortened(host), null);
        }
        if (CHANGING.contains(request.getMethod()) && hasBody(request) && !isJson(request.getContentType())) {
            return new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "a body is application/json, not "
                    + (request.getContentType() == null ? "without a type" : Json.shortened(request.getContentType())), null);
        }
        return request.getContentLengthLong() > largest ? tooLarge() : null;
    }

    private Problem tooLarge() {
        return new Problem(ProblemCode.BODY_TOO_LARGE, "a body has at most " + largest + " bytes", null);
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

    private static boolean isJson(@Nullable String contentType) {
        try {
            return contentType != null && MediaType.APPLICATION_JSON.equalsTypeAndSubtype(MediaType.parseMediaType(contentType));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** A request that does not say how long its body is. */
    private final class Counted extends HttpServletRequestWrapper {
        Counted(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            ServletInputStream in = super.getInputStream();
            return new ServletInputStream() {
                private long count;

                private int counted(int bytes) {
                    count += Math.max(bytes, 0);
                    if (count > largest) {
                        throw tooLarge();
                    }
                    return bytes;
                }

                @Override
                public int read() throws IOException {
                    int b = in.read();
                    counted(b < 0 ? 0 : 1);
                    return b;
                }

                @Override
                public int read(byte[] to, int at, int most) throws IOException {
                    return counted(in.read(to, at, most));
                }

                @Override
                public boolean isFinished() {
                    return in.isFinished();
                }

                @Override
                public boolean isReady() {
                    return in.isReady();
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    in.setReadListener(listener);
                }
            };
        }
    }
}
