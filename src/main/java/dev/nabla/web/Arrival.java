package dev.nabla.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a request go on when its body is here as a whole, and holds no thread until then: however slowly bodies trickle in, others are served. A
 * body has a size and a total time.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class Arrival extends OncePerRequestFilter {
    /** Of all bodies under way, as a share of the heap. */
    private static final double SHARE = 0.25;
    private static final String PROBLEM = Arrival.class.getName() + ".problem";

    private final long largest;
    private final long time;
    private final long most;
    private final AtomicLong held = new AtomicLong();
    private final Problems problems;

    Arrival(HttpLimits limits, Problems problems) {
        this.largest = limits.body().toBytes();
        this.time = limits.bodyTime().toMillis();
        this.most = Math.max(2 * largest, (long) (SHARE * Runtime.getRuntime().maxMemory()));
        this.problems = problems;
    }

    /** The body of a request that has one, else null. */
    static byte @Nullable [] body(HttpServletRequest request) {
        for (Object r = request; r instanceof HttpServletRequestWrapper w; r = w.getRequest()) {
            if (r instanceof Arrived here) {
                return here.bytes;
            }
        }
        return null;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            goOn(request, response, rest);
            return;
        }
        long length = request.getContentLengthLong();
        if (length == 0 || length < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null) {
            rest.doFilter(request, response);
            return;
        }
        ServletInputStream in = request.getInputStream();
        if (length > 0 && length <= Math.min(largest, in.available())) {
            byte[] body = new byte[(int) length];
            if (in.readNBytes(body, 0, body.length) == body.length) {
                rest.doFilter(new Arrived(request, body), response);
                return;
            }
        }
        new Receiving(new Arrived(request, new byte[Math.clamp(length, 1024, 1 << 16)]), response, in).start();
    }

    private void goOn(HttpServletRequest request, HttpServletResponse response, FilterChain rest) throws ServletException, IOException {
        if (request.getAttribute(PROBLEM) instanceof Problem problem) {
            request.removeAttribute(PROBLEM);
            problems.write(problem, request, response);
        } else {
            rest.doFilter(request, response);
        }
    }

    /** A body on its way. What is too large is read to its end all the same, so that the client hears why it is refused. */
    private final class Receiving implements ReadListener, AsyncListener {
        private final Arrived request;
        private final HttpServletResponse response;
        private final ServletInputStream in;
        private final byte[] piece = new byte[1 << 14];
        private @Nullable AsyncContext context;
        private @Nullable Problem problem;
        private long counted;
        private long reserved;
        private boolean over;

        Receiving(Arrived request, HttpServletResponse response, ServletInputStream in) {
            this.request = request;
            this.response = response;
            this.in = in;
        }

        void start() {
            AsyncContext async = request.startAsync(request, response);
            context = async;
            async.setTimeout(time);
            async.addListener(this);
            in.setReadListener(this);
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (in.isReady()) {
                int n = in.read(piece);
                if (n < 0) {
                    return;
                }
                counted += n;
                if (problem == null) {
                    keep(n);
                }
            }
        }

        private void keep(int n) {
            if (counted > largest) {
                refuse(new Problem(ProblemCode.BODY_TOO_LARGE, "a body has at most " + largest + " bytes", null));
                return;
            }
            if (counted > reserved) {
                long more = Math.max(counted, 2 * reserved) - reserved;
                if (held.addAndGet(more) > most) {
                    held.addAndGet(-more);
                    refuse(new Problem(ProblemCode.OVERLOADED, "too many bodies are on their way", null).retryAfter(5));
                    return;
                }
                reserved += more;
            }
            request.append(piece, n);
        }

        private void refuse(Problem why) {
            problem = why;
            request.forget();
        }

        @Override
        public void onAllDataRead() {
            go(problem);
        }

        private void go(@Nullable Problem with) {
            over = true;
            request.setAttribute(PROBLEM, with);
            AsyncContext async = Objects.requireNonNull(context);
            request.close();
            async.dispatch();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            if (!over) {
                go(new Problem(ProblemCode.REQUEST_TIMEOUT, "a body must arrive within " + time / 1000.0 + " s", null));
            }
        }

        /** The client is gone. */
        @Override
        public void onError(Throwable gone) {
            if (context != null) {
                context.complete();
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            release();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            release();
        }

        private void release() {
            held.addAndGet(-reserved);
            reserved = 0;
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }

    /** A request with its body in memory. */
    private static final class Arrived extends HttpServletRequestWrapper {
        private byte[] bytes;
        private int size;

        Arrived(HttpServletRequest request, byte[] bytes) {
            super(request);
            this.bytes = bytes;
        }

        void append(byte[] piece, int n) {
            if (size + n > bytes.length) {
                long wanted = Math.max(size + n, Math.max(2L * size, Math.min(getContentLengthLong(), 16L * size)));
                bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
            }
            System.arraycopy(piece, 0, bytes, size, n);
            size += n;
        }

        void forget() {
            bytes = new byte[0];
            size = 0;
        }

        void close() {
            bytes = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        }

        @Override
        public ServletInputStream getInputStream() {
            return new Bytes(bytes);
        }
    }

    private static final class Bytes extends ServletInputStream {
        private final ByteArrayInputStream in;

        Bytes(byte[] bytes) {
            this.in = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] to, int at, int most) {
            return in.read(to, at, most);
        }

        @Override
        public byte[] readAllBytes() {
            return in.readAllBytes();
        }

        @Override
        public int available() {
            return in.available();
        }

        @Override
        public boolean isFinished() {
            return in.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body is here");
        }
    }
}
